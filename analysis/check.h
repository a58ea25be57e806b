/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Check: one thing worth telling, and what a function needs to tell it.
 *
 * A new check is a function and a row in the table of its topic (check-TOPIC.c, listed in
 * checks.c), a fixture that triggers it and one that doesn't (tests/cli/findings_TOPIC.py).
 * What happens to many objects alike is one finding on the unit or the host that names
 * the first few: a machine has ten thousand devices.
 */

#include <stddef.h>

#include "analysis/name-list.h"
#include "base/macros.h"
#include "model/assessment.h"
#include "model/snapshot.h"

typedef struct Check Check;

struct Check {
        const char *id; /* stable, kebab-case */
        Severity severity;
        const char *title; /* what it means when it is found, in a few words */
        const char *cause;
        const char *cure;

        /* Appends what it finds, by way of check_report(). 0 or -ENOMEM. */
        int (*find)(const Check *check, const Snapshot *snapshot, Assessment *assessment);
};

/* Appends a finding of this check about subject ("host", "unit/dmar0", "group/7",
 * "device/0000:00:02.0"). NULL when memory runs out. */
_printf_(4, 5) Finding *check_report(
                const Check *check, Assessment *assessment, const char *subject, const char *format, ...);

/* The same, about an object: prefix is "unit", "group" or "device". */
_printf_(5, 6) Finding *check_report_object(const Check *check, Assessment *assessment, const char *prefix,
                const char *name, const char *format, ...);

/* The file that said so, as a format, and what it said. 0 or -ENOMEM. */
_printf_(3, 4) _warn_unused_ int check_add_evidence(
                Finding *finding, const char *value, const char *source_format, ...);
