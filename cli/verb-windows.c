/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* iommu-diag windows [GROUP|DEVICE...]: where a group's devices may be mapped. */

#include <errno.h>
#include <stdio.h>

#include "cli/object-name.h"
#include "cli/verb.h"
#include "cli/view.h"
#include "report/describe.h"
#include "report/fold.h"
#include "report/json-report.h"
#include "report/terminal.h"
#include "report/text-windows.h"

/* 0 or the exit status after a message. */
static int find_group_of(const Snapshot *snapshot, const char *name, size_t *ret) {
        ObjectKind kind;
        size_t i;

        if (find_object(snapshot, name, &kind, &i) < 0)
                return fail(EXIT_FAILED, name, "no group or device of this name");
        if (kind == OBJECT_UNIT)
                return fail(EXIT_FAILED, name, "is a unit; windows belong to groups");
        if (kind == OBJECT_DEVICE) {
                if (snapshot->devices[i].group == NO_INDEX)
                        return fail(EXIT_FAILED, name, "is in no IOMMU group");
                i = snapshot->devices[i].group;
        }
        *ret = i;
        return 0;
}

/* All groups, those alike folded, or just the ones asked for. */
static void print_text(const View *view, const size_t *groups, size_t count, bool can_fold) {
        Terminal terminal;

        terminal_init(&terminal, stdout, arg_full);
        if (count == 0)
                fputs("There are no IOMMU groups; iommu-diag report says why.\n", stdout);
        for (size_t i = 0, n; i < count; i += n) {
                n = can_fold ? fold_groups(view->snapshot, view->assessment, groups[i]) : 1;
                if (i > 0)
                        fputc('\n', stdout);
                text_windows_print(&terminal, view->snapshot, view->assessment, groups[i], n);
        }
}

int verb_windows(int argc, char **args) {
        _cleanup_view_ View view = VIEW_INIT;
        _cleanup_free_ size_t *groups = NULL;
        size_t count;
        int r;

        r = view_open(&view, NULL);
        if (r != 0)
                return r;
        count = argc > 0 ? (size_t) argc : view.snapshot->n_groups;
        groups = calloc(MAX(count, (size_t) 1), sizeof(*groups));
        if (!groups)
                return finish_output(-ENOMEM);
        for (size_t i = 0; i < count; i++) {
                groups[i] = i;
                r = argc > 0 ? find_group_of(view.snapshot, args[i], groups + i) : 0;
                if (r != 0)
                        return r;
        }
        if (arg_json != JSON_OFF)
                return finish_output(json_list_write(view.snapshot, view.assessment, "windows",
                                describe_windows, groups, count, arg_json == JSON_PRETTY, stdout));
        print_text(&view, groups, count, argc == 0);
        return finish_output(0);
}
