/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Why there is no IOMMU: every answer, and who is not to blame. */

#include "analysis/absence.h"

#include "analysis/analyze.h"
#include "tests/unit/build.h"

typedef struct Row {
        Truth has_class, is_guest, devicetree;
        const char *table, *option;
        Absence expected;
        const char *blamed;
        const char *finding;
} Row;

#define OFF_ID  "iommu-off-by-boot-option"
#define NOT_ID  "iommu-not-registered"
#define FIRM_ID "no-iommu-in-firmware"

static const Row rows[] = {
        { TRUTH_NO, TRUTH_NO, TRUTH_UNKNOWN, "DMAR", NULL, ABSENCE_KERNEL_SUPPORT, NULL,
          "kernel-without-iommu-support" },
        { TRUTH_YES, TRUTH_NO, TRUTH_UNKNOWN, NULL, NULL, ABSENCE_FIRMWARE, NULL, FIRM_ID },
        { TRUTH_YES, TRUTH_UNKNOWN, TRUTH_UNKNOWN, NULL, NULL, ABSENCE_FIRMWARE, NULL, FIRM_ID },
        { TRUTH_YES, TRUTH_YES, TRUTH_UNKNOWN, NULL, NULL, ABSENCE_GUEST, NULL, "guest-without-viommu" },
        { TRUTH_YES, TRUTH_YES, TRUTH_UNKNOWN, "DMAR", NULL, ABSENCE_NOT_STARTED, NULL, NOT_ID },
        { TRUTH_YES, TRUTH_NO, TRUTH_UNKNOWN, "DMAR", NULL, ABSENCE_NOT_STARTED, NULL, NOT_ID },
        { TRUTH_YES, TRUTH_NO, TRUTH_UNKNOWN, "IVRS", NULL, ABSENCE_NOT_STARTED, NULL, NOT_ID },
        { TRUTH_YES, TRUTH_NO, TRUTH_UNKNOWN, "VIOT", NULL, ABSENCE_NOT_STARTED, NULL, NOT_ID },
        /* An IORT that could not be read proves nothing, a devicetree node does. */
        { TRUTH_YES, TRUTH_NO, TRUTH_NO, "IORT", NULL, ABSENCE_UNKNOWN, NULL, "no-iommu" },
        { TRUTH_YES, TRUTH_NO, TRUTH_YES, NULL, NULL, ABSENCE_NOT_STARTED, NULL, NOT_ID },
        { TRUTH_YES, TRUTH_NO, TRUTH_UNKNOWN, "DMAR", "intel_iommu=off", ABSENCE_BOOT_OPTION,
          "intel_iommu=off", OFF_ID },
        { TRUTH_YES, TRUTH_NO, TRUTH_UNKNOWN, "DMAR", "iommu=soft,off", ABSENCE_BOOT_OPTION,
          "iommu=soft,off", OFF_ID },
        { TRUTH_YES, TRUTH_NO, TRUTH_UNKNOWN, "IVRS", "amd_iommu=off", ABSENCE_BOOT_OPTION,
          "amd_iommu=off", OFF_ID },
        /* The option of another vendor is not to blame, nor is one without a unit to switch off. */
        { TRUTH_YES, TRUTH_NO, TRUTH_UNKNOWN, "IVRS", "intel_iommu=off", ABSENCE_NOT_STARTED, NULL, NOT_ID },
        { TRUTH_YES, TRUTH_NO, TRUTH_UNKNOWN, "DMAR", "amd_iommu=off", ABSENCE_NOT_STARTED, NULL, NOT_ID },
        { TRUTH_YES, TRUTH_NO, TRUTH_UNKNOWN, "VIOT", "iommu=off", ABSENCE_NOT_STARTED, NULL, NOT_ID },
        { TRUTH_YES, TRUTH_NO, TRUTH_UNKNOWN, NULL, "intel_iommu=off", ABSENCE_FIRMWARE, NULL, FIRM_ID },
        { TRUTH_YES, TRUTH_NO, TRUTH_UNKNOWN, "DMAR", "intel_iommu=on", ABSENCE_NOT_STARTED, NULL, NOT_ID },
        /* We could not look: nothing is said. */
        { TRUTH_UNKNOWN, TRUTH_YES, TRUTH_UNKNOWN, "DMAR", "intel_iommu=off", ABSENCE_NONE, NULL, NULL },
};

static Snapshot *make_snapshot(const Row *row) {
        Snapshot *snapshot = snapshot_new(ROOT_LIVE);

        assert_non_null(snapshot);
        snapshot->host.has_class = row->has_class;
        snapshot->host.is_guest = row->is_guest;
        snapshot->host.devicetree_has_unit = row->devicetree;
        snapshot->host.has_acpi = row->table ? TRUTH_YES : TRUTH_NO;
        if (row->table)
                assert_int_equal(names_add(&snapshot->host.firmware_tables, row->table), 0);
        if (row->option)
                add_option(snapshot, row->option);
        return snapshot;
}

static void test_find(void **state) {
        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_snapshot_ Snapshot *snapshot = make_snapshot(rows + i);
                const char *option = "unset";

                assert_int_equal(find_absence(snapshot, &option), rows[i].expected);
                if (rows[i].blamed)
                        assert_string_equal(option, rows[i].blamed);
                else
                        assert_null(option);
        }
}

/* Exactly one finding speaks, and the verdict follows it. */
static void test_finding(void **state) {
        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_snapshot_ Snapshot *snapshot = make_snapshot(rows + i);
                _cleanup_assessment_ Assessment *assessment = NULL;

                assert_int_equal(analyze(snapshot, &assessment), 0);
                assert_int_equal(assessment->findings.count, rows[i].finding ? 1 : 0);
                assert_int_equal(assessment->verdict,
                                rows[i].finding ? VERDICT_NO_IOMMU : VERDICT_UNKNOWN);
                if (!rows[i].finding)
                        continue;
                assert_string_equal(assessment->findings.items[0].id, rows[i].finding);
                assert_string_equal(assessment->findings.items[0].subject, "host");
                assert_true(assessment->findings.items[0].n_evidence > 0);
                if (rows[i].blamed)
                        assert_non_null(strstr(assessment->findings.items[0].summary, rows[i].blamed));
        }
}

/* One that was read tells by its nodes. */
static void test_iort(void **state) {
        static const struct {
                uint8_t type;
                Absence expected;
        } nodes[] = {
                { IORT_SMMU_V3, ABSENCE_NOT_STARTED }, { IORT_SMMU, ABSENCE_NOT_STARTED },
                { IORT_ITS_GROUP, ABSENCE_FIRMWARE },  { IORT_ROOT_COMPLEX, ABSENCE_FIRMWARE },
        };
        static const Row row = { TRUTH_YES, TRUTH_NO, TRUTH_NO, "IORT", NULL, ABSENCE_NONE, NULL, NULL };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(nodes); i++) {
                _cleanup_snapshot_ Snapshot *snapshot = make_snapshot(&row);
                FirmwareTable table = { .kind = FIRMWARE_IORT };
                const char *option;

                table.iort.nodes = calloc(1, sizeof(*table.iort.nodes));
                assert_non_null(table.iort.nodes);
                table.iort.nodes->type = nodes[i].type;
                table.iort.n_nodes = 1;
                assert_int_equal(snapshot_add_table(snapshot, &table), 0);
                assert_int_equal(find_absence(snapshot, &option), nodes[i].expected);
        }
}

static void test_units_settle_it(void **state) {
        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_snapshot_ Snapshot *snapshot = make_snapshot(rows + i);
                const char *option;

                add_unit(snapshot, "dmar0", UNIT_INTEL_VTD);
                assert_int_equal(find_absence(snapshot, &option), ABSENCE_NONE);
        }
}

TEST_MAIN(cmocka_unit_test(test_find), cmocka_unit_test(test_iort), cmocka_unit_test(test_finding),
          cmocka_unit_test(test_units_settle_it))
