/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the fuzz targets share. A target is one function that takes any bytes and
 * aborts when a promise is broken; libFuzzer calls it, or the main() of replay.c.
 */

#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_CHECK(condition)                                                                      \
        do {                                                                                       \
                if (!(condition)) {                                                                \
                        fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition);    \
                        abort();                                                                   \
                }                                                                                  \
        } while (0)

/* The input as a string up to its first NUL, in a block of its exact size, so that
 * AddressSanitizer and valgrind see a byte too far. */
static inline char *fuzz_string(const uint8_t *data, size_t size) {
        size_t length = size > 0 ? strnlen((const char *) data, size) : 0;
        char *string = malloc(length + 1);

        FUZZ_CHECK(string);
        if (length > 0)
                memcpy(string, data, length);
        string[length] = '\0';
        return string;
}

/* Cuts the next line off *cursor; an empty string behind the last one. */
static inline char *fuzz_line(char **cursor) {
        char *line = *cursor, *end = strchr(line, '\n');

        if (end)
                *end = '\0';
        *cursor = end ? end + 1 : line + strlen(line);
        return line;
}

/* Length of the UTF-8 sequence at s that may stand in a terminal, or 0. Written from Unicode 15,
 * table 3-7, row by row, to be no copy of the code under test. */
static inline size_t fuzz_safe_sequence(const unsigned char *s) {
        static const struct {
                unsigned char lead_low, lead_high, second_low, second_high;
                size_t length;
        } rows[] = {
                { 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
                { 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 }, { 0xf0, 0xf0, 0x90, 0xbf, 4 },
                { 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 },
        };

        if (s[0] < 0x80)
                return s[0] >= 0x20 && s[0] != 0x7f;
        if (s[0] == 0xc2 && s[1] < 0xa0) /* C1 controls */
                return 0;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                if (s[0] < rows[i].lead_low || s[0] > rows[i].lead_high)
                        continue;
                if (s[1] < rows[i].second_low || s[1] > rows[i].second_high)
                        return 0;
                for (size_t j = 2; j < rows[i].length; j++)
                        if ((s[j] & 0xc0) != 0x80)
                                return 0;
                return rows[i].length;
        }
        return 0;
}

/* UTF-8 without control characters, but for those in `allowed`. */
static inline bool fuzz_is_safe(const char *string, const char *allowed) {
        for (const unsigned char *s = (const unsigned char *) string; *s;) {
                size_t n = strchr(allowed, *s) ? 1 : fuzz_safe_sequence(s);

                if (n == 0)
                        return false;
                s += n;
        }
        return true;
}
