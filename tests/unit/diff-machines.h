/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Two machines that are alike until a test changes one of them, and what is expected of
 * their comparison.
 */

#include "model/snapshot-diff.h"
#include "model/snapshot-link.h"
#include "tests/unit/build.h"

#define UNITS   2
#define DEVICES 4

typedef struct Machine {
        Snapshot *snapshot;
        Assessment *assessment;
} Machine;

_unused_ static void machine_done(Machine *machine) {
        machine->assessment = assessment_free(machine->assessment);
        machine->snapshot = snapshot_free(machine->snapshot);
}
#define _cleanup_machine_ _cleanup_(machine_done)

_unused_ static void link_up(Machine *machine) {
        assert_int_equal(snapshot_link(machine->snapshot), 0);
        machine->assessment = assessment_new(machine->snapshot);
        assert_non_null(machine->assessment);
}

/* Groups 0 and 1 of two functions each; each group behind its own unit. */
_unused_ static Machine make_machine(void) {
        Machine machine = { .snapshot = snapshot_new(ROOT_LIVE) };
        Snapshot *snapshot = machine.snapshot;

        assert_non_null(snapshot);
        snapshot->host.kernel = copy("6.1.0");
        snapshot->host.has_acpi = TRUTH_YES;
        add_option(snapshot, "iommu=pt");
        for (unsigned i = 0; i < UNITS; i++) {
                Unit *unit = add_unit(snapshot, i == 0 ? "dmar0" : "dmar1", UNIT_INTEL_VTD);

                unit->address = number(0xfed90000 + i * 0x1000);
        }
        for (unsigned i = 0; i < DEVICES; i++) {
                Device *device;
                char name[PCI_ADDRESS_TEXT_MAX];

                if (i % 2 == 0)
                        add_region(add_group(snapshot, i / 2), 0xfee00000, 0xfeefffff, REGION_MSI);
                (void) snprintf(name, sizeof(name), "0000:01:00.%u", i);
                device = add_device(snapshot, name, i < 2 ? "dmar0" : "dmar1");
                device->vendor = number(0x8086);
                device->device = number(0x1500 + i);
        }
        link_up(&machine);
        return machine;
}

_unused_ static DiffSide side_of(const Machine *machine) {
        return (DiffSide) { machine->snapshot, machine->assessment };
}

_unused_ static Changes compare(const Machine *before, const Machine *after) {
        Changes changes = CHANGES_INIT;

        assert_int_equal(compute_snapshot_diff(side_of(before), side_of(after), &changes), 0);
        return changes;
}

_unused_ static bool same(const char *a, const char *b) {
        return a == b || (a && b && strcmp(a, b) == 0);
}

_unused_ static ChangeKind mirrored(ChangeKind kind) {
        return kind == CHANGE_ADDED ? CHANGE_REMOVED : kind == CHANGE_REMOVED ? CHANGE_ADDED : kind;
}

_unused_ static bool is_mirrored(const Change *a, const Change *b) {
        return a->scope == b->scope && a->kind == mirrored(b->kind) && same(a->field, b->field) &&
                        same(a->before, b->after) && same(a->after, b->before) &&
                        same(a->before_with, b->after_with) && same(a->after_with, b->before_with) &&
                        same(a->subject, b->was ? b->was : b->subject) && same(a->was, b->was ? b->subject : NULL);
}

_unused_ static void check_mirrored(const Machine *before, const Machine *after) {
        _cleanup_changes_ Changes there = compare(before, after), back = compare(after, before);

        assert_int_equal(there.count, back.count);
        for (size_t i = 0; i < there.count; i++) {
                size_t n = 0;

                for (size_t j = 0; j < back.count; j++)
                        n += is_mirrored(there.items + i, back.items + j);
                assert_row(there.items[i].subject, n == 1);
        }
}

/* Exactly one change, this one. */
_unused_ static void check_single(const Machine *before, const Machine *after, const Change *expected) {
        _cleanup_changes_ Changes changes = compare(before, after);
        const Change *change = changes.items;

        assert_row(expected->field ? expected->field : expected->subject, changes.count == 1);
        assert_int_equal(change->scope, expected->scope);
        assert_int_equal(change->kind, expected->kind);
        assert_string_equal(change->subject, expected->subject);
        assert_row(change->subject, same(change->was, expected->was));
        assert_row(change->subject, same(change->field, expected->field));
        assert_row(expected->field ? expected->field : "", same(change->before, expected->before));
        assert_row(expected->field ? expected->field : "", same(change->after, expected->after));
        check_mirrored(before, after);
}

_unused_ static void set_text(char **field, const char *text) {
        free(*field);
        *field = copy(text);
}
