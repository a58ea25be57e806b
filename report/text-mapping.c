/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/text-mapping.h"

#include <errno.h>
#include <inttypes.h>

#include "report/size-text.h"

#define INDENT 16 /* columns; the longest title and two blanks on each side */

static void add_title(Text *text, const Snapshot *snapshot, const Group *group, const MapRequest *request) {
        uint64_t last;

        text_add_format(text, "group %" PRIu64, group->id);
        for (size_t i = 0; i < group->n_units; i++) {
                text_add_char(text, ' ', 1);
                text_add_escaped(text, snapshot->units[group->units[i]].name);
        }
        text_add_format(text, ": map 0x%016" PRIx64, request->iova);
        if (request->size_bytes == 0)
                text_add(text, ", nothing");
        else if (__builtin_add_overflow(request->iova, request->size_bytes - 1, &last))
                text_add_format(text, " and 0x%" PRIx64 " bytes", request->size_bytes);
        else {
                text_add_format(text, "-0x%016" PRIx64 ", ", last);
                size_text_add_range(text, request->iova, last);
        }
}

static void print_row(const Terminal *terminal, const char *title, const Text *text) {
        fprintf(terminal->file, "  %-*s", INDENT - 2, title);
        terminal_print_wrapped(terminal, text_get(text), INDENT, INDENT);
}

static void add_outcome(Text *text, const MapPrediction *prediction) {
        const char *before = prediction->outcome == MAP_UNKNOWN ? ", may fail with " : " with ";

        text_add(text, mapping_outcome_to_string(prediction->outcome));
        for (size_t i = 0; i < _MAP_ERRNO_MAX; i++) {
                if (!(prediction->errnos & MAP_BIT(i)))
                        continue;
                text_add_format(text, "%s%s", before, mapping_errno_to_string((MapErrno) i));
                before = " or ";
        }
}

static int print_prediction(const Terminal *terminal, const MapPrediction *prediction) {
        _cleanup_text_ Text outcome = TEXT_INIT, reason = TEXT_INIT, place = TEXT_INIT;

        add_outcome(&outcome, prediction);
        text_add(&reason, prediction->reason);
        if (prediction->outcome == MAP_SUCCESS)
                text_add(&reason, "; what could still fail is a mapping that is there already (EEXIST), the number "
                                  "of mappings (ENOSPC) or the memory (ENOMEM, EFAULT)");
        if (prediction->suggestion.known)
                text_add_format(&place, "fits at 0x%016" PRIx64 ", the nearest place", prediction->suggestion.value);
        if (text_error(&outcome) < 0 || text_error(&reason) < 0 || text_error(&place) < 0)
                return -ENOMEM;
        print_row(terminal, "prediction", &outcome);
        print_row(terminal, "reason", &reason);
        if (place.length > 0)
                print_row(terminal, "instead", &place);
        return 0;
}

/* Before anything can be mapped; the title stands in front of the first one only. */
static int print_prerequisites(const Terminal *terminal, const MapPrediction *prediction) {
        for (size_t i = 0; i < MAP_PREREQUISITES; i++) {
                const MapPrerequisite *row = prediction->prerequisites + i;
                _cleanup_text_ Text text = TEXT_INIT;

                text_add_format(&text, "%s: %s", row->name, truth_to_string(row->met));
                if (row->reason)
                        text_add_format(&text, "; %s", row->reason);
                if (text_error(&text) < 0)
                        return -ENOMEM;
                print_row(terminal, i == 0 ? "needed first" : "", &text);
        }
        return 0;
}

static int print_seen(const Terminal *terminal, const MapRequest *request, const MapErrnoFacts *seen) {
        _cleanup_text_ Text meaning = TEXT_INIT, look_at = TEXT_INIT, agreement = TEXT_INIT;

        text_add(&meaning, seen->meaning);
        text_add(&look_at, seen->look_at);
        text_add_format(&agreement, "%s; %s", truth_to_string(seen->agrees), seen->agreement);
        if (text_error(&meaning) < 0 || text_error(&look_at) < 0 || text_error(&agreement) < 0)
                return -ENOMEM;
        print_row(terminal, mapping_errno_to_string((MapErrno) request->seen_errno.value), &meaning);
        print_row(terminal, "look at", &look_at);
        print_row(terminal, "agrees", &agreement);
        return 0;
}

int text_mapping_print(const Terminal *terminal, const Snapshot *snapshot, const Group *group,
                const MapRequest *request, const MapPrediction *prediction) {
        _cleanup_text_ Text title = TEXT_INIT;
        int r;

        add_title(&title, snapshot, group, request);
        r = text_error(&title);
        if (r < 0)
                return r;
        fprintf(terminal->file, "%s%s%s\n", terminal_bold(terminal), text_get(&title), terminal_reset(terminal));
        r = print_prediction(terminal, prediction);
        if (r == 0)
                r = print_prerequisites(terminal, prediction);
        if (r == 0 && request->seen_errno.known)
                r = print_seen(terminal, request, &prediction->seen);
        return r;
}
