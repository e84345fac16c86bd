/* All kernels of the extension, by the C files that they are in. */
#ifndef MUFORGE_FAMILIES_H
#define MUFORGE_FAMILIES_H

#include "kernel.h"

typedef struct {
    const mf_kernel *kernels;
    const int *count;
} mf_family;

extern const mf_family mf_families[];
extern const int mf_family_count;

/* Fingerprints: of all formulas and of the generator of the C code; of the header kernel.h and, for proofs of what was
 * compiled, of everything else that machine code depends on. */
extern const char mf_formulas[], mf_generator[], mf_kernel_header[], mf_build[];

#endif
