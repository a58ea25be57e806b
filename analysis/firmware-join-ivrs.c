/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The IVRS joined: drivers/iommu/amd/init.c, Linux 7.2. */

#include <errno.h>
#include <stdio.h>

#include "analysis/firmware-work.h"
#include "model/snapshot-link.h"

#define MEMORY_UNITY     0x01
#define MEMORY_EXCLUSION 0x08

/* Blocks of several types are alternatives. The highest that the first unit has counts, for all
 * (get_highest_supported_ivhd_type()). */
static uint8_t find_unit_type(const Ivrs *ivrs) {
        const IvrsBlock *first = NULL;
        uint8_t type = 0;

        for (size_t i = 0; i < ivrs->n_blocks; i++) {
                const IvrsBlock *block = ivrs->blocks + i;

                if (!ivrs_is_unit(block))
                        continue;
                first = first ? first : block;
                if (block->device_id == first->device_id && block->segment == first->segment)
                        type = MAX(type, block->type);
        }
        return type;
}

/* The unit's own PCI function, or where sysfs doesn't show it, the count that is in the name. */
static size_t find_unit(const FirmwareWork *work, const IvrsBlock *block, size_t count) {
        size_t found = firmware_work_find_unit(work, block->segment, block->device_id);
        char name[32];

        if (found != NO_INDEX)
                return found;
        (void) snprintf(name, sizeof(name), "ivhd%zu", count);
        found = snapshot_find_unit(work->snapshot, name);
        return found != NO_INDEX && !work->snapshot->units[found].parent ? found : NO_INDEX;
}

/* Later entries go before earlier ones. Special devices send interrupts only, and those with an ACPI
 * name are no PCI functions. */
static void claim_entries(FirmwareWork *work, const IvrsBlock *block, size_t unit) {
        for (size_t i = 0; i < block->n_entries; i++) {
                const IvrsEntry *entry = block->entries + i;

                if (entry->type == IVRS_ENTRY_ACPI && work->facts->units[unit].has_device == TRUTH_NO)
                        work->facts->units[unit].has_device = TRUTH_UNKNOWN;
                if (entry->type != IVRS_ENTRY_SPECIAL && entry->type != IVRS_ENTRY_ACPI)
                        firmware_work_reclaim(work, firmware_work_find_span(work, block->segment, entry->first,
                                        entry->last), unit);
        }
}

static int add_units(FirmwareWork *work, const Ivrs *ivrs, uint8_t type) {
        size_t count = 0;

        for (size_t i = 0; i < ivrs->n_blocks; i++) {
                const IvrsBlock *block = ivrs->blocks + i;
                FirmwareUnit *unit;
                size_t own;

                if (!ivrs_is_unit(block) || block->type != type)
                        continue;
                unit = firmware_work_add_unit(work, i, block->offset);
                if (!unit)
                        return -ENOMEM;
                unit->segment = number(block->segment);
                unit->base = number(block->base);
                unit->function = number(block->device_id);
                unit->unit = find_unit(work, block, count++);
                claim_entries(work, block, work->facts->n_units - 1);
                /* The unit translates for others, not for itself. */
                own = firmware_work_find_function(work, block->segment, block->device_id);
                if (own != NO_INDEX)
                        work->facts->device_units[own] = NO_INDEX;
        }
        return 0;
}

/* Linux looks at memory to be mapped one to one, and takes what is to be left out for the same
 * (init_memory_definitions()). */
static int add_region(FirmwareWork *work, const IvrsBlock *block) {
        FirmwareRegion *region;
        uint64_t last;

        if (!(block->flags & (MEMORY_UNITY | MEMORY_EXCLUSION)) || block->bytes == 0 ||
                        __builtin_add_overflow(block->start, block->bytes - 1, &last))
                return 0;
        region = firmware_work_add_region(work, block->offset, block->start, last);
        if (!region)
                return -ENOMEM;
        region->is_exclusion = !(block->flags & MEMORY_UNITY);
        return firmware_work_add_span(work, region, firmware_work_find_span(work, block->segment,
                                                     block->device_id, block->last_id));
}

int compute_firmware_ivrs(FirmwareWork *work) {
        const Ivrs *ivrs = &firmware_work_table(work)->ivrs;
        int r;

        work->facts->preboot_protection = ivrs->info & IVRS_PREBOOT_REMAP ? TRUTH_YES : TRUTH_NO;
        r = add_units(work, ivrs, find_unit_type(ivrs));
        for (size_t i = 0; i < ivrs->n_blocks && r == 0; i++)
                if (ivrs_is_memory(ivrs->blocks + i))
                        r = add_region(work, ivrs->blocks + i);
        return r;
}
