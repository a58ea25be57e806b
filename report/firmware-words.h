/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Words for the numbers and bits in ACPI tables, the same in text and JSON.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "model/firmware.h"

typedef struct FirmwareWord FirmwareWord;

/* A list ends with a word that is NULL. */
struct FirmwareWord {
        uint32_t value; /* a number, or one bit */
        const char *word;
};

extern const FirmwareWord dmar_flag_words[], dmar_type_words[], drhd_flag_words[], atsr_flag_words[],
                satc_flag_words[], scope_type_words[];
extern const FirmwareWord ivrs_flag_words[], ivrs_block_words[], ivrs_unit_flag_words[],
                ivrs_memory_flag_words[], ivrs_entry_words[], ivrs_variety_words[];
extern const FirmwareWord iort_type_words[], iort_map_flag_words[], iort_component_flag_words[], iort_smmu_flag_words[],
                iort_smmu_v3_flag_words[], iort_rmr_flag_words[], iort_ats_words[], iort_hint_words[],
                iort_access_words[], iort_smmu_model_words[], iort_smmu_v3_model_words[];
extern const FirmwareWord viot_type_words[];

/* The word of a number, or NULL. */
const char *firmware_word_find(const FirmwareWord *words, uint32_t value);

/* Appends each word whose bit is set, parted by ", "; bits without a word as "bit 5". */
void firmware_words_add(Text *text, const FirmwareWord *words, uint32_t bits);

/* "00:1d.0": bus, device and function in 16 bits. */
void firmware_words_function(Text *text, uint16_t function);

/* "00:1c.0/00.0": the bus that a path begins on, and its steps. */
void firmware_words_path(Text *text, const DeviceScope *scope);

/* A path in the ACPI namespace without the backslash in front, which would be escaped. */
const char *firmware_words_name(const char *path);

/* The flags of a structure, block or node, of which each type has its own. */
const FirmwareWord *firmware_words_of_dmar(const DmarStructure *structure);
const FirmwareWord *firmware_words_of_ivrs(const IvrsBlock *block);
const FirmwareWord *firmware_words_of_iort(const IortNode *node);

/* The flags of a node without the numbers of several bits that stand among them. */
uint32_t firmware_word_bits(const IortNode *node);
