/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* iommu-diag units, groups, devices: one line for each. */

#include <errno.h>
#include <stdio.h>

#include "base/text.h"
#include "cli/verb.h"
#include "cli/view.h"
#include "report/columns.h"
#include "report/describe.h"
#include "report/json-report.h"
#include "report/terminal.h"

typedef struct List {
        const char *key;
        const char *what; /* for people */
        const Column *columns;
        size_t n_columns;
        DescribeObject describe;
} List;

static int print_list(const List *list, const View *view, size_t count) {
        _cleanup_free_ size_t *indices = calloc(MAX(count, (size_t) 1), sizeof(*indices));
        const Column *chosen[2 * COLUMNS_MAX];
        _cleanup_text_ Text error = TEXT_INIT;
        Terminal terminal;
        int r;

        if (!indices)
                return finish_output(-ENOMEM);
        for (size_t i = 0; i < count; i++)
                indices[i] = i;
        r = table_choose_columns(list->columns, list->n_columns, arg_columns, chosen, &error);
        if (r == -EINVAL) {
                _cleanup_text_ Text known = TEXT_INIT;

                for (size_t i = 0; i < list->n_columns; i++)
                        text_add_format(&known, " %s", list->columns[i].name);
                return fail(EXIT_USAGE, "--output",
                                "'%s' is not a column of %s, or is there twice; columns are:%s",
                                text_get(&error), list->key, text_get(&known));
        }
        if (r < 0)
                return finish_output(r);
        if (arg_json != JSON_OFF)
                return finish_output(json_list_write(view->snapshot, view->assessment, list->key,
                                list->describe, indices, count, arg_json == JSON_PRETTY, stdout));
        terminal_init(&terminal, stdout, arg_full);
        if (count == 0 && arg_legend)
                printf("There are no %s.\n", list->what);
        return finish_output(table_print(
                        &terminal, chosen, arg_legend, view->snapshot, view->assessment, indices, count));
}

int verb_units(int argc _unused_, char **args _unused_) {
        List list = { "units", "IOMMUs; iommu-diag report says why", unit_columns, n_unit_columns, describe_unit };
        _cleanup_view_ View view = VIEW_INIT;
        int r;

        r = view_open(&view, NULL);
        return r != 0 ? r : print_list(&list, &view, view.snapshot->n_units);
}

int verb_groups(int argc _unused_, char **args _unused_) {
        List list = { "groups", "IOMMU groups; iommu-diag report says why", group_columns, n_group_columns, describe_group };
        _cleanup_view_ View view = VIEW_INIT;
        int r;

        r = view_open(&view, NULL);
        return r != 0 ? r : print_list(&list, &view, view.snapshot->n_groups);
}

int verb_devices(int argc _unused_, char **args _unused_) {
        List list = { "devices", "devices", device_columns, n_device_columns, describe_device };
        _cleanup_view_ View view = VIEW_INIT;
        int r;

        r = view_open(&view, NULL);
        return r != 0 ? r : print_list(&list, &view, view.snapshot->n_devices);
}
