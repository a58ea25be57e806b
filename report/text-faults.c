/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/text-faults.h"

#include <assert.h>
#include <inttypes.h>

#include "base/text.h"

#define INDENT 4

static void add_device(Text *text, const Fault *fault) {
        if (*fault->device) {
                text_add_escaped(text, fault->device);
                return;
        }
        if (!fault->stream.known) {
                text_add(text, *fault->unit ? "" : "unknown device");
                text_add_escaped(text, fault->unit);
                return;
        }
        text_add_format(text, fault->driver == UNIT_VIRTIO_IOMMU ? "endpoint %" PRIu64 : "stream 0x%" PRIx64,
                        fault->stream.value);
        if (*fault->unit) {
                text_add(text, " of ");
                text_add_escaped(text, fault->unit);
        }
}

static void add_access(Text *text, const Fault *fault) {
        static const char *const words[] = {
                [FAULT_ACCESS_UNKNOWN] = "access to ",
                [FAULT_ACCESS_READ] = "read of ",
                [FAULT_ACCESS_WRITE] = "write to ",
                [FAULT_ACCESS_EXECUTE] = "execution of ",
                [FAULT_ACCESS_INTERRUPT] = "interrupt request",
        };

        static_assert(ARRAY_SIZE(words) == _FAULT_ACCESS_MAX, "words for each kind of access");
        if (fault->access == FAULT_ACCESS_INTERRUPT) {
                text_add(text, words[fault->access]);
                if (fault->index.known)
                        text_add_format(text, " with index 0x%" PRIx64, fault->index.value);
                if (fault->address.known)
                        text_add_format(text, " at 0x%016" PRIx64, fault->address.value);
        } else if (fault->address.known)
                text_add_format(text, "%s0x%016" PRIx64, words[fault->access], fault->address.value);
        else if (fault->access != FAULT_ACCESS_UNKNOWN)
                text_add_format(text, "%san unknown address", words[fault->access]);
        else
                text_add(text, "fault");
        if (fault->pasid.known)
                text_add_format(text, ", PASID 0x%" PRIx64, fault->pasid.value);
}

static void add_seen(Text *text, const FoldedFault *item) {
        const Fault *fault = &item->fault;

        if (item->count > 1)
                text_add_format(text, "%zu times", item->count);
        if (*fault->time) {
                text_add(text, item->count > 1 ? ", first at " : "at ");
                text_add(text, fault->time);
                if (item->count > 1 && *item->last_time) {
                        text_add(text, ", last at ");
                        text_add(text, item->last_time);
                }
        }
}

/* "0x06 PTE Read access is not set" */
static void add_reason(Text *text, const Fault *fault) {
        if (fault->reason_code.known)
                text_add_format(text, "0x%02" PRIx64 "%s", fault->reason_code.value, *fault->reason ? " " : "");
        text_add(text, fault->reason);
        if (text->length == 0)
                text_add(text, "the log gives no reason");
}

/* The text is not escaped yet: what prints it does that. */
static int print_paragraph(const Terminal *terminal, Text *text) {
        if (text_error(text) < 0)
                return text_error(text);
        if (text->length > 0) {
                fprintf(terminal->file, "%*s", INDENT, "");
                terminal_print_wrapped(terminal, text_get(text), INDENT, INDENT + 2);
        }
        text_done(text);
        *text = (Text) TEXT_INIT;
        return 0;
}

static int print_fault(const Terminal *terminal, const FoldedFault *item) {
        _cleanup_text_ Text head = TEXT_INIT, text = TEXT_INIT;
        int r;

        add_device(&head, &item->fault);
        text_add(&head, ": ");
        add_access(&head, &item->fault);
        text_add_format(&head, " (%s)", unit_kind_to_string(item->fault.driver));
        if (text_error(&head) < 0)
                return text_error(&head);
        fprintf(terminal->file, "%s%s%s\n", terminal_bold(terminal), text_get(&head), terminal_reset(terminal));
        add_reason(&text, &item->fault);
        r = print_paragraph(terminal, &text);
        if (r == 0 && item->fault.explanation) {
                text_add(&text, item->fault.explanation);
                r = print_paragraph(terminal, &text);
        }
        if (r < 0)
                return r;
        add_seen(&text, item);
        return print_paragraph(terminal, &text);
}

static void print_count(FILE *file, size_t count, const char *word, const char *rest) {
        fprintf(file, "%zu %s%s%s", count, word, count == 1 ? "" : "s", rest);
}

static void print_summary(FILE *file, const FaultFold *fold) {
        const char *separator = ", ";

        print_count(file, fold->n_faults, "fault", "");
        if (fold->n_left_out > 0)
                fprintf(file, ", more than %d different", FAULT_FOLD_MAX);
        else if (fold->n_items < fold->n_faults)
                fprintf(file, ", %zu different", fold->n_items);
        fputs(" (", file);
        print_count(file, fault_fold_count_devices(fold), "device", "");
        for (size_t i = 0; i < _UNIT_KIND_MAX; i++)
                if (fold->has_driver[i])
                        fprintf(file, "%s%s", separator, unit_kind_to_string((UnitKind) i));
        fputs(")\n", file);
        if (fold->n_left_out > 0)
                fprintf(file, "%zu of them are not shown; with --json all are.\n", fold->n_left_out);
}

int text_faults_print(const Terminal *terminal, const FaultFold *fold) {
        if (fold->n_faults == 0) {
                fputs("no IOMMU faults found\n", terminal->file);
                return 0;
        }
        for (size_t i = 0; i < fold->n_items; i++) {
                int r = print_fault(terminal, fold->items + i);

                if (r < 0)
                        return r;
                fputc('\n', terminal->file);
        }
        print_summary(terminal->file, fold);
        return 0;
}
