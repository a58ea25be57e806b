/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/fault-parts.h"

#include <string.h>

#include "base/parse.h"
#include "model/pci-address.h"

static bool is_digit(char c) {
        return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* True if the text begins like the form: '9' is a digit, 'a' a letter, ' ' some blanks, '*' digits
 * and blanks as they come, anything else itself. Moves behind it. */
static bool take_form(Scanner *scanner, const char *form) {
        Scanner ahead = *scanner;

        for (; *form; form++) {
                char c = ahead.cursor < ahead.end ? *ahead.cursor : '\0';

                if (*form == '*') {
                        while (ahead.cursor < ahead.end && (is_digit(*ahead.cursor) || *ahead.cursor == ' '))
                                ahead.cursor++;
                        continue;
                }
                if (*form == '9' ? !is_digit(c) : *form == 'a' ? !is_letter(c) : c != *form)
                        return false;
                ahead.cursor++;
                while (*form == ' ' && ahead.cursor < ahead.end && *ahead.cursor == ' ')
                        ahead.cursor++;
        }
        *scanner = ahead;
        return true;
}

static void copy_time(const char *from, const char *to, char ret[static FAULT_TIME_MAX]) {
        while (from < to && *from == ' ')
                from++;
        if ((size_t) (to - from) >= FAULT_TIME_MAX)
                return;
        memcpy(ret, from, (size_t) (to - from));
        ret[to - from] = '\0';
}

/* What dmesg puts into brackets: seconds, a date, or with --reltime a short one. */
static bool take_bracketed_time(Scanner scanner, char ret[static FAULT_TIME_MAX]) {
        static const char *const forms[] = { "[*.9*]", "[aaa aaa *:99:99 *]", "[aaa99 99:99]" };
        const char *start = scanner.cursor;

        for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
                if (take_form(&scanner, forms[i])) {
                        copy_time(start + 1, scanner.cursor - 1, ret);
                        return true;
                }
        return false;
}

/* At the start of a line: syslog, journal, trace. */
static bool take_leading_time(Scanner scanner, char ret[static FAULT_TIME_MAX]) {
        static const char *const forms[] = { "aaa *:99:99", "9999-99-99T99:99:99" };
        const char *start;
        Scanner ahead;

        while (scanner.cursor < scanner.end && !is_digit(*scanner.cursor) && !is_letter(*scanner.cursor))
                scanner.cursor++;
        start = scanner.cursor;
        for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
                ahead = scanner;
                if (take_form(&ahead, forms[i])) {
                        while (ahead.cursor < ahead.end && *ahead.cursor != ' ')
                                ahead.cursor++;
                        copy_time(start, ahead.cursor, ret);
                        return true;
                }
        }
        ahead = scanner;
        if (!take_form(&ahead, "9*.9*:"))
                return false;
        copy_time(start, ahead.cursor - 1, ret);
        return true;
}

void parse_fault_time(Scanner line, char ret[static FAULT_TIME_MAX]) {
        Scanner ahead = line;

        ret[0] = '\0';
        for (; scanner_find_start(&ahead, "["); ahead.cursor++)
                if (take_bracketed_time(ahead, ret))
                        return;
        (void) take_leading_time(line, ret);
}

bool is_log_line(Scanner line) {
        char time[FAULT_TIME_MAX];
        Scanner ahead = line;

        parse_fault_time(line, time);
        return time[0] || scanner_find(&ahead, "kernel:");
}

static bool parse_field(char *field, uint64_t max, uint64_t *ret) {
        return field && parse_hex(field, max, ret) == 0;
}

bool parse_fault_pci_name(const char *name, char ret[static FAULT_NAME_MAX]) {
        uint64_t segment = 0, bus, device, function;
        char copy[FAULT_NAME_MAX], *fields[4], *cursor = copy;
        size_t n = 0;

        /* Old kernels open two brackets. */
        name += *name == '[';
        if (strlen(name) >= sizeof(copy))
                return false;
        memcpy(copy, name, strlen(name) + 1);
        for (char *p = copy; *p; p++)
                if (*p == '.')
                        *p = ':';
        while (cursor && n < ARRAY_SIZE(fields))
                fields[n++] = parse_next(&cursor, ':');
        if (cursor || n < 3 || (n == 4 && !parse_field(fields[0], UINT32_MAX, &segment)))
                return false;
        if (!parse_field(fields[n - 3], 0xff, &bus) || !parse_field(fields[n - 2], 0x1f, &device) ||
                        !parse_field(fields[n - 1], 7, &function))
                return false;
        pci_address_format((PciAddress) { (uint32_t) segment, (uint8_t) bus, (uint8_t) device,
                                           (uint8_t) function },
                        ret);
        return true;
}

void parse_fault_requester(uint64_t id, char ret[static FAULT_NAME_MAX]) {
        PciAddress address = {
                .bus = (id >> 8) & 0xff,
                .device = (id >> 3) & 0x1f,
                .function = id & 7,
        };

        pci_address_format(address, ret);
}

/* Behind "arm-smmu" or "arm-smmu-v3": " NAME:", ":", or the rest of a name that begins so. */
static bool take_unit(Scanner *scanner, const char *start, char ret[static FAULT_NAME_MAX]) {
        Scanner ahead = *scanner;

        ret[0] = '\0';
        if (ahead.cursor < ahead.end && *ahead.cursor == '.')
                ahead.cursor = start;
        else
                scanner_skip_blanks(&ahead);
        if (scanner_take(&ahead, ":")) {
                *scanner = ahead;
                return true;
        }
        if (ahead.cursor == scanner->cursor || !scanner_take_until(&ahead, ": \t\n,;\"", ret, FAULT_NAME_MAX) ||
                        !scanner_take(&ahead, ":"))
                return false;
        *scanner = ahead;
        return true;
}

bool parse_smmu_line(Scanner *text, SmmuLine *ret) {
        while (scanner_find_start(text, "arm-smmu")) {
                const char *start = text->cursor;
                Scanner next;

                (void) scanner_take(text, "arm-smmu");
                ret->is_v3 = scanner_take(text, "-v3");
                if (!take_unit(text, start, ret->unit))
                        continue;
                ret->body = next = *text;
                /* "arm-smmu.disable_bypass" in the middle of a body begins no line. */
                while (scanner_find(&next, "\n") && next.cursor < next.end) {
                        Scanner line = next;
                        const char *end = memchr(line.cursor, '\n', (size_t) (line.end - line.cursor));

                        line.end = end ? end : line.end;
                        if (!scanner_find(&line, "arm-smmu"))
                                continue;
                        ret->body.end = next.cursor;
                        break;
                }
                text->cursor = ret->body.end;
                return true;
        }
        return false;
}

bool is_other_unit(const char *a, const char *b) {
        return *a && *b && strcmp(a, b) != 0;
}
