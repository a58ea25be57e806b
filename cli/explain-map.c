/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/explain-map.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "analysis/map-prediction.h"
#include "base/parse.h"
#include "cli/caller-limits.h"
#include "cli/object-name.h"
#include "cli/verb.h"
#include "cli/view.h"
#include "report/describe-mapping.h"
#include "report/text-mapping.h"

/* 0 or the exit status after a message. */
static int parse_number(const char *option, const char *text, uint64_t *ret) {
        switch (parse_size(text, ret)) {
        case 0:
                return 0;
        case -ERANGE:
                return fail(EXIT_USAGE, option, "'%s' has more than 64 bits", text);
        default:
                return fail(EXIT_USAGE, option, "'%s' is not a number of bytes, such as 4096, 0x1000 or 4K", text);
        }
}

static int parse_errno(const char *text, Number *ret) {
        _cleanup_text_ Text names = TEXT_INIT;
        MapErrno seen;

        if (parse_mapping_errno(text, &seen) == 0) {
                *ret = number(seen);
                return 0;
        }
        for (size_t i = 0; i < _MAP_ERRNO_MAX; i++)
                text_add_format(&names, "%s%s", i > 0 ? ", " : "", mapping_errno_to_string((MapErrno) i));
        return fail(EXIT_USAGE, "--errno", "'%s' is not one of %s", text, text_get(&names));
}

static int parse_request(MapRequest *ret) {
        int r;

        if (!arg_values[VERB_OPTION_DEVICE] || !arg_values[VERB_OPTION_IOVA] || !arg_values[VERB_OPTION_SIZE])
                return fail(EXIT_USAGE, "explain map", "needs --device, --iova and --size");
        r = parse_number("--iova", arg_values[VERB_OPTION_IOVA], &ret->iova);
        if (r == 0)
                r = parse_number("--size", arg_values[VERB_OPTION_SIZE], &ret->size_bytes);
        if (r == 0 && arg_values[VERB_OPTION_VADDR]) {
                r = parse_number("--vaddr", arg_values[VERB_OPTION_VADDR], &ret->vaddr.value);
                ret->vaddr.known = true;
        }
        if (r == 0 && arg_values[VERB_OPTION_ERRNO])
                r = parse_errno(arg_values[VERB_OPTION_ERRNO], &ret->seen_errno);
        return r;
}

static int find_group(const Snapshot *snapshot, size_t *ret) {
        switch (find_group_of_object(snapshot, arg_values[VERB_OPTION_DEVICE], ret)) {
        case 0:
                return 0;
        case -EISDIR:
                return fail(EXIT_FAILED, arg_values[VERB_OPTION_DEVICE], "is a unit; mappings belong to groups");
        case -ENODEV:
                return fail(EXIT_FAILED, arg_values[VERB_OPTION_DEVICE], "is in no IOMMU group");
        case -ENOMEM:
                return finish_output(-ENOMEM);
        default:
                return fail(EXIT_FAILED, arg_values[VERB_OPTION_DEVICE], "no group or device of this name");
        }
}

static int print_prediction(const View *view, size_t group, const MapRequest *request) {
        _cleanup_map_prediction_ MapPrediction prediction = MAP_PREDICTION_INIT;
        Terminal terminal;
        int r;

        r = compute_map_prediction(view->snapshot, view->assessment, group, request, &prediction);
        if (r < 0)
                return r;
        if (arg_json != JSON_OFF)
                return describe_mapping_write(view->snapshot->groups + group, request, &prediction,
                                arg_json == JSON_PRETTY, stdout);
        terminal_init(&terminal, stdout, arg_full);
        return text_mapping_print(&terminal, view->snapshot, view->snapshot->groups + group, request, &prediction);
}

int explain_map(void) {
        _cleanup_view_ View view = VIEW_INIT;
        MapRequest request = { 0 };
        size_t group;
        int r;

        r = parse_request(&request);
        if (r == 0)
                r = view_open(&view, NULL);
        if (r == 0)
                r = find_group(view.snapshot, &group);
        if (r != 0)
                return r;
        /* Of another machine, nobody knows who will map there. */
        if (view.snapshot->root_kind == ROOT_LIVE)
                caller_limits_read(&request);
        return finish_output(print_prediction(&view, group, &request));
}
