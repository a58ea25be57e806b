/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Questions to the boot options. */

#include "analysis/host-options.h"

#include "tests/unit/build.h"

static void test_find(void **state) {
        static const struct {
                const char *option, *name, *word;
                bool found;
        } rows[] = {
                { "intel_iommu=off", "intel_iommu", "off", true },
                { "intel_iommu=on,off", "intel_iommu", "off", true },
                { "intel_iommu=off,on", "intel_iommu", "off", true },
                { "intel_iommu=on,off,sm_on", "intel_iommu", "off", true },
                { "intel-iommu=off", "intel_iommu", "off", true },
                { "arm-smmu-v3.x=1", "arm_smmu-v3.x", "1", true },
                { "intel_iommu=", "intel_iommu", "", true },
                { "intel_iommu=,off", "intel_iommu", "off", true },
                { "intel_iommu=\"on,off\"", "intel_iommu", "off", true },
                { "intel_iommu=\"off", "intel_iommu", "off", true },
                { "intel_iommu=on", "intel_iommu", "off", false },
                { "intel_iommu=offx", "intel_iommu", "off", false },
                { "intel_iommu=xoff", "intel_iommu", "off", false },
                { "intel_iommu=of", "intel_iommu", "off", false },
                { "intel_iommu=sm-off", "intel_iommu", "sm_off", false },
                { "intel_iommu", "intel_iommu", "off", false },
                { "intel_iommu", "intel_iommu", "", false },
                { "intel_iommux=off", "intel_iommu", "off", false },
                { "xintel_iommu=off", "intel_iommu", "off", false },
                { "iommu=off", "intel_iommu", "off", false },
                { "intel_iommu=off", "iommu", "off", false },
                { "i", "intel_iommu", "off", false },
                { "", "intel_iommu", "off", false },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);
                const char *found;

                add_option(snapshot, "pci=noats");
                add_option(snapshot, rows[i].option);
                found = find_boot_option(&snapshot->host, rows[i].name, rows[i].word);
                assert_row(rows[i].option,
                                found == (rows[i].found ? snapshot->host.boot_options.items[1] : NULL));
        }
}

static void test_none(void **state) {
        Host host = { 0 };

        (void) state;
        assert_null(find_boot_option(&host, "iommu", "off"));
        assert_false(has_boot_word(&host, "nointremap"));
}

static void test_word(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);

        (void) state;
        add_option(snapshot, "nointremap=1");
        add_option(snapshot, "xnointremap");
        assert_false(has_boot_word(&snapshot->host, "nointremap"));
        add_option(snapshot, "nointremap");
        assert_true(has_boot_word(&snapshot->host, "nointremap"));
}

static void test_setting(void **state) {
        static const struct {
                const char *option, *value; /* NULL: not found */
        } rows[] = {
                { "pci=config_acs=1@x", "1@x" },
                { "pci=noats,config_acs=1@x,nomsi", "1@x,nomsi" },
                { "pci=\"noats,config_acs=1@x\"", "1@x\"" },
                { "pci=config_acs=", "" },
                { "pci=config_acs", NULL },
                { "pci=config_acsx=1", NULL },
                { "pci=xconfig_acs=1", NULL },
                { "pci=a=config_acs=1", NULL },
                { "pci=\"a\"config_acs=1", NULL },
                { "pci=", NULL },
                { "pci", NULL },
                { "config_acs=1", NULL },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);
                const char *value = NULL, *found;

                add_option(snapshot, rows[i].option);
                found = find_boot_setting(&snapshot->host, "pci", "config_acs", &value);
                assert_row(rows[i].option, found == (rows[i].value ? snapshot->host.boot_options.items[0] : NULL));
                if (rows[i].value)
                        assert_string_equal(value, rows[i].value);
        }
}

static void test_value(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);

        (void) state;
        add_option(snapshot, "pcie_acs_override");
        add_option(snapshot, "xpcie_acs_override=1");
        assert_null(find_boot_value(&snapshot->host, "pcie_acs_override"));
        add_option(snapshot, "pcie-acs_override=");
        assert_ptr_equal(find_boot_value(&snapshot->host, "pcie_acs_override"), snapshot->host.boot_options.items[2]);
}

TEST_MAIN(cmocka_unit_test(test_find), cmocka_unit_test(test_none), cmocka_unit_test(test_word),
                cmocka_unit_test(test_setting), cmocka_unit_test(test_value))
