/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The aperture that user domains get, by kernel, registers and boot options. */

#include "analysis/aperture.h"

#include "tests/unit/build.h"

#define BITS(n) ((1ULL << (n)) - 1)

static Aperture compute_with(const Unit *unit, const char *kernel, const char *option, Number amd_virtual_bits) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);

        assert_non_null(snapshot);
        if (kernel)
                snapshot->host.kernel = copy(kernel);
        if (option)
                add_option(snapshot, option);
        return compute_aperture(&snapshot->host, unit, amd_virtual_bits);
}

static Aperture compute(const Unit *unit, const char *kernel, const char *option) {
        return compute_with(unit, kernel, option, (Number) { 0 });
}

static void assert_end(Aperture aperture, const char *row, Iova last) {
        assert_row(row, aperture.known && aperture.last_known);
        assert_row(row, aperture.range.first == 0 && aperture.range.last == last);
        assert_row(row, aperture.reason && *aperture.reason);
}

/* Which of the two comes true depends on what sysfs doesn't show. */
static void assert_ends(Aperture aperture, const char *row, Iova near, Iova far) {
        assert_end(aperture, row, near);
        assert_row(row, (aperture.alternative_reason != NULL) == (near != far));
        assert_row(row, near == far || aperture.alternative_last == far);
}

static void assert_no_end(Aperture aperture, const char *row) {
        assert_row(row, aperture.known && !aperture.last_known);
        assert_row(row, aperture.range.first == 0 && aperture.range.last == IOVA_MAX);
        assert_row(row, aperture.reason && *aperture.reason);
}

/* Up to 6.12 the second stage; later ones may take the first and halve it: the narrower counts. */
static void test_vtd(void **state) {
        static const struct {
                uint8_t second, first;
                const char *option;
                Iova old, new, other; /* last address up to 6.12, later, and later if the mode is the other */
        } rows[] = {
                { 39, 0, NULL, BITS(39), BITS(39), BITS(39) },
                { 48, 0, NULL, BITS(48), BITS(48), BITS(48) },
                { 57, 0, NULL, BITS(57), BITS(57), BITS(57) },
                { 48, 48, NULL, BITS(48), BITS(47), BITS(48) },
                { 48, 57, NULL, BITS(48), BITS(48), BITS(56) },
                { 57, 57, NULL, BITS(57), BITS(56), BITS(57) },
                { 57, 48, NULL, BITS(57), BITS(47), BITS(57) },
                { 39, 39, NULL, BITS(39), BITS(38), BITS(39) },
                /* No second stage: the first, and always its lower half. */
                { 0, 48, NULL, BITS(47), BITS(47), BITS(47) },
                { 0, 57, NULL, BITS(56), BITS(56), BITS(56) },
                { 48, 48, "intel_iommu=on,sm_off", BITS(48), BITS(48), BITS(48) },
                { 48, 48, "intel_iommu=on,sm_on", BITS(48), BITS(47), BITS(48) },
        };
        static const struct {
                const char *kernel;
                bool is_new;
        } kernels[] = {
                { "5.10.0-8-amd64", false }, { "6.1.0-53-amd64", false }, { "6.5.0", false },
                { "6.8.0", false },          { "6.12.34+", false },       { "6.13.5-arch1-1", true },
                { "6.14.7", true },          { "7.2.0", true },           { NULL, true },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
                for (size_t j = 0; j < ARRAY_SIZE(kernels); j++) {
                        Unit unit = {
                                .kind = UNIT_INTEL_VTD,
                                .cap = number(1),
                                .ecap = number(1),
                                .abilities.scalable_mode = rows[i].first > 0 ? TRUTH_YES : TRUTH_NO,
                                .abilities.scalable_second_stage = rows[i].second > 0 ? TRUTH_YES : TRUTH_NO,
                                .abilities.second_stage_bits = rows[i].second,
                                .abilities.first_stage_bits = rows[i].first,
                        };
                        char row[64];

                        (void) snprintf(row, sizeof(row), "%u/%u bits, Linux %s", rows[i].second,
                                        rows[i].first, kernels[j].kernel ? kernels[j].kernel : "?");
                        assert_ends(compute(&unit, kernels[j].kernel, rows[i].option), row,
                                        kernels[j].is_new ? rows[i].new : rows[i].old,
                                        kernels[j].is_new ? rows[i].other : rows[i].old);
                }
}

/* Legacy mode knows no SSTS: without the bit, the second stage is there or not by the mode. */
static void test_vtd_without_ssts(void **state) {
        Unit unit = {
                .kind = UNIT_INTEL_VTD,
                .cap = number(1),
                .ecap = number(1),
                .abilities.scalable_mode = TRUTH_YES,
                .abilities.scalable_second_stage = TRUTH_NO,
                .abilities.second_stage_bits = 39,
                .abilities.first_stage_bits = 39,
        };

        (void) state;
        assert_end(compute(&unit, "6.1.0", "intel_iommu=on,sm_off"), "sm_off", BITS(39));
        assert_end(compute(&unit, "7.2.0", "intel_iommu=on,sm_off"), "sm_off, new", BITS(39));
        assert_end(compute(&unit, "6.1.0", "intel_iommu=on,sm_on"), "sm_on", BITS(38));
        assert_end(compute(&unit, "6.1.0", NULL), "either", BITS(38));
        assert_int_equal(compute(&unit, "6.1.0", NULL).alternative_last, BITS(39));
        unit.abilities.first_stage_bits = 48;
        assert_end(compute(&unit, "6.1.0", NULL), "either, the second narrower", BITS(39));
        assert_int_equal(compute(&unit, "6.1.0", NULL).alternative_last, BITS(47));
        assert_end(compute(&unit, "6.1.0", "intel_iommu=on,sm_on"), "sm_on, 48", BITS(47));
}

static void test_vtd_unknown(void **state) {
        Unit unit = { .kind = UNIT_INTEL_VTD, .abilities.second_stage_bits = 48 };

        (void) state;
        assert_false(compute(&unit, "6.1", NULL).known);
        unit.cap = number(1);
        assert_false(compute(&unit, "6.1", NULL).known);
        unit.ecap = number(1);
        assert_true(compute(&unit, "6.1", NULL).known);
        /* Registers that leave the kernel no table to use. */
        unit.abilities.second_stage_bits = 0;
        assert_false(compute(&unit, "6.1", NULL).known);
        assert_false(compute(&unit, "7.2", NULL).known);
        assert_non_null(compute(&unit, "7.2", NULL).reason);
}

static void test_amd(void **state) {
        Unit unit = {
                .kind = UNIT_AMD_VI,
                .efr = number(0x58f77ef22294ade),
                .abilities.second_stage_bits = 64,
                .abilities.first_stage_bits = 48,
        };

        (void) state;
        assert_end(compute(&unit, "5.10.0", NULL), "5.10", IOVA_MAX);
        assert_end(compute(&unit, "6.1.0", NULL), "6.1", IOVA_MAX);
        assert_end(compute(&unit, "6.12.1", NULL), "6.12", IOVA_MAX);
        assert_no_end(compute(&unit, "6.14.0", NULL), "6.14");
        assert_no_end(compute(&unit, "7.2.0", NULL), "7.2");
        assert_no_end(compute(&unit, NULL, NULL), "?");
        assert_no_end(compute(&unit, "6.1.0", "amd_iommu=pgtbl_v2"), "v2 tables");
        assert_no_end(compute(&unit, "6.12.0", "amd_iommu=force_isolation,pgtbl_v2"), "v2 tables");
}

/* From 7.2 on the table's VAsize and HATS decide, up to 6.12 neither, and in between who knows. */
static void test_amd_with_table(void **state) {
        static const struct {
                unsigned hats_bits, table_bits, bits;
        } rows[] = { { 64, 64, 64 }, { 64, 48, 48 }, { 48, 64, 48 }, { 57, 48, 48 }, { 48, 57, 48 }, { 57, 57, 57 } };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Unit unit = {
                        .kind = UNIT_AMD_VI,
                        .efr = number(0x58f77ef22294ade),
                        .abilities.second_stage_bits = (uint8_t) rows[i].hats_bits,
                };
                Iova last = rows[i].bits == 64 ? IOVA_MAX : BITS(rows[i].bits);
                Number table = number(rows[i].table_bits);
                Aperture between = compute_with(&unit, "6.14.0", NULL, table);
                char row[32];

                (void) snprintf(row, sizeof(row), "%u and %u", rows[i].hats_bits, rows[i].table_bits);
                assert_end(compute_with(&unit, "6.12.1", NULL, table), row, IOVA_MAX);
                assert_end(compute_with(&unit, "7.2.0", NULL, table), row, last);
                assert_end(compute_with(&unit, "7.3.0", NULL, table), row, last);
                assert_no_end(compute_with(&unit, "7.2.0", "amd_iommu=pgtbl_v2", table), row);
                assert_row(row, between.certain_last == last && between.range.last == IOVA_MAX);
                assert_row(row, between.last_known == (rows[i].bits == 64));
        }
}

static void test_others(void **state) {
        static const UnitKind kinds[] = { UNIT_ARM_SMMU_V2, UNIT_ARM_SMMU_V3, UNIT_VIRTIO_IOMMU };
        Unit unit = { .kind = UNIT_OTHER };
        Aperture aperture;

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
                Unit one = { .kind = kinds[i] };

                assert_no_end(compute(&one, "6.12", NULL), unit_kind_to_string(kinds[i]));
        }
        aperture = compute(&unit, "6.12", NULL);
        assert_false(aperture.known);
        assert_false(aperture.last_known);
        assert_non_null(aperture.reason);
}

TEST_MAIN(cmocka_unit_test(test_vtd), cmocka_unit_test(test_vtd_without_ssts),
                cmocka_unit_test(test_vtd_unknown),
          cmocka_unit_test(test_amd), cmocka_unit_test(test_amd_with_table), cmocka_unit_test(test_others))
