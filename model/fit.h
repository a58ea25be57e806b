/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Questions to the windows of one group, and the answers: does a guest fit, and where is there room?
 */

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "model/enums.h"
#include "model/group.h"
#include "model/iova-set.h"
#include "model/number.h"

typedef struct FitObstacle FitObstacle;
typedef struct GuestFit GuestFit;
typedef struct GuestMachine GuestMachine;
typedef struct GuestPart GuestPart;
typedef struct GuestRequest GuestRequest;
typedef struct IovaPlace IovaPlace;
typedef struct PlaceRequest PlaceRequest;

/* VFIO and iommufd map whole pages of the host; 4 KiB is the least. */
#define FIT_PAGE_BYTES 4096

/* What an address is in the way of: a reserved region, or, where that is NULL, the aperture's end. */
struct FitObstacle {
        bool known;
        Iova first; /* the first address that can't be used, or of which that is unknown */
        const ReservedRegion *region; /* borrowed from the group */
};

/*
 * Where a kind of machine puts the memory of a guest. RAM of less than split_bytes stands in one
 * piece at base; else the first low_bytes of it do, and the rest begins at high_first.
 */
struct GuestMachine {
        const char *name;
        Iova base;
        uint64_t split_bytes; /* 0: never split */
        uint64_t low_bytes;
        Iova high_first;
        /* With an AMD processor: if the rest and hole_bytes behind it reach moved_if, the rest
         * begins at moved_first. */
        uint64_t hole_bytes;
        Iova moved_if;
        Iova moved_first;
        uint64_t granule_bytes; /* RAM is a multiple of it */
};

struct GuestRequest {
        const GuestMachine *machine;
        bool has_amd_vcpu;
        uint64_t ram_bytes; /* at least one granule */
};

/* One piece of RAM. */
struct GuestPart {
        IovaRange ram;
        Truth fits;
        FitObstacle obstacle; /* unless it fits */
        bool is_cut;          /* it would go on behind 2^64 - 1 */
};

#define GUEST_PARTS_MAX 2

struct GuestFit {
        Truth fits;
        const char *reason; /* why nothing can be said at all, or NULL */
        GuestPart parts[GUEST_PARTS_MAX];
        size_t n_parts;
        uint64_t largest_bytes;          /* the largest guest that fits for certain; 0: none */
        uint64_t largest_possible_bytes; /* the largest that may fit */
};

struct PlaceRequest {
        uint64_t size_bytes;  /* at least 1 */
        uint64_t align_bytes; /* a power of two */
        Iova below_last;      /* the last address that it may have */
};

struct IovaPlace {
        Truth found;
        const char *reason; /* why nothing can be said at all, or NULL */
        IovaRange range;    /* the lowest; where it is unknown, the lowest that may be free */
        /* What can be used for certain up to below_last. */
        unsigned __int128 usable_bytes;
        IovaRange largest; /* in one piece; if usable_bytes is not 0 */
        bool may_have_more;
};
