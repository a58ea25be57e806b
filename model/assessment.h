/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Assessment: what analysis/ concludes from a Snapshot, as plain data for report/.
 *
 * It refers to the snapshot by index and pointer and must not outlive it.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "model/enums.h"
#include "model/finding.h"
#include "model/iova-set.h"
#include "model/snapshot.h"
#include "model/window-advice.h"

typedef struct Aperture Aperture;
typedef struct Assessment Assessment;
typedef struct GroupFacts GroupFacts;
typedef struct UnitFacts UnitFacts;
typedef struct Window Window;

/* The IOVAs that a domain for user space (VFIO, iommufd) on this unit can translate. */
struct Aperture {
        bool known;      /* at least its first address is */
        bool last_known; /* else last is IOVA_MAX */
        IovaRange range;
        const char *reason; /* what decided the last address, or why it can't be told */
        Iova certain_last;  /* up to here it reaches in any case */
        /* Where two ends are possible, `range` has the nearer one; this is the other, and what it takes. */
        Iova alternative_last;
        const char *alternative_reason; /* NULL: there is no other */
};

struct UnitFacts {
        unsigned iova_bits;  /* 0: unknown */
        uint64_t page_sizes; /* bit n set: pages of 2^n bytes; 0: unknown */
        Truth page_walk_coherent;
        Truth snoop_control;
        Truth device_tlb;
        Truth interrupt_remapping;
        Aperture aperture;
};

/* A usable range. Each end is due to a reserved region, or to the aperture where that is NULL. Where
 * the last address is not known, it is at most the one given. */
struct Window {
        IovaRange range;
        bool last_known;
        const ReservedRegion *before, *behind; /* borrowed from the group */
};

struct GroupFacts {
        WindowsSource windows_source;
        Window *windows; /* ascending; empty if the source is unknown */
        size_t n_windows;
        Aperture aperture;          /* of all its units together */
        const char *windows_reason; /* why the windows are unknown */
        WindowsConfidence windows_confidence;
        WindowAdvice advice;
        UserAddresses user_addresses;
        Truth assignable;
        char *assignable_reason; /* what speaks against it; NULL if nothing does */
        bool reason_is_plain;    /* whoever sees the members and their drivers sees it too */
};

struct Assessment {
        UnitFacts *units;   /* as in the snapshot */
        GroupFacts *groups; /* as in the snapshot */
        size_t n_units, n_groups;
        Findings findings; /* the most severe first, then in the order of the checks */
        Verdict verdict;
};

Assessment *assessment_free(Assessment *assessment);
static inline void assessment_freep(Assessment **assessment) {
        *assessment = assessment_free(*assessment);
}
#define _cleanup_assessment_ _cleanup_(assessment_freep)

/* With one zeroed element for each unit and group. NULL when memory runs out. */
Assessment *assessment_new(const Snapshot *snapshot);
