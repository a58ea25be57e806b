/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/iova-bar.h"

#include <stdio.h>
#include <string.h>

#define FIRST_BIT 12
#define LAST_BIT  64

const char iova_bar_legend[] = "# usable  m MSI  r reserved  d direct  . beyond  ? unknown";

static IovaRange column_range(unsigned column, unsigned columns) {
        unsigned bits = (LAST_BIT - FIRST_BIT) / columns;
        unsigned low = FIRST_BIT + column * bits, high = low + bits;

        return (IovaRange) {
                .first = column == 0 ? 0 : 1ULL << low,
                .last = high >= 64 ? IOVA_MAX : (1ULL << high) - 1,
        };
}

static bool overlaps(IovaRange a, IovaRange b) {
        return a.first <= b.last && b.first <= a.last;
}

/* The rarer mark wins where several regions share a column. */
static char region_mark(const Group *group, IovaRange column) {
        static const char marks[] = {
                [REGION_DIRECT] = 'd', [REGION_RESERVED] = 'r', [REGION_MSI] = 'm',
                [REGION_DIRECT_RELAXABLE] = '\0',
        };
        static const char order[] = "mrd";
        char mark = '\0';

        for (size_t i = 0; i < group->n_reserved; i++) {
                const ReservedRegion *region = group->reserved + i;
                char one = marks[region->type];

                if (one && overlaps(column, (IovaRange) { region->first, region->last }) &&
                                (!mark || strchr(order, one) > strchr(order, mark)))
                        mark = one;
        }
        return mark;
}

/* Where the aperture's end is unknown, so is whether it reaches this far. */
static bool is_beyond_knowledge(const GroupFacts *facts, IovaRange column) {
        return !facts->aperture.last_known && column.first > facts->aperture.certain_last;
}

void iova_bar_add(Text *text, const Group *group, const GroupFacts *facts, unsigned columns) {
        for (unsigned i = 0; i < columns; i++) {
                IovaRange column = column_range(i, columns);
                char mark;

                if (facts->windows_source == WINDOWS_UNKNOWN)
                        mark = '?';
                else if (!overlaps(column, facts->aperture.range))
                        mark = '.';
                else if (!(mark = region_mark(group, column)))
                        mark = is_beyond_knowledge(facts, column) ? '?' : '#';
                text_add_char(text, mark, 1);
        }
}

void iova_bar_add_axis(Text *text, unsigned columns) {
        unsigned bits = (LAST_BIT - FIRST_BIT) / columns, step = 8 / bits;

        for (unsigned i = 0; i < columns; i += step) {
                char label[16];
                int n = snprintf(label, sizeof(label), "%u", FIRST_BIT + i * bits);

                text_add(text, label);
                if (i + step < columns)
                        text_add_char(text, ' ', step - (unsigned) n);
        }
}
