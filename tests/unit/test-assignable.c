/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Could VFIO hand a group out? Each thing that can be in the way, alone. */

#include "analysis/assignable.h"

#include "model/snapshot-link.h"
#include "tests/unit/build.h"

/* A group that can be assigned, with one device; each test spoils one thing. */
static Snapshot *make_good(const char *driver) {
        Snapshot *snapshot = snapshot_new(ROOT_LIVE);
        Device *device;

        assert_non_null(snapshot);
        snapshot->host.machine = copy("x86_64");
        add_unit(snapshot, "dmar0", UNIT_INTEL_VTD)->abilities.interrupt_remapping = TRUTH_YES;
        add_region(add_group(snapshot, 7), 0xfee00000, 0xfeefffff, REGION_MSI);
        device = add_device(snapshot, "0000:01:00.0", "dmar0");
        device->class = number(0x020000);
        if (driver)
                device->driver = copy(driver);
        return snapshot;
}

/* Takes the snapshot over. word: something that the reason must say; NULL for no reason. */
static void check(Snapshot *snapshot, Truth expected, const char *word) {
        GroupFacts facts = { 0 };

        assert_int_equal(snapshot_link(snapshot), 0);
        facts.windows_source = snapshot->groups->reserved_known ? WINDOWS_DERIVED : WINDOWS_UNKNOWN;
        facts.n_windows = 1;
        facts.windows_reason = "the group's reserved regions could not be read";
        assert_int_equal(compute_assignable(snapshot, snapshot->groups, &facts), 0);
        assert_row(word ? word : "no reason", facts.assignable == expected);
        if (word) {
                assert_non_null(facts.assignable_reason);
                assert_row(word, strstr(facts.assignable_reason, word) != NULL);
        } else
                assert_null(facts.assignable_reason);
        free(facts.assignable_reason);
        free(facts.assignable_remarks);
        snapshot_free(snapshot);
}

static Device *add_member(Snapshot *snapshot, const char *name, uint64_t class, const char *driver) {
        Device *device = add_device(snapshot, name, "dmar0");

        device->class = number(class);
        if (driver)
                device->driver = copy(driver);
        return device;
}

static void test_drivers(void **state) {
        static const char *const good[] = {
                NULL, "vfio-pci", "mlx5_vfio_pci", "vfio-platform", "pci-stub", "pcieport",
        };
        static const char *const bad[] = { "e1000e", "nvme", "nouveau", "pcieportx", "pci-stub2" };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(good); i++)
                check(make_good(good[i]), TRUTH_YES, NULL);
        for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
                check(make_good(bad[i]), TRUTH_NO, bad[i]);
}

static void test_one_of_many(void **state) {
        Snapshot *snapshot = make_good("vfio-pci");

        (void) state;
        add_member(snapshot, "0000:01:00.1", 0x040300, "snd_hda_intel");
        check(snapshot, TRUTH_NO, "0000:01:00.1 (snd_hda_intel)");
        snapshot = make_good("vfio-pci");
        add_member(snapshot, "0000:00:01.0", 0x060400, "pcieport");
        check(snapshot, TRUTH_YES, NULL);
        /* A host driver on a bridge is in the way like any other. */
        snapshot = make_good("vfio-pci");
        add_member(snapshot, "0000:00:01.0", 0x060400, "other_bridge");
        check(snapshot, TRUTH_NO, "other_bridge");
}

static void test_bridges_only(void **state) {
        Snapshot *snapshot = make_good("pcieport");

        (void) state;
        snapshot->devices[0].class = number(0x060400);
        check(snapshot, TRUTH_NO, "bridges");
        /* A device of unknown class is no bridge. */
        snapshot = make_good(NULL);
        snapshot->devices[0].class = (Number) { 0 };
        check(snapshot, TRUTH_YES, NULL);
}

static void test_empty_group(void **state) {
        Snapshot *snapshot = snapshot_new(ROOT_LIVE);

        (void) state;
        add_group(snapshot, 1);
        check(snapshot, TRUTH_NO, "no device");
}

static void test_regions(void **state) {
        Snapshot *snapshot = make_good("vfio-pci");

        (void) state;
        add_region(snapshot->groups, 0xbdf6e000, 0xbdf84fff, REGION_DIRECT);
        check(snapshot, TRUTH_NO, "0x00000000bdf6e000-0x00000000bdf84fff");
        snapshot = make_good("vfio-pci");
        add_region(snapshot->groups, 0, 0xffffff, REGION_DIRECT_RELAXABLE);
        add_region(snapshot->groups, 0xfd00000000, 0xffffffffff, REGION_RESERVED);
        check(snapshot, TRUTH_YES, NULL);
        snapshot = make_good("vfio-pci");
        snapshot->groups[0].reserved_known = false;
        check(snapshot, TRUTH_UNKNOWN, "could not be read");
}

static void test_noiommu(void **state) {
        Snapshot *snapshot = make_good("vfio-pci");

        (void) state;
        snapshot->groups[0].name = copy("vfio-noiommu");
        check(snapshot, TRUTH_NO, "no-IOMMU");
        snapshot = make_good("vfio-pci");
        snapshot->groups[0].name = copy("other");
        check(snapshot, TRUTH_YES, NULL);
}

static void add_parameter(Snapshot *snapshot, const char *name, const char *value) {
        Host *host = &snapshot->host;

        host->parameters = reallocarray(host->parameters, host->n_parameters + 1,
                        sizeof(*host->parameters));
        assert_non_null(host->parameters);
        host->parameters[host->n_parameters++] = (ModuleParameter) {
                .module = copy("vfio_iommu_type1"), .name = copy(name), .value = copy(value),
        };
}

static Snapshot *make_virtio(const char *machine) {
        Snapshot *snapshot = make_good("vfio-pci");

        free(snapshot->host.machine);
        snapshot->host.machine = machine ? copy(machine) : NULL;
        snapshot->units[0].kind = UNIT_VIRTIO_IOMMU;
        snapshot->units[0].abilities.interrupt_remapping = TRUTH_UNKNOWN;
        return snapshot;
}

/* Without interrupt remapping VFIO refuses, unless the administrator allows it. */
static void test_interrupts(void **state) {
        static const char *const words[] = { "intremap=off", "nointremap" };
        Snapshot *snapshot = make_good("vfio-pci");

        (void) state;
        snapshot->units[0].abilities.interrupt_remapping = TRUTH_NO;
        check(snapshot, TRUTH_NO, "remap interrupts");
        for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
                snapshot = make_good("vfio-pci");
                add_option(snapshot, words[i]);
                check(snapshot, TRUTH_NO, "boot option");
        }
        check(make_virtio("x86_64"), TRUTH_NO, "virtio-iommu");
        check(make_virtio("aarch64"), TRUTH_YES, NULL);
        snapshot = make_virtio("x86_64");
        add_parameter(snapshot, "disable_hugepages", "Y");
        add_parameter(snapshot, "allow_unsafe_interrupts", "N");
        check(snapshot, TRUTH_NO, "allow_unsafe_interrupts");
        snapshot = make_virtio("x86_64");
        add_parameter(snapshot, "allow_unsafe_interrupts", "Y");
        check(snapshot, TRUTH_YES, NULL);
}

/* They don't change the answer. */
static void test_remarks(void **state) {
        static const struct {
                const char *kernel, *resets, *word;
                bool is_display;
                uint64_t class;
        } rows[] = {
                { "6.1.0", "flr bus", NULL, false, 0x030000 },
                { "6.1.0", "flr bus", "0000:01:00.0 is the firmware's display", true, 0x030000 },
                { "6.1.0", NULL, "0000:01:00.0 can't be reset", false, 0x030000 },
                { "5.10.0", NULL, NULL, false, 0x030000 }, /* the attribute came with 5.15 */
                { NULL, NULL, NULL, false, 0x030000 },
                { "6.1.0", NULL, NULL, false, 0x060400 },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_snapshot_ Snapshot *snapshot = make_good("vfio-pci");
                GroupFacts facts = { .windows_source = WINDOWS_DERIVED, .n_windows = 1 };

                snapshot->host.kernel = rows[i].kernel ? copy(rows[i].kernel) : NULL;
                snapshot->devices->reset_methods = rows[i].resets ? copy(rows[i].resets) : NULL;
                snapshot->devices->boot_vga = number(rows[i].is_display);
                snapshot->devices->class = number(rows[i].class);
                assert_int_equal(snapshot_link(snapshot), 0);
                assert_int_equal(compute_assignable(snapshot, snapshot->groups, &facts), 0);
                assert_int_equal(facts.assignable, rows[i].class == 0x030000 ? TRUTH_YES : TRUTH_NO);
                if (rows[i].word)
                        assert_string_equal(facts.assignable_remarks, rows[i].word);
                else
                        assert_null(facts.assignable_remarks);
                free(facts.assignable_reason);
                free(facts.assignable_remarks);
        }
}

TEST_MAIN(cmocka_unit_test(test_drivers), cmocka_unit_test(test_one_of_many),
          cmocka_unit_test(test_bridges_only), cmocka_unit_test(test_empty_group),
          cmocka_unit_test(test_regions), cmocka_unit_test(test_noiommu),
          cmocka_unit_test(test_interrupts), cmocka_unit_test(test_remarks))
