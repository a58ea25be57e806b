/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/describe.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "report/describe-isolation.h"
#include "report/describe-window-details.h"
#include "report/json-builder.h"

static void add_device_names(JsonBuilder *object, const Snapshot *snapshot, const size_t *devices, size_t count) {
        struct json_object *array = json_builder_add_array(object, "devices", count);

        for (size_t i = 0; array && i < count; i++)
                json_builder_append(object, array, json_builder_escaped(snapshot->devices[devices[i]].name));
}

/* "8 4 2" as an array of its words. */
static void add_words(JsonBuilder *object, const char *key, const char *string) {
        struct json_object *array;

        if (!string) {
                json_builder_add(object, key, NULL);
                return;
        }
        array = json_builder_add_array(object, key, 4);
        while (array && *string) {
                size_t n = strcspn(string, " ");
                _cleanup_text_ Text word = TEXT_INIT;

                text_add_bytes(&word, string, n);
                if (n > 0)
                        json_builder_append(object, array, json_builder_escaped(text_get(&word)));
                string += n + strspn(string + n, " ");
        }
}

/* NULL for a list that is unknown. */
static void add_names(JsonBuilder *object, const char *key, const Names *names) {
        struct json_object *array;

        if (!names) {
                json_builder_add(object, key, NULL);
                return;
        }
        array = json_builder_add_array(object, key, names->count);
        for (size_t i = 0; array && i < names->count; i++)
                json_builder_append(object, array, json_builder_escaped(names->items[i]));
}

static void add_parameters(JsonBuilder *object, const Host *host) {
        JsonBuilder parameters = json_builder_new();

        for (size_t i = 0; !parameters.failed && i < host->n_parameters; i++) {
                const ModuleParameter *parameter = host->parameters + i;
                struct json_object *value = json_builder_escaped(parameter->value);
                _cleanup_text_ Text key = TEXT_INIT;

                text_add_format(&key, "%s.", parameter->module);
                text_add_escaped(&key, parameter->name);
                if (!value || text_error(&key) < 0 ||
                                json_object_object_add(parameters.json, text_get(&key), value) < 0) {
                        json_object_put(value);
                        parameters.failed = true;
                }
        }
        json_builder_add_required(object, "module_parameters", json_builder_finish(&parameters));
}

struct json_object *describe_host(const Snapshot *snapshot, const Assessment *assessment) {
        const Host *host = &snapshot->host;
        JsonBuilder object = json_builder_new();

        json_builder_add_text(&object, "kernel", host->kernel);
        json_builder_add_text(&object, "machine", host->machine);
        add_names(&object, "boot_options", host->boot_options_known ? &host->boot_options : NULL);
        add_names(&object, "firmware_tables",
                        host->has_acpi != TRUTH_UNKNOWN ? &host->firmware_tables : NULL);
        json_builder_add_truth(&object, "is_guest", host->is_guest);
        json_builder_add_truth(&object, "interrupt_remapping", assessment->protection.interrupt_remapping);
        json_builder_add_truth(&object, "unsafe_interrupts_allowed",
                        assessment->protection.unsafe_interrupts_allowed);
        json_builder_add_truth(&object, "noiommu_allowed", assessment->protection.noiommu_allowed);
        add_parameters(&object, host);
        return json_builder_finish(&object);
}

static void add_registers(JsonBuilder *object, const Unit *unit) {
        JsonBuilder registers = json_builder_new();

        if (unit->kind == UNIT_INTEL_VTD) {
                json_builder_add_hex(&registers, "cap", unit->cap, 16);
                json_builder_add_hex(&registers, "ecap", unit->ecap, 16);
        } else if (unit->kind == UNIT_AMD_VI) {
                json_builder_add_hex(&registers, "efr", unit->efr, 16);
                json_builder_add_hex(&registers, "efr2", unit->efr2, 16);
                json_builder_add_hex(&registers, "capability", unit->capability, 8);
        }
        json_builder_add_required(object, "registers", json_builder_finish(&registers));
}

struct json_object *describe_unit(const Snapshot *snapshot, const Assessment *assessment, size_t i) {
        const UnitFacts *facts = assessment->units + i;
        const Unit *unit = snapshot->units + i;
        JsonBuilder object = json_builder_new();

        json_builder_add_text(&object, "name", unit->name);
        json_builder_add_word(&object, "kind", unit_kind_to_string(unit->kind));
        json_builder_add_hex(&object, "address", unit->address, 16);
        json_builder_add_text(&object, "version", unit->version);
        json_builder_add_text(&object, "parent", unit->parent);
        add_registers(&object, unit);
        json_builder_add_number(&object, "iova_bits",
                        (Number) { .known = facts->iova_bits > 0, .value = facts->iova_bits });
        json_builder_add_sizes(&object, "page_sizes", facts->page_sizes);
        json_builder_add_truth(&object, "page_walk_coherent", facts->page_walk_coherent);
        json_builder_add_truth(&object, "snoop_control", facts->snoop_control);
        json_builder_add_truth(&object, "device_tlb", facts->device_tlb);
        json_builder_add_truth(&object, "interrupt_remapping", facts->interrupt_remapping);
        json_builder_add_word(&object, "coherency", coherency_to_string(facts->coherency.verdict));
        json_builder_add_number(&object, "domains_supported", unit->domains_supported);
        json_builder_add_number(&object, "domains_used", unit->domains_used);
        add_device_names(&object, snapshot, unit->devices, unit->n_devices);
        return json_builder_finish(&object);
}

static void add_region_text(const ReservedRegion *region, Text *ret) {
        text_add(ret, "reserved region ");
        text_add_hex(ret, region->first, 16);
        text_add_char(ret, '-', 1);
        text_add_hex(ret, region->last, 16);
        text_add(ret, " (");
        text_add(ret, region_type_to_string(region->type));
        text_add_char(ret, ')', 1);
}

void describe_first_bound(const Window *window, Text *ret) {
        if (window->before)
                add_region_text(window->before, ret);
        else
                text_add(ret, "start of the aperture");
}

void describe_last_bound(const GroupFacts *facts, const Window *window, Text *ret) {
        if (window->behind)
                add_region_text(window->behind, ret);
        else {
                text_add(ret, window->last_known ? "end of the aperture: " : "unknown end of the aperture: ");
                text_add(ret, facts->aperture.reason);
        }
}

static struct json_object *describe_window(const GroupFacts *facts, const Window *window) {
        _cleanup_text_ Text first = TEXT_INIT, last = TEXT_INIT;
        JsonBuilder object = json_builder_new();

        describe_first_bound(window, &first);
        describe_last_bound(facts, window, &last);
        if (text_error(&first) < 0 || text_error(&last) < 0)
                object.failed = true;
        json_builder_add_hex(&object, "first", number(window->range.first), 16);
        json_builder_add_hex(&object, "last",
                        (Number) { .known = window->last_known, .value = window->range.last }, 16);
        json_builder_add_word(&object, "first_cause", text_get(&first));
        json_builder_add_word(&object, "last_cause", text_get(&last));
        return json_builder_finish(&object);
}

static void add_windows(JsonBuilder *object, const GroupFacts *facts) {
        struct json_object *array = json_builder_add_array(object, "windows", facts->n_windows);

        for (size_t i = 0; array && i < facts->n_windows; i++)
                json_builder_append(object, array, describe_window(facts, facts->windows + i));
        json_builder_add_word(object, "windows_source", windows_source_to_string(facts->windows_source));
        json_builder_add_text(object, "windows_reason", facts->windows_reason);
}

static void add_reserved(JsonBuilder *object, const Group *group) {
        struct json_object *array;

        if (!group->reserved_known) {
                json_builder_add(object, "reserved", NULL);
                return;
        }
        array = json_builder_add_array(object, "reserved", group->n_reserved);
        for (size_t i = 0; array && i < group->n_reserved; i++) {
                const ReservedRegion *region = group->reserved + i;
                JsonBuilder one = json_builder_new();

                json_builder_add_hex(&one, "first", number(region->first), 16);
                json_builder_add_hex(&one, "last", number(region->last), 16);
                json_builder_add_word(&one, "type", region_type_to_string(region->type));
                json_builder_append(object, array, json_builder_finish(&one));
        }
}

struct json_object *describe_group(const Snapshot *snapshot, const Assessment *assessment, size_t i) {
        const GroupFacts *facts = assessment->groups + i;
        const Group *group = snapshot->groups + i;
        JsonBuilder object = json_builder_new();
        struct json_object *array;

        json_builder_add_number(&object, "id", number(group->id));
        json_builder_add_word(&object, "type", group_type_to_string(group->type));
        json_builder_add_text(&object, "name", group->name);
        array = json_builder_add_array(&object, "units", group->n_units);
        for (size_t j = 0; array && j < group->n_units; j++)
                json_builder_append(&object, array, json_builder_escaped(snapshot->units[group->units[j]].name));
        add_device_names(&object, snapshot, group->devices, group->n_devices);
        add_reserved(&object, group);
        add_windows(&object, facts);
        json_builder_add_word(&object, "coherency", coherency_to_string(facts->coherency.verdict));
        json_builder_add_word(&object, "protection", protection_to_string(facts->protection));
        json_builder_add_truth(&object, "assignable", facts->assignable);
        json_builder_add_text(&object, "assignable_reason", facts->assignable_reason);
        return json_builder_finish(&object);
}

struct json_object *describe_windows(const Snapshot *snapshot, const Assessment *assessment, size_t i) {
        JsonBuilder object = json_builder_new();

        json_builder_add_number(&object, "id", number(snapshot->groups[i].id));
        add_windows(&object, assessment->groups + i);
        describe_risky_ranges(&object, snapshot, assessment, i);
        describe_window_details(&object, snapshot, assessment, i);
        return json_builder_finish(&object);
}

struct json_object *describe_device(const Snapshot *snapshot, const Assessment *assessment, size_t i) {
        const Device *device = snapshot->devices + i;
        JsonBuilder object = json_builder_new();

        json_builder_add_text(&object, "name", device->name);
        json_builder_add_text(&object, "subsystem", device->subsystem);
        json_builder_add_hex(&object, "vendor", device->vendor, 4);
        json_builder_add_hex(&object, "device", device->device, 4);
        json_builder_add_hex(&object, "class", device->class, 6);
        json_builder_add_hex(&object, "subsystem_vendor", device->subsystem_vendor, 4);
        json_builder_add_hex(&object, "subsystem_device", device->subsystem_device, 4);
        json_builder_add_hex(&object, "revision", device->revision, 2);
        json_builder_add_text(&object, "vendor_name", device->vendor_name);
        json_builder_add_text(&object, "device_name", device->device_name);
        json_builder_add_text(&object, "class_name", device->class_name);
        json_builder_add_text(&object, "driver", device->driver);
        json_builder_add_text(&object, "driver_override", device->driver_override);
        json_builder_add_number(&object, "group",
                        device->group == NO_INDEX ? (Number) { 0 }
                                                  : number(snapshot->groups[device->group].id));
        json_builder_add_text(&object, "unit", device->unit == NO_INDEX ? NULL : snapshot->units[device->unit].name);
        json_builder_add_word(&object, "coherency",
                        coherency_to_string(assessment->devices[i].coherency.verdict));
        json_builder_add_number(&object, "dma_mask_bits", device->dma_mask_bits);
        json_builder_add_number(&object, "consistent_dma_mask_bits", device->consistent_dma_mask_bits);
        json_builder_add_number(&object, "numa_node", device->numa_node);
        json_builder_add_text(&object, "physical_function", device->physical_function);
        json_builder_add_number(&object, "sriov_vfs", device->sriov_vfs);
        json_builder_add_number(&object, "sriov_total_vfs", device->sriov_total_vfs);
        add_words(&object, "reset_methods", device->reset_methods);
        json_builder_add_text(&object, "power_state", device->power_state);
        json_builder_add_text(&object, "runtime_status", device->runtime_status);
        json_builder_add_text(&object, "vfio_device", device->vfio_device);
        json_builder_add_number(&object, "boot_vga", device->boot_vga);
        return json_builder_finish(&object);
}

struct json_object *describe_finding(const Finding *finding) {
        JsonBuilder object = json_builder_new();
        struct json_object *array;

        json_builder_add_word(&object, "id", finding->id);
        json_builder_add_word(&object, "severity", severity_to_string(finding->severity));
        json_builder_add_text(&object, "subject", finding->subject);
        json_builder_add_text(&object, "summary", finding->summary);
        array = json_builder_add_array(&object, "evidence", finding->n_evidence);
        for (size_t i = 0; array && i < finding->n_evidence; i++) {
                JsonBuilder one = json_builder_new();

                json_builder_add_text(&one, "source", finding->evidence[i].source);
                json_builder_add_text(&one, "value", finding->evidence[i].value);
                json_builder_append(&object, array, json_builder_finish(&one));
        }
        json_builder_add_text(&object, "cause", finding->cause);
        json_builder_add_text(&object, "cure", finding->cure);
        return json_builder_finish(&object);
}

struct json_object *describe_note(const Note *note) {
        JsonBuilder object = json_builder_new();

        json_builder_add_text(&object, "source", note->source);
        json_builder_add_word(&object, "kind", note_kind_to_string(note->kind));
        json_builder_add_text(&object, "reason", note->reason);
        return json_builder_finish(&object);
}
