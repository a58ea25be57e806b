/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/table.h"

#include <errno.h>
#include <libsmartcols/libsmartcols.h>
#include <string.h>

#include "base/parse.h"

static const Column *find_column(const Column *columns, size_t count, const char *name) {
        for (size_t i = 0; i < count; i++)
                if (strcasecmp(columns[i].name, name) == 0)
                        return columns + i;
        return NULL;
}

static size_t choose_defaults(const Column *columns, size_t count, const Column **chosen) {
        size_t n = 0;

        for (size_t i = 0; i < count; i++)
                if (columns[i].is_default)
                        chosen[n++] = columns + i;
        return n;
}

int table_choose_columns(const Column *columns, size_t count, const char *list,
                const Column **ret_chosen, Text *ret_error) {
        _cleanup_free_ char *copy = NULL;
        size_t n = 0;
        char *cursor, *name;

        if (!list || *list == '+')
                n = choose_defaults(columns, count, ret_chosen);
        if (list) {
                copy = strdup(list + (*list == '+'));
                if (!copy)
                        return -ENOMEM;
                cursor = copy;
                while ((name = parse_next(&cursor, ','))) {
                        const Column *column = find_column(columns, count, name);

                        for (size_t i = 0; column && i < n; i++)
                                if (ret_chosen[i] == column)
                                        column = NULL;
                        if (!column) {
                                text_add(ret_error, name);
                                return -EINVAL;
                        }
                        ret_chosen[n++] = column;
                }
        }
        ret_chosen[n] = NULL;
        return 0;
}

static int add_columns(struct libscols_table *table, const Column *const *chosen) {
        for (; *chosen; chosen++) {
                int flags = ((*chosen)->is_right ? SCOLS_FL_RIGHT : 0) |
                                ((*chosen)->is_cut ? SCOLS_FL_TRUNC : 0);

                if (!scols_table_new_column(table, (*chosen)->name, 0, flags))
                        return -ENOMEM;
        }
        return 0;
}

/* In a locale that can't tell characters from bytes, libsmartcols 2.38 loops for ever on a cell
 * that is neither. */
static void replace_foreign(Text *cell) {
        for (size_t i = 0; MB_CUR_MAX == 1 && i < cell->length; i++)
                if ((unsigned char) cell->data[i] >= 0x80)
                        cell->data[i] = '?';
}

static int add_line(struct libscols_table *table, const Column *const *chosen, const Snapshot *snapshot,
                const Assessment *assessment, size_t i) {
        struct libscols_line *line = scols_table_new_line(table, NULL);

        if (!line)
                return -ENOMEM;
        for (size_t j = 0; chosen[j]; j++) {
                _cleanup_text_ Text cell = TEXT_INIT;
                char *string;

                chosen[j]->add_cell(&cell, snapshot, assessment, i);
                if (cell.length == 0)
                        text_add_char(&cell, '-', 1);
                replace_foreign(&cell);
                if (text_finish(&cell, &string) < 0)
                        return -ENOMEM;
                if (scols_line_refer_data(line, j, string) < 0) {
                        free(string);
                        return -ENOMEM;
                }
        }
        return 0;
}

static void set_width(struct libscols_table *table, const Terminal *terminal) {
        /* Into a pipe or a file nothing is cut: scripts want all of it. */
        if (terminal->is_full || !terminal->is_tty) {
                scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
                return;
        }
        scols_table_set_termforce(table, SCOLS_TERMFORCE_ALWAYS);
        scols_table_set_termwidth(table, terminal->columns);
}

int table_print(const Terminal *terminal, const Column *const *chosen, bool has_legend,
                const Snapshot *snapshot, const Assessment *assessment, const size_t *indices,
                size_t count) {
        struct libscols_table *table = scols_new_table();
        int r;

        if (!table)
                return -ENOMEM;
        scols_table_set_stream(table, terminal->file);
        scols_table_enable_noheadings(table, !has_legend);
        scols_table_enable_noencoding(table, 1);
        scols_table_enable_minout(table, 1);
        set_width(table, terminal);
        r = add_columns(table, chosen);
        for (size_t i = 0; i < count && r == 0; i++)
                r = add_line(table, chosen, snapshot, assessment, indices[i]);
        if (r == 0)
                r = scols_print_table(table);
        scols_unref_table(table);
        return r;
}
