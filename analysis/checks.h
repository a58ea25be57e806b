/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Checks: the table of everything worth telling. A new check is a function and a
 * row; its id gets an entry in iommu-diag-findings(7), which a test enforces.
 */

#include <stddef.h>

#include "base/macros.h"
#include "model/assessment.h"
#include "model/snapshot.h"

typedef struct Check Check;

struct Check {
        const char *id; /* stable, kebab-case */
        Severity severity;
        const char *cause;
        const char *cure;

        /* Appends what it finds, by way of check_report(). 0 or -ENOMEM. */
        int (*find)(const Check *check, const Snapshot *snapshot, Assessment *assessment);
};

extern const Check checks[];
extern const size_t n_checks;

/* Appends a finding of this check about subject. NULL when memory runs out. */
_printf_(4, 5) Finding *check_report(
                const Check *check, Assessment *assessment, const char *subject, const char *format, ...);
