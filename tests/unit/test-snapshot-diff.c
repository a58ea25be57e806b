/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Two snapshots compared: each kind of change alone, and the same from the other side. */

#include "model/snapshot-diff.h"

#include "model/snapshot-link.h"
#include "tests/unit/build.h"

#define UNITS   2
#define DEVICES 4

void *__real_realloc(void *pointer, size_t size);
void *__wrap_realloc(void *pointer, size_t size);

/* How many calls succeed before all others fail; negative: all do. */
static int reallocs_left = -1;

void *__wrap_realloc(void *pointer, size_t size) {
        if (reallocs_left == 0)
                return NULL;
        reallocs_left -= reallocs_left > 0;
        return __real_realloc(pointer, size);
}

typedef struct Machine {
        Snapshot *snapshot;
        Assessment *assessment;
} Machine;

static void machine_done(Machine *machine) {
        machine->assessment = assessment_free(machine->assessment);
        machine->snapshot = snapshot_free(machine->snapshot);
}
#define _cleanup_machine_ _cleanup_(machine_done)

static void link_up(Machine *machine) {
        assert_int_equal(snapshot_link(machine->snapshot), 0);
        machine->assessment = assessment_new(machine->snapshot);
        assert_non_null(machine->assessment);
}

/* Groups 0 and 1 of two functions each; each group behind its own unit. */
static Machine make_machine(void) {
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

static DiffSide side_of(const Machine *machine) {
        return (DiffSide) { machine->snapshot, machine->assessment };
}

static Changes compare(const Machine *before, const Machine *after) {
        Changes changes = CHANGES_INIT;

        assert_int_equal(compute_snapshot_diff(side_of(before), side_of(after), &changes), 0);
        return changes;
}

static bool same(const char *a, const char *b) {
        return a == b || (a && b && strcmp(a, b) == 0);
}

static ChangeKind mirrored(ChangeKind kind) {
        return kind == CHANGE_ADDED ? CHANGE_REMOVED : kind == CHANGE_REMOVED ? CHANGE_ADDED : kind;
}

static bool is_mirrored(const Change *a, const Change *b) {
        return a->scope == b->scope && a->kind == mirrored(b->kind) && same(a->field, b->field) &&
                        same(a->before, b->after) && same(a->after, b->before) &&
                        same(a->before_with, b->after_with) && same(a->after_with, b->before_with) &&
                        same(a->subject, b->was ? b->was : b->subject) && same(a->was, b->was ? b->subject : NULL);
}

static void check_mirrored(const Machine *before, const Machine *after) {
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
static void check_single(const Machine *before, const Machine *after, const Change *expected) {
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

static void test_nothing(void **state) {
        _cleanup_machine_ Machine before = make_machine(), after = make_machine();
        _cleanup_changes_ Changes changes = compare(&before, &after);

        (void) state;
        assert_int_equal(changes.count, 0);
        assert_null(changes.items);
        machine_done(&before);
        before = (Machine) { snapshot_new(ROOT_LIVE), NULL };
        link_up(&before);
        check_mirrored(&before, &after);
        check_mirrored(&before, &before);
}

/* --- one field each */

static void set_text(char **field, const char *text) {
        free(*field);
        *field = copy(text);
}

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
SETTER(set_capabilities, s->devices[3].capabilities.is_known = true; s->devices[3].capabilities.has_ats = true)

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

/* --- lists */

static void add_parameter(Machine *machine, const char *name, const char *value) {
        Host *host = &machine->snapshot->host;

        assert_true(array_grow(&host->parameters, &host->parameters_capacity, host->n_parameters,
                        sizeof(*host->parameters)));
        host->parameters[host->n_parameters++] = (ModuleParameter) { copy("vfio"), copy(name), copy(value) };
}

static void test_parameters(void **state) {
        _cleanup_machine_ Machine before = make_machine(), after = make_machine();
        Change expected = {
                .kind = CHANGE_CHANGED, .subject = "host", .field = "module_parameters",
                .before = "vfio.b=1", .after = "vfio.b=2",
        };

        (void) state;
        add_parameter(&before, "b", "1");
        add_parameter(&before, "a", "1");
        add_parameter(&after, "a", "1");
        add_parameter(&after, "b", "2");
        check_single(&before, &after, &expected);
        add_parameter(&before, "ba", "1");
        add_parameter(&after, "bb", "1");
        check_mirrored(&before, &after);
        {
                _cleanup_changes_ Changes changes = compare(&before, &after);

                assert_int_equal(changes.count, 3); /* a longer key is another key */
        }
}

static void test_options(void **state) {
        _cleanup_machine_ Machine before = make_machine(), after = make_machine();
        Change expected = { .kind = CHANGE_ADDED, .subject = "host", .field = "boot_options", .after = "iommu=pt" };

        (void) state;
        add_option(after.snapshot, "iommu=pt"); /* a second time */
        check_single(&before, &after, &expected);
        add_option(before.snapshot, "intel_iommu=on");
        after.snapshot->host.boot_options.count--;
        free(after.snapshot->host.boot_options.items[1]);
        free(after.snapshot->host.boot_options.items[0]);
        after.snapshot->host.boot_options.count = 0;
        add_option(after.snapshot, "intel_iommu=on");
        add_option(after.snapshot, "iommu=pt");
        expected = (Change) { .kind = CHANGE_CHANGED, .subject = "host", .field = "boot_options",
                              .before = "iommu=pt, intel_iommu=on", .after = "intel_iommu=on, iommu=pt" };
        check_single(&before, &after, &expected);
        after.snapshot->host.boot_options_known = false;
        expected.after = NULL;
        check_single(&before, &after, &expected);
}

static void test_windows(void **state) {
        _cleanup_machine_ Machine before = make_machine(), after = make_machine();
        Change expected = {
                .scope = CHANGE_OF_GROUP, .kind = CHANGE_ADDED, .subject = "group/0", .field = "windows",
                .after = "0x0000000000001000-0x0000000000001fff",
        };
        GroupFacts *facts = after.assessment->groups;

        (void) state;
        before.assessment->groups[0].windows_source = facts->windows_source = WINDOWS_DERIVED;
        facts->windows = calloc(1, sizeof(*facts->windows));
        assert_non_null(facts->windows);
        facts->n_windows = 1;
        facts->windows[0] = (Window) { .range = { 0x1000, 0x1fff }, .last_known = true };
        check_single(&before, &after, &expected);
        facts->windows[0].last_known = false;
        expected.after = "0x0000000000001000-unknown, at most 0x0000000000001fff";
        check_single(&before, &after, &expected);
        before.assessment->groups[0].windows_source = WINDOWS_UNKNOWN;
        expected.kind = CHANGE_CHANGED;
        check_single(&before, &after, &expected);
}

/* --- findings */

static void add_finding(Machine *machine, const char *id, Severity severity, const char *subject) {
        Finding *finding = findings_add(&machine->assessment->findings);

        assert_non_null(finding);
        *finding = (Finding) { .id = id, .severity = severity, .subject = copy(subject), .summary = copy("sum") };
}

static void test_findings(void **state) {
        _cleanup_machine_ Machine before = make_machine(), after = make_machine();
        Change expected = {
                .scope = CHANGE_OF_FINDING, .kind = CHANGE_ADDED, .subject = "group/1", .field = "a", .after = "notice",
        };

        (void) state;
        add_finding(&before, "b", SEVERITY_INFO, "host");
        add_finding(&after, "a", SEVERITY_NOTICE, "group/1");
        add_finding(&after, "b", SEVERITY_INFO, "host");
        check_single(&before, &after, &expected);
        add_finding(&before, "a", SEVERITY_WARNING, "group/1");
        expected.kind = CHANGE_CHANGED;
        expected.before = "warning";
        check_single(&before, &after, &expected);
}

/* A finding stays with its group, whatever the number; another group of that number has another one. */
static void test_findings_follow(void **state) {
        _cleanup_machine_ Machine before = make_machine(), after = make_machine();
        _cleanup_changes_ Changes changes = CHANGES_INIT;
        size_t n = 0;

        (void) state;
        after.snapshot->groups[0].id = 1;
        after.snapshot->groups[1].id = 2;
        add_finding(&before, "a", SEVERITY_INFO, "group/0");
        add_finding(&after, "a", SEVERITY_INFO, "group/1");
        add_finding(&before, "b", SEVERITY_INFO, "group/1");
        add_finding(&after, "b", SEVERITY_INFO, "group/1");
        changes = compare(&before, &after);
        for (size_t i = 0; i < changes.count; i++)
                if (changes.items[i].scope == CHANGE_OF_FINDING) {
                        assert_string_equal(changes.items[i].field, "b");
                        n++;
                }
        assert_int_equal(n, 2);
        check_mirrored(&before, &after);
}

/* Whenever memory runs out, that is all that is told. */
static void test_no_memory(void **state) {
        _cleanup_machine_ Machine before = make_machine(), after = make_machine();
        int r = -ENOMEM;

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(field_rows); i++)
                field_rows[i].set(i % 2 == 0 ? &before : &after);
        add_parameter(&before, "a", "1");
        add_finding(&after, "a", SEVERITY_INFO, "group/0");
        after.snapshot->groups[0].id = 77;
        for (int n = 0; r == -ENOMEM && n < 10000; n++) {
                Changes changes = { .count = 12345 };

                reallocs_left = n;
                r = compute_snapshot_diff(side_of(&before), side_of(&after), &changes);
                reallocs_left = -1;
                if (r == 0)
                        changes_done(&changes);
                else
                        assert_int_equal(changes.count, 12345);
        }
        assert_int_equal(r, 0);
}

/* --- random machines */

/* Some of the devices, in random groups with random numbers. */
static Machine make_random(Random *random) {
        Machine machine = { .snapshot = snapshot_new(ROOT_LIVE) };
        uint64_t first = random_below(random, 5), n_groups = 1 + random_below(random, 6);

        assert_non_null(machine.snapshot);
        for (uint64_t i = 0; i < n_groups; i++)
                add_group(machine.snapshot, first + i)->type = GROUP_TYPE_DMA;
        for (unsigned i = 0; i < 8; i++) {
                char name[PCI_ADDRESS_TEXT_MAX], group[24];
                Device *device;

                if (random_below(random, 6) == 0)
                        continue;
                /* Some devices move to another bus, or are alike. */
                (void) snprintf(name, sizeof(name), "0000:%02x:00.%u", (unsigned) random_below(random, 8) ? 1U : 2U, i);
                device = snapshot_add_device(machine.snapshot);
                assert_non_null(device);
                device->name = copy(name);
                device->is_pci = parse_pci_address(name, &device->address) == 0;
                device->vendor = number(0x8086);
                device->device = number(i);
                (void) snprintf(group, sizeof(group), "%" PRIu64, first + random_below(random, n_groups));
                if (random_below(random, 8) != 0)
                        device->group_link = copy(group);
        }
        link_up(&machine);
        return machine;
}

static void test_random(void **state) {
        uint64_t seed = random_seed();
        Random random = random_from(seed);

        (void) state;
        print_message("seed %" PRIu64 "\n", seed);
        for (size_t i = 0; i < 2000; i++) {
                _cleanup_machine_ Machine before = make_random(&random), after = make_random(&random);

                check_mirrored(&before, &after);
                check_mirrored(&before, &before);
        }
}

TEST_MAIN(cmocka_unit_test(test_nothing), cmocka_unit_test(test_fields), cmocka_unit_test(test_silence),
                cmocka_unit_test(test_capabilities), cmocka_unit_test(test_parameters),
                cmocka_unit_test(test_options), cmocka_unit_test(test_windows), cmocka_unit_test(test_findings),
                cmocka_unit_test(test_findings_follow), cmocka_unit_test(test_no_memory),
                cmocka_unit_test(test_random))
