/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A small address space with random reserved regions, at the bottom or at the top of the 64 bits,
 * and for each of its addresses whether it can be used: the model that answers are compared with.
 */

#include "model/assessment.h"
#include "tests/unit/test.h"

#define SPACE_CELLS   96
#define SPACE_REGIONS 4

typedef struct SmallSpace {
        Iova first; /* address of cell 0 */
        ReservedRegion regions[SPACE_REGIONS];
        Group group;
        GroupFacts facts;
        bool certain[SPACE_CELLS], possible[SPACE_CELLS];
} SmallSpace;

static inline void space_add_region(SmallSpace *space, size_t i, Random *random) {
        size_t from = random_below(random, SPACE_CELLS), n = random_below(random, 12);

        space->regions[i] = (ReservedRegion) {
                .first = space->first + from,
                .last = space->first + MIN(from + n, (size_t) SPACE_CELLS - 1),
                .type = (RegionType) random_below(random, _REGION_TYPE_MAX),
        };
}

/* One end, two that are possible, or one that is unknown but for a lower bound. */
static inline void space_choose_end(SmallSpace *space, Random *random) {
        Aperture *aperture = &space->facts.aperture;
        Iova near = space->first + random_below(random, SPACE_CELLS);
        Iova top = space->first + SPACE_CELLS - 1;
        Iova far = near + random_below(random, top - near + 1);

        *aperture = (Aperture) { .known = true, .last_known = true, .reason = "end" };
        aperture->range = (IovaRange) { space->first, near };
        aperture->certain_last = near;
        switch (random_below(random, 3)) {
        case 0:
                aperture->alternative_last = far;
                aperture->alternative_reason = far > near ? "other" : NULL;
                break;
        case 1:
                aperture->last_known = false;
                aperture->range.last = far;
                break;
        default:
                break;
        }
}

static inline void space_fill_cells(SmallSpace *space) {
        const Aperture *aperture = &space->facts.aperture;
        Iova far = aperture->alternative_reason ? aperture->alternative_last : aperture->range.last;

        for (size_t i = 0; i < SPACE_CELLS; i++) {
                Iova address = space->first + i;
                bool is_free = true;

                for (size_t j = 0; j < space->group.n_reserved; j++)
                        if (space->regions[j].type != REGION_DIRECT_RELAXABLE &&
                                        space->regions[j].first <= address && address <= space->regions[j].last)
                                is_free = false;
                space->certain[i] = is_free && address <= aperture->certain_last;
                space->possible[i] = is_free && address <= far;
        }
}

static inline void space_init(SmallSpace *space, Random *random) {
        bool at_top = random_below(random, 2) == 0;

        *space = (SmallSpace) { .first = at_top ? IOVA_MAX - (SPACE_CELLS - 1) : 0 };
        space->group = (Group) {
                .reserved = space->regions,
                .reserved_known = true,
                .n_reserved = random_below(random, SPACE_REGIONS + 1),
        };
        for (size_t i = 0; i < space->group.n_reserved; i++)
                space_add_region(space, i, random);
        space->facts.windows_source = WINDOWS_DERIVED;
        space_choose_end(space, random);
        space_fill_cells(space);
}

/* Addresses outside of the cells can't be used. */
static inline bool space_has(const SmallSpace *space, const bool *cells, Iova first, uint64_t count) {
        for (uint64_t i = 0; i < count; i++) {
                Iova address = first + i;

                if (address < first || address - space->first >= SPACE_CELLS || address < space->first ||
                                !cells[address - space->first])
                        return false;
        }
        return true;
}
