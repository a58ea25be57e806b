/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * ACPI tables as JSON objects; schema/iommu-diag-1.schema.json says what the keys mean.
 */

#include "model/firmware.h"
#include "report/firmware-words.h"
#include "report/json-builder.h"

struct json_object;

/* file: where the table is from. NULL when memory runs out. */
struct json_object *describe_firmware_table(const FirmwareTable *table, const char *file);

/* The parts of it that only one kind of table has. */
void describe_dmar(JsonBuilder *object, const Dmar *dmar);
void describe_ivrs(JsonBuilder *object, const Ivrs *ivrs);
void describe_iort(JsonBuilder *object, const Iort *iort);
void describe_viot(JsonBuilder *object, const Viot *viot);

/* Bits as an array of their words. */
void describe_firmware_bits(JsonBuilder *object, const char *key, const FirmwareWord *words, uint32_t bits);

/* A function as "00:1d.0". */
void describe_firmware_function(JsonBuilder *object, const char *key, uint16_t function);

/* Appends an object, which it finishes, to an array. */
void describe_firmware_append(JsonBuilder *parent, struct json_object *array, JsonBuilder *element);

static inline void describe_address(JsonBuilder *object, const char *key, uint64_t address) {
        json_builder_add_hex(object, key, number(address), 16);
}

static inline void describe_number(JsonBuilder *object, const char *key, uint64_t value) {
        json_builder_add_number(object, key, number(value));
}
