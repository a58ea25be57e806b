/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Configuration space from an input: lines of "OFFSET:BYTES" in hex over zeroes, so that seeds
 * are text.
 */

#include "base/parse.h"
#include "tests/fuzz/fuzz.h"

static inline void space_lines_fill(char *cursor, uint8_t *space, size_t length) {
        while (*cursor) {
                char *line = fuzz_line(&cursor), *bytes = line;
                const char *offset = parse_next(&bytes, ':');
                uint64_t at, value;

                if (!bytes || parse_unsigned(offset, 16, 0xfff, &at) < 0)
                        continue;
                for (; bytes[0] && bytes[1] && at < length; bytes += 2, at++) {
                        char pair[] = { bytes[0], bytes[1], '\0' };

                        if (parse_unsigned(pair, 16, 0xff, &value) == 0)
                                space[at] = (uint8_t) value;
                }
        }
}
