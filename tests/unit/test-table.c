/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Tables: choosing columns, and what a cell does to the lines around it. */

#include "report/table.h"

#include "report/columns.h"
#include "tests/unit/build.h"

#define MAX_COLUMNS 4

static void add_name(Text *cell, const Snapshot *snapshot, const Assessment *assessment, size_t i) {
        (void) assessment;
        text_add_escaped(cell, snapshot->units[i].name);
}

static void add_nothing(Text *cell, const Snapshot *snapshot, const Assessment *assessment, size_t i) {
        (void) cell;
        (void) snapshot;
        (void) assessment;
        (void) i;
}

static const Column columns[] = {
        { "NAME", "a name", true, false, false, add_name },
        { "EMPTY", "nothing", false, false, false, add_nothing },
        { "AGAIN", "a name", true, true, false, add_name },
};

static void test_choose(void **state) {
        static const struct {
                const char *list;
                const char *chosen; /* first letters */
                const char *error;  /* or the offending name */
        } rows[] = {
                { NULL, "NA", NULL },
                { "NAME", "N", NULL },
                { "again,name", "AN", NULL },
                { "Empty,AGAIN,NAME", "EAN", NULL },
                { "+EMPTY", "NAE", NULL },
                { "+NAME", NULL, "NAME" },
                { "+", NULL, "" },
                { "", NULL, "" },
                { "NAME,", NULL, "" },
                { ",NAME", NULL, "" },
                { "NAME,name", NULL, "name" },
                { "NAMES", NULL, "NAMES" },
                { "NAM", NULL, "NAM" },
                { "NAME EMPTY", NULL, "NAME EMPTY" },
                { "NAME,\033[2J", NULL, "\033[2J" },
                { "+EMPTY,EMPTY", NULL, "EMPTY" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                const char *row = rows[i].list ? rows[i].list : "NULL";
                const Column *chosen[MAX_COLUMNS] = { 0 };
                _cleanup_text_ Text error = TEXT_INIT;
                int r;

                r = table_choose_columns(columns, ARRAY_SIZE(columns), rows[i].list, chosen, &error);
                assert_row(row, r == (rows[i].chosen ? 0 : -EINVAL));
                if (rows[i].error)
                        assert_string_equal(text_get(&error), rows[i].error);
                else
                        for (size_t j = 0; j <= strlen(rows[i].chosen); j++)
                                assert_row(row, rows[i].chosen[j] == (chosen[j] ? *chosen[j]->name : '\0'));
        }
}

static char *print(bool has_legend, const Snapshot *snapshot, size_t count) {
        const Column *chosen[MAX_COLUMNS];
        const size_t indices[] = { 1, 0 };
        _cleanup_text_ Text error = TEXT_INIT;
        Terminal terminal = { .columns = 80 };
        char *output = NULL;
        size_t size;

        terminal.file = open_memstream(&output, &size);
        assert_non_null(terminal.file);
        assert_int_equal(table_choose_columns(columns, ARRAY_SIZE(columns), "NAME,EMPTY", chosen, &error), 0);
        assert_int_equal(table_print(&terminal, chosen, has_legend, snapshot, NULL, indices, count), 0);
        assert_int_equal(fclose(terminal.file), 0);
        return output;
}

static void test_print(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);
        _cleanup_free_ char *all = NULL, *bare = NULL, *none = NULL;

        (void) state;
        add_unit(snapshot, "dmar0", UNIT_INTEL_VTD);
        add_unit(snapshot, "dmar\n1", UNIT_INTEL_VTD);
        all = print(true, snapshot, 2);
        assert_string_equal(all, "NAME      EMPTY\ndmar\\x0a1 -\ndmar0     -\n");
        bare = print(false, snapshot, 1);
        assert_string_equal(bare, "dmar\\x0a1 -\n");
        none = print(false, snapshot, 0);
        assert_true(!none || !*none);
}

/* The real lists: names are unique, upper case, and fit where a choice is kept. */
static void test_real_columns(void **state) {
        const struct {
                const Column *columns;
                size_t count;
        } lists[] = {
                { unit_columns, n_unit_columns },
                { group_columns, n_group_columns },
                { device_columns, n_device_columns },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
                size_t defaults = 0;

                assert_true(lists[i].count > 0 && lists[i].count < COLUMNS_MAX);
                for (size_t j = 0; j < lists[i].count; j++) {
                        const Column *column = lists[i].columns + j;

                        assert_row(column->name, column->help && *column->help && column->add_cell);
                        assert_row(column->name, strspn(column->name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
                                                                 strlen(column->name));
                        for (size_t k = 0; k < j; k++)
                                assert_string_not_equal(column->name, lists[i].columns[k].name);
                        defaults += column->is_default;
                }
                assert_true(defaults > 0);
        }
}

TEST_MAIN(cmocka_unit_test(test_choose), cmocka_unit_test(test_print),
          cmocka_unit_test(test_real_columns))
