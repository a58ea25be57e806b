/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/acpi-table.h"

#include <errno.h>
#include <string.h>

#include "sources/acpi-dmar.h"
#include "sources/acpi-iort.h"
#include "sources/acpi-ivrs.h"
#include "sources/acpi-part.h"
#include "sources/acpi-viot.h"

static int find_kind(Bytes bytes, FirmwareKind *ret) {
        if (bytes.length < ACPI_TABLE_HEADER_BYTES)
                return -EBADMSG;
        for (FirmwareKind kind = 0; kind < _FIRMWARE_KIND_MAX; kind++)
                if (memcmp(bytes.data, firmware_kind_to_string(kind), 4) == 0) {
                        *ret = kind;
                        return 0;
                }
        return -EBADMSG;
}

static Truth check_sum(Bytes bytes, uint32_t length) {
        uint8_t sum = 0;

        if (length < ACPI_TABLE_HEADER_BYTES || length > bytes.length)
                return TRUTH_UNKNOWN;
        for (size_t i = 0; i < length; i++)
                sum = (uint8_t) (sum + bytes.data[i]);
        return sum == 0 ? TRUTH_YES : TRUTH_NO;
}

static void decode_header(Bytes bytes, FirmwareTable *table) {
        AcpiPart part = { .bytes = bytes };

        table->length = acpi_part_u32(part, 4);
        table->revision = acpi_part_u8(part, 8);
        table->checksum_ok = check_sum(bytes, table->length);
        acpi_part_field(part, 10, 6, table->oem_id);
        acpi_part_field(part, 16, 8, table->oem_table_id);
        table->oem_revision = acpi_part_u32(part, 24);
        acpi_part_field(part, 28, 4, table->creator_id);
        table->creator_revision = acpi_part_u32(part, 32);
}

/* Returns how many bytes are the table. */
static size_t note_header(FirmwareTable *table, size_t available) {
        FirmwareNotes *notes = &table->notes;

        if (table->length < ACPI_TABLE_FIXED_BYTES)
                firmware_notes_add(notes, SEVERITY_CRITICAL, 4,
                                "the table says that it has %u bytes; %d are the least", table->length,
                                ACPI_TABLE_FIXED_BYTES);
        else if (table->length > available)
                firmware_notes_add(notes, SEVERITY_CRITICAL, 4,
                                "the table says that it has %u bytes, but there are %zu", table->length,
                                available);
        else if (table->length < available)
                firmware_notes_add(notes, SEVERITY_INFO, table->length, "%zu bytes follow the table",
                                available - table->length);
        /* AMD's driver is the only one that checks: check_ivrs_checksum(), drivers/iommu/amd/init.c */
        if (table->checksum_ok == TRUTH_NO)
                firmware_notes_add(notes,
                                table->kind == FIRMWARE_IVRS ? SEVERITY_CRITICAL : SEVERITY_NOTICE, 9,
                                "the checksum is wrong%s",
                                table->kind == FIRMWARE_IVRS ? "; Linux does without the IOMMU then" : "");
        return MIN((size_t) table->length, available);
}

int decode_acpi_table(Bytes bytes, FirmwareTable *ret) {
        FirmwareTable table = { 0 };
        int r;

        r = find_kind(bytes, &table.kind);
        if (r < 0)
                return r;
        decode_header(bytes, &table);
        bytes.length = note_header(&table, bytes.length);
        if (bytes.length < ACPI_TABLE_FIXED_BYTES)
                bytes.length = 0;
        switch (table.kind) {
        case FIRMWARE_DMAR:
                r = decode_dmar(bytes, &table.notes, &table.dmar);
                break;
        case FIRMWARE_IVRS:
                r = decode_ivrs(bytes, &table.notes, &table.ivrs);
                break;
        case FIRMWARE_IORT:
                r = decode_iort(bytes, &table.notes, &table.iort);
                break;
        case FIRMWARE_VIOT:
        case _FIRMWARE_KIND_MAX:
                r = decode_viot(bytes, &table.notes, &table.viot);
                break;
        }
        if (r < 0)
                firmware_table_done(&table);
        else
                *ret = table;
        return r;
}
