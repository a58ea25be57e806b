/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Words and numbers in pasted text; what doesn't fit changes nothing. */

#include "base/scanner.h"

#include "tests/unit/test.h"

static Scanner scan(const char *text) {
        return (Scanner) { text, text + strlen(text) };
}

static void test_take(void **state) {
        static const struct {
                const char *text, *word;
                const char *rest; /* NULL: refused */
        } rows[] = {
                { "abc", "abc", "" }, { "abcd", "abc", "d" }, { "ab", "abc", NULL }, { "", "a", NULL }, { "", "", "" },
                { "a b", "a b", "" }, { "a \t\r\n  b", "a b", "" }, { "ab", "a b", NULL }, { "a\n> +\t- b", "a b", "" },
                { "a > b", "a b", NULL }, { "a\n>b|", "a b", "|" }, { "a ", "a ", "" }, { "a", "a ", NULL },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Scanner scanner = scan(rows[i].text);
                const char *before = scanner.cursor;

                assert_row(rows[i].text, scanner_take(&scanner, rows[i].word) == !!rows[i].rest);
                assert_row(rows[i].text, rows[i].rest ? strcmp(scanner.cursor, rows[i].rest) == 0 : scanner.cursor == before);
        }
}

static void test_find(void **state) {
        static const struct {
                const char *text, *word;
                const char *rest;
        } rows[] = {
                { "x abc d", "abc", " d" }, { "xabc", "abc", NULL }, { "x_abc abc!", "abc", "!" }, { "x=abc", "abc", "" },
                { "xabc", "=", NULL }, { "x[abc", "[a", "bc" }, { "aab", "ab", NULL }, { "a ab", "ab", "" }, { "", "a", NULL },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Scanner scanner = scan(rows[i].text), start = scanner;

                assert_row(rows[i].text, scanner_find(&scanner, rows[i].word) == !!rows[i].rest);
                assert_row(rows[i].text, scanner_find_start(&start, rows[i].word) == !!rows[i].rest);
                if (rows[i].rest) {
                        assert_row(rows[i].text, strcmp(scanner.cursor, rows[i].rest) == 0);
                        assert_row(rows[i].text, start.cursor + strlen(rows[i].word) == scanner.cursor);
                } else
                        assert_row(rows[i].text, scanner.cursor == rows[i].text);
        }
}

static void test_numbers(void **state) {
        static const struct {
                const char *text;
                bool is_hex, is_number;
                uint64_t hex, number;
        } rows[] = {
                { "10", true, true, 0x10, 10 }, { "0x10 ", true, true, 0x10, 0x10 }, { "0X1f]", true, true, 0x1f, 0x1f },
                { "1f", true, false, 0x1f, 0 }, { "1g", false, false, 0, 0 }, { "0x", false, false, 0, 0 },
                { "", false, false, 0, 0 }, { "-1", false, false, 0, 0 }, { " 1", false, false, 0, 0 }, { "1_", false, false, 0, 0 },
                { "ffffffffffffffff,", true, false, UINT64_MAX, 0 }, { "10000000000000000", false, true, 0, 10000000000000000 },
                { "0x10000000000000000", false, false, 0, 0 }, { "00000000000000000000000000000000001", false, false, 0, 0 },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Scanner hex = scan(rows[i].text), number = hex;
                uint64_t h = 99, n = 99;

                assert_row(rows[i].text, scanner_take_hex(&hex, &h) == rows[i].is_hex);
                assert_row(rows[i].text, h == (rows[i].is_hex ? rows[i].hex : 99));
                assert_row(rows[i].text, rows[i].is_hex == (hex.cursor != rows[i].text));
                assert_row(rows[i].text, scanner_take_number(&number, &n) == rows[i].is_number);
                assert_row(rows[i].text, n == (rows[i].is_number ? rows[i].number : 99));
        }
}

static void test_pieces(void **state) {
        Scanner scanner = scan("ab,cd");
        char buffer[3] = "??";

        (void) state;
        assert_true(scanner_take_until(&scanner, ",", buffer, sizeof(buffer)));
        assert_string_equal(buffer, "ab");
        assert_false(scanner_take_until(&scanner, ",", buffer, sizeof(buffer)));
        assert_true(scanner_take(&scanner, ","));
        assert_true(scanner_take_until(&scanner, ",", buffer, sizeof(buffer)));
        assert_string_equal(buffer, "cd");
        assert_false(scanner_take_until(&scanner, ",", buffer, sizeof(buffer)));
        scanner = scan("abc,");
        assert_false(scanner_take_until(&scanner, ",", buffer, sizeof(buffer)));
        scanner_take_line(&scanner, buffer, sizeof(buffer));
        assert_string_equal(buffer, "ab");
        assert_ptr_equal(scanner.cursor, scanner.end);
        scanner = scan(" \t a \n b");
        scanner_take_line(&scanner, buffer, sizeof(buffer));
        assert_string_equal(buffer, "a");
        assert_string_equal(scanner.cursor, "\n b");
        scanner_take_line(&scanner, buffer, sizeof(buffer));
        assert_string_equal(buffer, "");
}

TEST_MAIN(cmocka_unit_test(test_take), cmocka_unit_test(test_find), cmocka_unit_test(test_numbers),
          cmocka_unit_test(test_pieces))
