/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * AcpiPart: a part of an ACPI table, which knows where it stands, and the walk over a
 * list of parts that each say their own length.
 *
 * Pure and total: nothing is read outside the bytes, whatever lengths say. A part too
 * short for its header, or longer than what is left, ends a walk with a note.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "model/firmware.h"

typedef struct AcpiForm AcpiForm;
typedef struct AcpiPart AcpiPart;
typedef struct AcpiRange AcpiRange;
typedef struct AcpiWalk AcpiWalk;

/* Of one list: more are left out, with a note. */
#define ACPI_PARTS_MAX 16384

struct AcpiPart {
        Bytes bytes;
        size_t offset; /* from the start of the table */
};

/* Little endian, at an offset from the start of the part; 0 where the part has ended. */
uint8_t acpi_part_u8(AcpiPart part, size_t at);
uint16_t acpi_part_u16(AcpiPart part, size_t at);
uint32_t acpi_part_u32(AcpiPart part, size_t at);
uint64_t acpi_part_u64(AcpiPart part, size_t at);

/* What lies between two offsets, cut to what there is. */
AcpiPart acpi_part_cut(AcpiPart part, size_t from, size_t to);

/* The text at an offset up to a NUL, or up to the end of the part with a note. The caller
 * frees it; NULL, remembered in the notes, when memory runs out. */
char *acpi_part_text(AcpiPart part, size_t at, const char *what, FirmwareNotes *notes);

/* The same in a buffer, of a field of at most so many bytes, and without a note. */
void acpi_part_field(AcpiPart part, size_t at, size_t length, char *buffer);

/* How the parts of a list begin. */
struct AcpiForm {
        const char *what; /* in notes */
        uint8_t header_bytes;
        uint8_t length_at, length_bytes; /* where in the header the length stands: 1 or 2 bytes */
};

struct AcpiWalk {
        AcpiPart list;
        const AcpiForm *form;
        FirmwareNotes *notes;
        size_t at;    /* what has been walked */
        size_t count; /* of parts, those found */
};

/* The next part, at least as long as its header; false at the end. */
_warn_unused_ bool acpi_part_next(AcpiWalk *walk, AcpiPart *ret);

struct AcpiRange {
        uint64_t first, last; /* inclusive */
        uint32_t group;       /* ranges of different groups don't overlap */
        size_t offset;        /* of what it comes from */
};

/* Notes each range that overlaps one before it. Sorts them. */
void acpi_part_note_overlaps(AcpiRange *ranges, size_t count, const char *what, FirmwareNotes *notes);
