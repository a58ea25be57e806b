/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What snapshots are compared in: each field alone is one change, and some are none. */

#include "model/diff-fields.h"

#include "tests/unit/diff-machines.h"

typedef struct FieldRow {
        void (*set)(Machine *machine);
        Change expected;
} FieldRow;

#define SETTER(name, statement)                                                                    \
        static void name(Machine *machine) {                                                       \
                Snapshot *s _unused_ = machine->snapshot;                                          \
                Assessment *a _unused_ = machine->assessment;                                      \
                statement;                                                                         \
        }

SETTER(set_kernel, set_text(&s->host.kernel, "6.12.0"))
SETTER(set_no_kernel, free(s->host.kernel); s->host.kernel = NULL)
SETTER(set_machine, s->host.machine = copy("x86_64"))
SETTER(set_guest, s->host.is_guest = TRUTH_YES)
SETTER(set_verdict, a->verdict = VERDICT_BROKEN)
SETTER(set_unit_kind, s->units[0].kind = UNIT_OTHER)
SETTER(set_unit_address, s->units[0].address = number(0x1000))
SETTER(set_unit_parent, s->units[0].parent = copy("0000:00:00.2"))
SETTER(set_cap, s->units[0].cap = number(0x10))
SETTER(set_capability, s->units[0].capability = number(0x10))
SETTER(set_efr, s->units[0].efr = number(0x10))
SETTER(set_efr2, s->units[0].efr2 = number(0x10))
SETTER(set_iova_bits, a->units[0].iova_bits = 48)
SETTER(set_pages, a->units[0].page_sizes = 0x40201001)
SETTER(set_walk, a->units[0].page_walk_coherent = TRUTH_NO)
SETTER(set_remapping, a->units[0].interrupt_remapping = TRUTH_YES)
SETTER(set_used, s->units[0].domains_used = number(7))
SETTER(set_type, s->groups[1].type = GROUP_TYPE_IDENTITY)
SETTER(set_name, s->groups[1].name = copy("vfio-noiommu"))
SETTER(set_assignable, a->groups[1].assignable = TRUTH_YES)
SETTER(set_reason, a->groups[1].assignable_reason = copy("why"))
SETTER(set_plain_reason, a->groups[1].assignable_reason = copy("why"); a->groups[1].reason_is_plain = true)
SETTER(set_one_windows_reason, a->groups[1].windows_reason = "why")
SETTER(set_reserved_unknown, s->groups[1].reserved_known = false; s->groups[1].n_reserved = 0)
SETTER(set_driver, s->devices[3].driver = copy("nvme"))
SETTER(set_node, s->devices[3].numa_node = number(0))
SETTER(set_physical, s->devices[3].physical_function = copy("0000:01:00.0"))
SETTER(set_vfio, s->devices[3].vfio_device = copy("vfio7"))
SETTER(set_power, s->devices[3].power_state = copy("D3hot"); s->devices[3].runtime_status = copy("suspended"))
SETTER(set_names, s->devices[3].vendor_name = "Intel"; s->devices[3].device_name = "X")
SETTER(set_no_unit, s->devices[3].unit = NO_INDEX)
SETTER(set_capabilities, s->devices[3].capabilities.extended_known = true; s->devices[3].capabilities.has_ats = true)

static const FieldRow field_rows[] = {
        { set_kernel, { .field = "kernel", .before = "6.1.0", .after = "6.12.0" } },
        { set_no_kernel, { .field = "kernel", .before = "6.1.0" } },
        { set_machine, { .field = "machine", .after = "x86_64" } },
        { set_guest, { .field = "is_guest", .before = "unknown", .after = "yes" } },
        { set_verdict, { .field = "verdict", .before = "ok", .after = "broken" } },
        { set_unit_kind, { .scope = CHANGE_OF_UNIT, .field = "kind", .before = "intel-vtd", .after = "other" } },
        { set_unit_address, { .scope = CHANGE_OF_UNIT, .field = "address", .before = "0xfed90000", .after = "0x1000" } },
        { set_unit_parent, { .scope = CHANGE_OF_UNIT, .field = "parent", .after = "0000:00:00.2" } },
        { set_cap, { .scope = CHANGE_OF_UNIT, .field = "registers.cap", .after = "0x10" } },
        { set_capability, { .scope = CHANGE_OF_UNIT, .field = "registers.capability", .after = "0x10" } },
        { set_efr, { .scope = CHANGE_OF_UNIT, .field = "registers.efr", .after = "0x10" } },
        { set_efr2, { .scope = CHANGE_OF_UNIT, .field = "registers.efr2", .after = "0x10" } },
        { set_iova_bits, { .scope = CHANGE_OF_UNIT, .field = "iova_bits", .after = "48" } },
        { set_pages, { .scope = CHANGE_OF_UNIT, .field = "page_sizes", .after = "1B 4K 2M 1G" } },
        { set_walk, { .scope = CHANGE_OF_UNIT, .field = "page_walk_coherent", .before = "unknown", .after = "no" } },
        { set_remapping, { .scope = CHANGE_OF_UNIT, .field = "interrupt_remapping", .before = "unknown", .after = "yes" } },
        { set_type, { .scope = CHANGE_OF_GROUP, .field = "type", .before = "DMA", .after = "identity" } },
        { set_name, { .scope = CHANGE_OF_GROUP, .field = "name", .after = "vfio-noiommu" } },
        { set_assignable, { .scope = CHANGE_OF_GROUP, .field = "assignable", .before = "unknown", .after = "yes" } },
        { set_reason, { .scope = CHANGE_OF_GROUP, .field = "assignable_reason", .after = "why" } },
        { set_reserved_unknown, { .scope = CHANGE_OF_GROUP, .field = "reserved",
                                  .before = "0x00000000fee00000-0x00000000feefffff msi" } },
        { set_driver, { .scope = CHANGE_OF_DEVICE, .field = "driver", .after = "nvme" } },
        { set_node, { .scope = CHANGE_OF_DEVICE, .field = "numa_node", .after = "0" } },
        { set_physical, { .scope = CHANGE_OF_DEVICE, .field = "physical_function", .after = "0000:01:00.0" } },
        { set_vfio, { .scope = CHANGE_OF_DEVICE, .field = "vfio_device", .after = "yes" } },
        { set_no_unit, { .scope = CHANGE_OF_DEVICE, .field = "unit", .before = "dmar1" } },
};

static void test_fields(void **state) {
        static const char *const subjects[] = {
                [CHANGE_OF_HOST] = "host", [CHANGE_OF_UNIT] = "unit/dmar0", [CHANGE_OF_GROUP] = "group/1",
                [CHANGE_OF_DEVICE] = "device/0000:01:00.3",
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(field_rows); i++) {
                _cleanup_machine_ Machine before = make_machine(), after = make_machine();
                Change expected = field_rows[i].expected;

                expected.kind = CHANGE_CHANGED;
                expected.subject = subjects[expected.scope];
                field_rows[i].set(&after);
                check_single(&before, &after, &expected);
        }
}

/* What comes and goes by itself, what is told elsewhere, and what only one side may see. */
static void test_silence(void **state) {
        static void (*const setters[])(Machine *machine) = {
                set_used, set_plain_reason, set_one_windows_reason, set_power, set_names, set_capabilities,
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(setters); i++) {
                _cleanup_machine_ Machine before = make_machine(), after = make_machine();
                _cleanup_changes_ Changes changes = CHANGES_INIT;

                setters[i](&after);
                changes = compare(&before, &after);
                assert_int_equal(changes.count, 0);
        }
}

static void test_capabilities(void **state) {
        _cleanup_machine_ Machine before = make_machine(), after = make_machine();
        const Change expected = {
                .scope = CHANGE_OF_DEVICE, .kind = CHANGE_CHANGED, .subject = "device/0000:01:00.3",
                .field = "ats_enabled", .before = "no", .after = "yes",
        };

        (void) state;
        set_capabilities(&before);
        set_capabilities(&after);
        after.snapshot->devices[3].capabilities.ats_enabled = true;
        check_single(&before, &after, &expected);
        before.snapshot->devices[3].capabilities.is_known = false;
        check_mirrored(&before, &after);
}

TEST_MAIN(cmocka_unit_test(test_fields), cmocka_unit_test(test_silence), cmocka_unit_test(test_capabilities))
