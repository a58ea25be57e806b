/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What every unit test needs: cmocka with the headers that it wants first, random
 * numbers that can be repeated, and real data where the machine has some.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/macros.h"

/* main() of a test program: the names of its test functions. */
#define TEST_MAIN(...)                                                                             \
        int main(void) {                                                                           \
                const struct CMUnitTest tests[] = { __VA_ARGS__ };                                 \
                                                                                                   \
                return cmocka_run_group_tests(tests, NULL, NULL);                                  \
        }

/* Says which row of a table, or line of a file, is wrong before it fails. */
#define assert_row(row, condition)                                                                 \
        do {                                                                                       \
                if (!(condition)) {                                                                \
                        print_error("at \"%s\": ", (row));                                         \
                        assert_true(condition);                                                    \
                }                                                                                  \
        } while (0)

typedef struct Random {
        uint64_t state;
} Random;

/* xorshift64* (Vigna, 2014). */
static inline uint64_t random_next(Random *random) {
        random->state ^= random->state >> 12;
        random->state ^= random->state << 25;
        random->state ^= random->state >> 27;
        return random->state * 0x2545f4914f6cdd1dULL;
}

static inline uint64_t random_below(Random *random, uint64_t limit) {
        return random_next(random) % limit;
}

static inline Random random_from(uint64_t seed) {
        return (Random) { seed ? seed : 1 };
}

/* Another one in each run; a test prints it when it fails. */
static inline uint64_t random_seed(void) {
        uint64_t seed = 0;

        if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
                seed = 1;
        return seed;
}

/*
 * Opens a file of real data, registers and text from real machines, which the project does
 * not carry. Without the environment variable the test is skipped; with it, it must be there.
 */
static inline FILE *open_data(const char *name) {
        const char *directory = getenv("IOMMU_DIAG_DATA");
        char path[4096];
        FILE *file;

        if (!directory) {
                print_message("IOMMU_DIAG_DATA is not set: no test on real data\n");
                skip();
        }
        assert_true(snprintf(path, sizeof(path), "%s/%s", directory, name) < (int) sizeof(path));
        file = fopen(path, "re");
        assert_non_null(file);
        return file;
}

/* The next line without its newline; the caller frees *line in the end. */
static inline bool read_line(FILE *file, char **line, size_t *size) {
        ssize_t n = getline(line, size, file);

        if (n < 0)
                return false;
        if (n > 0 && (*line)[n - 1] == '\n')
                (*line)[n - 1] = '\0';
        return true;
}
