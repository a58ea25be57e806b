/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Text: appending, running out of memory, and that nothing unsafe gets through the escaping. */

#include "base/text.h"

#include "tests/unit/test.h"

void *__real_realloc(void *pointer, size_t size);
void *__wrap_realloc(void *pointer, size_t size);

static bool realloc_fails;

void *__wrap_realloc(void *pointer, size_t size) {
        return realloc_fails ? NULL : __real_realloc(pointer, size);
}

static void test_append(void **state) {
        _cleanup_text_ Text text = TEXT_INIT;
        char *string;

        (void) state;
        assert_string_equal(text_get(&text), "");
        text_add(&text, "ab");
        text_add_bytes(&text, "cdXX", 2);
        text_add_char(&text, '-', 3);
        text_add_char(&text, '?', 0);
        text_add_format(&text, "%d%s", 42, "");
        assert_string_equal(text_get(&text), "abcd---42");
        assert_int_equal(text.length, 9);
        assert_int_equal(text_error(&text), 0);

        assert_int_equal(text_finish(&text, &string), 0);
        assert_string_equal(string, "abcd---42");
        free(string);
        assert_int_equal(text.length, 0);
        assert_string_equal(text_get(&text), "");
}

static void test_empty_is_a_string(void **state) {
        Text text = TEXT_INIT;
        char *string = NULL;

        (void) state;
        assert_int_equal(text_finish(&text, &string), 0);
        assert_string_equal(string, "");
        free(string);
}

static void test_long(void **state) {
        _cleanup_text_ Text text = TEXT_INIT;

        (void) state;
        for (size_t i = 0; i < 10000; i++)
                text_add_format(&text, "%zu,", i % 10);
        assert_int_equal(text.length, 20000);
        assert_int_equal(strlen(text_get(&text)), 20000);
        assert_string_equal(text_get(&text) + 19996, "8,9,");
}

static void test_out_of_memory(void **state) {
        _cleanup_text_ Text text = TEXT_INIT;
        char *string = (char *) "untouched";

        (void) state;
        text_add(&text, "kept");
        realloc_fails = true;
        text_add_char(&text, 'x', 1000);
        realloc_fails = false;
        text_add(&text, "dropped, since something before it was lost");
        assert_int_equal(text_error(&text), -ENOMEM);
        assert_string_equal(text_get(&text), "kept");
        assert_int_equal(text_finish(&text, &string), -ENOMEM);
        assert_string_equal(string, "untouched");
}

static void test_too_long(void **state) {
        _cleanup_text_ Text text = TEXT_INIT;

        (void) state;
        text_add(&text, "x");
        text_add_char(&text, 'x', SIZE_MAX);
        assert_int_equal(text_error(&text), -ENOMEM);
        assert_string_equal(text_get(&text), "x");
}

static void test_escape(void **state) {
        static const struct {
                const char *raw, *escaped;
        } rows[] = {
                { "", "" },
                { "intel_iommu=on, 100% \"~", "intel_iommu=on, 100% \"~" },
                { "\\", "\\x5c" },
                { "a\nb\tc\r", "a\\x0ab\\x09c\\x0d" },
                { "\033[31mred", "\\x1b[31mred" },
                { "\177", "\\x7f" },
                /* Well-formed UTF-8 of 2, 3 and 4 bytes, and the last code point. */
                { "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80" },
                { "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf" },
                /* The first of each length, and the neighbours of the surrogates. */
                { "\xc2\xa0\xe0\xa0\x80\xf0\x90\x80\x80", "\xc2\xa0\xe0\xa0\x80\xf0\x90\x80\x80" },
                { "\xed\x9f\xbf\xee\x80\x80", "\xed\x9f\xbf\xee\x80\x80" },
                /* C1 controls. */
                { "\xc2\x80\xc2\x9f", "\\xc2\\x80\\xc2\\x9f" },
                /* Bidirectional overrides and isolates, marks, separators, the byte order mark. */
                { "\xe2\x80\xae", "\\xe2\\x80\\xae" },
                { "\xe2\x81\xa6", "\\xe2\\x81\\xa6" },
                { "\xe2\x80\x8b", "\\xe2\\x80\\x8b" },
                { "\xe2\x80\xa8", "\\xe2\\x80\\xa8" },
                { "\xd8\x9c", "\\xd8\\x9c" },
                { "\xef\xbb\xbf", "\\xef\\xbb\\xbf" },
                /* Not UTF-8: lone continuation, overlong, surrogate, too large, cut off. */
                { "\x80", "\\x80" },
                { "\xc0\xaf", "\\xc0\\xaf" },
                { "\xc1\xbf", "\\xc1\\xbf" },
                { "\xe0\x9f\xbf", "\\xe0\\x9f\\xbf" },
                { "\xf0\x8f\xbf\xbf", "\\xf0\\x8f\\xbf\\xbf" },
                { "\xed\xa0\x80", "\\xed\\xa0\\x80" },
                { "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },
                { "\xf8\x88\x80\x80\x80", "\\xf8\\x88\\x80\\x80\\x80" },
                { "\xff\xfe", "\\xff\\xfe" },
                { "\xe2\x82", "\\xe2\\x82" },
                { "\xe2\x82x", "\\xe2\\x82x" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_text_ Text text = TEXT_INIT;

                text_add_escaped(&text, rows[i].raw);
                assert_string_equal(text_get(&text), rows[i].escaped);
        }
}

static void test_escape_null(void **state) {
        _cleanup_text_ Text text = TEXT_INIT;

        (void) state;
        text_add_escaped(&text, NULL);
        assert_int_equal(text.length, 0);
        assert_int_equal(text_error(&text), 0);
}

/* As printf() has it. */
static void test_hex(void **state) {
        static const uint64_t values[] = {
                0, 1, 0xf, 0x10, 0xabcdef, 0xfee00000, UINT32_MAX, 1ULL << 32, 0x123456789abcdef0, UINT64_MAX,
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(values); i++)
                for (unsigned digits = 0; digits <= 20; digits++) {
                        _cleanup_text_ Text text = TEXT_INIT;
                        char expected[32];

                        text_add_hex(&text, values[i], digits);
                        (void) snprintf(expected, sizeof(expected), "0x%0*" PRIx64, (int) MIN(digits, 16U), values[i]);
                        assert_string_equal(text_get(&text), expected);
                }
}

TEST_MAIN(cmocka_unit_test(test_append), cmocka_unit_test(test_hex), cmocka_unit_test(test_empty_is_a_string),
          cmocka_unit_test(test_long), cmocka_unit_test(test_out_of_memory),
          cmocka_unit_test(test_too_long), cmocka_unit_test(test_escape),
          cmocka_unit_test(test_escape_null))
