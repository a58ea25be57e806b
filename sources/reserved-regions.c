/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/reserved-regions.h"

#include <errno.h>

#include "base/parse.h"

static const char *parse_region(char *line, ReservedRegion *ret) {
        const char *first = parse_next(&line, ' '), *last = parse_next(&line, ' ');
        const char *type = parse_next(&line, ' ');

        if (!first || !last || !type || line)
                return "not of the form \"FIRST LAST TYPE\"";
        if (parse_hex_prefixed(first, UINT64_MAX, &ret->first) < 0)
                return "its first address is not a 64-bit number in hex";
        if (parse_hex_prefixed(last, UINT64_MAX, &ret->last) < 0)
                return "its last address is not a 64-bit number in hex";
        if (ret->first > ret->last)
                return "its first address lies behind its last";
        if (parse_region_type(type, &ret->type) < 0)
                return "an unknown type";
        return NULL;
}

int parse_reserved_regions(char *text, ReservedRegion **ret, size_t *ret_count, Text *ret_error) {
        _cleanup_free_ ReservedRegion *regions = NULL;
        size_t count = 0, capacity = 0;
        char *line, *cursor = text;

        /* An empty file is an empty list. */
        while (*text && (line = parse_next(&cursor, '\n'))) {
                const char *error;

                if (!*line && !cursor)
                        break;
                if (!cursor) {
                        /* The kernel stops at the end of a page, maybe inside a line: what is
                         * left of "direct-relaxable" could read "direct". */
                        text_add_format(ret_error, "line %zu: cut off, no newline at its end",
                                        count + 1);
                        return -EINVAL;
                }
                if (!array_grow(&regions, &capacity, count, sizeof(*regions)))
                        return -ENOMEM;
                error = parse_region(line, regions + count);
                count++;
                if (error) {
                        text_add_format(ret_error, "line %zu: %s", count, error);
                        return -EINVAL;
                }
        }
        *ret = TAKE_PTR(regions);
        *ret_count = count;
        return 0;
}
