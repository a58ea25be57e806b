/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Who sees whose data: each rule of each kind of unit, and how devices add up to groups and units. */

#include "analysis/coherency.h"

#include "model/snapshot-link.h"
#include "tests/unit/build.h"

/* In the group last added, and listed by the first unit. */
static Device *add_behind(Snapshot *snapshot, const char *name) {
        assert_int_equal(names_add(&snapshot->units->device_names, name), 0);
        return add_device(snapshot, name, snapshot->units->name);
}

/* One device in group 0 behind one unit; a test changes what it is about before it judges. */
static Snapshot *make(UnitKind kind, const char *kernel) {
        Snapshot *snapshot = snapshot_new(ROOT_LIVE);

        assert_non_null(snapshot);
        snapshot->host.machine = copy(kind == UNIT_ARM_SMMU_V2 || kind == UNIT_ARM_SMMU_V3 ? "aarch64" : "x86_64");
        snapshot->host.kernel = copy(kernel);
        (void) add_unit(snapshot, "unit0", kind);
        (void) add_group(snapshot, 0);
        add_behind(snapshot, "0000:01:00.0")->class = number(0x020000);
        return snapshot;
}

static Assessment *judge(Snapshot *snapshot) {
        Assessment *assessment = assessment_new(snapshot);

        assert_non_null(assessment);
        assert_int_equal(snapshot_link(snapshot), 0);
        for (size_t i = 0; i < snapshot->n_units; i++)
                assessment->units[i].page_walk_coherent = snapshot->units[i].abilities.legacy_walk_coherent;
        compute_coherency(snapshot, assessment);
        return assessment;
}

static void check(Snapshot *snapshot, const char *what, Coherency verdict, Truth dma, Truth blocked) {
        _cleanup_assessment_ Assessment *assessment = judge(snapshot);
        const CoherencyFacts *facts = &assessment->devices->coherency;

        assert_row(what, facts->verdict == verdict);
        assert_row(what, facts->dma == dma);
        assert_row(what, facts->no_snoop_blocked == blocked);
        assert_row(what, facts->reason && facts->consequence);
        /* The group and the unit have this device alone. */
        if (snapshot->n_groups == 1 && snapshot->n_units == 1) {
                assert_row(what, assessment->groups->coherency.verdict == verdict);
                assert_row(what, assessment->units->coherency.verdict == verdict);
        }
        snapshot_free(snapshot);
}

static void test_vtd(void **state) {
        static const struct {
                const char *what;
                Truth control, used;
                Coherency verdict;
                Truth blocked;
        } rows[] = {
                { "SC", TRUTH_YES, TRUTH_YES, COHERENCY_ENFORCED, TRUTH_YES },
                { "SC, device unknown", TRUTH_YES, TRUTH_UNKNOWN, COHERENCY_ENFORCED, TRUTH_YES },
                { "no SC, may not", TRUTH_NO, TRUTH_NO, COHERENCY_COHERENT, TRUTH_NO },
                { "no SC, may", TRUTH_NO, TRUTH_YES, COHERENCY_AT_RISK, TRUTH_NO },
                { "no SC, unknown", TRUTH_NO, TRUTH_UNKNOWN, COHERENCY_UNKNOWN, TRUTH_NO },
                { "SC unknown", TRUTH_UNKNOWN, TRUTH_NO, COHERENCY_UNKNOWN, TRUTH_UNKNOWN },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Snapshot *snapshot = make(UNIT_INTEL_VTD, "6.1.0");

                snapshot->units->abilities.snoop_control = rows[i].control;
                snapshot->devices->capabilities.no_snoop = rows[i].used;
                check(snapshot, rows[i].what, rows[i].verdict, TRUTH_YES, rows[i].blocked);
        }
}

/* Page walks say nothing on data. */
static void test_walks_do_not_count(void **state) {
        (void) state;
        for (Truth walks = TRUTH_UNKNOWN; walks < _TRUTH_MAX; walks++) {
                Snapshot *snapshot = make(UNIT_INTEL_VTD, "6.1.0");

                snapshot->units->abilities.snoop_control = TRUTH_YES;
                snapshot->units->abilities.legacy_walk_coherent = walks;
                check(snapshot, "walks", COHERENCY_ENFORCED, TRUTH_YES, TRUTH_YES);
        }
}

/* Up to 5.18 one unit without snoop control spoils it for all. */
static void test_old_kernels_ask_all_units(void **state) {
        static const struct {
                const char *kernel;
                Coherency verdict;
                Truth blocked;
        } rows[] = {
                { "5.10.0-9-amd64", COHERENCY_COHERENT, TRUTH_NO },
                { "5.15.0-25-generic", COHERENCY_COHERENT, TRUTH_NO },
                { "5.18.9", COHERENCY_COHERENT, TRUTH_NO },
                { "5.19.17", COHERENCY_UNKNOWN, TRUTH_UNKNOWN },
                { "6.1.0-21-amd64", COHERENCY_ENFORCED, TRUTH_YES },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Snapshot *snapshot = make(UNIT_INTEL_VTD, rows[i].kernel);

                snapshot->units->abilities.snoop_control = TRUTH_YES;
                snapshot->devices->capabilities.no_snoop = TRUTH_NO;
                add_unit(snapshot, "unit1", UNIT_INTEL_VTD)->abilities.snoop_control = TRUTH_NO;
                check(snapshot, rows[i].kernel, rows[i].verdict, TRUTH_YES, rows[i].blocked);
        }
}

static void test_amd(void **state) {
        Snapshot *snapshot;

        (void) state;
        check(make(UNIT_AMD_VI, "6.1.0"), "host tables", COHERENCY_ENFORCED, TRUTH_YES, TRUTH_YES);
        snapshot = make(UNIT_AMD_VI, "6.1.0");
        add_option(snapshot, "amd_iommu=pgtbl_v2");
        check(snapshot, "guest tables by option", COHERENCY_CLAIMED, TRUTH_YES, TRUTH_YES);
        snapshot = make(UNIT_AMD_VI, "6.1.0");
        snapshot->units->efr = number(0xc00);
        check(snapshot, "guest tables only", COHERENCY_CLAIMED, TRUTH_YES, TRUTH_YES);
        snapshot = make(UNIT_AMD_VI, "6.1.0");
        snapshot->units->efr = number(0x400);
        snapshot->units->abilities.second_stage_bits = 57;
        check(snapshot, "five levels", COHERENCY_ENFORCED, TRUTH_YES, TRUTH_YES);
}

/* A root complex with these memory properties, and the SMMU that its maps lead to. */
static void add_iort(Snapshot *snapshot, uint32_t coherency, uint8_t access, uint32_t smmu_flags) {
        FirmwareTable table = { .kind = FIRMWARE_IORT };
        IortNode *nodes = calloc(2, sizeof(*nodes));
        IortMap *map = calloc(1, sizeof(*map));

        assert_non_null(nodes);
        assert_non_null(map);
        *map = (IortMap) { .input = 0, .count = 0x10000, .output = 0, .reference = 200 };
        nodes[0] = (IortNode) {
                .offset = 48, .type = IORT_ROOT_COMPLEX, .revision = 1, .maps = map, .n_maps = 1,
                .device.memory = { .coherency = coherency, .access = access },
        };
        nodes[1] = (IortNode) { .offset = 200, .type = IORT_SMMU_V3, .base = 0x9050000, .flags = smmu_flags };
        table.iort = (Iort) { .node_count = 2, .nodes = nodes, .n_nodes = 2 };
        assert_int_equal(snapshot_add_table(snapshot, &table), 0);
        free(snapshot->units->name);
        snapshot->units->name = copy("smmu3.0x0000000009050000");
        snapshot->units->address = number(0x9050000);
        free(snapshot->devices->unit_link);
        snapshot->devices->unit_link = copy(snapshot->units->name);
}

static void test_smmu_v3(void **state) {
        static const struct {
                const char *what, *kernel;
                uint32_t coherent;
                uint8_t access;
                uint32_t flags;
                Coherency verdict;
                Truth dma, blocked;
        } rows[] = {
                { "all coherent", "6.12.0", 1, 3, 1, COHERENCY_COHERENT, TRUTH_YES, TRUTH_NO },
                { "device is not", "6.12.0", 0, 3, 1, COHERENCY_NON_COHERENT, TRUTH_NO, TRUTH_NO },
                { "unit is not", "6.12.0", 1, 3, 0, COHERENCY_NON_COHERENT, TRUTH_NO, TRUTH_NO },
                { "path is not", "6.12.0", 1, 2, 1, COHERENCY_UNKNOWN, TRUTH_UNKNOWN, TRUTH_NO },
                { "attributes are not", "6.12.0", 1, 1, 1, COHERENCY_COHERENT, TRUTH_YES, TRUTH_NO },
                { "can be overridden, old kernel", "6.12.0", 1, 7, 1, COHERENCY_COHERENT, TRUTH_YES, TRUTH_NO },
                { "can be overridden, in between", "6.14.0", 1, 7, 1, COHERENCY_COHERENT, TRUTH_YES, TRUTH_UNKNOWN },
                { "can be overridden, new kernel", "7.2.13", 1, 7, 1, COHERENCY_ENFORCED, TRUTH_YES, TRUTH_YES },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Snapshot *snapshot = make(UNIT_ARM_SMMU_V3, rows[i].kernel);

                add_iort(snapshot, rows[i].coherent, rows[i].access, rows[i].flags);
                check(snapshot, rows[i].what, rows[i].verdict, rows[i].dma, rows[i].blocked);
        }
}

/* Without a table only VFIO vouches, and not before 6.1. */
static void test_smmu_without_table(void **state) {
        static const struct {
                const char *driver, *kernel;
                Coherency verdict;
                Truth dma;
        } rows[] = {
                { "vfio-pci", "6.1.0", COHERENCY_COHERENT, TRUTH_YES },
                { "vfio-pci", "5.10.0", COHERENCY_UNKNOWN, TRUTH_UNKNOWN },
                { "nvme", "6.1.0", COHERENCY_UNKNOWN, TRUTH_UNKNOWN },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Snapshot *snapshot = make(UNIT_ARM_SMMU_V2, rows[i].kernel);

                snapshot->devices->driver = copy(rows[i].driver);
                check(snapshot, rows[i].driver, rows[i].verdict, rows[i].dma, TRUTH_NO);
        }
}

/* Linux takes a v2 for coherent by its walks, whatever the root complex says. */
static void test_smmu_v2(void **state) {
        (void) state;
        for (uint32_t walks = 0; walks < 2; walks++) {
                Snapshot *snapshot = make(UNIT_ARM_SMMU_V2, "6.12.0");

                add_iort(snapshot, 0, 0, 0);
                snapshot->tables->iort.nodes[1].type = IORT_SMMU;
                snapshot->tables->iort.nodes[1].flags = walks << 1;
                if (walks)
                        check(snapshot, "coherent walks", COHERENCY_COHERENT, TRUTH_YES, TRUTH_NO);
                else
                        check(snapshot, "neither", COHERENCY_NON_COHERENT, TRUTH_NO, TRUTH_NO);
        }
}

/* What only root could read is unknown, where the kernel may go by it. */
static void test_newer_smmu_v3_without_table(void **state) {
        Snapshot *snapshot = make(UNIT_ARM_SMMU_V3, "7.2.13");

        (void) state;
        snapshot->devices->driver = copy("vfio-pci");
        check(snapshot, "v3", COHERENCY_COHERENT, TRUTH_YES, TRUTH_UNKNOWN);
}

static void test_other_kinds(void **state) {
        (void) state;
        check(make(UNIT_VIRTIO_IOMMU, "6.1.0"), "virtio", COHERENCY_UNKNOWN, TRUTH_UNKNOWN, TRUTH_NO);
        check(make(UNIT_OTHER, "6.1.0"), "other", COHERENCY_UNKNOWN, TRUTH_UNKNOWN, TRUTH_UNKNOWN);
}

static void test_no_unit(void **state) {
        static const struct {
                const char *machine;
                Truth used;
                Coherency verdict;
                Truth dma;
        } rows[] = {
                { "x86_64", TRUTH_NO, COHERENCY_COHERENT, TRUTH_YES },
                { "x86_64", TRUTH_YES, COHERENCY_AT_RISK, TRUTH_YES },
                { "aarch64", TRUTH_NO, COHERENCY_UNKNOWN, TRUTH_UNKNOWN },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);
                _cleanup_assessment_ Assessment *assessment = NULL;

                assert_non_null(snapshot);
                snapshot->host.machine = copy(rows[i].machine);
                add_device(snapshot, "0000:01:00.0", NULL)->capabilities.no_snoop = rows[i].used;
                assessment = judge(snapshot);
                assert_row(rows[i].machine, assessment->devices->coherency.verdict == rows[i].verdict);
                assert_row(rows[i].machine, assessment->devices->coherency.dma == rows[i].dma);
        }
}

/* Its bit is hard-wired; the physical function's counts. */
static void test_virtual_function(void **state) {
        Snapshot *snapshot = make(UNIT_INTEL_VTD, "6.1.0");
        Device *function;

        (void) state;
        snapshot->units->abilities.snoop_control = TRUTH_NO;
        snapshot->devices->capabilities.no_snoop = TRUTH_NO;
        snapshot->devices->physical_function = copy("0000:02:00.0");
        (void) add_group(snapshot, 1);
        function = add_behind(snapshot, "0000:02:00.0");
        function->capabilities.no_snoop = TRUTH_YES;
        check(snapshot, "virtual function", COHERENCY_AT_RISK, TRUTH_YES, TRUTH_NO);
}

/* The worst member decides, fact by fact, but a bridge only where there is nothing else. */
static void test_group_is_its_worst_member(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = make(UNIT_INTEL_VTD, "6.1.0");
        _cleanup_assessment_ Assessment *assessment = NULL;
        Device *device;

        (void) state;
        snapshot->units->abilities.snoop_control = TRUTH_NO;
        snapshot->devices->capabilities.no_snoop = TRUTH_NO;
        device = add_behind(snapshot, "0000:00:1c.0");
        device->class = number(0x060400);
        device->capabilities.no_snoop = TRUTH_YES;
        (void) add_group(snapshot, 1);
        device = add_behind(snapshot, "0000:03:00.0");
        device->capabilities.no_snoop = TRUTH_YES;
        (void) add_behind(snapshot, "0000:03:00.1");
        (void) add_group(snapshot, 2);
        device = add_behind(snapshot, "0000:00:1d.0");
        device->class = number(0x060400);
        device->capabilities.no_snoop = TRUTH_NO;
        (void) add_group(snapshot, 3);
        assessment = judge(snapshot);

        assert_int_equal(assessment->groups[0].coherency.verdict, COHERENCY_COHERENT);
        assert_int_equal(assessment->groups[0].coherency.no_snoop_used, TRUTH_NO);
        assert_int_equal(assessment->groups[1].coherency.verdict, COHERENCY_AT_RISK);
        assert_int_equal(assessment->groups[1].coherency.no_snoop_used, TRUTH_YES);
        assert_int_equal(assessment->groups[2].coherency.verdict, COHERENCY_COHERENT);
        assert_int_equal(assessment->groups[3].coherency.verdict, COHERENCY_UNKNOWN);
        assert_int_equal(assessment->units[0].coherency.verdict, COHERENCY_AT_RISK);
}

static void test_ats(void **state) {
        static const struct {
                Truth unit;
                bool known, has;
                Truth expected;
        } rows[] = {
                { TRUTH_NO, false, false, TRUTH_NO },     { TRUTH_NO, true, true, TRUTH_NO },
                { TRUTH_YES, true, true, TRUTH_YES },     { TRUTH_YES, true, false, TRUTH_NO },
                { TRUTH_YES, false, false, TRUTH_UNKNOWN }, { TRUTH_UNKNOWN, true, true, TRUTH_UNKNOWN },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_snapshot_ Snapshot *snapshot = make(UNIT_INTEL_VTD, "6.1.0");
                _cleanup_assessment_ Assessment *assessment = NULL;

                snapshot->units->abilities.device_tlb = rows[i].unit;
                snapshot->devices->capabilities.is_known = true;
                snapshot->devices->capabilities.extended_known = rows[i].known;
                snapshot->devices->capabilities.has_ats = rows[i].has;
                assessment = judge(snapshot);
                assert_int_equal(assessment->devices->ats_possible, rows[i].expected);
        }
}

static void test_unit_alone(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);
        _cleanup_assessment_ Assessment *assessment = NULL;

        (void) state;
        assert_non_null(snapshot);
        add_unit(snapshot, "dmar0", UNIT_INTEL_VTD)->abilities.snoop_control = TRUTH_YES;
        add_unit(snapshot, "dmar1", UNIT_INTEL_VTD)->abilities.snoop_control = TRUTH_NO;
        assessment = judge(snapshot);
        assert_int_equal(assessment->units[0].coherency.verdict, COHERENCY_ENFORCED);
        assert_int_equal(assessment->units[1].coherency.verdict, COHERENCY_COHERENT);
}

TEST_MAIN(cmocka_unit_test(test_vtd), cmocka_unit_test(test_walks_do_not_count),
          cmocka_unit_test(test_old_kernels_ask_all_units), cmocka_unit_test(test_amd),
          cmocka_unit_test(test_smmu_v3), cmocka_unit_test(test_smmu_without_table),
          cmocka_unit_test(test_smmu_v2), cmocka_unit_test(test_newer_smmu_v3_without_table),
          cmocka_unit_test(test_other_kinds), cmocka_unit_test(test_no_unit),
          cmocka_unit_test(test_virtual_function), cmocka_unit_test(test_group_is_its_worst_member),
          cmocka_unit_test(test_ats), cmocka_unit_test(test_unit_alone))
