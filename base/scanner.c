/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/scanner.h"

#include <string.h>

#include "base/parse.h"

#define DIGITS_MAX 24

bool scanner_is_word_char(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool scanner_is_blank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_quote_mark(char c) {
        return c == '>' || c == '|' || c == '+' || c == '-';
}

void scanner_skip_blanks(Scanner *scanner) {
        bool is_line_start = false;

        for (; scanner->cursor < scanner->end; scanner->cursor++) {
                char c = *scanner->cursor;

                if (c == '\n')
                        is_line_start = true;
                else if (!scanner_is_blank(c) && !(is_line_start && is_quote_mark(c)))
                        break;
        }
}

bool scanner_take(Scanner *scanner, const char *word) {
        Scanner ahead = *scanner;

        for (; *word; word++) {
                if (*word == ' ') {
                        const char *before = ahead.cursor;

                        scanner_skip_blanks(&ahead);
                        if (ahead.cursor == before)
                                return false;
                        continue;
                }
                if (ahead.cursor == ahead.end || *ahead.cursor != *word)
                        return false;
                ahead.cursor++;
        }
        *scanner = ahead;
        return true;
}

bool scanner_find_start(Scanner *scanner, const char *word) {
        bool needs_boundary = scanner_is_word_char(*word);

        for (const char *p = scanner->cursor; p < scanner->end; p++) {
                Scanner ahead = { p, scanner->end };

                p = memchr(p, *word, (size_t) (scanner->end - p));
                if (!p)
                        return false;
                if (needs_boundary && p > scanner->cursor && scanner_is_word_char(p[-1]))
                        continue;
                ahead.cursor = p;
                if (scanner_take(&ahead, word)) {
                        scanner->cursor = p;
                        return true;
                }
        }
        return false;
}

bool scanner_find(Scanner *scanner, const char *word) {
        return scanner_find_start(scanner, word) && scanner_take(scanner, word);
}

static bool take_digits(Scanner *scanner, unsigned base, uint64_t *ret) {
        char digits[DIGITS_MAX];
        const char *p = scanner->cursor;

        while (p < scanner->end && scanner_is_word_char(*p))
                p++;
        if ((size_t) (p - scanner->cursor) >= sizeof(digits))
                return false;
        memcpy(digits, scanner->cursor, (size_t) (p - scanner->cursor));
        digits[p - scanner->cursor] = '\0';
        if (parse_unsigned(digits, base, UINT64_MAX, ret) < 0)
                return false;
        scanner->cursor = p;
        return true;
}

static bool take_prefixed(Scanner *scanner, uint64_t *ret) {
        Scanner ahead = *scanner;

        if (!(scanner_take(&ahead, "0x") || scanner_take(&ahead, "0X")) || !take_digits(&ahead, 16, ret))
                return false;
        *scanner = ahead;
        return true;
}

bool scanner_take_hex(Scanner *scanner, uint64_t *ret) {
        return take_prefixed(scanner, ret) || take_digits(scanner, 16, ret);
}

bool scanner_take_number(Scanner *scanner, uint64_t *ret) {
        return take_prefixed(scanner, ret) || take_digits(scanner, 10, ret);
}

bool scanner_take_until(Scanner *scanner, const char *ends, char *buffer, size_t size) {
        const char *p = scanner->cursor;
        size_t length;

        while (p < scanner->end && *p && !strchr(ends, *p))
                p++;
        length = (size_t) (p - scanner->cursor);
        if (length == 0 || length >= size)
                return false;
        memcpy(buffer, scanner->cursor, length);
        buffer[length] = '\0';
        scanner->cursor = p;
        return true;
}

void scanner_take_line(Scanner *scanner, char *buffer, size_t size) {
        const char *start = scanner->cursor, *end;

        while (start < scanner->end && *start != '\n' && scanner_is_blank(*start))
                start++;
        end = memchr(start, '\n', (size_t) (scanner->end - start));
        if (!end)
                end = scanner->end;
        scanner->cursor = end;
        if ((size_t) (end - start) >= size)
                end = start + size - 1;
        while (end > start && scanner_is_blank(end[-1]))
                end--;
        memcpy(buffer, start, (size_t) (end - start));
        buffer[end - start] = '\0';
}
