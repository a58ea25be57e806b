/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/size-text.h"

#include <inttypes.h>

#define PAGES_LISTED_MAX 5

/* 128 bits, because the whole space has 2^64 addresses. */
void size_text_add_bytes(Text *text, unsigned __int128 size) {
        static const char suffixes[] = "BKMGTPE";
        size_t step = 0;
        unsigned __int128 unit = 1;

        while (step + 2 < sizeof(suffixes) && size >> 10 >= unit) {
                unit <<= 10;
                step++;
        }
        text_add_format(text, "%" PRIu64, (uint64_t) (size / unit));
        if (size % unit * 10 / unit > 0)
                text_add_format(text, ".%" PRIu64, (uint64_t) (size % unit * 10 / unit));
        text_add_char(text, suffixes[step], 1);
}

void size_text_add_range(Text *text, uint64_t first, uint64_t last) {
        size_text_add_bytes(text, (unsigned __int128) last - first + 1);
}

void size_text_add_pages(Text *text, uint64_t page_sizes) {
        bool is_long = __builtin_popcountll(page_sizes) > PAGES_LISTED_MAX;
        bool is_first = true;

        if (page_sizes == 0)
                text_add_char(text, '?', 1);
        for (uint64_t left = page_sizes; left != 0; left &= left - 1) {
                if (!is_first)
                        text_add_char(text, ' ', 1);
                is_first = false;
                size_text_add_bytes(text, left & -left);
                if (is_long) {
                        text_add(text, " and up");
                        break;
                }
        }
}

void size_text_add_windows(Text *text, const GroupFacts *facts) {
        unsigned __int128 size = 0;
        bool is_known = facts->windows_source != WINDOWS_UNKNOWN;

        for (size_t i = 0; i < facts->n_windows; i++) {
                const Window *window = facts->windows + i;

                is_known = is_known && window->last_known;
                size += (unsigned __int128) window->range.last - window->range.first + 1;
        }
        if (is_known)
                size_text_add_bytes(text, size);
        else
                text_add_char(text, '?', 1);
}
