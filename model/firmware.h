/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * FirmwareTable: an ACPI table on IOMMUs as plain data: what its header says, what is
 * in it in its own order, and notes on what is wrong with it.
 *
 * Values are kept as the firmware has them, wrong ones too; numbers of kinds (of
 * structures, scopes, nodes) are those of the specifications. Offsets count from the
 * start of the table.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "model/enums.h"
#include "model/firmware-dmar.h"
#include "model/firmware-iort.h"
#include "model/firmware-ivrs.h"
#include "model/firmware-viot.h"

typedef struct FirmwareNote FirmwareNote;
typedef struct FirmwareNotes FirmwareNotes;
typedef struct FirmwareTable FirmwareTable;

#define FIRMWARE_NOTES_MAX 256

struct FirmwareNote {
        size_t offset; /* in bytes */
        Severity severity;
        char *text;
};

/* At most FIRMWARE_NOTES_MAX; the others are counted. */
struct FirmwareNotes {
        FirmwareNote *items;
        size_t count, capacity;
        size_t n_dropped;
        bool failed; /* memory ran out; what was being decoded is not complete */
};

typedef enum FirmwareKind {
        FIRMWARE_DMAR,
        FIRMWARE_IVRS,
        FIRMWARE_IORT,
        FIRMWARE_VIOT,
        _FIRMWARE_KIND_MAX,
} FirmwareKind;

/* The header: ACPI 6.5, 5.2.6. Names are cut at a NUL, and not escaped. */
struct FirmwareTable {
        FirmwareKind kind;
        uint32_t length; /* in bytes, as the header claims */
        uint8_t revision;
        Truth checksum_ok;
        char oem_id[6 + 1];
        char oem_table_id[8 + 1];
        uint32_t oem_revision;
        char creator_id[4 + 1];
        uint32_t creator_revision;
        FirmwareNotes notes;
        union {
                Dmar dmar;
                Ivrs ivrs;
                Iort iort;
                Viot viot;
        };
};

const char *firmware_kind_to_string(FirmwareKind kind);

/* A failure is remembered in `failed`, so that a decoder asks once. */
_printf_(4, 5) void firmware_notes_add(
                FirmwareNotes *notes, Severity severity, size_t offset, const char *format, ...);
void firmware_notes_done(FirmwareNotes *notes);

void firmware_dmar_done(Dmar *dmar);
void firmware_ivrs_done(Ivrs *ivrs);
void firmware_iort_done(Iort *iort);
void firmware_viot_done(Viot *viot);

void firmware_table_done(FirmwareTable *table);
#define _cleanup_firmware_table_ _cleanup_(firmware_table_done)
