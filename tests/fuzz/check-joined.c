/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "tests/fuzz/check-joined.h"

#include <json-c/json.h>

#include "report/describe-details.h"
#include "tests/fuzz/fuzz.h"

#define OBJECTS_MAX 8

static void check_unit(const Snapshot *snapshot, const FirmwareUnit *unit) {
        FUZZ_CHECK(unit->table < snapshot->n_tables);
        FUZZ_CHECK(unit->unit == NO_INDEX || unit->unit < snapshot->n_units);
        FUZZ_CHECK(unit->base.known || unit->function.known);
}

static void check_region(const Snapshot *snapshot, const FirmwareRegion *region) {
        size_t n_devices = 0;

        FUZZ_CHECK(region->table < snapshot->n_tables && region->range.first <= region->range.last);
        for (size_t i = 0; i < region->n_spans; i++) {
                FUZZ_CHECK(region->spans[i].count > 0);
                FUZZ_CHECK(region->spans[i].first + region->spans[i].count <= snapshot->n_devices);
                FUZZ_CHECK(firmware_region_has_device(region, region->spans[i].first));
                n_devices += region->spans[i].count;
        }
        FUZZ_CHECK(n_devices == region->n_devices && region->n_groups <= n_devices);
        for (size_t i = 0; i < region->n_groups; i++) {
                FUZZ_CHECK(region->groups[i] < snapshot->n_groups);
                FUZZ_CHECK(i == 0 || region->groups[i - 1] < region->groups[i]);
        }
        FUZZ_CHECK((region->is_reserved == TRUTH_NO) == (region->unreserved_group < snapshot->n_groups));
        FUZZ_CHECK(region->is_reserved == TRUTH_UNKNOWN || region->n_groups > 0);
}

static void check_details(const Snapshot *snapshot, const Assessment *assessment, size_t count,
                void (*describe)(JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment, size_t i)) {
        for (size_t i = 0; i < count && i < OBJECTS_MAX; i++) {
                JsonBuilder object = json_builder_new();
                struct json_object *json;

                describe(&object, snapshot, assessment, i);
                json = json_builder_finish(&object);
                FUZZ_CHECK(json && fuzz_is_safe(json_object_to_json_string(json), ""));
                json_object_put(json);
        }
}

void check_joined(const Snapshot *snapshot, const Assessment *assessment) {
        const FirmwareFacts *facts = &assessment->firmware;

        FUZZ_CHECK(facts->is_known || (facts->n_units == 0 && facts->n_regions == 0));
        for (size_t i = 0; i < facts->n_units; i++)
                check_unit(snapshot, facts->units + i);
        for (size_t i = 0; i < facts->n_regions; i++)
                check_region(snapshot, facts->regions + i);
        for (size_t i = 0; i < snapshot->n_devices; i++) {
                size_t unit = facts->device_units[i];

                FUZZ_CHECK(unit == NO_INDEX || (unit < facts->n_units && snapshot->devices[i].is_pci));
        }
        check_details(snapshot, assessment, snapshot->n_units, describe_unit_details);
        check_details(snapshot, assessment, snapshot->n_groups, describe_group_details);
        check_details(snapshot, assessment, snapshot->n_devices, describe_device_details);
}
