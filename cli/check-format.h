/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The forms that the result of `check` is written in, each with its exit status.
 */

#include "base/macros.h"
#include "cli/view.h"

typedef struct CheckFormat CheckFormat;

typedef enum CheckResult {
        CHECK_OK,
        CHECK_UNKNOWN, /* sources made no sense, so nothing can be vouched for */
        CHECK_WARNING,
        CHECK_FAILURE,
        CHECK_NO_IOMMU,
        _CHECK_RESULT_MAX,
} CheckResult;

struct CheckFormat {
        const char *name;
        int status[_CHECK_RESULT_MAX];
        int unable; /* what takes the place of EXIT_FAILED and EXIT_USAGE */
        /* To stdout. 0 or a negative errno. */
        int (*write)(const View *view, Severity threshold, CheckResult result);
};

/* NULL if there is none of this name. */
const CheckFormat *find_check_format(const char *name);

/* The exit status as the format asks for it, when the check could not be made. Of the verb check only. */
int check_format_map_status(int status);
