/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Kernel logs: no more faults than lines, all of their text from the input, addresses that stand
 * in it, and the same faults however the log is cut into pieces. */

#include "sources/fault-log.h"

#include "base/text.h"
#include "tests/fuzz/fuzz.h"

typedef struct Seen {
        const char *lines; /* the input as lines that are whole, each within '\n' */
        size_t count;
        uint64_t hash;
} Seen;

/* What the contract says of lines: NUL ends one, U+00A0 is a blank, '\r' at the end goes, and
 * what is too long is cut. */
static char *normalise(const uint8_t *data, size_t size) {
        char *lines = malloc(size + 3);
        size_t n = 0, start = 1, raw = 0;

        FUZZ_CHECK(lines);
        lines[n++] = '\n';
        for (size_t i = 0; i <= size; i++) {
                char c = i < size ? (char) data[i] : '\n';

                if (c != '\n' && c != '\0') {
                        if (raw++ >= FAULT_LINE_MAX)
                                continue;
                        lines[n++] = c;
                        continue;
                }
                for (size_t j = start; j + 1 < n; j++)
                        if (memcmp(lines + j, "\xc2\xa0", 2) == 0) {
                                lines[j] = ' ';
                                memmove(lines + j + 1, lines + j + 2, n - j - 2);
                                n--;
                        }
                while (n > start && lines[n - 1] == '\r')
                        n--;
                lines[n++] = '\n';
                start = n;
                raw = 0;
        }
        lines[n] = '\0';
        return lines;
}

static void check_lines(const char *lines, const char *text) {
        while (*text) {
                _cleanup_text_ Text line = TEXT_INIT;
                size_t length = strcspn(text, "\n");

                text_add(&line, "\n");
                text_add_bytes(&line, text, length);
                text_add(&line, "\n");
                FUZZ_CHECK(strstr(lines, text_get(&line)));
                text += length + (text[length] == '\n');
        }
}

static void check_address(const Fault *fault) {
        char digits[24];

        if (!fault->address.known)
                return;
        FUZZ_CHECK(snprintf(digits, sizeof(digits), "%" PRIx64, fault->address.value) > 0);
        FUZZ_CHECK(strcasestr(fault->text, digits));
}

static int check_fault(const Fault *fault, void *userdata) {
        const char *const strings[] = { fault->time, fault->unit, fault->device, fault->reason, fault->text };
        Seen *seen = userdata;

        FUZZ_CHECK(*fault->text && strlen(fault->text) <= FAULT_TEXT_MAX);
        FUZZ_CHECK(fault->driver != UNIT_OTHER && fault->driver < _UNIT_KIND_MAX);
        FUZZ_CHECK(fault->access < _FAULT_ACCESS_MAX);
        FUZZ_CHECK(fault->pasid.known == (fault->has_pasid == TRUTH_YES));
        FUZZ_CHECK(strlen(fault->time) < FAULT_TIME_MAX && strlen(fault->unit) < FAULT_NAME_MAX);
        FUZZ_CHECK(strlen(fault->device) < FAULT_NAME_MAX && strlen(fault->reason) < FAULT_REASON_MAX);
        FUZZ_CHECK(!strpbrk(fault->device, " \t\n") && !strpbrk(fault->unit, " \t\n") && !strchr(fault->reason, '\n'));
        FUZZ_CHECK(strstr(fault->text, fault->time) && strstr(fault->text, fault->unit));
        check_lines(seen->lines, fault->text);
        check_address(fault);
        seen->count++;
        for (size_t i = 0; i < ARRAY_SIZE(strings); i++)
                for (const char *s = strings[i]; *s; s++)
                        seen->hash = (seen->hash ^ (unsigned char) *s) * 0x100000001b3ULL;
        seen->hash = (seen->hash ^ fault->address.value) * 0x100000001b3ULL + fault->reason_code.value;
        return 0;
}

static Seen parse_pieces(const char *lines, const uint8_t *data, size_t size, size_t piece_bytes) {
        static FaultLog log;
        Seen seen = { .lines = lines };

        fault_log_init(&log, check_fault, &seen);
        for (size_t i = 0; i < size; i += piece_bytes)
                FUZZ_CHECK(parse_fault_log(&log, (const char *) data + i, MIN(piece_bytes, size - i)) == 0);
        FUZZ_CHECK(fault_log_flush(&log) == 0);
        return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        char *lines = normalise(data, size);
        size_t n_lines = 0;
        Seen whole, bytes;

        for (const char *s = lines + 1; *s; s++)
                n_lines += *s == '\n';
        whole = parse_pieces(lines, data, size, MAX(size, (size_t) 1));
        bytes = parse_pieces(lines, data, size, 1);
        FUZZ_CHECK(whole.count <= n_lines);
        FUZZ_CHECK(whole.count == bytes.count && whole.hash == bytes.hash);
        free(lines);
        return 0;
}
