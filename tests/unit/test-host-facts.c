/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* /proc/cpuinfo is cut down to the one word that matters, and the CPU stays nameless. */

#include "sources/host-facts.h"

#include "tests/unit/test.h"

static void test_scrub(void **state) {
        static const struct {
                const char *data, *kept;
        } rows[] = {
                { "", "" },
                { "h", "" },
                { "hypervisor", "hypervisor" },
                { "model name\t: Some CPU\nflags\t: fpu vme hypervisor lahf\n", "hypervisor" },
                { "model name\t: Some CPU\nflags\t: fpu vme lahf\n", "" },
                { "flags\t: hyperviso", "" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                size_t length = strlen(rows[i].data), n;
                char *data = malloc(MAX(length, (size_t) 1));

                assert_non_null(data);
                memcpy(data, rows[i].data, length);
                n = scrub_cpuinfo(data, length);
                assert_row(rows[i].data, n == strlen(rows[i].kept));
                assert_row(rows[i].data, memcmp(data, rows[i].kept, n) == 0);
                assert_int_equal(scrub_cpuinfo(data, n), n);
                free(data);
        }
}

TEST_MAIN(cmocka_unit_test(test_scrub))
