/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * VT-d registers: golden values, each bit on its own, and real pairs. What to expect is
 * worked out here once more, by masks straight from the field tables of the
 * specification, and shares nothing with the decoder.
 */

#include "sources/vtd-registers.h"

#include "base/parse.h"
#include "tests/unit/test.h"

#define SIZES_4K       0x1000ULL
#define SIZES_4K_2M    0x201000ULL
#define SIZES_4K_2M_1G 0x40201000ULL

static Truth truth(uint64_t masked) {
        return masked ? TRUTH_YES : TRUTH_NO;
}

static UnitAbilities expect(uint64_t cap, uint64_t ecap) {
        UnitAbilities expected = {
                .legacy_walk_coherent = truth(ecap & 0x1),              /* C */
                .device_tlb = truth(ecap & 0x4),                        /* DT */
                .interrupt_remapping = truth(ecap & 0x8),               /* IR */
                .snoop_control = truth(ecap & 0x80),                    /* SC */
                .scalable_mode = truth(ecap & 0x80000000000),           /* SMTS, bit 43 */
                .scalable_walk_coherent = truth(ecap & 0x1000000000000), /* SMPWCS, bit 48 */
        };
        bool scalable = ecap & 0x80000000000;
        unsigned mgaw = (unsigned) ((cap & 0x3f0000) / 0x10000) + 1, width = 0;

        if (cap & 0x800)
                width = 57;
        else if (cap & 0x400)
                width = 48;
        else if (cap & 0x200)
                width = 39;
        if (width > mgaw)
                width = mgaw;
        /* SSTS, bit 46, is about scalable mode; legacy mode has the second stage without it. */
        expected.scalable_second_stage = truth(ecap & 0x400000000000);
        if (width > 0) {
                expected.second_stage_bits = (uint8_t) width;
                expected.second_stage_page_sizes = SIZES_4K + (cap & 0x400000000 ? 0x200000 : 0) +
                                (cap & 0x800000000 ? 0x40000000 : 0);
        }
        /* FSTS, bit 47; FS5LP, bit 60; FS1GP, bit 56. */
        if (scalable && ecap & 0x800000000000) {
                unsigned most = mgaw > 48 && cap & 0x1000000000000000 ? 57 : 48;

                expected.first_stage_bits = (uint8_t) (mgaw < most ? mgaw : most);
                expected.first_stage_page_sizes =
                                cap & 0x100000000000000 ? SIZES_4K_2M_1G : SIZES_4K_2M;
        }
        return expected;
}

static void assert_abilities(uint64_t cap, uint64_t ecap) {
        UnitAbilities expected = expect(cap, ecap), got = { 0 };
        char row[64];

        (void) snprintf(row, sizeof(row), "cap %" PRIx64 " ecap %" PRIx64, cap, ecap);
        decode_vtd_registers(cap, ecap, &got);
        assert_row(row, got.second_stage_bits == expected.second_stage_bits);
        assert_row(row, got.first_stage_bits == expected.first_stage_bits);
        assert_row(row, got.second_stage_page_sizes == expected.second_stage_page_sizes);
        assert_row(row, got.first_stage_page_sizes == expected.first_stage_page_sizes);
        assert_row(row, got.scalable_mode == expected.scalable_mode);
        assert_row(row, got.scalable_second_stage == expected.scalable_second_stage);
        assert_row(row, got.legacy_walk_coherent == expected.legacy_walk_coherent);
        assert_row(row, got.scalable_walk_coherent == expected.scalable_walk_coherent);
        assert_row(row, got.snoop_control == expected.snoop_control);
        assert_row(row, got.device_tlb == expected.device_tlb);
        assert_row(row, got.interrupt_remapping == expected.interrupt_remapping);
}

/* A client part: 48-bit tables only (SAGAW 00100b), cut to 39 bits by MGAW. */
static void test_client(void **state) {
        UnitAbilities got;

        (void) state;
        decode_vtd_registers(0xd2008c40660462, 0xf050da, &got);
        assert_int_equal(got.second_stage_bits, 39);
        assert_int_equal(got.second_stage_page_sizes, SIZES_4K_2M_1G);
        assert_int_equal(got.first_stage_bits, 0);
        assert_int_equal(got.first_stage_page_sizes, 0);
        assert_int_equal(got.scalable_mode, TRUTH_NO);
        assert_int_equal(got.legacy_walk_coherent, TRUTH_NO);
        assert_int_equal(got.snoop_control, TRUTH_YES);
        assert_int_equal(got.device_tlb, TRUTH_NO);
        assert_int_equal(got.interrupt_remapping, TRUTH_YES);
}

/* QEMU's intel-iommu: 39-bit tables. */
static void test_qemu(void **state) {
        UnitAbilities got;

        (void) state;
        decode_vtd_registers(0xd2008c22260286, 0xf00fca, &got);
        assert_int_equal(got.second_stage_bits, 39);
        assert_int_equal(got.second_stage_page_sizes, SIZES_4K_2M_1G);
        assert_int_equal(got.first_stage_bits, 0);
        assert_int_equal(got.scalable_mode, TRUTH_NO);
        assert_int_equal(got.legacy_walk_coherent, TRUTH_NO);
        assert_int_equal(got.snoop_control, TRUTH_YES);
        assert_int_equal(got.device_tlb, TRUTH_NO);
        assert_int_equal(got.interrupt_remapping, TRUTH_YES);
}

/* A server of 2023: both stages, five levels. */
static void test_scalable_server(void **state) {
        UnitAbilities got;

        (void) state;
        decode_vtd_registers(0x19ed008c40780c66, 0x3ee9e86f050df, &got);
        assert_int_equal(got.second_stage_bits, 57);
        assert_int_equal(got.first_stage_bits, 57);
        assert_int_equal(got.second_stage_page_sizes, SIZES_4K_2M_1G);
        assert_int_equal(got.first_stage_page_sizes, SIZES_4K_2M_1G);
        assert_int_equal(got.scalable_mode, TRUTH_YES);
        assert_int_equal(got.legacy_walk_coherent, TRUTH_YES);
        assert_int_equal(got.device_tlb, TRUTH_YES);
}

/* SAGAW and MGAW in all their combinations, without and with scalable mode. */
static void test_every_width(void **state) {
        static const uint64_t ecaps[] = {
                0, 1ULL << 43, 1ULL << 43 | 1ULL << 46, 1ULL << 43 | 1ULL << 47,
                1ULL << 46 | 1ULL << 47, 1ULL << 43 | 1ULL << 46 | 1ULL << 47,
        };

        (void) state;
        for (uint64_t sagaw = 0; sagaw < 32; sagaw++)
                for (uint64_t mgaw = 0; mgaw < 64; mgaw++)
                        for (size_t i = 0; i < ARRAY_SIZE(ecaps); i++) {
                                assert_abilities(sagaw << 8 | mgaw << 16, ecaps[i]);
                                assert_abilities(sagaw << 8 | mgaw << 16 | 1ULL << 60, ecaps[i]);
                        }
}

static void test_every_bit(void **state) {
        const uint64_t cap = 0x19ed008c40780c66, ecap = 0x3ee9e86f050df;

        (void) state;
        assert_abilities(0, 0);
        assert_abilities(UINT64_MAX, UINT64_MAX);
        for (unsigned i = 0; i < 64; i++) {
                assert_abilities(1ULL << i, 0);
                assert_abilities(0, 1ULL << i);
                assert_abilities(cap ^ 1ULL << i, ecap);
                assert_abilities(cap, ecap ^ 1ULL << i);
        }
}

static void test_real_pairs(void **state) {
        _cleanup_free_ char *line = NULL;
        size_t size = 0, rows = 0;
        FILE *file;

        (void) state;
        file = open_data("vtd_caps.tsv");
        assert_true(read_line(file, &line, &size));
        while (read_line(file, &line, &size)) {
                char *cursor = line, *fields[8] = { 0 };
                UnitAbilities got = { 0 };
                uint64_t cap, ecap;

                for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
                        fields[i] = parse_next(&cursor, '\t');
                assert_non_null(fields[7]);
                assert_row(fields[6], parse_unsigned(fields[6], 16, UINT64_MAX, &cap) == 0);
                assert_row(fields[7], parse_unsigned(fields[7], 16, UINT64_MAX, &ecap) == 0);
                assert_abilities(cap, ecap);
                /* No unit was ever sold that translates nothing or oddly. */
                decode_vtd_registers(cap, ecap, &got);
                assert_row(fields[6], got.second_stage_bits >= 36 && got.second_stage_bits <= 57);
                rows++;
        }
        (void) fclose(file);
        print_message("%zu rows of vtd_caps.tsv\n", rows);
        assert_true(rows >= 100);
}

TEST_MAIN(cmocka_unit_test(test_client), cmocka_unit_test(test_qemu),
          cmocka_unit_test(test_scalable_server), cmocka_unit_test(test_every_width),
          cmocka_unit_test(test_every_bit), cmocka_unit_test(test_real_pairs))
