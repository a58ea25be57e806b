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
#include "model/firmware-facts.h"
#include "model/iova-set.h"
#include "model/snapshot.h"
#include "model/window-advice.h"

typedef struct Aperture Aperture;
typedef struct Assessment Assessment;
typedef struct CoherencyFacts CoherencyFacts;
typedef struct DeviceFacts DeviceFacts;
typedef struct GroupFacts GroupFacts;
typedef struct HostProtection HostProtection;
typedef struct RiskyRange RiskyRange;
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

/*
 * Three facts, and what follows from them. Data: does ordinary DMA see the CPU caches, and can
 * the requests that ask not to (No Snoop) be forced to? Tables: do the unit's own page walks?
 * The latter says nothing on data.
 */
struct CoherencyFacts {
        Truth dma;              /* ordinary requests see the CPU caches */
        Truth no_snoop_blocked; /* in domains of VFIO and iommufd: VFIO_DMA_CC_IOMMU */
        Truth no_snoop_used;    /* the device may send such requests (Enable No Snoop) */
        Truth page_walks;
        Coherency verdict;
        const char *reason;
        const char *consequence; /* for whoever uses the device */
};

struct UnitFacts {
        unsigned iova_bits;  /* 0: unknown */
        uint64_t page_sizes; /* bit n set: pages of 2^n bytes; 0: unknown */
        Truth page_walk_coherent;
        Truth snoop_control;
        Truth device_tlb;
        Truth interrupt_remapping;
        Aperture aperture;
        CoherencyFacts coherency; /* of the worst device behind it; of itself if there is none */
};

struct DeviceFacts {
        CoherencyFacts coherency;
        Truth ats_possible; /* it could hold translations of its own */
};

/* A usable range. Each end is due to a reserved region, or to the aperture where that is NULL. Where
 * the last address is not known, it is at most the one given. */
struct Window {
        IovaRange range;
        bool last_known;
        const ReservedRegion *before, *behind; /* borrowed from the group */
};

/* Usable IOVAs that are also bus addresses behind a bridge: on the way up, a request with such an
 * address may be routed to another device there and never reach the IOMMU. */
struct RiskyRange {
        IovaRange range;
        size_t bridge; /* index of the device */
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
        char *assignable_remarks; /* what is no hindrance, and yet to be known; NULL if there is nothing */
        CoherencyFacts coherency;       /* of the worst member, bridges aside */
        Protection protection;
        const char *protection_reason;
        const char *protection_option; /* that decided it; borrowed from the host, or NULL */
        bool reason_is_plain;    /* whoever sees the members and their drivers sees it too */
        IsolationCause isolation;
        char *isolation_reason; /* in words; NULL for a member that is alone */
        size_t isolation_port;  /* index of the bridge that is to blame, or NO_INDEX */
        bool risky_known;
        RiskyRange *risky; /* ascending, none within another */
        size_t n_risky;
};

/* What protects the machine from its devices, and what an administrator has waived. */
struct HostProtection {
        Truth interrupt_remapping;       /* by all units; on a PC */
        Truth unsafe_interrupts_allowed; /* VFIO takes devices without it */
        Truth noiommu_allowed;           /* VFIO takes devices without an IOMMU */
};

struct Assessment {
        UnitFacts *units;   /* as in the snapshot */
        GroupFacts *groups; /* as in the snapshot */
        DeviceFacts *devices; /* as in the snapshot */
        size_t n_units, n_groups;
        HostProtection protection;
        FirmwareFacts firmware;
        Findings findings; /* the most severe first, then in the order of the checks */
        Verdict verdict;
};

Assessment *assessment_free(Assessment *assessment);
static inline void assessment_freep(Assessment **assessment) {
        *assessment = assessment_free(*assessment);
}
#define _cleanup_assessment_ _cleanup_(assessment_freep)

/* With one zeroed element for each unit, group and device. NULL when memory runs out. */
Assessment *assessment_new(const Snapshot *snapshot);
