/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* ACPI tables joined with sysfs: units, the devices behind them, and memory mapped one to one. */

#include "analysis/firmware-join.h"

#include <time.h>

#include "analysis/firmware-work.h"
#include "model/snapshot-link.h"
#include "tests/unit/build-tables.h"

/* Released before the snapshot, which is declared first. */
#define _cleanup_facts_ _cleanup_(firmware_facts_done)

static Device *add_pci(Snapshot *snapshot, const char *name, uint64_t class, const char *unit) {
        Device *device = add_device(snapshot, name, unit);

        device->class = number(class << 8);
        return device;
}

static FirmwareFacts join(Snapshot *snapshot) {
        FirmwareFacts facts;

        assert_int_equal(snapshot_link(snapshot), 0);
        assert_int_equal(compute_firmware(snapshot, &facts), 0);
        return facts;
}

/* The unit in sysfs that a table puts a device behind, by name; "" for none. */
static const char *unit_of(const Snapshot *snapshot, const FirmwareFacts *facts, const char *device) {
        size_t found = snapshot_find_device(snapshot, device), entry;

        assert_int_not_equal(found, NO_INDEX);
        entry = facts->device_units[found];
        if (entry == NO_INDEX)
                return "";
        return facts->units[entry].unit == NO_INDEX ? "?" : snapshot->units[facts->units[entry].unit].name;
}

#define assert_behind(device, unit) assert_string_equal(unit_of(snapshot, &facts, device), unit)

static Snapshot *build(void) {
        Snapshot *snapshot = snapshot_new(ROOT_LIVE);

        assert_non_null(snapshot);
        add_group(snapshot, 0);
        return snapshot;
}

static void test_nothing(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = build();
        _cleanup_facts_ FirmwareFacts facts = { 0 };

        (void) state;
        add_pci(snapshot, "0000:00:01.0", 0x0200, NULL);
        facts = join(snapshot);
        assert_false(facts.is_known);
        assert_int_equal(facts.device_units[0], NO_INDEX);
        assert_int_equal(facts.preboot_protection, TRUTH_UNKNOWN);
}

/* A bridge with two devices behind it, and one behind a bridge behind it. */
static Snapshot *build_bridges(bool knows_buses) {
        Snapshot *snapshot = build();
        FirmwareTable *table = add_table(snapshot, FIRMWARE_DMAR);
        DmarStructure *drhd;

        table->dmar.flags = DMAR_INTERRUPT_REMAPPING | DMAR_DMA_CONTROL_OPT_IN;
        drhd = add_structure(table, DMAR_DRHD, 0x1000, 0);
        ADD_SCOPE(drhd, SCOPE_BRIDGE, 0, { 0x1c, 0 });
        drhd = add_structure(table, DMAR_DRHD, 0x2000, 0);
        ADD_SCOPE(drhd, SCOPE_ENDPOINT, 0, { 0x1d, 0 }, { 0, 1 });
        add_structure(table, DMAR_DRHD, 0x3000, 0)->flags = DRHD_INCLUDE_PCI_ALL;
        add_structure(table, DMAR_DRHD, 0x4000, 7)->flags = DRHD_INCLUDE_PCI_ALL;
        add_unit(snapshot, "dmar0", UNIT_INTEL_VTD)->address = number(0x1000);
        add_unit(snapshot, "dmar1", UNIT_INTEL_VTD)->address = number(0x2000);
        add_unit(snapshot, "dmar2", UNIT_INTEL_VTD)->address = number(0x3000);
        add_pci(snapshot, "0000:00:1c.0", 0x0604, "dmar0");
        add_pci(snapshot, "0000:00:1d.0", 0x0604, "dmar2");
        add_pci(snapshot, "0000:01:00.0", 0x0200, "dmar0");
        add_pci(snapshot, "0000:01:01.0", 0x0604, "dmar0");
        add_pci(snapshot, "0000:02:00.0", 0x0200, "dmar0");
        add_pci(snapshot, "0000:03:00.0", 0x0200, "dmar2");
        add_pci(snapshot, "0000:03:00.1", 0x0200, "dmar1");
        add_pci(snapshot, "0000:03:10.0", 0x0200, "dmar1")->physical_function = copy("0000:03:00.1");
        add_pci(snapshot, "10000:00:00.0", 0x0200, "dmar2");
        assert_int_equal(snapshot_link(snapshot), 0);
        if (knows_buses) {
                snapshot->devices[0].capabilities.bridge =
                                (BridgeFacts) { .is_known = true, .secondary_bus = 1, .subordinate_bus = 2 };
                snapshot->devices[1].capabilities.bridge =
                                (BridgeFacts) { .is_known = true, .secondary_bus = 3, .subordinate_bus = 3 };
        }
        return snapshot;
}

static void check_bridges(Snapshot *snapshot) {
        _cleanup_facts_ FirmwareFacts facts = { 0 };

        assert_int_equal(compute_firmware(snapshot, &facts), 0);
        assert_true(facts.is_known && facts.is_complete);
        assert_int_equal(facts.n_units, 4);
        assert_behind("0000:00:1c.0", "dmar0");
        assert_behind("0000:01:00.0", "dmar0");
        assert_behind("0000:02:00.0", "dmar0");
        assert_behind("0000:00:1d.0", "dmar2");
        assert_behind("0000:03:00.0", "dmar2");
        assert_behind("0000:03:00.1", "dmar1");
        assert_behind("0000:03:10.0", "dmar1");
        assert_behind("10000:00:00.0", "");
        assert_int_equal(facts.units[3].has_device, TRUTH_NO);
        assert_int_equal(facts.units[3].unit, NO_INDEX);
        assert_int_equal(facts.interrupt_remapping, TRUTH_YES);
        assert_int_equal(facts.x2apic_opt_out, TRUTH_NO);
        assert_int_equal(facts.preboot_protection, TRUTH_YES);
}

static void test_buses_of_bridges(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = build_bridges(true);

        (void) state;
        check_bridges(snapshot);
}

/* Without the bridges' registers, the tree tells as much. */
static void test_buses_of_the_tree(void **state) {
        static const struct {
                size_t child, parent;
        } rows[] = { { 2, 0 }, { 3, 0 }, { 4, 3 }, { 5, 1 }, { 6, 1 }, { 7, 1 } };
        _cleanup_snapshot_ Snapshot *snapshot = build_bridges(false);

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
                snapshot->devices[rows[i].child].parent = rows[i].parent;
        check_bridges(snapshot);
}

/* What is behind a bridge nobody knows of may belong to its unit: nothing is made up. */
static void test_unknown_buses(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = build_bridges(false);
        _cleanup_facts_ FirmwareFacts facts = { 0 };

        (void) state;
        assert_int_equal(compute_firmware(snapshot, &facts), 0);
        assert_behind("0000:00:1c.0", "dmar0");
        assert_behind("0000:01:00.0", "");
        assert_behind("0000:03:00.0", "");
        assert_int_equal(facts.units[0].has_device, TRUTH_YES);
        assert_int_equal(facts.units[1].has_device, TRUTH_UNKNOWN);
        assert_int_equal(facts.units[2].has_device, TRUTH_UNKNOWN);
}

/* Memory that is wanted, and the reserved regions that there are. */
static void test_rmrr(void **state) {
        static const struct {
                uint64_t first, last;
                Truth expected;
        } rows[] = {
                { 0x1000, 0x1fff, TRUTH_YES }, { 0x1000, 0x3fff, TRUTH_YES }, { 0x0, 0x1fff, TRUTH_NO },
                { 0x3000, 0x4fff, TRUTH_NO },  { 0x6000, 0x6fff, TRUTH_NO },  { 0x8000, 0x8fff, TRUTH_NO },
                { 0xa000, 0xffff, TRUTH_NO },
        };
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);
        _cleanup_facts_ FirmwareFacts facts = { 0 };
        FirmwareTable *table;
        DmarStructure *rmrr;
        Group *group;

        (void) state;
        assert_non_null(snapshot);
        group = add_group(snapshot, 5);
        add_region(group, 0x1000, 0x1fff, REGION_DIRECT);
        add_region(group, 0x2000, 0x3fff, REGION_DIRECT_RELAXABLE);
        add_region(group, 0x8000, 0x8fff, REGION_MSI);
        table = add_table(snapshot, FIRMWARE_DMAR);
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                rmrr = add_structure(table, DMAR_RMRR, rows[i].first, 0);
                rmrr->limit = rows[i].last;
                ADD_SCOPE(rmrr, SCOPE_ENDPOINT, 0, { 0x14, 0 });
        }
        rmrr = add_structure(table, DMAR_RMRR, 0x1000, 0);
        rmrr->limit = 0xfff;
        rmrr = add_structure(table, DMAR_RMRR, 0x7000, 0);
        rmrr->limit = 0x7fff;
        ADD_SCOPE(rmrr, SCOPE_ENDPOINT, 0, { 0x15, 0 });
        ADD_SCOPE(rmrr, SCOPE_ENDPOINT, 0, { 0x16, 0 });
        add_unit(snapshot, "dmar0", UNIT_INTEL_VTD);
        add_pci(snapshot, "0000:00:14.0", 0x0c03, "dmar0");
        add_pci(snapshot, "0000:00:16.0", 0x0c03, NULL);
        facts = join(snapshot);
        assert_int_equal(facts.n_regions, ARRAY_SIZE(rows) + 1);
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                const FirmwareRegion *region = facts.regions + i;

                assert_int_equal(region->is_reserved, rows[i].expected);
                assert_int_equal(region->n_devices, 1);
                assert_true(firmware_region_has_device(region, 0));
                assert_false(firmware_region_has_device(region, 1));
                assert_int_equal(region->n_groups, 1);
                assert_int_equal(region->unreserved_group, rows[i].expected == TRUTH_NO ? 0 : NO_INDEX);
        }
        /* Of a device that no unit translates for. */
        assert_int_equal(facts.regions[ARRAY_SIZE(rows)].n_devices, 1);
        assert_int_equal(facts.regions[ARRAY_SIZE(rows)].is_reserved, TRUTH_UNKNOWN);
}

static void test_ivrs(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = build();
        _cleanup_facts_ FirmwareFacts facts = { 0 };
        FirmwareTable *table = add_table(snapshot, FIRMWARE_IVRS);
        IvrsBlock *block;

        (void) state;
        block = add_block(table, IVRS_UNIT_10, 0x0002);
        add_entry(block, IVRS_ENTRY_ALL, 0, UINT16_MAX);
        block = add_block(table, IVRS_UNIT_11, 0x0002);
        add_entry(block, IVRS_ENTRY_RANGE, 0x0000, 0x3fff);
        add_entry(block, IVRS_ENTRY_SPECIAL, 0x00a0, 0x00a0);
        block = add_block(table, IVRS_UNIT_11, 0x4002);
        add_entry(block, IVRS_ENTRY_SELECT, 0x0100, 0x0100);
        add_entry(block, IVRS_ENTRY_RANGE, 0x4000, 0x7fff);
        block = add_block(table, IVRS_MEMORY_RANGE, 0x0200);
        *block = (IvrsBlock) { .type = IVRS_MEMORY_RANGE, .flags = 7, .device_id = 0x0200, .last_id = 0x02ff,
                .start = 0x1000, .bytes = 0x1000 };
        block = add_block(table, IVRS_MEMORY_ONE, 0x0200);
        block->flags = 8;
        block->start = 0x8000;
        block->bytes = 0x1000;
        add_block(table, IVRS_MEMORY_ONE, 0x0200)->bytes = 0x1000;
        add_unit(snapshot, "ivhd0", UNIT_AMD_VI)->parent = copy("0000:00:00.2");
        add_unit(snapshot, "ivhd1", UNIT_AMD_VI);
        add_pci(snapshot, "0000:00:00.2", 0x0806, NULL);
        add_pci(snapshot, "0000:01:00.0", 0x0200, "ivhd1");
        add_pci(snapshot, "0000:02:00.0", 0x0200, "ivhd0");
        add_pci(snapshot, "0000:41:00.0", 0x0200, "ivhd1");
        add_pci(snapshot, "0000:81:00.0", 0x0200, NULL);
        facts = join(snapshot);
        assert_int_equal(facts.n_units, 2);
        assert_behind("0000:00:00.2", "");
        assert_behind("0000:01:00.0", "ivhd1");
        assert_behind("0000:02:00.0", "ivhd0");
        assert_behind("0000:41:00.0", "ivhd1");
        assert_behind("0000:81:00.0", "");
        assert_int_equal(facts.n_regions, 2);
        assert_int_equal(facts.regions[0].n_devices, 1);
        assert_int_equal(facts.regions[0].is_reserved, TRUTH_NO);
        assert_true(facts.regions[1].is_exclusion);
        assert_int_equal(facts.regions[1].is_reserved, TRUTH_UNKNOWN);
}

static void test_iort(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = build();
        _cleanup_facts_ FirmwareFacts facts = { 0 };
        FirmwareTable *table = add_table(snapshot, FIRMWARE_IORT);
        IortNode *node;
        IortRegion *region = calloc(1, sizeof(*region));

        (void) state;
        assert_non_null(region);
        add_node(table, IORT_SMMU_V3)->base = 0x1000;
        add_node(table, IORT_SMMU)->base = 0x2000;
        add_node(table, IORT_ITS_GROUP);
        node = add_node(table, IORT_ROOT_COMPLEX);
        add_map(node, 0x0000, 0x100, 0x500, OFFSET_OF(0));
        add_map(node, 0x0100, 0x100, 0x100, OFFSET_OF(2));
        add_map(node, 0x0100, 0xff00, 0x700, OFFSET_OF(1));
        node = add_node(table, IORT_RMR);
        *region = (IortRegion) { .base = 0x90000000, .bytes = 0x10000 };
        node->rmr.regions = region;
        node->rmr.n_regions = 1;
        add_map(node, 0, 0x10, 0x508, OFFSET_OF(0));
        add_map(node, 0, 1, 0x800, OFFSET_OF(1));
        node = add_node(table, IORT_COMPONENT);
        add_map(node, 0, 1, 0, OFFSET_OF(6));
        node->name = copy("\\_SB.DEV0");
        add_node(table, IORT_SMMU)->base = 0x3000;
        add_unit(snapshot, "smmu.0", UNIT_ARM_SMMU_V2)->address = number(0x2000);
        add_unit(snapshot, "smmu3.0", UNIT_ARM_SMMU_V3)->address = number(0x1000);
        add_pci(snapshot, "0000:00:01.0", 0x0200, "smmu3.0");
        add_pci(snapshot, "0000:00:04.0", 0x0200, "smmu3.0");
        add_pci(snapshot, "0000:01:00.0", 0x0200, NULL);
        add_pci(snapshot, "0000:02:00.0", 0x0200, "smmu.0");
        add_pci(snapshot, "0001:02:00.0", 0x0200, NULL);
        facts = join(snapshot);
        assert_int_equal(facts.n_units, 3);
        assert_behind("0000:00:01.0", "smmu3.0");
        assert_behind("0000:01:00.0", ""); /* past the SMMUs, to the interrupt translator */
        assert_behind("0000:02:00.0", "smmu.0");
        assert_behind("0001:02:00.0", "");
        assert_int_equal(facts.units[2].has_device, TRUTH_UNKNOWN);
        assert_int_equal(facts.n_regions, 1);
        assert_int_equal(facts.regions[0].n_devices, 2);
        assert_true(firmware_region_has_device(facts.regions, 0));
        assert_false(firmware_region_has_device(facts.regions, 1));
        assert_true(firmware_region_has_device(facts.regions, 3));
        assert_int_equal(facts.regions[0].is_reserved, TRUTH_NO);
}

static void test_viot(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = build();
        _cleanup_facts_ FirmwareFacts facts = { 0 };
        FirmwareTable *table = add_table(snapshot, FIRMWARE_VIOT);
        ViotNode *node;

        (void) state;
        add_viot(table, VIOT_UNIT_PCI, 0x0010, 0x0010);
        add_viot(table, VIOT_UNIT_MMIO, 0, 0)->base = 0x1000;
        node = add_viot(table, VIOT_PCI_RANGE, 0x0000, 0x00ff);
        node->segment_last = 5;
        node->output = OFFSET_OF(0);
        node = add_viot(table, VIOT_PCI_RANGE, 0x0000, 0x01ff);
        node->output = OFFSET_OF(1);
        node = add_viot(table, VIOT_PCI_RANGE, 0x0000, 0xffff);
        node->output = 1;
        add_unit(snapshot, "0000:00:02.0", UNIT_VIRTIO_IOMMU);
        add_unit(snapshot, "virtio3", UNIT_VIRTIO_IOMMU);
        add_pci(snapshot, "0000:00:02.0", 0x0880, NULL);
        add_pci(snapshot, "0000:00:03.0", 0x0200, "0000:00:02.0");
        add_pci(snapshot, "0000:01:00.0", 0x0200, "virtio3");
        add_pci(snapshot, "0000:02:00.0", 0x0200, NULL);
        add_pci(snapshot, "0003:00:01.0", 0x0200, "0000:00:02.0");
        add_pci(snapshot, "0006:00:01.0", 0x0200, NULL);
        facts = join(snapshot);
        assert_behind("0000:00:02.0", "");
        assert_behind("0000:00:03.0", "0000:00:02.0");
        assert_behind("0000:01:00.0", "virtio3");
        assert_behind("0000:02:00.0", "");
        assert_behind("0003:00:01.0", "0000:00:02.0");
        assert_behind("0006:00:01.0", "");
}

/* Thousands of devices, and a table that names them all again and again: it ends, and says so. */
static void test_budget(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = build();
        _cleanup_facts_ FirmwareFacts facts = { 0 };
        FirmwareTable *table = add_table(snapshot, FIRMWARE_IVRS);
        IvrsBlock *block = add_block(table, IVRS_UNIT_11, 2);
        clock_t start;

        (void) state;
        add_entry(block, IVRS_ENTRY_ALL, 0, UINT16_MAX);
        for (size_t i = 0; i < 4000; i++) {
                block = add_block(table, IVRS_MEMORY_ALL, 0);
                block->last_id = UINT16_MAX;
                block->flags = 1;
                block->bytes = 0x1000;
        }
        add_unit(snapshot, "ivhd0", UNIT_AMD_VI);
        for (unsigned i = 0; i < 16384; i++) {
                char name[32];

                (void) snprintf(name, sizeof(name), "%04x:%02x:%02x.%x", 0U, i >> 8, i >> 3 & 0x1f, i & 7);
                add_pci(snapshot, name, 0x0200, "ivhd0");
        }
        assert_int_equal(snapshot_link(snapshot), 0);
        start = clock();
        assert_int_equal(compute_firmware(snapshot, &facts), 0);
        print_message("16384 devices, 4000 regions for all: %ld ms\n",
                        (long) ((clock() - start) * 1000 / CLOCKS_PER_SEC));
        assert_false(facts.is_complete);
        assert_int_equal(facts.regions[0].n_devices, 16384);
        assert_int_equal(facts.regions[3999].n_devices, 0);
        assert_int_equal(facts.regions[3999].is_reserved, TRUTH_UNKNOWN);
}

TEST_MAIN(cmocka_unit_test(test_nothing), cmocka_unit_test(test_buses_of_bridges),
          cmocka_unit_test(test_buses_of_the_tree), cmocka_unit_test(test_unknown_buses),
          cmocka_unit_test(test_rmrr), cmocka_unit_test(test_ivrs), cmocka_unit_test(test_iort),
          cmocka_unit_test(test_viot), cmocka_unit_test(test_budget))
