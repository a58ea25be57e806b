/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Checks: all of them, in the order in which findings of one severity are shown.
 */

#include <stddef.h>

#include "analysis/check.h"

typedef struct CheckTopic CheckTopic;

struct CheckTopic {
        const Check *checks;
        const size_t *n_checks;
};

extern const CheckTopic check_topics[];
extern const size_t n_check_topics;

/* NULL if no check has this id. */
const Check *find_check(const char *id);

/* Runs all of them. 0 or -ENOMEM. */
_warn_unused_ int checks_run(const Snapshot *snapshot, Assessment *assessment);
