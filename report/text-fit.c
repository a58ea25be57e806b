/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/text-fit.h"

#include <inttypes.h>

#include "report/describe-fit.h"
#include "report/size-text.h"

/* Without rounding, so that two sizes that differ look different, and as the options take it. */
static void add_exact(Text *text, uint64_t bytes) {
        static const char letters[] = "KMGTPE";
        size_t n = 0;

        while (n < sizeof(letters) - 1 && bytes > 0 && bytes % 1024 == 0) {
                bytes /= 1024;
                n++;
        }
        text_add_format(text, "%" PRIu64 "%.1s", bytes, n > 0 ? letters + n - 1 : "");
}

static void print_part(const Terminal *terminal, const GroupFacts *facts, const GuestFit *fit,
                const GuestPart *part) {
        static const char *const verdicts[] = {
                [TRUTH_UNKNOWN] = "may fit: ", [TRUTH_NO] = "does not fit: ", [TRUTH_YES] = "fits",
        };
        _cleanup_text_ Text line = TEXT_INIT, reason = TEXT_INIT;

        text_add_format(&line, "  RAM 0x%016" PRIx64 " - 0x%016" PRIx64 "  ", part->ram.first, part->ram.last);
        size_text_add_range(&line, part->ram.first, part->ram.last);
        fprintf(terminal->file, "%s\n", text_get(&line));
        if (fit->reason)
                return;
        text_add(&reason, verdicts[part->fits]);
        if (part->fits != TRUTH_YES)
                describe_obstacle(facts, part, &reason);
        fputs("      ", terminal->file);
        terminal_print_wrapped(terminal, text_get(&reason), 6, 6);
}

/* What fits for certain, and what may. */
static void add_largest(Text *answer, const GuestFit *fit) {
        bool is_certain = fit->largest_possible_bytes == fit->largest_bytes;

        if (fit->largest_bytes > 0) {
                text_add(answer, is_certain ? "; the largest that does has " : "; the largest that does for certain has ");
                add_exact(answer, fit->largest_bytes);
        } else
                text_add(answer, is_certain ? "; none of this kind does" : "; none of this kind does for certain");
        if (!is_certain) {
                text_add(answer, ", and none larger than ");
                add_exact(answer, fit->largest_possible_bytes);
                text_add(answer, " can");
        }
}

void text_fit_print_guest(const Terminal *terminal, const GroupFacts *facts, const GuestRequest *request,
                const GuestFit *fit) {
        _cleanup_text_ Text answer = TEXT_INIT;

        for (size_t i = 0; i < fit->n_parts; i++)
                print_part(terminal, facts, fit, fit->parts + i);
        text_add(&answer, fit->fits == TRUTH_UNKNOWN ? "Whether a guest of " : "A guest of ");
        add_exact(&answer, request->ram_bytes);
        text_add_format(&answer, " (%s%s) ", request->machine->name,
                        request->machine->split_bytes == 0 ? ""
                                        : request->has_amd_vcpu ? ", AMD" : ", Intel");
        text_add(&answer, fit->fits == TRUTH_YES ? "fits" : fit->fits == TRUTH_NO ? "does not fit" : "fits is unknown");
        if (fit->reason)
                text_add_format(&answer, ": %s", fit->reason);
        else
                add_largest(&answer, fit);
        text_add_char(&answer, '.', 1);
        fprintf(terminal->file, "%s\n", text_get(&answer)); /* one line, for scripts too */
}

static void print_room(const Terminal *terminal, const IovaPlace *place) {
        _cleanup_text_ Text line = TEXT_INIT;

        text_add_format(&line, "  %susable: ", place->may_have_more ? "for certain " : "");
        size_text_add_bytes(&line, place->usable_bytes);
        if (place->usable_bytes > 0) {
                text_add(&line, ", in one piece ");
                size_text_add_range(&line, place->largest.first, place->largest.last);
                text_add_format(&line, " at 0x%016" PRIx64, place->largest.first);
        }
        fprintf(terminal->file, "%s\n", text_get(&line));
}

void text_fit_print_place(const Terminal *terminal, const GroupFacts *facts, const PlaceRequest *request,
                const IovaPlace *place) {
        _cleanup_text_ Text answer = TEXT_INIT;

        if (!place->reason)
                print_room(terminal, place);
        add_exact(&answer, request->size_bytes);
        if (place->found == TRUTH_YES)
                text_add_format(&answer, " fit at 0x%016" PRIx64 " - 0x%016" PRIx64 ".", place->range.first,
                                place->range.last);
        else if (place->reason)
                text_add_format(&answer, ": whether they fit is unknown: %s.", place->reason);
        else if (place->found == TRUTH_UNKNOWN)
                text_add_format(&answer, " may fit at 0x%016" PRIx64 " - 0x%016" PRIx64 ", %s.", place->range.first,
                                place->range.last,
                                facts->aperture.alternative_reason ? facts->aperture.alternative_reason
                                                                   : "if the aperture reaches so far");
        else
                text_add(&answer, " do not fit.");
        fprintf(terminal->file, "%s\n", text_get(&answer)); /* one line, for scripts too */
}
