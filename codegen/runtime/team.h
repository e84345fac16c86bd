/* One call of a ufunc's inner loop on several cores. */
#ifndef MUFORGE_TEAM_H
#define MUFORGE_TEAM_H

#include <stddef.h>

/* What a grid has at most. */
#define MF_MOST_OPERANDS 40
#define MF_MOST_AXES 64

typedef void (*mf_loop)(char **args, const ptrdiff_t *dimensions, const ptrdiff_t *steps, void *data);

/* A loop over a grid of points, last axis innermost.  Operand o starts at base[o] and moves along axis d by
 * steps[d * operands + o] bytes. */
typedef struct {
    mf_loop loop;
    void *data;
    int operands, axes;
    ptrdiff_t points; /* the product of shape */
    const ptrdiff_t *shape;
    char *const *base;
    const ptrdiff_t *steps;
} mf_grid;

/* Compute a grid with the calling thread and at most `helpers` others, which are called in once at least `worth`
 * seconds of work are left, at once if that is 0.  The loop runs without Python's lock, and gives a point the same bits
 * whatever its neighbours.  To be called with the lock; returns how many helpers were called in, or -1 with Python's
 * error set if the user interrupted. */
int mf_share(const mf_grid *grid, int helpers, double worth);

/* Start without helpers, as in a process that was forked: it has none of the threads of its parent. */
void mf_forget_team(void);

#endif
