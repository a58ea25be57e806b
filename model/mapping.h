/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * A mapping through VFIO type1 that somebody wants to make, and what is predicted of it, as plain
 * data: analysis/ fills a prediction, report/ shows it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "model/enums.h"
#include "model/iova-set.h"
#include "model/number.h"

typedef struct MapBound MapBound;
typedef struct MapErrnoFacts MapErrnoFacts;
typedef struct MapPrediction MapPrediction;
typedef struct MapPrerequisite MapPrerequisite;
typedef struct MapRequest MapRequest;

typedef enum MapOutcome {
        MAP_UNKNOWN,
        MAP_FAILURE,
        MAP_SUCCESS,
        _MAP_OUTCOME_MAX,
} MapOutcome;

/* What users of VFIO see when a mapping, or a call on the way to it, fails. */
typedef enum MapErrno {
        MAP_EINVAL,
        MAP_EOVERFLOW,
        MAP_EEXIST,
        MAP_ENOSPC,
        MAP_ENOMEM,
        MAP_EFAULT,
        MAP_EPERM,
        MAP_EBUSY,
        MAP_ENODEV,
        MAP_ENOTTY,
        _MAP_ERRNO_MAX,
} MapErrno;

#define MAP_BIT(number) (1U << (number))

/* In the order in which the kernel takes them. */
typedef enum MapStep {
        MAP_STEP_ARGUMENTS, /* size, alignment, wrap-around */
        MAP_STEP_EXISTING,  /* mappings that are there already, which nobody sees from outside */
        MAP_STEP_ENTRIES,   /* how many mappings the module allows */
        MAP_STEP_WINDOWS,
        MAP_STEP_PINNING, /* the memory behind it */
        MAP_STEP_NONE,    /* no part of making a mapping */
} MapStep;

struct MapRequest {
        Iova iova;
        uint64_t size_bytes;
        Number vaddr;
        Number memlock_bytes;  /* the limit of the process; UINT64_MAX: no limit */
        Truth memlock_exempt;  /* CAP_IPC_LOCK */
        Number page_bytes;     /* of the host; what the snapshot or its machine says goes first */
        Number seen_errno;     /* a MapErrno that the kernel has given */
};

/* The region or the aperture that is in the way. */
struct MapBound {
        bool known;
        IovaRange range;
        bool last_known;
        const char *type; /* as a region's, or "aperture" */
};

/* What must be so before anything can be mapped. */
struct MapPrerequisite {
        const char *name;
        Truth met;
        char *reason; /* NULL: nothing to add */
};

#define MAP_PREREQUISITES 3

/* An errno, and whether it goes with the prediction. */
struct MapErrnoFacts {
        const char *meaning;
        const char *look_at;
        Truth agrees; /* unknown: it may come from what can't be seen from outside */
        const char *agreement;
};

struct MapPrediction {
        MapOutcome outcome;
        MapStep step;    /* that fails, or is in doubt; MAP_STEP_NONE if none does */
        unsigned errnos; /* MAP_BIT()s of what the kernel may say; 0 for success */
        char *reason;
        MapBound bound;
        uint64_t page_bytes; /* what addresses and sizes must be multiples of */
        Number suggestion;   /* the nearest first address at which the size fits */
        MapPrerequisite prerequisites[MAP_PREREQUISITES];
        MapErrnoFacts seen; /* if the request has one */
};

#define MAP_PREDICTION_INIT { 0 }

void mapping_prediction_done(MapPrediction *prediction);
#define _cleanup_map_prediction_ _cleanup_(mapping_prediction_done)

_const_ const char *mapping_outcome_to_string(MapOutcome outcome);
_const_ const char *mapping_errno_to_string(MapErrno number);

/* "EINVAL": 0 or -EINVAL. */
_warn_unused_ int parse_mapping_errno(const char *string, MapErrno *ret);
