/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Ivrs: the I/O Virtualization Reporting Structure of AMD-Vi (AMD publication 48882,
 * chapter 5; drivers/iommu/amd/init.c, Linux 7.2).
 *
 * Blocks of different types for the same unit are alternatives: the newer ones (11h,
 * 40h) say more, and Linux takes the highest type that the first unit has.
 */

#include <stddef.h>
#include <stdint.h>

typedef struct Ivrs Ivrs;
typedef struct IvrsBlock IvrsBlock;
typedef struct IvrsEntry IvrsEntry;

/* IVinfo */
#define IVRS_EFR_SUPPORTED    0x1
#define IVRS_PREBOOT_REMAP    0x2
#define IVRS_HT_ATS_RESERVED  0x400000
#define IVRS_PHYSICAL_BITS(i) ((i) >> 8 & 0x7f)
#define IVRS_VIRTUAL_BITS(i)  ((i) >> 15 & 0x7f)

enum {
        IVRS_UNIT_10 = 0x10,
        IVRS_UNIT_11 = 0x11,
        IVRS_UNIT_40 = 0x40,
        IVRS_MEMORY_ALL = 0x20,
        IVRS_MEMORY_ONE = 0x21,
        IVRS_MEMORY_RANGE = 0x22,
};

enum {
        IVRS_ENTRY_PAD = 0x00,
        IVRS_ENTRY_ALL = 0x01,
        IVRS_ENTRY_SELECT = 0x02,
        IVRS_ENTRY_RANGE = 0x03,
        IVRS_ENTRY_RANGE_END = 0x04,
        IVRS_ENTRY_PAD_8 = 0x40,
        IVRS_ENTRY_ALIAS = 0x42,
        IVRS_ENTRY_ALIAS_RANGE = 0x43,
        IVRS_ENTRY_EXTENDED = 0x46,
        IVRS_ENTRY_EXTENDED_RANGE = 0x47,
        IVRS_ENTRY_SPECIAL = 0x48,
        IVRS_ENTRY_ACPI = 0xf0,
};

#define IVRS_VARIETY_IOAPIC 1
#define IVRS_VARIETY_HPET   2

/* One device or a range of them, as bus, device and function in 16 bits; pads are left out and the
 * end of a range is joined with its start. What a type doesn't have is 0. */
struct IvrsEntry {
        size_t offset;
        uint8_t type;
        uint16_t first, last; /* inclusive */
        uint8_t settings;     /* 01 INIT, 02 ExtInt, 04 NMI, 30 SysMgt, 40 LINT0, 80 LINT1 */
        uint16_t alias;       /* whose requests these are; also of a special device */
        uint32_t extended;    /* bit 31: address translation requests are refused */
        uint8_t handle;       /* of an IOAPIC or HPET */
        uint8_t variety;
        char hid[8 + 1], cid[8 + 1];
        uint8_t uid_format; /* 0 none, 1 a number, 2 text */
        uint64_t uid_number;
        char *uid_text; /* not escaped */
};

/* A unit (IVHD), memory for devices (IVMD), or something unknown. */
struct IvrsBlock {
        size_t offset;
        uint8_t type;
        uint8_t flags;
        uint16_t length;    /* in bytes */
        uint16_t device_id; /* of the unit; of the (first) device that memory is for */
        uint16_t last_id;   /* memory: of the last device */
        uint16_t segment;

        uint16_t capability; /* offset in configuration space */
        uint16_t info;       /* 4:0 MSI number, 12:8 unit id */
        uint32_t features;   /* 10h: feature reporting; else attributes */
        uint64_t base;       /* of the unit's registers */
        uint64_t efr, efr2;  /* images of the extended feature registers, not in 10h */
        IvrsEntry *entries;
        size_t n_entries, entries_capacity;

        uint64_t start, bytes; /* of the memory */
};

struct Ivrs {
        uint32_t info;
        IvrsBlock *blocks;
        size_t n_blocks, capacity;
};

static inline _Bool ivrs_is_unit(const IvrsBlock *block) {
        return block->type == IVRS_UNIT_10 || block->type == IVRS_UNIT_11 || block->type == IVRS_UNIT_40;
}

static inline _Bool ivrs_is_memory(const IvrsBlock *block) {
        return block->type >= IVRS_MEMORY_ALL && block->type <= IVRS_MEMORY_RANGE;
}
