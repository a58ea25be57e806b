/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/acpi-part.h"

#include <inttypes.h>
#include <string.h>

uint8_t acpi_part_u8(AcpiPart part, size_t at) {
        uint8_t value;

        return bytes_get_u8(part.bytes, at, &value) ? value : 0;
}

uint16_t acpi_part_u16(AcpiPart part, size_t at) {
        uint16_t value;

        return bytes_get_u16(part.bytes, at, &value) ? value : 0;
}

uint32_t acpi_part_u32(AcpiPart part, size_t at) {
        uint32_t value;

        return bytes_get_u32(part.bytes, at, &value) ? value : 0;
}

uint64_t acpi_part_u64(AcpiPart part, size_t at) {
        uint64_t value;

        return bytes_get_u64(part.bytes, at, &value) ? value : 0;
}

AcpiPart acpi_part_cut(AcpiPart part, size_t from, size_t to) {
        to = MIN(to, part.bytes.length);
        from = MIN(from, to);
        return (AcpiPart) {
                .bytes = { from > 0 ? part.bytes.data + from : part.bytes.data, to - from },
                .offset = part.offset + from,
        };
}

char *acpi_part_text(AcpiPart part, size_t at, const char *what, FirmwareNotes *notes) {
        AcpiPart rest = acpi_part_cut(part, at, part.bytes.length);
        const char *start = (const char *) rest.bytes.data;
        size_t length = rest.bytes.length > 0 ? strnlen(start, rest.bytes.length) : 0;
        char *text = calloc(1, length + 1);

        if (length == rest.bytes.length)
                firmware_notes_add(notes, SEVERITY_WARNING, rest.offset, "the name in %s has no end", what);
        if (!text)
                notes->failed = true;
        else if (length > 0)
                memcpy(text, start, length);
        return text;
}

void acpi_part_field(AcpiPart part, size_t at, size_t length, char *buffer) {
        AcpiPart field = acpi_part_cut(part, at, at + length);
        size_t used = field.bytes.length > 0 ?
                        strnlen((const char *) field.bytes.data, field.bytes.length) : 0;

        memset(buffer, 0, length + 1);
        if (used > 0)
                memcpy(buffer, field.bytes.data, used);
}

bool acpi_part_next(AcpiWalk *walk, AcpiPart *ret) {
        const AcpiForm *form = walk->form;
        AcpiPart rest = acpi_part_cut(walk->list, walk->at, walk->list.bytes.length);
        size_t length;

        if (rest.bytes.length == 0)
                return false;
        if (rest.bytes.length < form->header_bytes) {
                firmware_notes_add(walk->notes, SEVERITY_NOTICE, rest.offset,
                                "%zu bytes are left, too few for a %s", rest.bytes.length, form->what);
                walk->at = walk->list.bytes.length;
                return false;
        }
        length = form->length_bytes == 1 ? acpi_part_u8(rest, form->length_at)
                                         : acpi_part_u16(rest, form->length_at);
        if (length < form->header_bytes || length > rest.bytes.length) {
                /* drivers/iommu/intel/dmar.c, dmar_walk_remapping_entries() stops likewise */
                firmware_notes_add(walk->notes, SEVERITY_WARNING, rest.offset,
                                "a %s says that it has %zu bytes, of %zu that are left; the list ends here",
                                form->what, length, rest.bytes.length);
                walk->at = walk->list.bytes.length;
                return false;
        }
        if (walk->count == ACPI_PARTS_MAX) {
                firmware_notes_add(walk->notes, SEVERITY_WARNING, rest.offset,
                                "more than %d %ss; the others are left out", ACPI_PARTS_MAX, form->what);
                walk->at = walk->list.bytes.length;
                return false;
        }
        walk->at += length;
        walk->count++;
        *ret = acpi_part_cut(rest, 0, length);
        return true;
}

static int compare_ranges(const void *a, const void *b) {
        const AcpiRange *x = a, *y = b;

        if (x->group != y->group)
                return x->group < y->group ? -1 : 1;
        if (x->first != y->first)
                return x->first < y->first ? -1 : 1;
        return (x->offset > y->offset) - (x->offset < y->offset);
}

void acpi_part_note_overlaps(AcpiRange *ranges, size_t count, const char *what, FirmwareNotes *notes) {
        size_t widest = 0;

        if (count > 1)
                qsort(ranges, count, sizeof(*ranges), compare_ranges);
        for (size_t i = 1; i < count; i++) {
                const AcpiRange *range = ranges + i, *before = ranges + widest;

                if (range->group == before->group && range->first <= before->last)
                        firmware_notes_add(notes, SEVERITY_NOTICE, range->offset,
                                        "%s from 0x%" PRIx64 " overlaps the one at offset 0x%zx", what,
                                        range->first, before->offset);
                if (range->group != before->group || range->last > before->last)
                        widest = i;
        }
}
