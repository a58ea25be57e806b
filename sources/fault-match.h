/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * FaultMatch: what a driver's matcher makes of some lines. The table of matchers
 * stands in fault-log.c; a matcher is pure and keeps nothing from call to call, so
 * lines are joined by asking it again with one more.
 */

#include <stddef.h>

#include "base/macros.h"
#include "base/scanner.h"
#include "model/fault.h"

typedef struct FaultMatch FaultMatch;

typedef enum FaultMatchKind {
        FAULT_MATCH_NONE,
        FAULT_MATCH_PART,  /* a fault's line, which says nothing without others */
        FAULT_MATCH_FOUND, /* a fault, of which more may follow */
        FAULT_MATCH_WHOLE,
} FaultMatchKind;

struct FaultMatch {
        FaultMatchKind kind;
        bool is_tail;    /* may belong to the lines before, though it names its driver again */
        bool is_herald;  /* only says that faults were recorded; a fault that follows says it better */
        unsigned n_read; /* how many things were read; lines that add none don't belong to it */
        Fault fault;
};

/* `text`: a line, or lines joined by '\n'. ret is zeroed by the caller, and filled but for
 * `time` and `text`. */
void parse_amd_fault(Scanner text, FaultMatch *ret);
void parse_smmu_v2_fault(Scanner text, FaultMatch *ret);
void parse_smmu_v3_fault(Scanner text, FaultMatch *ret);
void parse_virtio_fault(Scanner text, FaultMatch *ret);
void parse_vtd_fault(Scanner text, FaultMatch *ret);
