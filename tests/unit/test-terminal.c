/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Cutting, wrapping, and when there is colour. */

#include "report/terminal.h"

#include "tests/unit/test.h"

static void test_cut(void **state) {
        static const struct {
                const char *string;
                size_t columns;
                const char *expected, *full;
        } rows[] = {
                { "abcdef", 6, "abcdef", "abcdef" },
                { "abcdef", 5, "abc..", "abcdef" },
                { "abcdef", 2, "..", "abcdef" },
                { "", 0, "", "" },
                { "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 4, "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9",
                  "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9" },
                { "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 3, "\xc3\xa9..", "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9" },
                { "a\nb", 6, "a\\x0ab", "a\\x0ab" },
                { "a\nb", 5, "a\\x..", "a\\x0ab" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_text_ Text cut = TEXT_INIT, full = TEXT_INIT;

                terminal_add_cut(&cut, &(Terminal) { 0 }, rows[i].string, rows[i].columns);
                assert_string_equal(text_get(&cut), rows[i].expected);
                terminal_add_cut(&full, &(Terminal) { .is_full = true }, rows[i].string,
                                rows[i].columns);
                assert_string_equal(text_get(&full), rows[i].full);
        }
}

static void test_wrap(void **state) {
        static const struct {
                const char *string;
                size_t used;
                const char *expected;
        } rows[] = {
                { "aaa bbb ccc ddd eee", 0, "aaa bbb ccc ddd eee\n" },
                { "aaa bbb ccc ddd eeef", 0, "aaa bbb ccc ddd eeef\n" },
                { "aaa bbb ccc ddd eeeff", 0, "aaa bbb ccc ddd\n    eeeff\n" },
                { "aaa bbb ccc ddd", 8, "aaa bbb ccc\n    ddd\n" },
                { "a  b   c", 0, "a b c\n" },
                { "", 0, "\n" },
                { "a-word-that-is-longer-than-a-line b", 0, "a-word-that-is-longer-than-a-line\n    b\n" },
                { "a\nb \033[1m", 0, "a\\x0ab \\x1b[1m\n" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_free_ char *output = NULL;
                Terminal terminal = { .columns = 20 };
                size_t size;

                terminal.file = open_memstream(&output, &size);
                assert_non_null(terminal.file);
                terminal_print_wrapped(&terminal, rows[i].string, rows[i].used, 4);
                assert_int_equal(fclose(terminal.file), 0);
                assert_string_equal(output, rows[i].expected);
        }
}

static Terminal init(const char *systemd, const char *none, const char *columns) {
        FILE *file = tmpfile();
        Terminal terminal;

        assert_non_null(file);
        (void) (systemd ? setenv("SYSTEMD_COLORS", systemd, 1) : unsetenv("SYSTEMD_COLORS"));
        (void) (none ? setenv("NO_COLOR", none, 1) : unsetenv("NO_COLOR"));
        (void) (columns ? setenv("COLUMNS", columns, 1) : unsetenv("COLUMNS"));
        terminal_init(&terminal, file, false);
        (void) fclose(file);
        terminal.file = NULL;
        return terminal;
}

static void test_colour(void **state) {
        Terminal plain, coloured;

        (void) state;
        plain = init(NULL, NULL, NULL);
        assert_false(plain.is_tty);
        assert_false(plain.has_colour); /* not a terminal */
        assert_string_equal(terminal_verdict_colour(&plain, VERDICT_BROKEN), "");
        assert_string_equal(terminal_severity_colour(&plain, SEVERITY_CRITICAL), "");
        assert_string_equal(terminal_bold(&plain), "");
        assert_string_equal(terminal_reset(&plain), "");

        coloured = init("1", NULL, NULL);
        assert_true(coloured.has_colour);
        assert_string_not_equal(terminal_verdict_colour(&coloured, VERDICT_OK), "");
        assert_string_equal(terminal_reset(&coloured), "\033[0m");
        assert_true(init("yes", "1", NULL).has_colour); /* the more special one wins */
        assert_false(init("0", NULL, NULL).has_colour);
        assert_false(init("off", NULL, NULL).has_colour);
        assert_false(init(NULL, "1", NULL).has_colour);
}

static void test_columns(void **state) {
        static const struct {
                const char *columns;
                unsigned expected;
        } rows[] = {
                { NULL, 80 }, { "132", 132 }, { "20", 20 }, { "19", 80 },    { "0", 80 },
                { "", 80 },   { "-5", 80 },   { "x", 80 },  { "10001", 80 }, { "100 ", 80 },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
                assert_int_equal(init(NULL, NULL, rows[i].columns).columns, rows[i].expected);
}

TEST_MAIN(cmocka_unit_test(test_cut), cmocka_unit_test(test_wrap), cmocka_unit_test(test_colour),
          cmocka_unit_test(test_columns))
