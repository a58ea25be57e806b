/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/fault-log.h"

#include <string.h>

#include "sources/fault-parts.h"

/* So many lines of others may stand between the lines of one fault: the kernel logs from several
 * processors at once. */
#define FOREIGN_MAX 3

static void (*const matchers[])(Scanner text, FaultMatch *ret) = {
        parse_vtd_fault, parse_amd_fault, parse_smmu_v3_fault, parse_smmu_v2_fault, parse_virtio_fault,
};

static Scanner scanner_of(const char *text, size_t length) {
        return (Scanner) { text, text + length };
}

void fault_log_init(FaultLog *log, FaultHandler handle, void *userdata) {
        log->handle = handle;
        log->userdata = userdata;
        log->line_length = log->text_length = 0;
        log->parse = NULL;
}

/* Hands out what waits, if it is a fault. */
static int finish_pending(FaultLog *log) {
        const char *end;
        Scanner first;

        if (!log->parse)
                return 0;
        log->parse = NULL;
        if (log->match.kind < FAULT_MATCH_FOUND)
                return 0;
        log->text[log->text_length] = '\0';
        end = memchr(log->text, '\n', log->text_length);
        first = scanner_of(log->text, end ? (size_t) (end - log->text) : log->text_length);
        parse_fault_time(first, log->match.fault.time);
        log->match.fault.text = log->text;
        return log->handle(&log->match.fault, log->userdata);
}

/* Takes the line to what waits, if it says more about it. */
static bool join(FaultLog *log) {
        size_t length = log->text_length + 1 + log->line_length;
        FaultMatch match = { 0 };

        if (length > FAULT_TEXT_MAX)
                return false;
        log->text[log->text_length] = '\n';
        memcpy(log->text + log->text_length + 1, log->line, log->line_length);
        log->parse(scanner_of(log->text, length), &match);
        if (match.n_read <= log->match.n_read || match.kind < log->match.kind)
                return false;
        log->text_length = length;
        log->match = match;
        log->n_foreign = 0;
        return true;
}

static int begin(FaultLog *log, void (*parse)(Scanner, FaultMatch *), const FaultMatch *match) {
        int r = 0;

        /* Nobody needs to hear that faults were recorded, and then which. */
        if (!(log->parse && log->match.is_herald && parse == log->parse && !match->is_herald &&
                            match->kind >= FAULT_MATCH_FOUND))
                r = finish_pending(log);
        if (r < 0)
                return r;
        log->parse = parse;
        log->match = *match;
        log->n_foreign = 0;
        memcpy(log->text, log->line, log->line_length);
        log->text_length = log->line_length;
        return match->kind == FAULT_MATCH_WHOLE ? finish_pending(log) : 0;
}

/* A line of no driver: the rest of a wrapped one, or foreign. */
static int take_other_line(FaultLog *log, Scanner line) {
        if (!log->parse)
                return 0;
        if (log->n_foreign == 0 && !is_log_line(line) && join(log))
                return log->match.kind == FAULT_MATCH_WHOLE ? finish_pending(log) : 0;
        log->n_foreign++;
        /* Half a line waits for its other half only. */
        if (log->n_foreign > FOREIGN_MAX || (log->match.kind == FAULT_MATCH_PART && !log->match.is_tail))
                return finish_pending(log);
        return 0;
}

static int take_line(FaultLog *log) {
        Scanner line = scanner_of(log->line, log->line_length);

        for (size_t i = 0; i < ARRAY_SIZE(matchers); i++) {
                FaultMatch match = { 0 };

                matchers[i](line, &match);
                if (match.kind == FAULT_MATCH_NONE)
                        continue;
                if (match.is_tail && log->parse == matchers[i] && join(log))
                        return log->match.kind == FAULT_MATCH_WHOLE ? finish_pending(log) : 0;
                if (match.is_tail && match.kind == FAULT_MATCH_PART)
                        break;
                return begin(log, matchers[i], &match);
        }
        return take_other_line(log, line);
}

/* Mails have no-break spaces (U+00A0) where the log had blanks. */
static void replace_foreign_blanks(FaultLog *log) {
        size_t n = 0;

        for (size_t i = 0; i < log->line_length; i++) {
                bool is_foreign = i + 1 < log->line_length && memcmp(log->line + i, "\xc2\xa0", 2) == 0;

                log->line[n++] = is_foreign ? ' ' : log->line[i];
                i += is_foreign;
        }
        log->line_length = n;
}

static int end_line(FaultLog *log) {
        int r;

        replace_foreign_blanks(log);
        while (log->line_length > 0 && log->line[log->line_length - 1] == '\r')
                log->line_length--;
        r = log->line_length > 0 ? take_line(log) : 0;
        log->line_length = 0;
        return r;
}

int parse_fault_log(FaultLog *log, const char *bytes, size_t length) {
        for (size_t i = 0; i < length; i++) {
                int r;

                if (bytes[i] != '\n' && bytes[i] != '\0') {
                        if (log->line_length < FAULT_LINE_MAX)
                                log->line[log->line_length++] = bytes[i];
                        continue;
                }
                r = end_line(log);
                if (r < 0)
                        return r;
        }
        return 0;
}

int fault_log_flush(FaultLog *log) {
        int r = end_line(log);

        return r < 0 ? r : finish_pending(log);
}
