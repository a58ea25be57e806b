/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/assessment.h"

Assessment *assessment_free(Assessment *assessment) {
        if (!assessment)
                return NULL;
        for (size_t i = 0; i < assessment->n_groups; i++) {
                free(assessment->groups[i].windows);
                free(assessment->groups[i].assignable_reason);
                free(assessment->groups[i].assignable_remarks);
                free(assessment->groups[i].isolation_reason);
                free(assessment->groups[i].risky);
        }
        free(assessment->units);
        free(assessment->groups);
        free(assessment->devices);
        firmware_facts_done(&assessment->firmware);
        findings_done(&assessment->findings);
        free(assessment);
        return NULL;
}

Assessment *assessment_new(const Snapshot *snapshot) {
        _cleanup_assessment_ Assessment *assessment = calloc(1, sizeof(*assessment));

        if (!assessment)
                return NULL;
        assessment->units = calloc(MAX(snapshot->n_units, (size_t) 1), sizeof(UnitFacts));
        assessment->groups = calloc(MAX(snapshot->n_groups, (size_t) 1), sizeof(GroupFacts));
        assessment->devices = calloc(MAX(snapshot->n_devices, (size_t) 1), sizeof(DeviceFacts));
        if (!assessment->units || !assessment->groups || !assessment->devices)
                return NULL;
        assessment->n_units = snapshot->n_units;
        assessment->n_groups = snapshot->n_groups;
        for (size_t i = 0; i < assessment->n_groups; i++)
                assessment->groups[i].isolation_port = NO_INDEX;
        return TAKE_PTR(assessment);
}
