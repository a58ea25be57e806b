/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * FirmwareFacts: the ACPI tables on IOMMUs joined with what sysfs shows: which unit of a table
 * is which unit of the kernel, which one it puts each device behind, and what memory it
 * wants mapped one to one for whom.
 *
 * Devices, groups and units are indices in the snapshot. Tables that Linux refuses have no
 * part in it.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "model/enums.h"
#include "model/iova-set.h"
#include "model/number.h"

typedef struct FirmwareFacts FirmwareFacts;
typedef struct FirmwareRegion FirmwareRegion;
typedef struct FirmwareSpan FirmwareSpan;
typedef struct FirmwareUnit FirmwareUnit;

/* Neighbours among the devices. */
struct FirmwareSpan {
        size_t first, count;
};

/* A DRHD, an IVHD, an SMMU or a virtio-iommu. */
struct FirmwareUnit {
        size_t table;     /* index */
        size_t entry;     /* index of its structure, block or node in that table */
        size_t offset;    /* of that, in bytes from the start of the table */
        Number segment;   /* of its devices, where it has one */
        Number base;      /* address of its registers */
        Number function;  /* bus, device and function of the unit itself, where it has one */
        bool takes_rest;  /* all functions of its segment that no other unit has */
        Truth has_device; /* at least one device that it is for is there */
        size_t unit;      /* index, or NO_INDEX: sysfs has none that could be it */
};

/* An RMRR, an IVMD or a range of an RMR. */
struct FirmwareRegion {
        size_t table;
        size_t offset;
        IovaRange range;
        FirmwareSpan *spans; /* the devices it is for, of those that are there */
        size_t n_spans, spans_capacity;
        size_t n_devices;
        bool is_exclusion; /* IVMD: was to be left alone in earlier days, and may be shown or not */
        size_t *groups; /* of those devices that are behind a unit; ascending */
        size_t n_groups, groups_capacity;
        /* Is it among the reserved regions of all these groups? Unknown: there are none, or it
         * could not be looked up. */
        Truth is_reserved;
        size_t unreserved_group; /* where it is "no": the first of them without it */
};

struct FirmwareFacts {
        bool is_known; /* there is a table that could be read and makes sense */
        FirmwareUnit *units; /* in the order of the tables and their entries */
        size_t n_units, units_capacity;
        FirmwareRegion *regions; /* likewise */
        size_t n_regions, regions_capacity;
        size_t *device_units; /* for each device the index in units, or NO_INDEX: none, or unknown */
        bool is_complete;     /* else the tables have more in them than was looked at */
        Truth interrupt_remapping; /* DMAR: the platform offers it */
        Truth x2apic_opt_out;      /* DMAR: asks systems not to use the x2APIC */
        Truth preboot_protection;  /* DMAR, IVRS: the firmware keeps DMA out while it runs */
        Truth remapping_opt_out;   /* DMAR: asks systems to leave DMA remapping off */
};

void firmware_facts_done(FirmwareFacts *facts);

/* True if the device with this index is one that the region is for. */
_pure_ bool firmware_region_has_device(const FirmwareRegion *region, size_t device);
