/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Escaping, cutting and wrapping of text from outside: whatever it is, what comes out is UTF-8
 * without control characters, and the escaping can be undone. */

#include "base/text.h"
#include "report/terminal.h"
#include "tests/fuzz/fuzz.h"

static size_t count_characters(const char *string) {
        size_t count = 0;

        for (; *string; string++)
                count += (*string & 0xc0) != 0x80;
        return count;
}

static unsigned digit(char c) {
        FUZZ_CHECK((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
        return (unsigned) (c <= '9' ? c - '0' : c - 'a' + 10);
}

static void check_undone(const char *escaped, const char *original) {
        const unsigned char *to = (const unsigned char *) original;

        while (*escaped) {
                unsigned value = (unsigned char) *escaped;

                if (value == '\\') {
                        FUZZ_CHECK(escaped[1] == 'x');
                        value = digit(escaped[2]) << 4 | digit(escaped[3]);
                        escaped += 3;
                }
                escaped++;
                FUZZ_CHECK(value == *to++);
        }
        FUZZ_CHECK(*to == '\0');
}

static void check_cut(const char *string, const char *escaped, size_t columns) {
        _cleanup_text_ Text cut = TEXT_INIT;

        terminal_add_cut(&cut, &(Terminal) { 0 }, string, columns);
        FUZZ_CHECK(fuzz_is_safe(text_get(&cut), ""));
        if (count_characters(escaped) <= columns)
                FUZZ_CHECK(strcmp(text_get(&cut), escaped) == 0);
        else
                FUZZ_CHECK(count_characters(text_get(&cut)) <= MAX(columns, (size_t) 2));
}

static void check_wrapped(const char *string, unsigned columns) {
        Terminal terminal = { .columns = columns };
        char *output = NULL;
        size_t size;

        terminal.file = open_memstream(&output, &size);
        FUZZ_CHECK(terminal.file);
        terminal_print_wrapped(&terminal, string, 7, 4);
        FUZZ_CHECK(fclose(terminal.file) == 0);
        FUZZ_CHECK(size > 0 && strlen(output) == size && output[size - 1] == '\n');
        FUZZ_CHECK(fuzz_is_safe(output, "\n"));
        free(output);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        char *string = fuzz_string(data, size);
        _cleanup_text_ Text escaped = TEXT_INIT;

        text_add_escaped(&escaped, string);
        FUZZ_CHECK(text_error(&escaped) == 0);
        FUZZ_CHECK(fuzz_is_safe(text_get(&escaped), ""));
        check_undone(text_get(&escaped), string);
        for (size_t columns = 0; columns < 12; columns += 3)
                check_cut(string, text_get(&escaped), columns);
        check_wrapped(string, 20);
        free(string);
        return 0;
}
