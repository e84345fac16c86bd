/* A call on several cores: threads that wait for work, and take pieces of it until there are none left.
 *
 * The threads know nothing of Python but its locks, so that between two pieces nobody waits for the interpreter.
 * They work on one call at a time; who calls meanwhile works alone, for the cores are taken.
 */
#include <Python.h>

#include "lanes.h"
#include "team.h"

#include <pythread.h>
#ifdef _WIN32
#include <windows.h>
#else
#include <time.h>
#endif

#define MAX_HELPERS 256

#define FIRST_PIECE MF_LANES /* points */
#define GROWTH 8           /* a piece has at most this many times the points of the one before */
#define PIECE_SECONDS 2e-5 /* short enough for all to end together, long enough to hide what taking one costs */
#define TELLING 1e-5       /* seconds: what took less says little about the rest */
#define PATIENCE 1e-4      /* seconds to look for work, or for others to end, before falling asleep: waking up takes as long */
#define LISTEN 0.05        /* seconds between looks for an interruption by the user */

typedef struct {
    const mf_grid *grid;
    ptrdiff_t next;   /* first point that nobody has taken */
    int sharers;      /* how many may take pieces at the same time */
    PyThread_type_lock lock;
} job;

/* A member wakes up when `wake` is released, and releases `ended` when it has taken part in a job. */
typedef struct {
    PyThread_type_lock wake, ended;
    long last; /* number of the last job that it took part in */
} member;

static struct {
    PyThread_type_lock busy; /* held by the thread whose job it is */
    PyThread_type_lock door; /* of job, number, and last of the members */
    job *job;                /* NULL for members that come too late */
    long number;             /* of the job */
    member members[MAX_HELPERS];
    int size;
} team;

static double now(void) {
#ifdef _WIN32
    LARGE_INTEGER ticks, frequency;
    QueryPerformanceCounter(&ticks);
    QueryPerformanceFrequency(&frequency);
    return (double)ticks.QuadPart / (double)frequency.QuadPart;
#else
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
#endif
}

/* ----- pieces ----------------------------------------------------------------------------------------------------- */

/* Points start ... start + count - 1 of a grid, in the order of its memory: a call of the loop for each row. */
static void compute(const mf_grid *grid, ptrdiff_t start, ptrdiff_t count) {
    const int operands = grid->operands, last = grid->axes - 1;
    const ptrdiff_t *inner = grid->steps + last * operands;
    ptrdiff_t index[MF_MOST_AXES];
    for (int d = last; d >= 0; --d) {
        index[d] = start % grid->shape[d];
        start /= grid->shape[d];
    }
    while (count > 0) {
        char *args[MF_MOST_OPERANDS];
        for (int o = 0; o < operands; ++o) {
            args[o] = grid->base[o];
            for (int d = 0; d <= last; ++d)
                args[o] += index[d] * grid->steps[d * operands + o];
        }
        const ptrdiff_t row = grid->shape[last] - index[last], n = row < count ? row : count;
        grid->loop(args, &n, inner, grid->data);
        count -= n;
        index[last] = 0;
        for (int d = last - 1; d >= 0 && ++index[d] == grid->shape[d]; --d)
            index[d] = 0;
    }
}

/* What a thread knows of its pieces. */
typedef struct {
    ptrdiff_t points;
    double seconds;
} pace;

/* Take a piece and compute it; returns whether there was one. */
static int take_piece(job *work, pace *own) {
    const mf_grid *grid = work->grid;
    ptrdiff_t size = FIRST_PIECE;
    if (own->points > 0) {
        const double wanted = own->seconds > 0.0 ? PIECE_SECONDS * (double)own->points / own->seconds : INFINITY;
        const double most = (double)GROWTH * (double)own->points;
        size = (ptrdiff_t)(wanted < most ? wanted : most);
        size = size > FIRST_PIECE ? size - size % FIRST_PIECE : FIRST_PIECE;
    }
    PyThread_acquire_lock(work->lock, WAIT_LOCK);
    const ptrdiff_t start = work->next, left = grid->points - start, fair = left / (2 * work->sharers);
    size = size < fair ? size : fair;
    size = size > FIRST_PIECE ? size - size % FIRST_PIECE : FIRST_PIECE;
    size = size < left ? size : left;
    work->next += size;
    PyThread_release_lock(work->lock);
    if (size <= 0)
        return 0;
    const double began = now();
    compute(grid, start, size);
    own->seconds = now() - began;
    own->points = size;
    return 1;
}

static ptrdiff_t points_left(job *work) {
    PyThread_acquire_lock(work->lock, WAIT_LOCK);
    const ptrdiff_t left = work->grid->points - work->next;
    PyThread_release_lock(work->lock);
    return left;
}

/* ----- threads that wait ------------------------------------------------------------------------------------------ */

/* Acquire a lock that is probably released soon. */
static void await_lock(PyThread_type_lock lock) {
    const double until = now() + PATIENCE;
    while (now() < until)
        if (PyThread_acquire_lock(lock, NOWAIT_LOCK))
            return;
    PyThread_acquire_lock(lock, WAIT_LOCK);
}

static void serve(void *argument) {
    member *self = argument;
    for (;;) {
        await_lock(self->wake);
        PyThread_acquire_lock(team.door, WAIT_LOCK);
        job *work = self->last == team.number ? NULL : team.job; /* who wakes up twice takes part once */
        if (work)
            self->last = team.number;
        PyThread_release_lock(team.door);
        if (!work)
            continue;
        pace own = {0, 0.0};
        while (take_piece(work, &own))
            ;
        PyThread_release_lock(self->ended);
    }
}

/* A lock that is held, or NULL. */
static PyThread_type_lock closed_lock(void) {
    PyThread_type_lock lock = PyThread_allocate_lock();
    if (lock)
        PyThread_acquire_lock(lock, WAIT_LOCK);
    return lock;
}

static void discard(PyThread_type_lock lock) {
    if (lock)
        PyThread_free_lock(lock);
}

/* Have so many members, or as many as the system allows. */
static void enlarge(int size) {
    while (team.size < size && team.size < MAX_HELPERS) {
        member *new = &team.members[team.size];
        new->last = team.number;
        new->wake = closed_lock();
        new->ended = closed_lock();
        if (!new->wake || !new->ended || PyThread_start_new_thread(serve, new) == PYTHREAD_INVALID_THREAD_ID) {
            discard(new->wake);
            discard(new->ended);
            return;
        }
        ++team.size;
    }
}

/* Wake up members; returns how many. */
static int call_in(job *work, int helpers) {
    enlarge(helpers);
    const int called = helpers < team.size ? helpers : team.size;
    PyThread_acquire_lock(work->lock, WAIT_LOCK);
    work->sharers = 1 + called;
    PyThread_release_lock(work->lock);
    PyThread_acquire_lock(team.door, WAIT_LOCK);
    team.job = work;
    ++team.number;
    PyThread_release_lock(team.door);
    for (int i = 0; i < called; ++i)
        PyThread_release_lock(team.members[i].wake);
    return called;
}

/* Admit nobody else, and wait for those who take part. */
static void close_job(void) {
    PyThread_acquire_lock(team.door, WAIT_LOCK);
    team.job = NULL;
    PyThread_release_lock(team.door);
    for (int i = 0; i < team.size; ++i) {
        member *other = &team.members[i];
        if (other->last == team.number)
            await_lock(other->ended);
        else
            PyThread_acquire_lock(other->wake, NOWAIT_LOCK); /* need not wake up any more */
    }
}

void mf_forget_team(void) {
    team.busy = PyThread_allocate_lock();
    team.door = PyThread_allocate_lock();
    team.job = NULL;
    team.size = 0;
}

/* ----- a call ----------------------------------------------------------------------------------------------------- */

/* Whether the user interrupted; Python's error is set then. */
static int interrupted(PyThreadState **state) {
    PyEval_RestoreThread(*state);
    const int stop = PyErr_CheckSignals() != 0;
    *state = PyEval_SaveThread();
    return stop;
}

int mf_share(const mf_grid *grid, int helpers, double worth) {
    if (!team.door)
        mf_forget_team();
    job work = {grid, 0, 1, PyThread_allocate_lock()};
    if (!work.lock || !team.busy || !team.door) {
        PyErr_NoMemory();
        return -1;
    }
    PyThreadState *state = PyEval_SaveThread();
    const int alone = helpers == 0 || !PyThread_acquire_lock(team.busy, NOWAIT_LOCK);
    int called = !alone && worth <= 0.0 ? call_in(&work, helpers) : 0, stop = 0;
    int waiting = !alone && worth > 0.0; /* to see whether others are worth it */
    pace own = {0, 0.0};
    double listened = now();
    while (!stop && take_piece(&work, &own)) {
        if (waiting && own.seconds >= TELLING &&
            (double)points_left(&work) * own.seconds / (double)own.points >= worth) {
            called = call_in(&work, helpers);
            waiting = 0;
        }
        if (now() - listened > LISTEN) {
            stop = interrupted(&state);
            listened = now();
        }
    }
    if (stop) {
        PyThread_acquire_lock(work.lock, WAIT_LOCK);
        work.next = grid->points;
        PyThread_release_lock(work.lock);
    }
    if (called)
        close_job();
    if (!alone)
        PyThread_release_lock(team.busy);
    PyEval_RestoreThread(state);
    PyThread_free_lock(work.lock);
    return stop ? -1 : called;
}
