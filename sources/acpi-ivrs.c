/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/acpi-ivrs.h"

#include <errno.h>
#include <inttypes.h>

#include "sources/acpi-part.h"

#define INFO           36
#define BLOCKS         48
#define UNIT_10_BYTES  24
#define UNIT_BYTES     40
#define MEMORY_BYTES   32
#define ACPI_MIN_BYTES 22
#define PAGE_MASK      0xfffU

static const AcpiForm block_form = { "block", 4, 2, 2 };

/* One block's entries in the reading. */
typedef struct Entries {
        IvrsBlock *block;
        FirmwareNotes *notes;
        bool range_is_open; /* its last entry began one */
} Entries;

/* How long an entry is, or 0 where nobody knows: ivhd_entry_length(), drivers/iommu/amd/init.c.
 * AMD 48882, 5.2.2.3: types below 0x80 say by their upper bits. */
static size_t entry_bytes(AcpiPart rest) {
        uint8_t type = acpi_part_u8(rest, 0);

        if (type < 0x80)
                return (size_t) 4 << (type >> 6);
        return type == IVRS_ENTRY_ACPI ? ACPI_MIN_BYTES + (size_t) acpi_part_u8(rest, 21) : 0;
}

static IvrsEntry *last_entry(const IvrsBlock *block) {
        return block->entries + block->n_entries - 1;
}

static void end_range(Entries *entries, AcpiPart part) {
        uint16_t last = acpi_part_u16(part, 1);
        IvrsEntry *entry;

        if (!entries->range_is_open) {
                firmware_notes_add(entries->notes, SEVERITY_WARNING, part.offset, "a range ends that never began");
                return;
        }
        entries->range_is_open = false;
        entry = last_entry(entries->block);
        if (last < entry->first)
                firmware_notes_add(entries->notes, SEVERITY_WARNING, part.offset,
                                "a range ends at 0x%04x, below its start 0x%04x", last, entry->first);
        else
                entry->last = last;
}

static void note_open_range(Entries *entries) {
        if (entries->range_is_open)
                firmware_notes_add(entries->notes, SEVERITY_WARNING, last_entry(entries->block)->offset,
                                "a range begins that never ends");
        entries->range_is_open = false;
}

static void decode_acpi_device(AcpiPart part, IvrsEntry *entry, const Entries *entries) {
        FirmwareNotes *notes = entries->notes;
        uint8_t uid_bytes = acpi_part_u8(part, 21);

        acpi_part_field(part, 4, 8, entry->hid);
        acpi_part_field(part, 12, 8, entry->cid);
        entry->uid_format = acpi_part_u8(part, 20);
        if (entries->block->type != IVRS_UNIT_40)
                firmware_notes_add(notes, SEVERITY_WARNING, part.offset,
                                "a device with an ACPI name in a block of type %xh; 40h may have some",
                                entries->block->type);
        if (!*entry->hid)
                firmware_notes_add(notes, SEVERITY_WARNING, part.offset, "a device has an empty ACPI name");
        if (entry->uid_format > 2 || (entry->uid_format == 0 && uid_bytes > 0) ||
                        (entry->uid_format == 1 && uid_bytes != 8))
                firmware_notes_add(notes, SEVERITY_NOTICE, part.offset,
                                "a unique id of format %u has %u bytes", entry->uid_format, uid_bytes);
        if (entry->uid_format == 1)
                entry->uid_number = acpi_part_u64(part, ACPI_MIN_BYTES);
        if (entry->uid_format == 2) {
                entry->uid_text = calloc(1, (size_t) uid_bytes + 1);
                if (entry->uid_text)
                        acpi_part_field(part, ACPI_MIN_BYTES, uid_bytes, entry->uid_text);
                else
                        notes->failed = true;
        }
}

/* False for what is no device: pads, and what nobody knows. */
static bool decode_entry(AcpiPart part, IvrsEntry *entry, Entries *entries) {
        entry->offset = part.offset;
        entry->type = acpi_part_u8(part, 0);
        entry->first = entry->last = acpi_part_u16(part, 1);
        entry->settings = acpi_part_u8(part, 3);
        switch (entry->type) {
        case IVRS_ENTRY_PAD:
        case IVRS_ENTRY_PAD_8:
                return false;
        case IVRS_ENTRY_ALL:
                entry->first = 0;
                entry->last = UINT16_MAX;
                return true;
        case IVRS_ENTRY_SELECT:
        case IVRS_ENTRY_RANGE:
                return true;
        case IVRS_ENTRY_ALIAS:
        case IVRS_ENTRY_ALIAS_RANGE:
                entry->alias = acpi_part_u16(part, 5);
                return true;
        case IVRS_ENTRY_EXTENDED:
        case IVRS_ENTRY_EXTENDED_RANGE:
                entry->extended = acpi_part_u32(part, 4);
                return true;
        case IVRS_ENTRY_SPECIAL:
                entry->handle = acpi_part_u8(part, 4);
                entry->alias = acpi_part_u16(part, 5);
                entry->variety = acpi_part_u8(part, 7);
                if (entry->variety != IVRS_VARIETY_IOAPIC && entry->variety != IVRS_VARIETY_HPET)
                        firmware_notes_add(entries->notes, SEVERITY_NOTICE, part.offset,
                                        "a special device is of the unknown variety %u", entry->variety);
                return true;
        case IVRS_ENTRY_ACPI:
                decode_acpi_device(part, entry, entries);
                return true;
        default:
                firmware_notes_add(entries->notes, SEVERITY_INFO, part.offset,
                                "an entry of the unknown type 0x%02x is skipped", entry->type);
                return false;
        }
}

static void add_entry(Entries *entries, AcpiPart part) {
        uint8_t type = acpi_part_u8(part, 0);
        IvrsBlock *block = entries->block;

        if (type == IVRS_ENTRY_RANGE_END) {
                end_range(entries, part);
                return;
        }
        if (!array_grow(&block->entries, &block->entries_capacity, block->n_entries, sizeof(*block->entries))) {
                entries->notes->failed = true;
                return;
        }
        if (!decode_entry(part, block->entries + block->n_entries, entries))
                return;
        note_open_range(entries);
        block->n_entries++;
        entries->range_is_open = type == IVRS_ENTRY_RANGE || type == IVRS_ENTRY_ALIAS_RANGE ||
                        type == IVRS_ENTRY_EXTENDED_RANGE;
}

static void decode_entries(AcpiPart list, IvrsBlock *block, FirmwareNotes *notes) {
        Entries entries = { .block = block, .notes = notes };

        for (size_t at = 0, length; at < list.bytes.length; at += length) {
                AcpiPart rest = acpi_part_cut(list, at, list.bytes.length);

                length = entry_bytes(rest);
                if (length == 0 || length > rest.bytes.length) {
                        firmware_notes_add(notes, SEVERITY_WARNING, rest.offset,
                                        "an entry of type 0x%02x needs %zu bytes, of %zu that are left; "
                                        "the block ends here",
                                        acpi_part_u8(rest, 0), length, rest.bytes.length);
                        break;
                }
                add_entry(&entries, acpi_part_cut(rest, 0, length));
        }
        note_open_range(&entries);
}

static void decode_unit(AcpiPart part, IvrsBlock *block, FirmwareNotes *notes) {
        size_t header = block->type == IVRS_UNIT_10 ? UNIT_10_BYTES : UNIT_BYTES;

        block->capability = acpi_part_u16(part, 6);
        block->base = acpi_part_u64(part, 8);
        block->segment = acpi_part_u16(part, 16);
        block->info = acpi_part_u16(part, 18);
        block->features = acpi_part_u32(part, 20);
        if (block->type != IVRS_UNIT_10) {
                block->efr = acpi_part_u64(part, 24);
                block->efr2 = acpi_part_u64(part, 32);
        }
        /* The register block has 16 KiB, and 512 KiB with performance counters; Linux asks for no
         * alignment, but maps whole pages. */
        if (block->base == 0 || (block->base & PAGE_MASK) != 0)
                firmware_notes_add(notes, SEVERITY_WARNING, part.offset, "a unit has its registers at 0x%" PRIx64,
                                block->base);
        decode_entries(acpi_part_cut(part, header, part.bytes.length), block, notes);
}

static void decode_memory(AcpiPart part, IvrsBlock *block, FirmwareNotes *notes) {
        uint64_t last;

        block->segment = acpi_part_u16(part, 8);
        block->start = acpi_part_u64(part, 16);
        block->bytes = acpi_part_u64(part, 24);
        if (block->type == IVRS_MEMORY_ALL) {
                block->device_id = 0;
                block->last_id = UINT16_MAX;
        } else if (block->type == IVRS_MEMORY_RANGE) {
                block->last_id = acpi_part_u16(part, 6);
        }
        if (block->last_id < block->device_id)
                firmware_notes_add(notes, SEVERITY_WARNING, part.offset,
                                "memory is for devices from 0x%04x to 0x%04x", block->device_id, block->last_id);
        if (block->bytes == 0 || __builtin_add_overflow(block->start, block->bytes - 1, &last))
                firmware_notes_add(notes, SEVERITY_WARNING, part.offset,
                                "memory at 0x%" PRIx64 " has 0x%" PRIx64 " bytes", block->start, block->bytes);
        else if (((block->start | block->bytes) & PAGE_MASK) != 0)
                /* init_unity_map_range() rounds up */
                firmware_notes_add(notes, SEVERITY_NOTICE, part.offset,
                                "memory from 0x%" PRIx64 " to 0x%" PRIx64 " is not made of whole 4 KiB pages",
                                block->start, last);
        if (part.bytes.length != MEMORY_BYTES)
                firmware_notes_add(notes, SEVERITY_NOTICE, part.offset, "a block for memory has %zu bytes, not %d",
                                part.bytes.length, MEMORY_BYTES);
}

/* False for what can't be kept. */
static bool decode_block(AcpiPart part, IvrsBlock *block, FirmwareNotes *notes) {
        size_t least = MEMORY_BYTES;

        block->offset = part.offset;
        block->type = acpi_part_u8(part, 0);
        block->flags = acpi_part_u8(part, 1);
        block->length = acpi_part_u16(part, 2);
        block->device_id = block->last_id = acpi_part_u16(part, 4);
        if (!ivrs_is_unit(block) && !ivrs_is_memory(block)) {
                firmware_notes_add(notes, SEVERITY_INFO, part.offset,
                                "a block of the unknown type %02xh is skipped", block->type);
                return false;
        }
        if (ivrs_is_unit(block))
                least = block->type == IVRS_UNIT_10 ? UNIT_10_BYTES : UNIT_BYTES;
        if (part.bytes.length < least) {
                firmware_notes_add(notes, SEVERITY_WARNING, part.offset,
                                "a block of type %02xh has %zu bytes; %zu are the least", block->type,
                                part.bytes.length, least);
                return false;
        }
        if (ivrs_is_unit(block))
                decode_unit(part, block, notes);
        else
                decode_memory(part, block, notes);
        return true;
}

int decode_ivrs(Bytes bytes, FirmwareNotes *notes, Ivrs *ret) {
        AcpiPart table = { .bytes = bytes }, part;
        AcpiWalk walk = { .form = &block_form, .notes = notes };
        Ivrs ivrs = { 0 };

        if (bytes.length >= BLOCKS) {
                ivrs.info = acpi_part_u32(table, INFO);
                walk.list = acpi_part_cut(table, BLOCKS, bytes.length);
                while (acpi_part_next(&walk, &part)) {
                        if (!array_grow(&ivrs.blocks, &ivrs.capacity, ivrs.n_blocks, sizeof(*ivrs.blocks))) {
                                notes->failed = true;
                                break;
                        }
                        if (decode_block(part, ivrs.blocks + ivrs.n_blocks, notes))
                                ivrs.n_blocks++;
                }
        }
        if (notes->failed) {
                firmware_ivrs_done(&ivrs);
                return -ENOMEM;
        }
        *ret = ivrs;
        return 0;
}
