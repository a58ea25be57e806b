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
#include "model/device.h"
#include "model/enums.h"
#include "model/firmware.h"
#include "model/group.h"
#include "model/host.h"
#include "model/names.h"
#include "model/unit.h"

typedef struct Note Note;
typedef struct Snapshot Snapshot;

/* In place of an index: none. */
#define NO_INDEX SIZE_MAX

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
        FirmwareTable *tables; /* those of host.firmware_tables that could be read and decoded */
        size_t n_tables, tables_capacity;
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

/* Takes over what the table holds, if it succeeds. 0 or -ENOMEM. */
_warn_unused_ int snapshot_add_table(Snapshot *snapshot, FirmwareTable *table);

/* Takes back the group last added, with all it holds. */
void snapshot_drop_group(Snapshot *snapshot);

/*
 * Notes that a source could not be used. After 1000 notes the rest is only
 * counted: a tree of 10,000 unreadable devices must not fill memory. 0 or -ENOMEM.
 */
_printf_(4, 5) _warn_unused_ int snapshot_add_note(
                Snapshot *snapshot, NoteKind kind, const char *source, const char *format, ...);

/* True if a source made no sense, perhaps so (its note was dropped), or no unit could be looked at: what
 * was not found may be there all the same. */
bool has_doubtful_source(const Snapshot *snapshot);
