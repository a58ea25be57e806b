/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Sizes for people, up to the one that doesn't fit into 64 bits. */

#include "report/size-text.h"

#include "tests/unit/test.h"

static void test_range(void **state) {
        static const struct {
                uint64_t first, last;
                const char *expected;
        } rows[] = {
                { 0, 0, "1B" },
                { 5, 1027, "1023B" },
                { 0, 1023, "1K" },
                { 0, 0xfff, "4K" },
                { 0, 1535, "1.5K" },
                { 0, 1126, "1.1K" },
                { 0, 1125, "1K" },      /* rounded down to nothing */
                { 0, 2046, "1.9K" },    /* and never up */
                { 0, 0xfffff, "1M" },
                { 0, 0xffffe, "1023.9K" },
                { 0xfee00000, 0xfeefffff, "1M" },
                { 0, (1ULL << 39) - 1, "512G" },
                { 0xfef00000, (1ULL << 39) - 1, "508G" },
                { 0, (1ULL << 48) - 1, "256T" },
                { 0, (1ULL << 57) - 1, "128P" },
                { 0, (1ULL << 60) - 1, "1E" },
                { 0, UINT64_MAX - 1, "15.9E" },
                { 0, UINT64_MAX, "16E" },
                { UINT64_MAX, UINT64_MAX, "1B" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_text_ Text text = TEXT_INIT;

                size_text_add_range(&text, rows[i].first, rows[i].last);
                assert_string_equal(text_get(&text), rows[i].expected);
        }
}

static void test_pages(void **state) {
        static const struct {
                uint64_t sizes;
                const char *expected;
        } rows[] = {
                { 0x1000, "4K" },
                { 0x40201000, "4K 2M 1G" },
                { 0x1000 | 0x4000 | 0x10000 | 0x200000 | 0x2000000, "4K 16K 64K 2M 32M" },
                { 0xf000 | 0x30000, "4K and up" },
                { 0x000fff7ffffff000, "4K and up" },
                { 1, "1B" },
                { 1ULL << 63, "8E" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_text_ Text text = TEXT_INIT;

                size_text_add_pages(&text, rows[i].sizes);
                assert_string_equal(text_get(&text), rows[i].expected);
        }
}

static void assert_windows(WindowsSource source, Window *windows, size_t count, const char *expected) {
        GroupFacts facts = { .windows_source = source, .windows = windows, .n_windows = count };
        _cleanup_text_ Text text = TEXT_INIT;

        size_text_add_windows(&text, &facts);
        assert_string_equal(text_get(&text), expected);
}

static void test_windows(void **state) {
        Window windows[] = {
                { .range = { 0, 0xfedfffff }, .last_known = true },
                { .range = { 0xfef00000, 0xffffffff }, .last_known = true },
        };
        Window all = { .range = { 0, UINT64_MAX }, .last_known = true };

        (void) state;
        assert_windows(WINDOWS_DERIVED, windows, 1, "3.9G");
        assert_windows(WINDOWS_DERIVED, windows, 2, "3.9G");
        assert_windows(WINDOWS_DERIVED, &all, 1, "16E");
        assert_windows(WINDOWS_DERIVED, NULL, 0, "0B");
        assert_windows(WINDOWS_UNKNOWN, NULL, 0, "?");
        all.last_known = false;
        assert_windows(WINDOWS_DERIVED, &all, 1, "?");
}

TEST_MAIN(cmocka_unit_test(test_range), cmocka_unit_test(test_pages), cmocka_unit_test(test_windows))
