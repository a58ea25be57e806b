/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Kernel releases, as distributions spell them, against versions. */

#include "model/kernel-release.h"

#include "tests/unit/test.h"

static void test_compare(void **state) {
        static const struct {
                const char *release;
                unsigned major, minor;
                int sign;
        } rows[] = {
                { "6.1.0-53-amd64", 6, 1, 0 },
                { "6.1", 6, 1, 0 },
                { "6.1-rc1", 6, 1, 0 },
                { "6.12.34+", 6, 12, 0 },
                { "6.12.34+", 6, 1, 1 },
                { "6.12.34+", 6, 2, 1 },
                { "6.2.0", 6, 12, -1 },
                { "5.10.0-8-amd64", 6, 1, -1 },
                { "5.99", 6, 0, -1 },
                { "7.0.0-rc2-debug-next", 6, 99, 1 },
                { "7.0.0-rc2-debug-next", 7, 1, -1 },
                { "10.1", 9, 99, 1 },
                { "4.19.57.mx64.282", 4, 19, 0 },
                { "6.16.12+deb14+1-amd64", 6, 16, 0 },
                { "06.01", 6, 1, 0 },
                /* No release at all counts as newer than anything. */
                { NULL, 99999, 99999, 1 },
                { "", 99999, 99999, 1 },
                { "6", 99999, 99999, 1 },
                { "6.", 99999, 99999, 1 },
                { "6.x", 99999, 99999, 1 },
                { ".1", 99999, 99999, 1 },
                { "v6.1", 99999, 99999, 1 },
                { " 6.1", 99999, 99999, 1 },
                { "-6.1", 99999, 99999, 1 },
                { "6-1", 99999, 99999, 1 },
                { "linux", 99999, 99999, 1 },
                { "99999999999999999999.1", 99999, 99999, 1 },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                int order = kernel_release_compare(rows[i].release, rows[i].major, rows[i].minor);

                assert_row(rows[i].release ? rows[i].release : "NULL",
                                (order > 0) - (order < 0) == rows[i].sign);
        }
}

TEST_MAIN(cmocka_unit_test(test_compare))
