/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Finding: something worth telling about one object, with its evidence.
 *
 * The id is stable and kebab-case; cause and cure belong to the check that made
 * the finding and live as long as the program. Summary and evidence are owned.
 */

#include <stddef.h>

#include "base/macros.h"
#include "model/enums.h"

typedef struct Evidence Evidence;
typedef struct Finding Finding;
typedef struct Findings Findings;

struct Evidence {
        char *source; /* the file that said so, from the root: "/proc/cmdline" */
        char *value;
};

struct Finding {
        const char *id;
        Severity severity;
        char *subject; /* "host", "unit/dmar0", "group/7", "device/0000:00:02.0" */
        char *summary;
        const char *cause;
        const char *cure;
        Evidence *evidence;
        size_t n_evidence;
        size_t evidence_capacity;
};

struct Findings {
        Finding *items;
        size_t count;
        size_t capacity;
};

#define FINDINGS_INIT { 0 }

void findings_done(Findings *findings);
#define _cleanup_findings_ _cleanup_(findings_done)

/* Appends an empty finding. NULL when memory runs out. The pointer is good until the next append. */
Finding *findings_add(Findings *findings);

/* Copies both strings. 0 or -ENOMEM. */
_warn_unused_ int finding_add_evidence(Finding *finding, const char *source, const char *value);
