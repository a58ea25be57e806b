/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a group's own domain protects against, and who asked for it. */

#include "analysis/protection.h"

#include "model/snapshot-link.h"
#include "tests/unit/build.h"

static void test_groups(void **state) {
        static const struct {
                GroupType type;
                const char *name, *options[2];
                Truth caching;
                Protection expected;
                const char *word; /* in the reason */
                int option;       /* which one decided; -1 for none */
        } rows[] = {
                { GROUP_TYPE_DMA, NULL, { NULL }, TRUTH_NO, PROTECTION_STRICT, "default", -1 },
                { GROUP_TYPE_DMA, NULL, { NULL }, TRUTH_YES, PROTECTION_STRICT, "caches", -1 },
                { GROUP_TYPE_DMA, NULL, { "iommu.strict=1" }, TRUTH_YES, PROTECTION_STRICT, "boot option", 0 },
                { GROUP_TYPE_DMA, NULL, { "intel_iommu=on,strict" }, TRUTH_NO, PROTECTION_STRICT, "boot option", 0 },
                { GROUP_TYPE_DMA, NULL, { "iommu.strict=1", "iommu.strict=0" }, TRUTH_NO, PROTECTION_STRICT, "default", -1 },
                { GROUP_TYPE_DMA, NULL, { "iommu.strict=0", "intel_iommu=strict" }, TRUTH_NO, PROTECTION_STRICT, "boot option", 1 },
                { GROUP_TYPE_DMA_FQ, NULL, { "intel_iommu=strict", "iommu.strict=n" }, TRUTH_NO, PROTECTION_LAZY, "boot option", 1 },
                { GROUP_TYPE_DMA_FQ, NULL, { NULL }, TRUTH_NO, PROTECTION_LAZY, "default", -1 },
                { GROUP_TYPE_DMA_FQ, NULL, { "iommu.strict=0" }, TRUTH_NO, PROTECTION_LAZY, "boot option", 0 },
                { GROUP_TYPE_IDENTITY, NULL, { "iommu=pt" }, TRUTH_NO, PROTECTION_IDENTITY, "boot option", 0 },
                { GROUP_TYPE_IDENTITY, NULL, { "iommu=pt", "iommu.passthrough=0" }, TRUTH_NO, PROTECTION_IDENTITY, "quirk", -1 },
                { GROUP_TYPE_IDENTITY, NULL, { "iommu.passthrough=0", "iommu=pt" }, TRUTH_NO, PROTECTION_IDENTITY, "boot option", 1 },
                { GROUP_TYPE_IDENTITY, NULL, { "iommu=nopt", "iommu.passthrough=1" }, TRUTH_NO, PROTECTION_IDENTITY, "boot option", 1 },
                { GROUP_TYPE_BLOCKED, NULL, { NULL }, TRUTH_NO, PROTECTION_BLOCKED, "nothing", -1 },
                { GROUP_TYPE_UNMANAGED, NULL, { NULL }, TRUTH_NO, PROTECTION_UNKNOWN, "driver", -1 },
                { GROUP_TYPE_UNKNOWN, NULL, { NULL }, TRUTH_NO, PROTECTION_UNKNOWN, "sysfs", -1 },
                { GROUP_TYPE_UNKNOWN, "vfio-noiommu", { NULL }, TRUTH_NO, PROTECTION_NONE, "no-IOMMU", -1 },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);
                _cleanup_assessment_ Assessment *assessment = NULL;
                const GroupFacts *facts;
                Group *group;

                assert_non_null(snapshot);
                add_unit(snapshot, "dmar0", UNIT_INTEL_VTD)->abilities.caching_mode = rows[i].caching;
                group = add_group(snapshot, 0);
                group->type = rows[i].type;
                group->name = rows[i].name ? copy(rows[i].name) : NULL;
                (void) add_device(snapshot, "0000:01:00.0", "dmar0");
                for (size_t j = 0; j < ARRAY_SIZE(rows[i].options); j++)
                        if (rows[i].options[j])
                                add_option(snapshot, rows[i].options[j]);
                assert_int_equal(snapshot_link(snapshot), 0);
                assessment = assessment_new(snapshot);
                assert_non_null(assessment);
                compute_protection(snapshot, assessment);
                facts = assessment->groups;
                assert_row(rows[i].word, facts->protection == rows[i].expected);
                assert_row(rows[i].word, strstr(facts->protection_reason, rows[i].word) != NULL);
                if (rows[i].option < 0)
                        assert_null(facts->protection_option);
                else
                        assert_string_equal(facts->protection_option, rows[i].options[rows[i].option]);
        }
}

static void add_parameter(Snapshot *snapshot, const char *module, const char *name, const char *value) {
        Host *host = &snapshot->host;

        host->parameters = reallocarray(host->parameters, host->n_parameters + 1, sizeof(*host->parameters));
        assert_non_null(host->parameters);
        host->parameters[host->n_parameters++] = (ModuleParameter) {
                .module = copy(module), .name = copy(name), .value = copy(value),
        };
}

static void test_host(void **state) {
        static const struct {
                Truth units[2];
                const char *unsafe, *noiommu; /* values of the parameters; NULL: not there */
                Truth remapping, unsafe_allowed, noiommu_allowed;
        } rows[] = {
                { { TRUTH_YES, TRUTH_YES }, "N", "N", TRUTH_YES, TRUTH_NO, TRUTH_NO },
                { { TRUTH_YES, TRUTH_NO }, "Y", "N", TRUTH_NO, TRUTH_YES, TRUTH_NO },
                { { TRUTH_UNKNOWN, TRUTH_YES }, "N", "Y", TRUTH_UNKNOWN, TRUTH_NO, TRUTH_YES },
                { { TRUTH_UNKNOWN, TRUTH_NO }, NULL, NULL, TRUTH_NO, TRUTH_UNKNOWN, TRUTH_UNKNOWN },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);
                _cleanup_assessment_ Assessment *assessment = NULL;

                assert_non_null(snapshot);
                (void) add_unit(snapshot, "dmar0", UNIT_INTEL_VTD);
                (void) add_unit(snapshot, "dmar1", UNIT_INTEL_VTD);
                if (rows[i].unsafe)
                        add_parameter(snapshot, "vfio_iommu_type1", "allow_unsafe_interrupts", rows[i].unsafe);
                if (rows[i].noiommu)
                        add_parameter(snapshot, "vfio", "enable_unsafe_noiommu_mode", rows[i].noiommu);
                assessment = assessment_new(snapshot);
                assert_non_null(assessment);
                for (size_t j = 0; j < 2; j++)
                        assessment->units[j].interrupt_remapping = rows[i].units[j];
                compute_protection(snapshot, assessment);
                assert_int_equal(assessment->protection.interrupt_remapping, rows[i].remapping);
                assert_int_equal(assessment->protection.unsafe_interrupts_allowed, rows[i].unsafe_allowed);
                assert_int_equal(assessment->protection.noiommu_allowed, rows[i].noiommu_allowed);
        }
}

static void test_wishes(void **state) {
        static const struct {
                const char *option;
                bool strict, lazy, passthrough;
        } rows[] = {
                { "iommu.strict=1", true, false, false },   { "iommu.strict=0", false, true, false },
                { "iommu.strict=on", true, false, false },  { "iommu.strict=off", false, true, false },
                { "amd_iommu=fullflush", true, false, false }, { "intel_iommu=on", false, false, false },
                { "iommu=pt", false, false, true },         { "iommu=soft,pt", false, false, true },
                { "iommu=nopt", false, false, false },      { "iommu.passthrough=y", false, false, true },
                { "iommu.passthrough=True", false, false, true }, { "iommu.strict=", false, false, false },
                { "iommu.passthrough=0", false, false, false }, { "iommu=ptx", false, false, false },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);

                assert_non_null(snapshot);
                add_option(snapshot, rows[i].option);
                assert_row(rows[i].option, !find_strict_option(&snapshot->host) == !rows[i].strict);
                assert_row(rows[i].option, !find_lazy_option(&snapshot->host) == !rows[i].lazy);
                assert_row(rows[i].option, !find_passthrough_option(&snapshot->host) == !rows[i].passthrough);
        }
}

TEST_MAIN(cmocka_unit_test(test_groups), cmocka_unit_test(test_host), cmocka_unit_test(test_wishes))
