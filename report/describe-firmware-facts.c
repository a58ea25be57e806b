/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/describe-firmware-facts.h"

#include <json-c/json.h>

#include "report/describe-firmware.h"
#include "report/firmware-scope-words.h"

static void add_entry(JsonBuilder *object, const Snapshot *snapshot, size_t table, size_t offset) {
        json_builder_add_word(object, "table", firmware_kind_to_string(snapshot->tables[table].kind));
        describe_number(object, "offset", offset);
}

static void add_unit(JsonBuilder *object, const Snapshot *snapshot, const FirmwareUnit *unit) {
        add_entry(object, snapshot, unit->table, unit->offset);
        json_builder_add_hex(object, "address", unit->base, 16);
        json_builder_add_number(object, "segment", unit->segment);
        if (unit->function.known)
                describe_firmware_function(object, "function", (uint16_t) unit->function.value);
        else
                json_builder_add(object, "function", NULL);
}

static void append_unit(JsonBuilder *object, struct json_object *array, const Snapshot *snapshot,
                const FirmwareUnit *unit) {
        JsonBuilder element = json_builder_new();

        add_unit(&element, snapshot, unit);
        json_builder_add(&element, "takes_rest", json_object_new_boolean(unit->takes_rest));
        json_builder_add_truth(&element, "has_device", unit->has_device);
        json_builder_add_text(&element, "unit", unit->unit == NO_INDEX ? NULL : snapshot->units[unit->unit].name);
        describe_firmware_append(object, array, &element);
}

static void add_region(JsonBuilder *object, const Snapshot *snapshot, const FirmwareRegion *region) {
        add_entry(object, snapshot, region->table, region->offset);
        describe_address(object, "first", region->range.first);
        describe_address(object, "last", region->range.last);
        json_builder_add_truth(object, "is_reserved", region->is_reserved);
}

static void add_region_devices(JsonBuilder *object, const Snapshot *snapshot, const FirmwareRegion *region) {
        size_t count = MIN(region->n_devices, (size_t) FIRMWARE_NAMES_MAX);
        struct json_object *array = json_builder_add_array(object, "devices", count);

        for (size_t i = 0; array && i < region->n_spans && count > 0; i++)
                for (size_t j = 0; j < region->spans[i].count && count > 0; j++, count--)
                        json_builder_append(object, array, json_builder_escaped(
                                        snapshot->devices[region->spans[i].first + j].name));
        describe_number(object, "device_count", region->n_devices);
}

static void add_region_groups(JsonBuilder *object, const Snapshot *snapshot, const FirmwareRegion *region) {
        size_t count = MIN(region->n_groups, (size_t) FIRMWARE_NAMES_MAX);
        struct json_object *array = json_builder_add_array(object, "groups", count);

        for (size_t i = 0; array && i < count; i++)
                json_builder_append(object, array, json_object_new_uint64(snapshot->groups[region->groups[i]].id));
        describe_number(object, "group_count", region->n_groups);
}

bool describe_firmware_facts(
                const Snapshot *snapshot, const Assessment *assessment, struct json_object **ret_json) {
        const FirmwareFacts *facts = &assessment->firmware;
        JsonBuilder object;
        struct json_object *array;

        if (!facts->is_known)
                return false;
        object = json_builder_new();
        json_builder_add_truth(&object, "interrupt_remapping", facts->interrupt_remapping);
        json_builder_add_truth(&object, "x2apic_opt_out", facts->x2apic_opt_out);
        json_builder_add_truth(&object, "preboot_protection", facts->preboot_protection);
        json_builder_add_truth(&object, "remapping_opt_out", facts->remapping_opt_out);
        array = json_builder_add_array(&object, "units", facts->n_units);
        for (size_t i = 0; array && i < facts->n_units; i++)
                append_unit(&object, array, snapshot, facts->units + i);
        array = json_builder_add_array(&object, "regions", facts->n_regions);
        for (size_t i = 0; array && i < facts->n_regions; i++) {
                JsonBuilder element = json_builder_new();

                add_region(&element, snapshot, facts->regions + i);
                add_region_devices(&element, snapshot, facts->regions + i);
                add_region_groups(&element, snapshot, facts->regions + i);
                describe_firmware_append(&object, array, &element);
        }
        json_builder_add(&object, "is_complete", json_object_new_boolean(facts->is_complete));
        *ret_json = json_builder_finish(&object);
        return true;
}

static const FirmwareUnit *find_entry(const FirmwareFacts *facts, size_t unit) {
        for (size_t i = 0; i < facts->n_units; i++)
                if (facts->units[i].unit == unit)
                        return facts->units + i;
        return NULL;
}

void describe_firmware_of_unit(
                JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment, size_t i) {
        const FirmwareUnit *unit = find_entry(&assessment->firmware, i);
        _cleanup_text_ Text scope = TEXT_INIT;
        JsonBuilder entry;

        if (!unit) {
                json_builder_add(object, "firmware", NULL);
                return;
        }
        entry = json_builder_new();
        add_unit(&entry, snapshot, unit);
        firmware_scope_words_add(&scope, snapshot, unit);
        json_builder_add_text(&entry, "scope", text_get(&scope));
        entry.failed = entry.failed || text_error(&scope) < 0;
        json_builder_add_required(object, "firmware", json_builder_finish(&entry));
}

static void add_device_unit(JsonBuilder *object, const Snapshot *snapshot, const FirmwareFacts *facts, size_t i) {
        size_t found = facts->device_units[i];
        JsonBuilder unit;

        if (found == NO_INDEX) {
                json_builder_add(object, "firmware_unit", NULL);
                return;
        }
        unit = json_builder_new();
        add_entry(&unit, snapshot, facts->units[found].table, facts->units[found].offset);
        json_builder_add_text(&unit, "unit", facts->units[found].unit == NO_INDEX ? NULL :
                        snapshot->units[facts->units[found].unit].name);
        json_builder_add_required(object, "firmware_unit", json_builder_finish(&unit));
}

void describe_firmware_of_device(
                JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment, size_t i) {
        const FirmwareFacts *facts = &assessment->firmware;
        struct json_object *array;

        add_device_unit(object, snapshot, facts, i);
        if (!facts->is_known) {
                json_builder_add(object, "firmware_regions", NULL);
                return;
        }
        array = json_builder_add_array(object, "firmware_regions", 1);
        for (size_t j = 0; array && j < facts->n_regions; j++) {
                JsonBuilder element;

                if (!firmware_region_has_device(facts->regions + j, i))
                        continue;
                element = json_builder_new();
                add_region(&element, snapshot, facts->regions + j);
                describe_firmware_append(object, array, &element);
        }
}
