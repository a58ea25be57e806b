/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Two snapshots compared: each kind of change, and the same from the other side. */

#include "model/snapshot-diff.h"

#include "tests/unit/diff-machines.h"

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

static Machine make_group_of(const char *name) {
        Machine machine = { .snapshot = snapshot_new(ROOT_LIVE) };

        assert_non_null(machine.snapshot);
        add_group(machine.snapshot, 5);
        add_device(machine.snapshot, name, NULL);
        link_up(&machine);
        return machine;
}

/* The number alone makes no group the same, and so no finding. */
static void test_findings_of_others(void **state) {
        _cleanup_machine_ Machine before = make_group_of("a"), after = make_group_of("b");
        _cleanup_changes_ Changes changes = CHANGES_INIT;

        (void) state;
        add_finding(&before, "id", SEVERITY_INFO, "group/5");
        add_finding(&after, "id", SEVERITY_INFO, "group/5");
        changes = compare(&before, &after);
        assert_int_equal(changes.count, 6); /* groups, devices and findings came and went */
        for (size_t i = 0; i < changes.count; i++)
                assert_true(changes.items[i].kind == CHANGE_ADDED || changes.items[i].kind == CHANGE_REMOVED);
        check_mirrored(&before, &after);
}

/* Whenever memory runs out, that is all that is told. */
static void test_no_memory(void **state) {
        _cleanup_machine_ Machine before = make_machine(), after = make_machine();
        int r = -ENOMEM;

        (void) state;
        set_text(&after.snapshot->host.kernel, "6.12.0");
        add_option(after.snapshot, "iommu.strict=1");
        after.snapshot->devices[1].driver = copy("nvme");
        after.snapshot->groups[1].reserved[0].last++;
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

TEST_MAIN(cmocka_unit_test(test_nothing), cmocka_unit_test(test_parameters),
                cmocka_unit_test(test_options), cmocka_unit_test(test_windows), cmocka_unit_test(test_findings),
                cmocka_unit_test(test_findings_follow), cmocka_unit_test(test_findings_of_others),
                cmocka_unit_test(test_no_memory),
                cmocka_unit_test(test_random))
