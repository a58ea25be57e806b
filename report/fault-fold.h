/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * FaultFold: faults with those that repeat counted together, in the order in which they
 * were first seen. A log may hold a million; FAULT_FOLD_MAX different ones are kept, and
 * of the others only their number.
 */

#include <stddef.h>

#include "base/macros.h"
#include "model/fault.h"

#define FAULT_FOLD_MAX 4096

typedef struct FaultFold FaultFold;
typedef struct FoldedFault FoldedFault;

struct FoldedFault {
        Fault fault; /* the first one, without its text */
        char last_time[FAULT_TIME_MAX];
        size_t count;
};

struct FaultFold {
        FoldedFault *items;
        size_t n_items, capacity;
        size_t *slots; /* hash table of indices plus one; 0: free */
        size_t n_faults; /* all of them */
        size_t n_left_out;
        bool has_driver[_UNIT_KIND_MAX];
};

#define FAULT_FOLD_INIT { 0 }

void fault_fold_done(FaultFold *fold);
#define _cleanup_fault_fold_ _cleanup_(fault_fold_done)

/* 0 or -ENOMEM. */
_warn_unused_ int fault_fold_add(FaultFold *fold, const Fault *fault);

/* How many devices the kept faults name, by name or by their number in a unit. */
size_t fault_fold_count_devices(const FaultFold *fold);
