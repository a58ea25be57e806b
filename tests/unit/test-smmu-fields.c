/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The feature word of arm-smmu-v3: every field by its mask, every bit on its own, and the
 * answers, of which one depends on what the kernel can know.
 */

#include "sources/smmu-fields.h"

#include "tests/unit/register-fields.h"

static const ExpectedField expected[] = {
        { "FEATURES", "2_LVL_STRTAB", 0x1 },
        { "FEATURES", "2_LVL_CDTAB", 0x2 },
        { "FEATURES", "TT_LE", 0x4 },
        { "FEATURES", "TT_BE", 0x8 },
        { "FEATURES", "PRI", 0x10 },
        { "FEATURES", "ATS", 0x20 },
        { "FEATURES", "SEV", 0x40 },
        { "FEATURES", "MSI", 0x80 },
        { "FEATURES", "COHERENCY", 0x100 },
        { "FEATURES", "TRANS_S1", 0x200 },
        { "FEATURES", "TRANS_S2", 0x400 },
        { "FEATURES", "STALLS", 0x800 },
        { "FEATURES", "HYP", 0x1000 },
        { "FEATURES", "STALL_FORCE", 0x2000 },
        { "FEATURES", "VAX", 0x4000 },
        { "FEATURES", "RANGE_INV", 0x8000 },
        { "FEATURES", "BTM", 0x10000 },
        { "FEATURES", "SVA", 0x20000 },
        { "FEATURES", "E2H", 0x40000 },
        { "FEATURES", "NESTING", 0x80000 },
        { "FEATURES", "ATTR_TYPES_OVR", 0x100000 },
        { "FEATURES", "HA", 0x200000 },
        { "FEATURES", "HD", 0x400000 },
        { "FEATURES", "S2FWB", 0x800000 },
        { "FEATURES", "BBML2", 0x1000000 },
        { "FEATURES", "reserved", 0xfe000000 },
};

static void test_fields(void **state) {
        static const uint32_t words[] = { 0, UINT32_MAX, 0x8305, 0xfef, 0x1e1fbf, 0x55555555, 0xaaaaaaaa };
        uint64_t seen = 0;

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
                assert_row(expected[i].name, (seen & expected[i].mask) == 0);
                seen |= expected[i].mask;
        }
        assert_true(seen == UINT32_MAX);
        for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
                _cleanup_register_fields_ RegisterFields fields = { 0 };
                uint64_t values[ARRAY_SIZE(expected)];

                for (size_t j = 0; j < ARRAY_SIZE(values); j++)
                        values[j] = words[i];
                assert_int_equal(decode_smmu_fields(words[i], &fields), 0);
                assert_fields("word", &fields, expected, ARRAY_SIZE(expected), values);
        }
}

static void test_single_bits(void **state) {
        _cleanup_register_fields_ RegisterFields none = { 0 };

        (void) state;
        assert_int_equal(decode_smmu_fields(0, &none), 0);
        for (unsigned bit = 0; bit < 32; bit++) {
                _cleanup_register_fields_ RegisterFields one = { 0 };
                char row[32];

                (void) snprintf(row, sizeof(row), "bit %u", bit);
                assert_int_equal(decode_smmu_fields(1U << bit, &one), 0);
                assert_one_differs(row, &none, &one);
        }
}

static void test_unknown_bits(void **state) {
        _cleanup_register_fields_ RegisterFields fields = { 0 };

        (void) state;
        assert_int_equal(decode_smmu_fields(0x82000000, &fields), 0);
        assert_string_equal(field_named(&fields, "FEATURES", "reserved")->meaning,
                        "reserved or newer than this program, and set: bits 25 31");
}

static void test_answers(void **state) {
        static const struct {
                uint32_t features;
                Truth coherent, device_tlb, first, second, range;
        } rows[] = {
                { 0, TRUTH_NO, TRUTH_NO, TRUTH_NO, TRUTH_NO, TRUTH_UNKNOWN },
                { 0x20, TRUTH_NO, TRUTH_YES, TRUTH_NO, TRUTH_NO, TRUTH_UNKNOWN },
                { 0x100, TRUTH_YES, TRUTH_NO, TRUTH_NO, TRUTH_NO, TRUTH_UNKNOWN },
                { 0x200, TRUTH_NO, TRUTH_NO, TRUTH_YES, TRUTH_NO, TRUTH_UNKNOWN },
                { 0x400, TRUTH_NO, TRUTH_NO, TRUTH_NO, TRUTH_YES, TRUTH_UNKNOWN },
                { 0x7fff, TRUTH_YES, TRUTH_YES, TRUTH_YES, TRUTH_YES, TRUTH_UNKNOWN },
                { 0x8000, TRUTH_NO, TRUTH_NO, TRUTH_NO, TRUTH_NO, TRUTH_YES },
                { 0x10000, TRUTH_NO, TRUTH_NO, TRUTH_NO, TRUTH_NO, TRUTH_NO },
                { 0xffff7adf, TRUTH_NO, TRUTH_NO, TRUTH_YES, TRUTH_NO, TRUTH_NO },
                { UINT32_MAX, TRUTH_YES, TRUTH_YES, TRUTH_YES, TRUTH_YES, TRUTH_YES },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_register_answers_ RegisterAnswers answers = { 0 };
                char row[32];

                (void) snprintf(row, sizeof(row), "features %x", rows[i].features);
                assert_int_equal(decode_smmu_answers(rows[i].features, &answers), 0);
                assert_row(row, truth_named(&answers, "page_walk_coherent") == rows[i].coherent);
                assert_row(row, truth_named(&answers, "device_tlb") == rows[i].device_tlb);
                assert_row(row, truth_named(&answers, "first_stage") == rows[i].first);
                assert_row(row, truth_named(&answers, "second_stage") == rows[i].second);
                assert_row(row, truth_named(&answers, "range_invalidation") == rows[i].range);
        }
}

TEST_MAIN(cmocka_unit_test(test_fields), cmocka_unit_test(test_single_bits),
                cmocka_unit_test(test_unknown_bits), cmocka_unit_test(test_answers))
