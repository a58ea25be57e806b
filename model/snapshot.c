/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/snapshot.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define NOTES_MAX 1000

static void unit_done(Unit *unit) {
        free(unit->name);
        free(unit->parent);
        free(unit->version);
        names_done(&unit->device_names);
        free(unit->devices);
}

static void group_done(Group *group) {
        free(group->name);
        free(group->reserved);
        names_done(&group->device_names);
        free(group->devices);
        free(group->units);
}

static void device_done(Device *device) {
        free(device->name);
        free(device->subsystem);
        free(device->driver);
        free(device->driver_override);
        free(device->physical_function);
        free(device->reset_methods);
        free(device->runtime_status);
        free(device->power_state);
        free(device->vfio_device);
        free(device->unit_link);
        free(device->group_link);
        free(device->parent_link);
}

static void host_done(Host *host) {
        free(host->kernel);
        free(host->machine);
        names_done(&host->boot_options);
        names_done(&host->firmware_tables);
        for (size_t i = 0; i < host->n_parameters; i++) {
                free(host->parameters[i].module);
                free(host->parameters[i].name);
                free(host->parameters[i].value);
        }
        free(host->parameters);
}

Snapshot *snapshot_free(Snapshot *snapshot) {
        if (!snapshot)
                return NULL;
        for (size_t i = 0; i < snapshot->n_units; i++)
                unit_done(snapshot->units + i);
        for (size_t i = 0; i < snapshot->n_groups; i++)
                group_done(snapshot->groups + i);
        for (size_t i = 0; i < snapshot->n_devices; i++)
                device_done(snapshot->devices + i);
        for (size_t i = 0; i < snapshot->n_notes; i++) {
                free(snapshot->notes[i].source);
                free(snapshot->notes[i].reason);
        }
        for (size_t i = 0; i < snapshot->n_tables; i++)
                firmware_table_done(snapshot->tables + i);
        free(snapshot->tables);
        free(snapshot->units);
        free(snapshot->groups);
        free(snapshot->devices);
        free(snapshot->notes);
        names_done(&snapshot->pool);
        host_done(&snapshot->host);
        free(snapshot);
        return NULL;
}

Snapshot *snapshot_new(RootKind kind) {
        Snapshot *snapshot = calloc(1, sizeof(*snapshot));

        if (snapshot)
                snapshot->root_kind = kind;
        return snapshot;
}

Unit *snapshot_add_unit(Snapshot *snapshot) {
        if (!array_grow(&snapshot->units, &snapshot->units_capacity, snapshot->n_units,
                            sizeof(*snapshot->units)))
                return NULL;
        return snapshot->units + snapshot->n_units++;
}

Group *snapshot_add_group(Snapshot *snapshot) {
        if (!array_grow(&snapshot->groups, &snapshot->groups_capacity, snapshot->n_groups,
                            sizeof(*snapshot->groups)))
                return NULL;
        return snapshot->groups + snapshot->n_groups++;
}

void snapshot_drop_group(Snapshot *snapshot) {
        group_done(snapshot->groups + --snapshot->n_groups);
}

Device *snapshot_add_device(Snapshot *snapshot) {
        Device *device;

        if (!array_grow(&snapshot->devices, &snapshot->devices_capacity, snapshot->n_devices,
                            sizeof(*snapshot->devices)))
                return NULL;
        device = snapshot->devices + snapshot->n_devices++;
        device->parent = device->unit = device->group = NO_INDEX;
        return device;
}

int snapshot_add_table(Snapshot *snapshot, FirmwareTable *table) {
        if (!array_grow(&snapshot->tables, &snapshot->tables_capacity, snapshot->n_tables,
                            sizeof(*snapshot->tables)))
                return -ENOMEM;
        snapshot->tables[snapshot->n_tables++] = *table;
        *table = (FirmwareTable) { .kind = table->kind };
        return 0;
}

int snapshot_add_note(
                Snapshot *snapshot, NoteKind kind, const char *source, const char *format, ...) {
        _cleanup_free_ char *copy = NULL, *reason = NULL;
        va_list ap;
        int n;

        if (snapshot->n_notes >= NOTES_MAX) {
                snapshot->dropped_notes++;
                return 0;
        }
        va_start(ap, format);
        n = vasprintf(&reason, format, ap);
        va_end(ap);
        if (n < 0) {
                reason = NULL;
                return -ENOMEM;
        }
        copy = strdup(source);
        if (!copy || !array_grow(&snapshot->notes, &snapshot->notes_capacity, snapshot->n_notes,
                                     sizeof(*snapshot->notes)))
                return -ENOMEM;
        snapshot->notes[snapshot->n_notes++] = (Note) {
                .source = TAKE_PTR(copy),
                .kind = kind,
                .reason = TAKE_PTR(reason),
        };
        return 0;
}

bool has_doubtful_source(const Snapshot *snapshot) {
        for (size_t i = 0; i < snapshot->n_notes; i++)
                if (snapshot->notes[i].kind == NOTE_MALFORMED)
                        return true;
        return snapshot->dropped_notes > 0 || snapshot->n_units == 0;
}
