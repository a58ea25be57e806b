/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/describe-isolation.h"

#include <json-c/json.h>

#define PATH_MAX_BRIDGES 256

static void add_truth(JsonBuilder *object, const char *key, bool is_known, bool value) {
        json_builder_add_truth(object, key, !is_known ? TRUTH_UNKNOWN : value ? TRUTH_YES : TRUTH_NO);
}

static void add_acs_words(JsonBuilder *object, const char *key, const PciCapabilities *capabilities, uint8_t bits) {
        struct json_object *array;

        if (!capabilities->has_acs) {
                json_builder_add(object, key, NULL);
                return;
        }
        array = json_builder_add_array(object, key, ACS_BITS);
        for (unsigned bit = 0; array && bit < ACS_BITS; bit++)
                if (bits & 1U << bit)
                        json_builder_append(object, array, json_object_new_string(pci_capabilities_bit_name(bit)));
}

static void append_window(JsonBuilder *object, struct json_object *array, const char *kind, IovaRange range) {
        JsonBuilder one = json_builder_new();

        json_builder_add_hex(&one, "first", number(range.first), 16);
        json_builder_add_hex(&one, "last", number(range.last), 16);
        json_builder_add_word(&one, "kind", kind);
        json_builder_append(object, array, json_builder_finish(&one));
}

static void add_bridge(JsonBuilder *object, const BridgeFacts *facts) {
        JsonBuilder bridge;
        struct json_object *array;

        if (!facts->is_known) {
                json_builder_add(object, "bridge", NULL);
                return;
        }
        bridge = json_builder_new();
        json_builder_add_hex(&bridge, "secondary_bus", number(facts->secondary_bus), 2);
        json_builder_add_hex(&bridge, "subordinate_bus", number(facts->subordinate_bus), 2);
        array = json_builder_add_array(&bridge, "windows", 2);
        if (array && facts->has_memory)
                append_window(&bridge, array, "memory", facts->memory);
        if (array && facts->has_prefetchable)
                append_window(&bridge, array, "prefetchable", facts->prefetchable);
        json_builder_add_required(object, "bridge", json_builder_finish(&bridge));
}

/* Where a device without a feature has no setting for it, the setting is null, not "no". */
static void add_translation(JsonBuilder *object, const PciCapabilities *capabilities) {
        bool is_known = capabilities->is_known && capabilities->extended_known;
        bool has_pasid = capabilities->has_pasid, has_unit = capabilities->ats_page_bits > 0;

        add_truth(object, "ats", is_known, capabilities->has_ats);
        add_truth(object, "ats_enabled", is_known, capabilities->ats_enabled);
        json_builder_add_number(object, "ats_page_bits", (Number) { has_unit, capabilities->ats_page_bits });
        add_truth(object, "pri", is_known, capabilities->has_pri);
        add_truth(object, "pri_enabled", is_known, capabilities->pri_enabled);
        add_truth(object, "pasid", is_known, has_pasid);
        add_truth(object, "pasid_enabled", is_known, capabilities->pasid_enabled);
        json_builder_add_number(object, "pasid_bits", (Number) { has_pasid, capabilities->pasid_bits });
}

static void add_port_type(JsonBuilder *object, const PciCapabilities *capabilities) {
        const char *name = "conventional";

        if (capabilities->is_pcie)
                name = pci_capabilities_port_name(capabilities->port_type);
        json_builder_add_text(object, "port_type", capabilities->is_known ? name : NULL);
}

static struct json_object *describe_capabilities(const PciCapabilities *capabilities) {
        JsonBuilder object = json_builder_new();
        bool has_header = capabilities->bus_master != TRUTH_UNKNOWN;

        add_truth(&object, "multifunction", has_header, capabilities->is_multifunction);
        add_port_type(&object, capabilities);
        json_builder_add_truth(&object, "bus_master", capabilities->bus_master);
        json_builder_add_truth(&object, "no_snoop", capabilities->no_snoop);
        json_builder_add_truth(&object, "relaxed_ordering", capabilities->relaxed_ordering);
        json_builder_add_truth(&object, "function_reset", capabilities->function_reset);
        add_truth(&object, "acs", capabilities->is_known && capabilities->extended_known, capabilities->has_acs);
        add_acs_words(&object, "acs_offered", capabilities, capabilities->acs_capability);
        add_acs_words(&object, "acs_enabled", capabilities,
                        capabilities->acs_capability & capabilities->acs_control);
        add_acs_words(&object, "acs_missing", capabilities, pci_acs_missing(capabilities));
        add_translation(&object, capabilities);
        add_bridge(&object, &capabilities->bridge);
        return json_builder_finish(&object);
}

/* The bridges above, the highest first. */
static void add_path(JsonBuilder *object, const Snapshot *snapshot, const Device *device) {
        size_t bridges[PATH_MAX_BRIDGES], count = 0;
        struct json_object *array;

        if (!device->parent_known) {
                json_builder_add(object, "path", NULL);
                return;
        }
        for (size_t above = device->parent; above != NO_INDEX && count < ARRAY_SIZE(bridges);
                        above = snapshot->devices[above].parent)
                bridges[count++] = above;
        array = json_builder_add_array(object, "path", count);
        while (array && count-- > 0)
                json_builder_append(object, array, json_builder_escaped(snapshot->devices[bridges[count]].name));
}

void describe_device_capabilities(JsonBuilder *object, const Snapshot *snapshot, size_t i) {
        const Device *device = snapshot->devices + i;

        json_builder_add_text(object, "parent",
                        device->parent == NO_INDEX ? NULL : snapshot->devices[device->parent].name);
        add_path(object, snapshot, device);
        if (device->capabilities.bus_master == TRUTH_UNKNOWN)
                json_builder_add(object, "capabilities", NULL);
        else
                json_builder_add_required(object, "capabilities", describe_capabilities(&device->capabilities));
}

void describe_risky_ranges(
                JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment, size_t i) {
        const GroupFacts *facts = assessment->groups + i;
        struct json_object *array;

        if (!facts->risky_known && facts->n_risky == 0) {
                json_builder_add(object, "risky_ranges", NULL);
                return;
        }
        array = json_builder_add_array(object, "risky_ranges", facts->n_risky);
        for (size_t j = 0; array && j < facts->n_risky; j++) {
                const RiskyRange *risky = facts->risky + j;
                JsonBuilder one = json_builder_new();

                json_builder_add_hex(&one, "first", number(risky->range.first), 16);
                json_builder_add_hex(&one, "last", number(risky->range.last), 16);
                json_builder_add_text(&one, "bridge", snapshot->devices[risky->bridge].name);
                json_builder_append(object, array, json_builder_finish(&one));
        }
}

void describe_group_isolation(
                JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment, size_t i) {
        const GroupFacts *facts = assessment->groups + i;

        json_builder_add_word(object, "isolation", isolation_cause_to_string(facts->isolation));
        json_builder_add_text(object, "isolation_reason", facts->isolation_reason);
        describe_risky_ranges(object, snapshot, assessment, i);
}
