/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/describe-details.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/describe-coherency.h"
#include "report/describe-firmware-facts.h"
#include "report/describe-isolation.h"
#include "report/describe-window-details.h"

/* Ids of the findings on this very object. */
static void describe_finding_ids(JsonBuilder *object, const Assessment *assessment, const char *kind,
                const char *name) {
        struct json_object *array = json_builder_add_array(object, "findings", 1);
        size_t n = strlen(kind);

        for (size_t i = 0; array && i < assessment->findings.count; i++) {
                const Finding *finding = assessment->findings.items + i;

                if (strncmp(finding->subject, kind, n) == 0 && finding->subject[n] == '/' &&
                                strcmp(finding->subject + n + 1, name) == 0)
                        json_builder_append(object, array, json_builder_escaped(finding->id));
        }
}

void describe_unit_details(JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment,
                size_t i) {
        describe_coherency(object, &assessment->units[i].coherency, snapshot->units + i, NULL);
        describe_firmware_of_unit(object, snapshot, assessment, i);
        describe_finding_ids(object, assessment, "unit", snapshot->units[i].name);
}

void describe_group_details(JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment,
                size_t i) {
        const Group *group = snapshot->groups + i;
        char id[24];

        (void) snprintf(id, sizeof(id), "%" PRIu64, group->id);
        describe_coherency(object, &assessment->groups[i].coherency,
                        group->n_units > 0 ? snapshot->units + group->units[0] : NULL, NULL);
        json_builder_add_text(object, "assignable_remarks", assessment->groups[i].assignable_remarks);
        describe_protection(object, assessment->groups + i);
        describe_group_isolation(object, snapshot, assessment, i);
        describe_window_details(object, snapshot, assessment, i);
        describe_finding_ids(object, assessment, "group", id);
}

void describe_device_details(JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment,
                size_t i) {
        const Device *device = snapshot->devices + i;

        describe_coherency(object, &assessment->devices[i].coherency,
                        device->unit != NO_INDEX ? snapshot->units + device->unit : NULL, device);
        describe_device_capabilities(object, snapshot, i);
        json_builder_add_truth(object, "ats_possible", assessment->devices[i].ats_possible);
        describe_firmware_of_device(object, snapshot, assessment, i);
        describe_finding_ids(object, assessment, "device", device->name);
}
