/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * iommu-diag windows [GROUP|DEVICE...]: where a group's devices may be mapped; and for a single one,
 * whether a guest fits and where is room.
 */

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>

#include "analysis/guest-fit.h"
#include "analysis/iova-place.h"
#include "cli/object-name.h"
#include "cli/verb.h"
#include "cli/view.h"
#include "cli/window-options.h"
#include "report/describe-fit.h"
#include "report/describe.h"
#include "report/fold.h"
#include "report/json-builder.h"
#include "report/json-report.h"
#include "report/json-stream.h"
#include "report/terminal.h"
#include "report/text-fit.h"
#include "report/text-windows.h"

/* 0 or the exit status after a message. */
static int find_group_of(const Snapshot *snapshot, const char *name, size_t *ret) {
        ObjectKind kind;
        size_t i;
        int r;

        r = find_object(snapshot, name, &kind, &i);
        if (r == -ENOMEM)
                return finish_output(r);
        if (r < 0)
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
                n = can_fold ? fold_windows(view->snapshot, view->assessment, groups[i]) : 1;
                if (i > 0)
                        fputc('\n', stdout);
                text_windows_print(&terminal, view->snapshot, view->assessment, groups[i], n);
        }
}

/* The answers to what the options ask; those not asked stay empty. */
typedef struct Answers {
        GuestFit guest;
        IovaPlace place;
} Answers;

static int compute_answers(const View *view, size_t i, const WindowOptions *options, Answers *ret) {
        const Group *group = view->snapshot->groups + i;
        const GroupFacts *facts = view->assessment->groups + i;

        if (options->has_guest)
                ret->guest = compute_guest_fit(group, facts, &options->guest);
        return options->has_place ? compute_iova_place(group, facts, &options->place, &ret->place) : 0;
}

static void print_answers_text(const View *view, size_t i, const WindowOptions *options, const Answers *answers) {
        const GroupFacts *facts = view->assessment->groups + i;
        Terminal terminal;

        terminal_init(&terminal, stdout, arg_full);
        text_windows_print(&terminal, view->snapshot, view->assessment, i, 1);
        if (options->has_guest) {
                fputc('\n', stdout);
                text_fit_print_guest(&terminal, facts, &options->guest, &answers->guest);
        }
        if (options->has_place) {
                fputc('\n', stdout);
                text_fit_print_place(&terminal, facts, &options->place, &answers->place);
        }
}

static int print_answers_json(const View *view, size_t i, const WindowOptions *options, const Answers *answers) {
        JsonBuilder group = { .json = describe_windows(view->snapshot, view->assessment, i) };
        JsonStream stream;

        group.failed = !group.json;
        if (options->has_guest)
                json_builder_add_required(&group, "guest",
                                describe_guest_fit(view->assessment->groups + i, &options->guest, &answers->guest));
        if (options->has_place)
                json_builder_add_required(&group, "place", describe_iova_place(&options->place, &answers->place));
        json_stream_begin(&stream, stdout, arg_json == JSON_PRETTY, "iommu-diag/windows/1");
        json_stream_array_begin(&stream, "windows");
        json_stream_element(&stream, json_builder_finish(&group));
        json_stream_array_end(&stream);
        return json_stream_end(&stream);
}

/* About a single group. Returns the exit status. */
static int answer(const View *view, size_t i, WindowOptions *options) {
        Answers answers = { 0 };
        int r;

        r = window_options_complete(options, view->snapshot);
        if (r != 0)
                return r;
        r = compute_answers(view, i, options, &answers);
        if (r < 0)
                return finish_output(r);
        if (arg_json != JSON_OFF)
                return finish_output(print_answers_json(view, i, options, &answers));
        print_answers_text(view, i, options, &answers);
        return finish_output(0);
}

int verb_windows(int argc, char **args) {
        WindowOptions options;
        _cleanup_view_ View view = VIEW_INIT;
        _cleanup_free_ size_t *groups = NULL;
        size_t count;
        int r;

        r = parse_window_options(argc, &options);
        if (r == 0)
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
        if (options.has_guest || options.has_place)
                return answer(&view, groups[0], &options);
        if (arg_json != JSON_OFF)
                return finish_output(json_list_write(view.snapshot, view.assessment, "windows",
                                describe_windows, groups, count, arg_json == JSON_PRETTY, stdout));
        print_text(&view, groups, count, argc == 0);
        return finish_output(0);
}
