/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The first few names, and how many more. */

#include "analysis/name-list.h"

#include "tests/unit/test.h"

static void test_lengths(void **state) {
        static const char *const expected[] = {
                "", "a", "a, b", "a, b, c", "a, b, c, d", "a, b, c, d and 1 more", "a, b, c, d and 2 more",
        };

        (void) state;
        for (size_t n = 0; n < ARRAY_SIZE(expected); n++) {
                _cleanup_name_list_ NameList list = NAME_LIST_INIT;

                for (size_t i = 0; i < n; i++) {
                        char name[2] = { (char) ('a' + i), '\0' };

                        name_list_add(&list, name);
                }
                assert_int_equal(list.count, n);
                assert_string_equal(name_list_get(&list), expected[n]);
                /* Asking twice says the same. */
                assert_string_equal(name_list_get(&list), expected[n]);
        }
}

TEST_MAIN(cmocka_unit_test(test_lengths))
