/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/mapping.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

static const char *const outcome_names[] = {
        [MAP_UNKNOWN] = "unknown",
        [MAP_FAILURE] = "failure",
        [MAP_SUCCESS] = "success",
};

static const char *const errno_names[] = {
        [MAP_EINVAL] = "EINVAL",
        [MAP_EOVERFLOW] = "EOVERFLOW",
        [MAP_EEXIST] = "EEXIST",
        [MAP_ENOSPC] = "ENOSPC",
        [MAP_ENOMEM] = "ENOMEM",
        [MAP_EFAULT] = "EFAULT",
        [MAP_EPERM] = "EPERM",
        [MAP_EBUSY] = "EBUSY",
        [MAP_ENODEV] = "ENODEV",
        [MAP_ENOTTY] = "ENOTTY",
};

void mapping_prediction_done(MapPrediction *prediction) {
        free(prediction->reason);
        for (size_t i = 0; i < MAP_PREREQUISITES; i++)
                free(prediction->prerequisites[i].reason);
        *prediction = (MapPrediction) MAP_PREDICTION_INIT;
}

const char *mapping_outcome_to_string(MapOutcome outcome) {
        static_assert(ARRAY_SIZE(outcome_names) == _MAP_OUTCOME_MAX, "one name for each");
        assert((size_t) outcome < ARRAY_SIZE(outcome_names));
        return outcome_names[outcome];
}

const char *mapping_errno_to_string(MapErrno number) {
        static_assert(ARRAY_SIZE(errno_names) == _MAP_ERRNO_MAX, "one name for each");
        assert((size_t) number < ARRAY_SIZE(errno_names));
        return errno_names[number];
}

int parse_mapping_errno(const char *string, MapErrno *ret) {
        for (size_t i = 0; i < ARRAY_SIZE(errno_names); i++)
                if (strcmp(string, errno_names[i]) == 0) {
                        *ret = (MapErrno) i;
                        return 0;
                }
        return -EINVAL;
}
