/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/acpi-dmar.h"

#include <errno.h>
#include <inttypes.h>

#include "sources/acpi-part.h"

#define HOST_ADDRESS_WIDTH 36
#define FLAGS              37
#define STRUCTURES         48
#define SCOPE_PATH         6
#define PAGE_MASK          0xfffU

static const AcpiForm structure_form = { "structure", 4, 2, 2 };
static const AcpiForm scope_form = { "device scope", SCOPE_PATH, 1, 1 };

/* Structures of each type: what they have at least, and where their device scopes begin. */
static const struct {
        const char *name;
        uint8_t min_bytes, scopes_at;
} forms[_DMAR_TYPE_MAX] = {
        [DMAR_DRHD] = { "DRHD", 16, 16 }, [DMAR_RMRR] = { "RMRR", 24, 24 },
        [DMAR_ATSR] = { "ATSR", 8, 8 },   [DMAR_RHSA] = { "RHSA", 20, 0 },
        [DMAR_ANDD] = { "ANDD", 9, 0 },   [DMAR_SATC] = { "SATC", 8, 8 },
        [DMAR_SIDP] = { "SIDP", 8, 8 },
};

static void note_scope(const DeviceScope *scope, AcpiPart part, FirmwareNotes *notes) {
        if (scope->type < SCOPE_ENDPOINT || scope->type >= _SCOPE_TYPE_MAX)
                firmware_notes_add(notes, SEVERITY_INFO, part.offset, "a device scope has the unknown type %u",
                                scope->type);
        if (scope->n_steps == 0)
                firmware_notes_add(notes, SEVERITY_WARNING, part.offset, "a device scope has no path");
        if (part.bytes.length % 2 != 0)
                firmware_notes_add(notes, SEVERITY_NOTICE, part.offset,
                                "a device scope has an odd length, %zu bytes", part.bytes.length);
        for (size_t i = 0; i < scope->n_steps; i++)
                if (scope->path[i].device > 31 || scope->path[i].function > 7) {
                        firmware_notes_add(notes, SEVERITY_WARNING, part.offset,
                                        "a device scope names %02x.%x, which can't be",
                                        scope->path[i].device, scope->path[i].function);
                        break;
                }
}

static void decode_scope(AcpiPart part, DeviceScope *scope, FirmwareNotes *notes) {
        scope->type = acpi_part_u8(part, 0);
        scope->flags = acpi_part_u8(part, 2);
        scope->enumeration_id = acpi_part_u8(part, 4);
        scope->start_bus = acpi_part_u8(part, 5);
        scope->n_steps = (part.bytes.length - SCOPE_PATH) / 2;
        scope->path = calloc(scope->n_steps + 1, sizeof(*scope->path));
        if (!scope->path) {
                scope->n_steps = 0;
                notes->failed = true;
                return;
        }
        for (size_t i = 0; i < scope->n_steps; i++)
                scope->path[i] = (ScopeStep) {
                        .device = acpi_part_u8(part, SCOPE_PATH + 2 * i),
                        .function = acpi_part_u8(part, SCOPE_PATH + 2 * i + 1),
                };
        note_scope(scope, part, notes);
}

static void decode_scopes(AcpiPart list, DmarStructure *structure, FirmwareNotes *notes) {
        AcpiWalk walk = { .list = list, .form = &scope_form, .notes = notes };
        AcpiPart part;

        while (acpi_part_next(&walk, &part)) {
                if (!array_grow(&structure->scopes, &structure->scopes_capacity, structure->n_scopes,
                                    sizeof(*structure->scopes))) {
                        notes->failed = true;
                        return;
                }
                decode_scope(part, structure->scopes + structure->n_scopes++, notes);
        }
}

static void decode_fields(AcpiPart part, DmarStructure *structure, FirmwareNotes *notes) {
        structure->segment = acpi_part_u16(part, 6);
        switch (structure->type) {
        case DMAR_DRHD:
                structure->flags = acpi_part_u8(part, 4);
                structure->size = acpi_part_u8(part, 5) & 0xf;
                structure->base = acpi_part_u64(part, 8);
                break;
        case DMAR_RMRR:
                structure->base = acpi_part_u64(part, 8);
                structure->limit = acpi_part_u64(part, 16);
                break;
        case DMAR_ATSR:
        case DMAR_SATC:
                structure->flags = acpi_part_u8(part, 4);
                break;
        case DMAR_RHSA:
                structure->segment = 0;
                structure->base = acpi_part_u64(part, 8);
                structure->proximity_domain = acpi_part_u32(part, 16);
                break;
        case DMAR_ANDD:
                structure->segment = 0;
                structure->device_number = acpi_part_u8(part, 7);
                structure->name = acpi_part_text(part, 8, "an ANDD structure", notes);
                break;
        default: /* SIDP */
                break;
        }
}

/* False for what can't be kept. */
static bool decode_structure(AcpiPart part, DmarStructure *structure, FirmwareNotes *notes) {
        structure->offset = part.offset;
        structure->type = acpi_part_u16(part, 0);
        structure->length = acpi_part_u16(part, 2);
        if (structure->type >= _DMAR_TYPE_MAX) {
                firmware_notes_add(notes, SEVERITY_INFO, part.offset,
                                "a structure of the unknown type %u is skipped", structure->type);
                return false;
        }
        if (part.bytes.length < forms[structure->type].min_bytes) {
                firmware_notes_add(notes, SEVERITY_WARNING, part.offset,
                                "a %s structure has %zu bytes; %u are the least", forms[structure->type].name,
                                part.bytes.length, forms[structure->type].min_bytes);
                return false;
        }
        decode_fields(part, structure, notes);
        if (forms[structure->type].scopes_at > 0)
                decode_scopes(acpi_part_cut(part, forms[structure->type].scopes_at, part.bytes.length),
                                structure, notes);
        return true;
}

static void note_drhd(const DmarStructure *drhd, FirmwareNotes *notes) {
        /* dmar_validate_one_drhd(), drivers/iommu/intel/dmar.c */
        if (drhd->base == 0)
                firmware_notes_add(notes, SEVERITY_WARNING, drhd->offset, "a unit has its registers at 0");
        else if (drhd->base & (drhd_bytes(drhd) - 1))
                firmware_notes_add(notes, SEVERITY_WARNING, drhd->offset,
                                "the registers at 0x%" PRIx64 " are not aligned to their size", drhd->base);
}

/* rmrr_sanity_check(), drivers/iommu/intel/iommu.c */
static void note_rmrr(const DmarStructure *rmrr, FirmwareNotes *notes) {
        if (rmrr->limit < rmrr->base)
                firmware_notes_add(notes, SEVERITY_WARNING, rmrr->offset,
                                "an RMRR ends at 0x%" PRIx64 ", below its base 0x%" PRIx64, rmrr->limit,
                                rmrr->base);
        if ((rmrr->base & PAGE_MASK) != 0 || ((rmrr->limit + 1) & PAGE_MASK) != 0)
                firmware_notes_add(notes, SEVERITY_WARNING, rmrr->offset,
                                "an RMRR from 0x%" PRIx64 " to 0x%" PRIx64 " is not made of whole 4 KiB pages",
                                rmrr->base, rmrr->limit);
        if (rmrr->n_scopes == 0)
                firmware_notes_add(notes, SEVERITY_NOTICE, rmrr->offset, "an RMRR is for no device");
}

/* dmar_parse_one_rhsa(): "RHSA refers to non-existent DMAR unit" */
static void note_rhsa(const Dmar *dmar, const DmarStructure *rhsa, FirmwareNotes *notes) {
        for (size_t i = 0; i < dmar->n_structures; i++)
                if (dmar->structures[i].type == DMAR_DRHD && dmar->structures[i].base == rhsa->base)
                        return;
        firmware_notes_add(notes, SEVERITY_WARNING, rhsa->offset,
                        "an RHSA is about a unit at 0x%" PRIx64 ", which there is not", rhsa->base);
}

/* dmar_acpi_insert_dev_scope(): "No IOMMU scope found for ANDD enumeration ID" */
static void note_andds(const Dmar *dmar, FirmwareNotes *notes) {
        bool seen[UINT8_MAX + 1] = { false };

        for (size_t i = 0; i < dmar->n_structures; i++) {
                const DmarStructure *drhd = dmar->structures + i;

                for (size_t j = 0; drhd->type == DMAR_DRHD && j < drhd->n_scopes; j++)
                        if (drhd->scopes[j].type == SCOPE_NAMESPACE)
                                seen[drhd->scopes[j].enumeration_id] = true;
        }
        for (size_t i = 0; i < dmar->n_structures; i++) {
                const DmarStructure *andd = dmar->structures + i;

                if (andd->type == DMAR_ANDD && !seen[andd->device_number])
                        firmware_notes_add(notes, SEVERITY_WARNING, andd->offset,
                                        "no unit has the ANDD device %u in its scope", andd->device_number);
        }
}

/* VT-d specification, 8.4: the unit for all other devices of a segment comes last. Linux puts it last
 * by itself, dmar_register_drhd_unit(); others may not. */
static void note_order(const Dmar *dmar, FirmwareNotes *notes) {
        uint8_t seen[(UINT16_MAX + 1) / 8] = { 0 };

        for (size_t i = 0; i < dmar->n_structures; i++) {
                const DmarStructure *drhd = dmar->structures + i;
                uint8_t *byte = seen + drhd->segment / 8, bit = (uint8_t) (1U << drhd->segment % 8);
                bool is_for_all = drhd->flags & DRHD_INCLUDE_PCI_ALL;

                if (drhd->type != DMAR_DRHD)
                        continue;
                if (*byte & bit)
                        firmware_notes_add(notes, is_for_all ? SEVERITY_WARNING : SEVERITY_NOTICE,
                                        drhd->offset, "%s behind the unit for all other devices of segment %04x",
                                        is_for_all ? "a second unit for them comes" : "a unit comes",
                                        drhd->segment);
                if (is_for_all)
                        *byte |= bit;
        }
}

static void note_overlaps(const Dmar *dmar, uint16_t type, const char *what, FirmwareNotes *notes) {
        _cleanup_free_ AcpiRange *ranges = calloc(dmar->n_structures + 1, sizeof(*ranges));
        size_t count = 0;

        if (!ranges) {
                notes->failed = true;
                return;
        }
        for (size_t i = 0; i < dmar->n_structures; i++) {
                const DmarStructure *structure = dmar->structures + i;
                uint64_t last = type == DMAR_RMRR ? structure->limit : structure->base + drhd_bytes(structure) - 1;

                if (structure->type == type && structure->base <= last)
                        ranges[count++] = (AcpiRange) { structure->base, last, 0, structure->offset };
        }
        acpi_part_note_overlaps(ranges, count, what, notes);
}

static void note_table(const Dmar *dmar, FirmwareNotes *notes) {
        /* parse_dmar_table(): "Invalid DMAR haw" */
        if (dmar->host_address_bits < 12)
                firmware_notes_add(notes, SEVERITY_CRITICAL, HOST_ADDRESS_WIDTH,
                                "the host address width of %u bits is below 12; Linux refuses the table",
                                dmar->host_address_bits);
        for (size_t i = 0; i < dmar->n_structures; i++) {
                const DmarStructure *structure = dmar->structures + i;

                if (structure->type == DMAR_DRHD)
                        note_drhd(structure, notes);
                else if (structure->type == DMAR_RMRR)
                        note_rmrr(structure, notes);
                else if (structure->type == DMAR_RHSA)
                        note_rhsa(dmar, structure, notes);
        }
        note_andds(dmar, notes);
        note_order(dmar, notes);
        note_overlaps(dmar, DMAR_DRHD, "the register block", notes);
        note_overlaps(dmar, DMAR_RMRR, "the RMRR", notes);
}

int decode_dmar(Bytes bytes, FirmwareNotes *notes, Dmar *ret) {
        AcpiPart table = { .bytes = bytes }, part;
        AcpiWalk walk = { .form = &structure_form, .notes = notes };
        Dmar dmar = { 0 };

        if (bytes.length >= STRUCTURES) {
                dmar.host_address_bits = (uint16_t) (acpi_part_u8(table, HOST_ADDRESS_WIDTH) + 1);
                dmar.flags = acpi_part_u8(table, FLAGS);
                walk.list = acpi_part_cut(table, STRUCTURES, bytes.length);
                while (acpi_part_next(&walk, &part)) {
                        if (!array_grow(&dmar.structures, &dmar.capacity, dmar.n_structures,
                                            sizeof(*dmar.structures))) {
                                notes->failed = true;
                                break;
                        }
                        if (decode_structure(part, dmar.structures + dmar.n_structures, notes))
                                dmar.n_structures++;
                }
                note_table(&dmar, notes);
        }
        if (notes->failed) {
                firmware_dmar_done(&dmar);
                return -ENOMEM;
        }
        *ret = dmar;
        return 0;
}
