/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Snapshot: one machine at one moment, as plain data.
 *
 * The readers in sources/ fill it, snapshot_link() joins its parts, and from
 * then on nobody changes it. It owns everything it points to. Facts that could
 * not be read are unknown, never a default: Number has a flag, Truth has
 * TRUTH_UNKNOWN, strings are NULL. What went wrong stands in the notes.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "model/enums.h"
#include "model/iova-set.h"
#include "model/pci-address.h"

typedef struct Device Device;
typedef struct Group Group;
typedef struct Host Host;
typedef struct ModuleParameter ModuleParameter;
typedef struct Names Names;
typedef struct Note Note;
typedef struct Number Number;
typedef struct ReservedRegion ReservedRegion;
typedef struct Snapshot Snapshot;
typedef struct Unit Unit;
typedef struct UnitAbilities UnitAbilities;

#define NO_INDEX SIZE_MAX

struct Number {
        bool known;
        uint64_t value;
};

struct Names {
        char **items;
        size_t count;
        size_t capacity;
};

struct ReservedRegion {
        Iova first;
        Iova last; /* inclusive */
        RegionType type;
};

/*
 * What a unit can do, decoded from its registers. The two stages are the spec's:
 * the second is the classic IOVA table (AMD: host, "v1"), the first is the
 * CPU-format table (AMD: guest, "v2"). 0 bits or sizes: unknown, or not there.
 */
struct UnitAbilities {
        uint8_t second_stage_bits;
        uint8_t first_stage_bits;           /* the kernel uses only the lower half of it */
        uint64_t second_stage_page_sizes;   /* bit n set: pages of 2^n bytes */
        uint64_t first_stage_page_sizes;    /* likewise */
        Truth scalable_mode;                /* VT-d: SMTS */
        Truth legacy_walk_coherent;         /* page walks snoop the CPU caches */
        Truth scalable_walk_coherent;       /* likewise, in scalable mode */
        Truth snoop_control;                /* no-snoop requests can be forced to snoop */
        Truth device_tlb;                   /* ATS requests are answered */
        Truth interrupt_remapping;
};

struct Unit {
        char *name;
        UnitKind kind;
        char *parent; /* the device that is the unit, where sysfs tells: AMD's PCI function */
        char *version;
        Number address; /* of its registers */
        Number cap, ecap;  /* VT-d */
        Number capability; /* AMD: first dword of the PCI capability */
        Number efr, efr2;  /* AMD */
        Number domains_supported, domains_used;
        UnitAbilities abilities;
        Names device_names;  /* as listed; emptied by snapshot_link() */
        size_t *devices;     /* indices */
        size_t n_devices;
};

struct Group {
        uint64_t id;
        GroupType type;
        char *name; /* only where the kernel sets one: "vfio-noiommu" */
        ReservedRegion *reserved;
        size_t n_reserved;
        bool reserved_known;
        Names device_names; /* as listed; emptied by snapshot_link() */
        size_t *devices;    /* indices */
        size_t n_devices;
        size_t *units; /* indices of the units that its devices are behind */
        size_t n_units;
};

struct Device {
        char *name;
        char *subsystem;
        bool is_pci;
        PciAddress address; /* if is_pci */
        Number vendor, device, subsystem_vendor, subsystem_device, revision;
        Number class; /* 24 bits: base class, subclass, programming interface */
        char *driver;
        char *driver_override;
        Number dma_mask_bits; /* of the last kernel driver, not of the hardware */
        Number consistent_dma_mask_bits;
        Number numa_node;
        Number boot_vga;
        Number sriov_total_vfs, sriov_vfs; /* physical functions only */
        char *physical_function;           /* virtual functions only */
        char *reset_methods;               /* in the order that the kernel tries them */
        char *runtime_status;
        char *power_state;
        char *vfio_device; /* "vfio0" while bound to a vfio driver (Linux 6.1 or newer) */
        const char *vendor_name, *device_name, *class_name; /* owned by the snapshot's pool */
        char *unit_link;  /* what its `iommu` link says */
        char *group_link; /* what its `iommu_group` link says */
        size_t unit;      /* index or NO_INDEX */
        size_t group;     /* index or NO_INDEX */
};

struct ModuleParameter {
        char *module;
        char *name;
        char *value;
};

struct Host {
        char *kernel;  /* release, as uname -r */
        char *machine; /* as uname -m */
        Names boot_options; /* those that concern IOMMUs and VFIO; the rest is nobody's business */
        bool boot_options_known;
        ModuleParameter *parameters;
        size_t n_parameters, parameters_capacity;
        Names firmware_tables; /* ACPI tables that describe IOMMUs: DMAR, IVRS, IORT, VIOT */
        Truth has_acpi;
        Truth has_class;     /* the kernel has an IOMMU class at all (CONFIG_IOMMU_API) */
        Truth is_guest;      /* we run in a virtual machine */
        Truth devicetree_has_unit;
};

struct Note {
        char *source; /* file, from the root: "/sys/..." */
        NoteKind kind;
        char *reason;
};

struct Snapshot {
        RootKind root_kind;
        Host host;
        Unit *units; /* by name */
        size_t n_units, units_capacity;
        Group *groups; /* by id */
        size_t n_groups, groups_capacity;
        Device *devices; /* PCI by address, then the others by name */
        size_t n_devices, devices_capacity;
        Note *notes; /* in the order of the scan */
        size_t n_notes, notes_capacity;
        size_t dropped_notes;
        Names pool; /* strings shared by many devices */
};

Snapshot *snapshot_free(Snapshot *snapshot);
static inline void snapshot_freep(Snapshot **snapshot) {
        *snapshot = snapshot_free(*snapshot);
}
#define _cleanup_snapshot_ _cleanup_(snapshot_freep)

/* Append an empty one; NULL when memory runs out. Pointers are good until the next append. */
Snapshot *snapshot_new(RootKind kind);
Unit *snapshot_add_unit(Snapshot *snapshot);
Group *snapshot_add_group(Snapshot *snapshot);
Device *snapshot_add_device(Snapshot *snapshot);

/* Takes back the group last added, with all it holds. */
void snapshot_drop_group(Snapshot *snapshot);

/*
 * Notes that a source could not be used. After 1000 notes the rest is only
 * counted: a tree of 10,000 unreadable devices must not fill memory. 0 or -ENOMEM.
 */
_printf_(4, 5) _warn_unused_ int snapshot_add_note(
                Snapshot *snapshot, NoteKind kind, const char *source, const char *format, ...);

/* Base class and subclass of a bridge are 0x06xx (PCI code and ID assignment 1.16, 1.7). */
_pure_ bool device_is_bridge(const Device *device);

_warn_unused_ int names_add(Names *names, const char *name);
void names_done(Names *names);

static inline Number number(uint64_t value) {
        return (Number) { .known = true, .value = value };
}
