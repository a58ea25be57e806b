/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which strings have been seen. */

#include "base/string-set.h"

#include "tests/unit/test.h"

static void test_add_and_ask(void **state) {
        _cleanup_string_set_ StringSet set = STRING_SET_INIT;
        static const char *const words[] = { "b", "", "a", "b", "ab", "B" };

        (void) state;
        assert_false(string_set_contains(&set, ""));
        for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
                char copy[4];

                assert_int_equal(string_set_add(&set, words[i]), 0);
                /* By what it says, not by where it stands; and after each addition anew. */
                (void) snprintf(copy, sizeof(copy), "%s", words[i]);
                assert_true(string_set_contains(&set, copy));
                assert_false(string_set_contains(&set, "c"));
        }
        for (size_t i = 0; i < ARRAY_SIZE(words); i++)
                assert_true(string_set_contains(&set, words[i]));
        assert_false(string_set_contains(&set, "A"));
        assert_false(string_set_contains(&set, "abc"));
}

TEST_MAIN(cmocka_unit_test(test_add_and_ask))
