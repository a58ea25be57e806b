/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/describe-coherency.h"

#include <inttypes.h>

#include "base/text.h"

static void add_evidence(JsonBuilder *object, struct json_object *array, const char *directory,
                const char *name, const char *file, const char *value) {
        _cleanup_text_ Text source = TEXT_INIT;
        JsonBuilder one = json_builder_new();

        text_add_format(&source, "%s/%s/%s", directory, name, file);
        json_builder_add_text(&one, "source", text_get(&source));
        json_builder_add_word(&one, "value", value);
        json_builder_append(object, array, json_builder_finish(&one));
}

static void add_unit_evidence(JsonBuilder *object, struct json_object *array, const Unit *unit) {
        _cleanup_text_ Text value = TEXT_INIT;

        if (unit->kind == UNIT_INTEL_VTD && unit->ecap.known) {
                text_add_format(&value, "%" PRIx64 " (C %d, SC %d, SMPWCS %d)", unit->ecap.value,
                                (int) (unit->ecap.value & 1), (int) (unit->ecap.value >> 7 & 1),
                                (int) (unit->ecap.value >> 48 & 1));
                add_evidence(object, array, "/sys/class/iommu", unit->name, "intel-iommu/ecap", text_get(&value));
        } else if (unit->kind == UNIT_AMD_VI && unit->efr.known) {
                text_add_format(&value, "EFR %" PRIx64 " (HATS %d)", unit->efr.value,
                                (int) (unit->efr.value >> 10 & 3));
                add_evidence(object, array, "/sys/class/iommu", unit->name, "amd-iommu/features", text_get(&value));
        }
}

static void add_device_evidence(JsonBuilder *object, struct json_object *array, const Device *device) {
        if (device->capabilities.no_snoop != TRUTH_UNKNOWN)
                add_evidence(object, array, "/sys/bus/pci/devices", device->name, "config",
                                device->capabilities.no_snoop == TRUTH_YES ? "Enable No Snoop is 1"
                                                                            : "Enable No Snoop is 0");
}

void describe_coherency(JsonBuilder *object, const CoherencyFacts *facts, const Unit *unit, const Device *device) {
        JsonBuilder one = json_builder_new();
        struct json_object *array;

        json_builder_add_truth(&one, "dma_coherent", facts->dma);
        json_builder_add_truth(&one, "no_snoop_blocked", facts->no_snoop_blocked);
        json_builder_add_truth(&one, "no_snoop_enabled", facts->no_snoop_used);
        json_builder_add_truth(&one, "page_walks_coherent", facts->page_walks);
        json_builder_add_text(&one, "reason", facts->reason);
        json_builder_add_text(&one, "consequence", facts->consequence);
        array = json_builder_add_array(&one, "evidence", 2);
        if (array && unit)
                add_unit_evidence(&one, array, unit);
        if (array && device)
                add_device_evidence(&one, array, device);
        json_builder_add_required(object, "coherency_facts", json_builder_finish(&one));
}

void describe_protection(JsonBuilder *object, const GroupFacts *facts) {
        json_builder_add_text(object, "protection_reason", facts->protection_reason);
        json_builder_add_text(object, "protection_option", facts->protection_option);
}
