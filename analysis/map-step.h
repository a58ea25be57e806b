/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The tests that a mapping must pass, one function each, for map-prediction.c, which runs them in the
 * kernel's order. Each is given an answer of success without a reason; only success may come with a
 * reason that others add to.
 */

#include "base/text.h"
#include "model/assessment.h"
#include "model/mapping.h"
#include "model/snapshot.h"

typedef struct MapAnswer MapAnswer;
typedef struct MapAttempt MapAttempt;

struct MapAttempt {
        const Snapshot *snapshot;
        const Group *group;
        const Assessment *assessment;
        const GroupFacts *facts;
        const MapRequest *request;
        IovaRange range;     /* once it is known not to wrap around */
        uint64_t page_bytes; /* at least */
        uint64_t page_bytes_max;
};

/* What one test comes to; success: go on. */
struct MapAnswer {
        MapOutcome outcome;
        unsigned errnos;
        MapBound bound;
        bool is_about_place; /* elsewhere, it could be all right */
        Text reason;
};

void map_step_size(MapAttempt *attempt, MapAnswer *ret);
/* Sets the attempt's range. */
void map_step_wrap(MapAttempt *attempt, MapAnswer *ret);
void map_step_alignment(MapAttempt *attempt, MapAnswer *ret);
void map_step_entries(MapAttempt *attempt, MapAnswer *ret);
void map_step_windows(MapAttempt *attempt, MapAnswer *ret);
void map_step_memlock(MapAttempt *attempt, MapAnswer *ret);
void map_step_address(MapAttempt *attempt, MapAnswer *ret);
