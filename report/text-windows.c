/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/text-windows.h"

#include <inttypes.h>

#include "report/describe.h"
#include "report/iova-bar.h"
#include "report/size-text.h"
#include "report/text-window-details.h"

#define RISKY_SHOWN_MAX 4

static void print_window(const Terminal *terminal, const GroupFacts *facts, const Window *window) {
        _cleanup_text_ Text line = TEXT_INIT, bound = TEXT_INIT;

        text_add_format(&line, "  0x%016" PRIx64 " - ", window->range.first);
        if (window->last_known) {
                text_add_format(&line, "0x%016" PRIx64 "  ", window->range.last);
                size_text_add_range(&line, window->range.first, window->range.last);
        } else
                text_add(&line, "unknown");
        fprintf(terminal->file, "%s\n      from: ", text_get(&line));
        describe_first_bound(window, &bound);
        terminal_print_wrapped(terminal, text_get(&bound), 12, 12);
        text_done(&bound);
        describe_last_bound(facts, window, &bound);
        fputs("      to:   ", terminal->file);
        terminal_print_wrapped(terminal, text_get(&bound), 12, 12);
}

static void print_bar(const Terminal *terminal, const Group *group, const GroupFacts *facts) {
        unsigned columns = terminal->columns >= 2 * IOVA_BAR_COLUMNS_WIDE ? IOVA_BAR_COLUMNS_WIDE
                                                                          : IOVA_BAR_COLUMNS;
        _cleanup_text_ Text bar = TEXT_INIT, axis = TEXT_INIT;

        iova_bar_add_axis(&axis, columns);
        iova_bar_add(&bar, group, facts, columns);
        fprintf(terminal->file, "  log2  %s\n       [%s]\n", text_get(&axis), text_get(&bar));
}

static void print_relaxable(const Terminal *terminal, const Group *group) {
        for (size_t i = 0; i < group->n_reserved; i++)
                if (group->reserved[i].type == REGION_DIRECT_RELAXABLE)
                        fprintf(terminal->file,
                                        "  0x%016" PRIx64 " - 0x%016" PRIx64
                                        "  direct-relaxable: stays usable\n",
                                        group->reserved[i].first, group->reserved[i].last);
}

/* The rest is in the JSON output. */
static void print_risky(const Terminal *terminal, const Snapshot *snapshot, const GroupFacts *facts) {
        for (size_t i = 0; i < MIN(facts->n_risky, (size_t) RISKY_SHOWN_MAX); i++)
                fprintf(terminal->file, "  0x%016" PRIx64 " - 0x%016" PRIx64 "  risky: in a window of %s\n",
                                facts->risky[i].range.first, facts->risky[i].range.last,
                                snapshot->devices[facts->risky[i].bridge].name);
        if (facts->n_risky > RISKY_SHOWN_MAX)
                fprintf(terminal->file, "  and %zu more risky ranges\n", facts->n_risky - RISKY_SHOWN_MAX);
}

void text_windows_print(const Terminal *terminal, const Snapshot *snapshot,
                const Assessment *assessment, size_t i, size_t count) {
        const GroupFacts *facts = assessment->groups + i;
        const Group *group = snapshot->groups + i;
        _cleanup_text_ Text title = TEXT_INIT;

        if (count > 1)
                text_add_format(&title, "groups %" PRIu64 "-%" PRIu64, group->id, group[count - 1].id);
        else
                text_add_format(&title, "group %" PRIu64, group->id);
        for (size_t j = 0; j < group->n_units; j++) {
                text_add_char(&title, ' ', 1);
                text_add_escaped(&title, snapshot->units[group->units[j]].name);
        }
        text_add_format(&title, facts->windows_source == WINDOWS_UNKNOWN ? " (%s): " : " (%s, %s): ",
                        windows_source_to_string(facts->windows_source),
                        windows_confidence_to_string(facts->windows_confidence));
        if (facts->windows_source == WINDOWS_UNKNOWN) {
                fprintf(terminal->file, "%s%s%s", terminal_bold(terminal), text_get(&title),
                                terminal_reset(terminal));
                terminal_print_wrapped(terminal, facts->windows_reason, title.length, 2);
                return;
        }
        size_text_add_windows(&title, facts);
        text_add_format(&title, " usable in %zu window%s", facts->n_windows,
                        facts->n_windows == 1 ? "" : "s");
        fprintf(terminal->file, "%s%s%s\n", terminal_bold(terminal), text_get(&title),
                        terminal_reset(terminal));
        print_bar(terminal, group, facts);
        for (size_t j = 0; j < facts->n_windows; j++)
                print_window(terminal, facts, facts->windows + j);
        print_relaxable(terminal, group);
        print_risky(terminal, snapshot, facts);
        text_window_details_print(terminal, snapshot, assessment, i);
}
