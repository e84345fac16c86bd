/* The list of all kernels; the only file to be compiled again whenever a formula changed, and a short one. */
#include "families.h"

#include "build_identity.h" /* written by setup.py */
#include "family_list.h"    /* written by `muforge regenerate` */

#define DECLARE(name) extern const mf_kernel mf_##name##_kernels[]; extern const int mf_##name##_kernel_count;
#define LIST(name) {mf_##name##_kernels, &mf_##name##_kernel_count},

MF_FAMILIES(DECLARE)

const mf_family mf_families[] = {MF_FAMILIES(LIST)};
const int mf_family_count = sizeof mf_families / sizeof *mf_families;
const char mf_formulas[] = MF_FORMULAS, mf_generator[] = MF_GENERATOR;
const char mf_kernel_header[] = MF_KERNEL_HEADER, mf_build[] = MF_BUILD;
