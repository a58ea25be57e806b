/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What registers and boot options come to together. */

#include "analysis/unit-facts.h"

#include "tests/unit/build.h"

#define SIZES_4K 0x1000ULL
#define SIZES_V2 0x40201000ULL

static UnitFacts compute(const Unit *unit, const char *option) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);

        assert_non_null(snapshot);
        snapshot->host.kernel = copy("6.1.0");
        if (option)
                add_option(snapshot, option);
        return compute_unit_facts(&snapshot->host, unit, (Number) { 0 });
}

/* Without scalable mode one bit counts, with it the other; where nobody knows, both or neither. */
static void test_walk_coherent(void **state) {
        static const struct {
                Truth scalable, legacy_bit, scalable_bit;
                const char *option;
                Truth expected;
        } rows[] = {
                { TRUTH_NO, TRUTH_YES, TRUTH_NO, NULL, TRUTH_YES },
                { TRUTH_NO, TRUTH_NO, TRUTH_YES, NULL, TRUTH_NO },
                { TRUTH_NO, TRUTH_YES, TRUTH_NO, "intel_iommu=sm_on", TRUTH_YES },
                { TRUTH_UNKNOWN, TRUTH_UNKNOWN, TRUTH_UNKNOWN, NULL, TRUTH_UNKNOWN },
                { TRUTH_YES, TRUTH_YES, TRUTH_YES, NULL, TRUTH_YES },
                { TRUTH_YES, TRUTH_NO, TRUTH_NO, NULL, TRUTH_NO },
                { TRUTH_YES, TRUTH_YES, TRUTH_NO, NULL, TRUTH_UNKNOWN },
                { TRUTH_YES, TRUTH_NO, TRUTH_YES, NULL, TRUTH_UNKNOWN },
                { TRUTH_YES, TRUTH_NO, TRUTH_YES, "intel_iommu=on,sm_on", TRUTH_YES },
                { TRUTH_YES, TRUTH_YES, TRUTH_NO, "intel_iommu=on,sm_on", TRUTH_NO },
                { TRUTH_YES, TRUTH_YES, TRUTH_NO, "intel_iommu=on,sm_off", TRUTH_YES },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Unit unit = {
                        .kind = UNIT_INTEL_VTD,
                        .abilities.scalable_mode = rows[i].scalable,
                        .abilities.legacy_walk_coherent = rows[i].legacy_bit,
                        .abilities.scalable_walk_coherent = rows[i].scalable_bit,
                };

                assert_int_equal(compute(&unit, rows[i].option).page_walk_coherent, rows[i].expected);
        }
}

static void test_page_sizes(void **state) {
        static const struct {
                UnitKind kind;
                uint8_t second, first;
                const char *option;
                uint64_t expected;
        } rows[] = {
                { UNIT_INTEL_VTD, 48, 48, NULL, 0x201000 },
                { UNIT_INTEL_VTD, 0, 48, NULL, 0x40001000 },
                { UNIT_INTEL_VTD, 48, 0, "intel_iommu=sp_off", SIZES_4K },
                { UNIT_INTEL_VTD, 48, 0, "amd_iommu=nohugepages", 0x201000 },
                { UNIT_AMD_VI, 48, 48, NULL, 0x201000 },
                { UNIT_AMD_VI, 48, 48, "amd_iommu=nohugepages", SIZES_4K },
                { UNIT_AMD_VI, 48, 48, "amd_iommu=on,v2_pgsizes_only", SIZES_V2 },
                { UNIT_AMD_VI, 48, 48, "intel_iommu=sp_off", 0x201000 },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Unit unit = {
                        .kind = rows[i].kind,
                        .cap = number(1),
                        .ecap = number(1),
                        .abilities.second_stage_bits = rows[i].second,
                        .abilities.first_stage_bits = rows[i].first,
                        .abilities.second_stage_page_sizes = 0x201000,
                        .abilities.first_stage_page_sizes = 0x40001000,
                };
                UnitFacts facts = compute(&unit, rows[i].option);

                assert_int_equal(facts.page_sizes, rows[i].expected);
                assert_int_equal(facts.iova_bits, 48);
        }
}

/* What could not be read stays unknown, whatever the boot options say. */
static void test_unknown(void **state) {
        Unit unit = { .kind = UNIT_INTEL_VTD };
        UnitFacts facts = compute(&unit, "intel_iommu=sp_off");

        (void) state;
        assert_int_equal(facts.page_sizes, 0);
        assert_int_equal(facts.iova_bits, 0);
        assert_int_equal(facts.snoop_control, TRUTH_UNKNOWN);
        assert_int_equal(facts.device_tlb, TRUTH_UNKNOWN);
        assert_int_equal(facts.interrupt_remapping, TRUTH_UNKNOWN);
        assert_false(facts.aperture.known);
}

TEST_MAIN(cmocka_unit_test(test_walk_coherent), cmocka_unit_test(test_page_sizes),
          cmocka_unit_test(test_unknown))
