/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/describe.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

/* A member's value may be NULL for null, so a failed allocation is remembered by this instead. */
typedef struct Object {
        struct json_object *json;
        bool failed;
} Object;

static Object object_new(void) {
        struct json_object *json = json_object_new_object();

        return (Object) { .json = json, .failed = !json };
}

static struct json_object *object_finish(Object *object) {
        if (object->failed) {
                json_object_put(object->json);
                return NULL;
        }
        return object->json;
}

/* Takes value over. Keys are string literals: json-c needn't copy or look for them. */
static void add(Object *object, const char *key, struct json_object *value) {
        if (object->failed)
                json_object_put(value);
        else if (json_object_object_add_ex(object->json, key, value,
                                 JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_ADD_CONSTANT_KEY) < 0) {
                json_object_put(value);
                object->failed = true;
        }
}

static void add_required(Object *object, const char *key, struct json_object *value) {
        if (value)
                add(object, key, value);
        else
                object->failed = true;
}

static struct json_object *new_escaped(const char *string) {
        _cleanup_text_ Text text = TEXT_INIT;

        if (text_is_plain(string))
                return json_object_new_string(string);
        text_add_escaped(&text, string);
        return text_error(&text) < 0 ? NULL : json_object_new_string(text_get(&text));
}

static void add_text(Object *object, const char *key, const char *string) {
        if (string)
                add_required(object, key, new_escaped(string));
        else
                add(object, key, NULL);
}

/* For words of our own, which need no escaping. */
static void add_word(Object *object, const char *key, const char *word) {
        add_required(object, key, json_object_new_string(word));
}

static void add_number(Object *object, const char *key, Number value) {
        if (value.known)
                add_required(object, key, json_object_new_uint64(value.value));
        else
                add(object, key, NULL);
}

static struct json_object *new_hex(uint64_t value, int digits) {
        char text[24];

        (void) snprintf(text, sizeof(text), "0x%0*" PRIx64, digits, value);
        return json_object_new_string(text);
}

static void add_hex(Object *object, const char *key, Number value, int digits) {
        if (value.known)
                add_required(object, key, new_hex(value.value, digits));
        else
                add(object, key, NULL);
}

static void add_truth(Object *object, const char *key, Truth truth) {
        add_word(object, key, truth_to_string(truth));
}

static void append(Object *object, struct json_object *array, struct json_object *value) {
        if (!value || json_object_array_add(array, value) < 0) {
                json_object_put(value);
                object->failed = true;
        }
}

/* The new array belongs to the object already. NULL when memory runs out; nothing to append then. */
static struct json_object *add_array(Object *object, const char *key, size_t count) {
        struct json_object *array = json_object_new_array_ext((int) MAX(count, (size_t) 1));

        add_required(object, key, array);
        return object->failed ? NULL : array;
}

static void add_device_names(Object *object, const Snapshot *snapshot, const size_t *devices, size_t count) {
        struct json_object *array = add_array(object, "devices", count);

        for (size_t i = 0; array && i < count; i++)
                append(object, array, new_escaped(snapshot->devices[devices[i]].name));
}

/* "8 4 2" as an array of its words. */
static void add_words(Object *object, const char *key, const char *string) {
        struct json_object *array;

        if (!string) {
                add(object, key, NULL);
                return;
        }
        array = add_array(object, key, 4);
        while (array && *string) {
                size_t n = strcspn(string, " ");
                _cleanup_text_ Text word = TEXT_INIT;

                text_add_bytes(&word, string, n);
                if (n > 0)
                        append(object, array, new_escaped(text_get(&word)));
                string += n + strspn(string + n, " ");
        }
}

struct json_object *describe_host(const Snapshot *snapshot) {
        const Host *host = &snapshot->host;
        Object object = object_new(), parameters = object_new();
        struct json_object *array;

        add_text(&object, "kernel", host->kernel);
        add_text(&object, "machine", host->machine);
        array = add_array(&object, "boot_options", host->boot_options.count);
        for (size_t i = 0; array && i < host->boot_options.count; i++)
                append(&object, array, new_escaped(host->boot_options.items[i]));
        array = add_array(&object, "firmware_tables", host->firmware_tables.count);
        for (size_t i = 0; array && i < host->firmware_tables.count; i++)
                append(&object, array, new_escaped(host->firmware_tables.items[i]));
        add_truth(&object, "is_guest", host->is_guest);
        for (size_t i = 0; i < host->n_parameters; i++) {
                const ModuleParameter *parameter = host->parameters + i;
                _cleanup_text_ Text key = TEXT_INIT;

                text_add_format(&key, "%s.", parameter->module);
                text_add_escaped(&key, parameter->name);
                if (text_error(&key) < 0 ||
                                json_object_object_add(parameters.json, text_get(&key),
                                                new_escaped(parameter->value)) < 0)
                        object.failed = true;
        }
        add_required(&object, "module_parameters", object_finish(&parameters));
        return object_finish(&object);
}

static void add_registers(Object *object, const Unit *unit) {
        Object registers = object_new();

        if (unit->kind == UNIT_INTEL_VTD) {
                add_hex(&registers, "cap", unit->cap, 16);
                add_hex(&registers, "ecap", unit->ecap, 16);
        } else if (unit->kind == UNIT_AMD_VI) {
                add_hex(&registers, "efr", unit->efr, 16);
                add_hex(&registers, "efr2", unit->efr2, 16);
                add_hex(&registers, "capability", unit->capability, 8);
        }
        add_required(object, "registers", object_finish(&registers));
}

static void add_page_sizes(Object *object, uint64_t sizes) {
        struct json_object *array;

        if (sizes == 0) {
                add(object, "page_sizes", NULL);
                return;
        }
        array = add_array(object, "page_sizes", (size_t) __builtin_popcountll(sizes));
        for (; array && sizes != 0; sizes &= sizes - 1)
                append(object, array, json_object_new_uint64(sizes & -sizes));
}

struct json_object *describe_unit(const Snapshot *snapshot, const Assessment *assessment, size_t i) {
        const UnitFacts *facts = assessment->units + i;
        const Unit *unit = snapshot->units + i;
        Object object = object_new();

        add_text(&object, "name", unit->name);
        add_word(&object, "kind", unit_kind_to_string(unit->kind));
        add_hex(&object, "address", unit->address, 16);
        add_text(&object, "version", unit->version);
        add_text(&object, "parent", unit->parent);
        add_registers(&object, unit);
        add_number(&object, "iova_bits",
                        (Number) { .known = facts->iova_bits > 0, .value = facts->iova_bits });
        add_page_sizes(&object, facts->page_sizes);
        add_truth(&object, "page_walk_coherent", facts->page_walk_coherent);
        add_truth(&object, "snoop_control", facts->snoop_control);
        add_truth(&object, "device_tlb", facts->device_tlb);
        add_truth(&object, "interrupt_remapping", facts->interrupt_remapping);
        add_number(&object, "domains_supported", unit->domains_supported);
        add_number(&object, "domains_used", unit->domains_used);
        add_device_names(&object, snapshot, unit->devices, unit->n_devices);
        return object_finish(&object);
}

static void add_region_text(const ReservedRegion *region, Text *ret) {
        text_add_format(ret, "reserved region 0x%016" PRIx64 "-0x%016" PRIx64 " (%s)", region->first,
                        region->last, region_type_to_string(region->type));
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
        else
                text_add_format(ret, "%s: %s",
                                window->last_known ? "end of the aperture" : "unknown end of the aperture",
                                facts->aperture.reason);
}

static struct json_object *describe_window(const GroupFacts *facts, const Window *window) {
        _cleanup_text_ Text first = TEXT_INIT, last = TEXT_INIT;
        Object object = object_new();

        describe_first_bound(window, &first);
        describe_last_bound(facts, window, &last);
        if (text_error(&first) < 0 || text_error(&last) < 0)
                object.failed = true;
        add_hex(&object, "first", number(window->range.first), 16);
        add_hex(&object, "last",
                        (Number) { .known = window->last_known, .value = window->range.last }, 16);
        add_word(&object, "first_cause", text_get(&first));
        add_word(&object, "last_cause", text_get(&last));
        return object_finish(&object);
}

static void add_windows(Object *object, const GroupFacts *facts) {
        struct json_object *array = add_array(object, "windows", facts->n_windows);

        for (size_t i = 0; array && i < facts->n_windows; i++)
                append(object, array, describe_window(facts, facts->windows + i));
        add_word(object, "windows_source", windows_source_to_string(facts->windows_source));
        add_text(object, "windows_reason", facts->windows_reason);
}

static void add_reserved(Object *object, const Group *group) {
        struct json_object *array;

        if (!group->reserved_known) {
                add(object, "reserved", NULL);
                return;
        }
        array = add_array(object, "reserved", group->n_reserved);
        for (size_t i = 0; array && i < group->n_reserved; i++) {
                const ReservedRegion *region = group->reserved + i;
                Object one = object_new();

                add_hex(&one, "first", number(region->first), 16);
                add_hex(&one, "last", number(region->last), 16);
                add_word(&one, "type", region_type_to_string(region->type));
                append(object, array, object_finish(&one));
        }
}

struct json_object *describe_group(const Snapshot *snapshot, const Assessment *assessment, size_t i) {
        const GroupFacts *facts = assessment->groups + i;
        const Group *group = snapshot->groups + i;
        Object object = object_new();
        struct json_object *array;

        add_number(&object, "id", number(group->id));
        add_word(&object, "type", group_type_to_string(group->type));
        add_text(&object, "name", group->name);
        array = add_array(&object, "units", group->n_units);
        for (size_t j = 0; array && j < group->n_units; j++)
                append(&object, array, new_escaped(snapshot->units[group->units[j]].name));
        add_device_names(&object, snapshot, group->devices, group->n_devices);
        add_reserved(&object, group);
        add_windows(&object, facts);
        add_truth(&object, "assignable", facts->assignable);
        add_text(&object, "assignable_reason", facts->assignable_reason);
        return object_finish(&object);
}

struct json_object *describe_windows(const Snapshot *snapshot, const Assessment *assessment, size_t i) {
        Object object = object_new();

        add_number(&object, "id", number(snapshot->groups[i].id));
        add_windows(&object, assessment->groups + i);
        return object_finish(&object);
}

struct json_object *describe_device(const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        const Device *device = snapshot->devices + i;
        Object object = object_new();

        add_text(&object, "name", device->name);
        add_text(&object, "subsystem", device->subsystem);
        add_hex(&object, "vendor", device->vendor, 4);
        add_hex(&object, "device", device->device, 4);
        add_hex(&object, "class", device->class, 6);
        add_hex(&object, "subsystem_vendor", device->subsystem_vendor, 4);
        add_hex(&object, "subsystem_device", device->subsystem_device, 4);
        add_hex(&object, "revision", device->revision, 2);
        add_text(&object, "vendor_name", device->vendor_name);
        add_text(&object, "device_name", device->device_name);
        add_text(&object, "class_name", device->class_name);
        add_text(&object, "driver", device->driver);
        add_text(&object, "driver_override", device->driver_override);
        add_number(&object, "group",
                        device->group == NO_INDEX ? (Number) { 0 }
                                                  : number(snapshot->groups[device->group].id));
        add_text(&object, "unit", device->unit == NO_INDEX ? NULL : snapshot->units[device->unit].name);
        add_number(&object, "dma_mask_bits", device->dma_mask_bits);
        add_number(&object, "consistent_dma_mask_bits", device->consistent_dma_mask_bits);
        add_number(&object, "numa_node", device->numa_node);
        add_text(&object, "physical_function", device->physical_function);
        add_number(&object, "sriov_vfs", device->sriov_vfs);
        add_number(&object, "sriov_total_vfs", device->sriov_total_vfs);
        add_words(&object, "reset_methods", device->reset_methods);
        add_text(&object, "power_state", device->power_state);
        add_text(&object, "runtime_status", device->runtime_status);
        add_text(&object, "vfio_device", device->vfio_device);
        add_number(&object, "boot_vga", device->boot_vga);
        return object_finish(&object);
}

struct json_object *describe_finding(const Finding *finding) {
        Object object = object_new();
        struct json_object *array;

        add_word(&object, "id", finding->id);
        add_word(&object, "severity", severity_to_string(finding->severity));
        add_text(&object, "subject", finding->subject);
        add_text(&object, "summary", finding->summary);
        array = add_array(&object, "evidence", finding->n_evidence);
        for (size_t i = 0; array && i < finding->n_evidence; i++) {
                Object one = object_new();

                add_text(&one, "source", finding->evidence[i].source);
                add_text(&one, "value", finding->evidence[i].value);
                append(&object, array, object_finish(&one));
        }
        add_text(&object, "cause", finding->cause);
        add_text(&object, "cure", finding->cure);
        return object_finish(&object);
}

struct json_object *describe_note(const Note *note) {
        Object object = object_new();

        add_text(&object, "source", note->source);
        add_word(&object, "kind", note_kind_to_string(note->kind));
        add_text(&object, "reason", note->reason);
        return object_finish(&object);
}
