/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Fields of VT-d registers and what follows from them: every field by its mask, every
 * bit on its own, meanings word for word, and all real pairs.
 */

#include "sources/vtd-fields.h"

#include "base/parse.h"
#include "sources/vtd-answers.h"
#include "tests/unit/register-fields.h"

#define SIZES_4K       0x1000ULL
#define SIZES_4K_2M    0x201000ULL
#define SIZES_4K_2M_1G 0x40201000ULL

static const ExpectedField expected[] = {
        { "CAP", "ND", 0x7 },
        { "CAP", "AFL", 0x8 },
        { "CAP", "RWBF", 0x10 },
        { "CAP", "PLMR", 0x20 },
        { "CAP", "PHMR", 0x40 },
        { "CAP", "CM", 0x80 },
        { "CAP", "SAGAW", 0x1f00 },
        { "CAP", "reserved", 0xe000 },
        { "CAP", "MGAW", 0x3f0000 },
        { "CAP", "ZLR", 0x400000 },
        { "CAP", "bit 23 (ISOCH)", 0x800000 },
        { "CAP", "FRO", 0x3ff000000 },
        { "CAP", "SLLPS", 0x3c00000000 },
        { "CAP", "reserved", 0x4000000000 },
        { "CAP", "PSI", 0x8000000000 },
        { "CAP", "NFR", 0xff0000000000 },
        { "CAP", "MAMV", 0x3f000000000000 },
        { "CAP", "DWD", 0x40000000000000 },
        { "CAP", "DRD", 0x80000000000000 },
        { "CAP", "FL1GP", 0x100000000000000 },
        { "CAP", "reserved", 0x600000000000000 },
        { "CAP", "PI", 0x800000000000000 },
        { "CAP", "FL5LP", 0x1000000000000000 },
        { "CAP", "ECMDS", 0x2000000000000000 },
        { "CAP", "ESIRTPS", 0x4000000000000000 },
        { "CAP", "ESRTPS", 0x8000000000000000 },
        { "ECAP", "C", 0x1 },
        { "ECAP", "QI", 0x2 },
        { "ECAP", "DT", 0x4 },
        { "ECAP", "IR", 0x8 },
        { "ECAP", "EIM", 0x10 },
        { "ECAP", "bit 5 (CH)", 0x20 },
        { "ECAP", "PT", 0x40 },
        { "ECAP", "SC", 0x80 },
        { "ECAP", "IRO", 0x3ff00 },
        { "ECAP", "reserved", 0xc0000 },
        { "ECAP", "MHMV", 0xf00000 },
        { "ECAP", "bit 24 (ECS)", 0x1000000 },
        { "ECAP", "MTS", 0x2000000 },
        { "ECAP", "NEST", 0x4000000 },
        { "ECAP", "bit 27 (DIS)", 0x8000000 },
        { "ECAP", "bit 28 (PASID)", 0x10000000 },
        { "ECAP", "PRS", 0x20000000 },
        { "ECAP", "ERS", 0x40000000 },
        { "ECAP", "SRS", 0x80000000 },
        { "ECAP", "reserved", 0x100000000 },
        { "ECAP", "NWFS", 0x200000000 },
        { "ECAP", "EAFS", 0x400000000 },
        { "ECAP", "PSS", 0xf800000000 },
        { "ECAP", "PASID", 0x10000000000 },
        { "ECAP", "DIT", 0x20000000000 },
        { "ECAP", "PDS", 0x40000000000 },
        { "ECAP", "SMTS", 0x80000000000 },
        { "ECAP", "VCS", 0x100000000000 },
        { "ECAP", "SLADS", 0x200000000000 },
        { "ECAP", "SLTS", 0x400000000000 },
        { "ECAP", "FLTS", 0x800000000000 },
        { "ECAP", "SMPWCS", 0x1000000000000 },
        { "ECAP", "RPS", 0x2000000000000 },
        { "ECAP", "TDXCS", 0x4000000000000 },
        { "ECAP", "PMS", 0x8000000000000 },
        { "ECAP", "ADMS", 0x10000000000000 },
        { "ECAP", "RPRIVS", 0x20000000000000 },
        { "ECAP", "reserved", 0x40000000000000 },
        { "ECAP", "bit 55 (HPTS)", 0x80000000000000 },
        { "ECAP", "bit 56 (PTRS)", 0x100000000000000 },
        { "ECAP", "bit 57 (SSIRWS)", 0x200000000000000 },
        { "ECAP", "bit 58 (SMS)", 0x400000000000000 },
        { "ECAP", "bit 59 (HPT1GPS)", 0x800000000000000 },
        { "ECAP", "bit 60 (RDTS)", 0x1000000000000000 },
        { "ECAP", "bit 61 (EIMER)", 0x2000000000000000 },
        { "ECAP", "bit 62 (IRREQ)", 0x4000000000000000 },
        { "ECAP", "reserved", 0x8000000000000000 },
};

static void check_fields(uint64_t cap, uint64_t ecap) {
        _cleanup_register_fields_ RegisterFields fields = { 0 };
        uint64_t values[ARRAY_SIZE(expected)];
        char row[64];

        (void) snprintf(row, sizeof(row), "cap %" PRIx64 " ecap %" PRIx64, cap, ecap);
        for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
                values[i] = expected[i].reg[0] == 'C' ? cap : ecap;
        assert_int_equal(decode_vtd_fields(cap, ecap, &fields), 0);
        assert_fields(row, &fields, expected, ARRAY_SIZE(expected), values);
}

static void test_masks(void **state) {
        (void) state;
        assert_masks_complete("CAP", expected, ARRAY_SIZE(expected));
        assert_masks_complete("ECAP", expected, ARRAY_SIZE(expected));
}

static void test_every_bit(void **state) {
        _cleanup_register_fields_ RegisterFields none = { 0 };

        (void) state;
        assert_int_equal(decode_vtd_fields(0, 0, &none), 0);
        check_fields(0, 0);
        check_fields(UINT64_MAX, UINT64_MAX);
        for (unsigned i = 0; i < 128; i++) {
                _cleanup_register_fields_ RegisterFields one = { 0 };
                uint64_t cap = i < 64 ? 1ULL << i : 0, ecap = i < 64 ? 0 : 1ULL << (i - 64);
                char row[16];

                (void) snprintf(row, sizeof(row), "bit %u", i);
                check_fields(cap, ecap);
                assert_int_equal(decode_vtd_fields(cap, ecap, &one), 0);
                assert_one_differs(row, &none, &one);
        }
}

static void test_random(void **state) {
        uint64_t seed = random_seed();
        Random random = random_from(seed);

        (void) state;
        print_message("seed %" PRIu64 "\n", seed);
        for (unsigned i = 0; i < 2000; i++)
                check_fields(random_next(&random), random_next(&random));
}

static void test_meanings(void **state) {
        static const struct {
                const char *reg, *name;
                uint64_t value; /* of the register */
                const char *meaning;
        } rows[] = {
                { "CAP", "ND", 0, "16 domain ids" },
                { "CAP", "ND", 2, "256 domain ids" },
                { "CAP", "ND", 6, "65536 domain ids" },
                { "CAP", "ND", 7, "reserved encoding of the number of domain ids" },
                { "CAP", "CM", 0x80,
                                "entries that are not present may be cached: most likely an emulated unit" },
                { "CAP", "SAGAW", 0x000, "no tables of the second stage" },
                { "CAP", "SAGAW", 0x200, "39-bit, 3-level tables only" },
                { "CAP", "SAGAW", 0x400, "48-bit, 4-level tables only" },
                { "CAP", "SAGAW", 0x600, "39-bit, 3-level and 48-bit, 4-level tables" },
                { "CAP", "SAGAW", 0xc00, "48-bit, 4-level and 57-bit, 5-level tables" },
                { "CAP", "SAGAW", 0x100, "no tables of the second stage; a reserved bit is set too" },
                { "CAP", "SAGAW", 0x1800, "57-bit, 5-level tables; a reserved bit is set too" },
                { "CAP", "MGAW", 0x260000, "I/O virtual addresses of at most 39 bits" },
                { "CAP", "MGAW", 0x3f0000, "I/O virtual addresses of at most 64 bits" },
                { "CAP", "FRO", 0x2000000, "fault recording registers at offset 0x20" },
                { "CAP", "SLLPS", 0, "only 4 KiB pages in the second stage (SSLPS)" },
                { "CAP", "SLLPS", 0x400000000, "2 MiB pages in the second stage (SSLPS)" },
                { "CAP", "SLLPS", 0xc00000000, "2 MiB and 1 GiB pages in the second stage (SSLPS)" },
                { "CAP", "SLLPS", 0x3000000000, "512 GiB and 1 TiB pages in the second stage (SSLPS)" },
                { "CAP", "NFR", 0, "1 fault recording register" },
                { "CAP", "NFR", 0xff0000000000, "256 fault recording registers" },
                { "CAP", "MAMV", 0x12000000000000, "one invalidation takes up to 2^18 pages" },
                { "CAP", "reserved", 0xa000, "reserved or newer than this program, and set: bits 13 15" },
                { "ECAP", "C", 0, "page walks don't snoop the CPU caches in legacy mode (PWC)" },
                { "ECAP", "DT", 0, "devices can't use ATS: no device TLB is served" },
                { "ECAP", "DT", 4, "devices can use ATS: device TLBs are served" },
                { "ECAP", "SC", 0x80, "requests with no-snoop can be forced to snoop" },
                { "ECAP", "SC", 0, "requests with no-snoop can't be forced to snoop" },
                { "ECAP", "IRO", 0x5000, "IOTLB registers at offset 0x500" },
                { "ECAP", "MHMV", 0xf00000, "one invalidation takes up to 2^15 interrupt entries" },
                { "ECAP", "PSS", 0x9800000000, "PASIDs of 20 bits, if there are PASIDs" },
                { "ECAP", "reserved", 0x40000, "reserved or newer than this program, and set: bit 18" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_register_fields_ RegisterFields fields = { 0 };
                bool is_cap = strcmp(rows[i].reg, "CAP") == 0;

                assert_int_equal(decode_vtd_fields(is_cap ? rows[i].value : 0,
                                                 is_cap ? 0 : rows[i].value, &fields),
                                0);
                assert_string_equal(field_named(&fields, rows[i].reg, rows[i].name)->meaning,
                                rows[i].meaning);
        }
}

static void test_quiet(void **state) {
        _cleanup_register_fields_ RegisterFields fields = { 0 };

        (void) state;
        assert_int_equal(decode_vtd_fields(0, 0, &fields), 0);
        for (size_t i = 0; i < fields.count; i++)
                assert_row(fields.items[i].name,
                                fields.items[i].is_quiet == (strcmp(fields.items[i].name, "reserved") == 0 ||
                                                strncmp(fields.items[i].name, "bit ", 4) == 0));
}

/* The machine of the 2022 report. */
static void test_answers_2022(void **state) {
        _cleanup_register_answers_ RegisterAnswers answers = { 0 };

        (void) state;
        assert_int_equal(decode_vtd_answers(0xd2008c40660462, 0xf050da, &answers), 0);
        assert_int_equal(answers.count, 8);
        assert_true(answer_named(&answers, "iova_bits")->bits.known);
        assert_int_equal(answer_named(&answers, "iova_bits")->bits.value, 39);
        assert_string_equal(answer_named(&answers, "iova_bits")->reason,
                        "bounded by MGAW; the widest tables have 48 (SAGAW)");
        assert_int_equal(truth_named(&answers, "snoop_control"), TRUTH_YES);
        assert_int_equal(truth_named(&answers, "device_tlb"), TRUTH_NO);
        assert_int_equal(truth_named(&answers, "page_walk_coherent"), TRUTH_NO);
        assert_string_equal(answer_named(&answers, "page_walk_coherent")->reason,
                        "legacy mode: no (C); there is no scalable mode (SMTS); the kernel flushes its "
                        "tables from the CPU caches");
        assert_int_equal(answer_named(&answers, "page_sizes")->page_sizes, SIZES_4K_2M_1G);
        assert_int_equal(truth_named(&answers, "queued_invalidation"), TRUTH_YES);
        assert_int_equal(truth_named(&answers, "caching_mode"), TRUTH_NO);
        assert_int_equal(truth_named(&answers, "interrupt_remapping"), TRUTH_YES);
}

static void test_answer_reasons(void **state) {
        static const struct {
                uint64_t cap, ecap;
                const char *key, *reason;
        } rows[] = {
                { 0x2f0200, 0, "iova_bits", "bounded by the widest tables (SAGAW); MGAW allows 48" },
                { 0x2f0400, 0, "iova_bits", "bounded by the widest tables (SAGAW) and by MGAW alike" },
                { 0x2f0000, 0, "iova_bits", "no table width of the second stage (SAGAW)" },
                { 0x2f0400, 1ULL << 43, "iova_bits", "bounded by the widest tables (SAGAW) and by MGAW alike; in scalable mode there is "
                                "no second stage (SLTS)" },
                { 0x2f0400, 7ULL << 43, "iova_bits", "bounded by the widest tables (SAGAW) and by MGAW alike; in scalable mode there is "
                                "no second stage (SLTS)" },
                { 0x2f0400, 0xd80000000000, "iova_bits",
                                "bounded by the widest tables (SAGAW) and by MGAW alike; where the kernel "
                                "uses the first stage, 47: the lower half of 48" },
                { 0, 1ULL << 43 | 1, "page_walk_coherent",
                                "legacy mode: yes (C); scalable mode: no (SMPWCS); it depends on the mode "
                                "that the kernel runs" },
                { 0, 1ULL << 43 | 1ULL << 48 | 1, "page_walk_coherent",
                                "legacy mode: yes (C); scalable mode: yes (SMPWCS)" },
                { 0, 8, "interrupt_remapping", "IR is set; without x2APIC destinations (EIM)" },
                { 0, 0x10, "interrupt_remapping", "IR is not set" },
                { 0x80, 0, "caching_mode", "CM is set: most likely an emulated unit in a virtual machine" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_register_answers_ RegisterAnswers answers = { 0 };

                assert_int_equal(decode_vtd_answers(rows[i].cap, rows[i].ecap, &answers), 0);
                assert_string_equal(answer_named(&answers, rows[i].key)->reason, rows[i].reason);
        }
}

/* Five levels in the second stage and four in the first; large pages differ too. */
static void test_answers_both_stages(void **state) {
        static const struct {
                uint64_t pages; /* bits of CAP */
                uint64_t sizes;
                const char *reason;
        } rows[] = {
                { 0, SIZES_4K, "second stage (SLLPS); more in the first stage (FL1GP)" },
                { 0x400000000, SIZES_4K_2M, "second stage (SLLPS); the same in the first stage (FL1GP)" },
                { 0xc00000000, SIZES_4K_2M_1G, "second stage (SLLPS); fewer in the first stage (FL1GP)" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_register_answers_ RegisterAnswers answers = { 0 };

                assert_int_equal(decode_vtd_answers(0x380800 + rows[i].pages, 0xc80000000000, &answers), 0);
                assert_int_equal(answer_named(&answers, "iova_bits")->bits.value, 57);
                assert_string_equal(answer_named(&answers, "iova_bits")->reason,
                                "bounded by the widest tables (SAGAW) and by MGAW alike; where the kernel "
                                "uses the first stage, 47: the lower half of 48");
                assert_int_equal(answer_named(&answers, "page_sizes")->page_sizes, rows[i].sizes);
                assert_string_equal(answer_named(&answers, "page_sizes")->reason, rows[i].reason);
        }
}

static Truth truth(uint64_t masked) {
        return masked ? TRUTH_YES : TRUTH_NO;
}

/* Answers by masks, for units that a kernel would use. */
static void check_answers(const char *row, uint64_t cap, uint64_t ecap) {
        _cleanup_register_answers_ RegisterAnswers answers = { 0 };
        uint64_t mgaw = (cap & 0x3f0000) / 0x10000 + 1, width = cap & 0x800 ? 57 : cap & 0x400 ? 48 : 39;
        uint64_t sizes = SIZES_4K + (cap & 0x400000000 ? 0x200000 : 0) + (cap & 0x800000000 ? 0x40000000 : 0);
        Truth walk = truth(ecap & 0x1);

        if (ecap & 0x80000000000 && walk != truth(ecap & 0x1000000000000))
                walk = TRUTH_UNKNOWN;
        if (ecap & 0x80000000000 && !(ecap & 0x400000000000)) { /* first stage only */
                width = 48;
                sizes = cap & 0x100000000000000 ? SIZES_4K_2M_1G : SIZES_4K_2M;
        }
        assert_int_equal(decode_vtd_answers(cap, ecap, &answers), 0);
        assert_row(row, answer_named(&answers, "iova_bits")->bits.value == (mgaw < width ? mgaw : width));
        assert_row(row, answer_named(&answers, "page_sizes")->page_sizes == sizes);
        assert_row(row, truth_named(&answers, "page_walk_coherent") == walk);
        assert_row(row, truth_named(&answers, "snoop_control") == truth(ecap & 0x80));
        assert_row(row, truth_named(&answers, "device_tlb") == truth(ecap & 0x4));
        assert_row(row, truth_named(&answers, "queued_invalidation") == truth(ecap & 0x2));
        assert_row(row, truth_named(&answers, "interrupt_remapping") == truth(ecap & 0x8));
        assert_row(row, truth_named(&answers, "caching_mode") == truth(cap & 0x80));
        for (size_t i = 0; i < answers.count; i++)
                assert_row(row, answers.items[i].reason[0] && answers.items[i].title[0]);
}

static void test_real_pairs(void **state) {
        _cleanup_free_ char *line = NULL;
        size_t size = 0, rows = 0;
        FILE *file;

        (void) state;
        file = open_data("vtd_caps.tsv");
        assert_true(read_line(file, &line, &size));
        while (read_line(file, &line, &size)) {
                char *cursor = line, *columns[8] = { 0 };
                uint64_t cap, ecap;

                for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
                        columns[i] = parse_next(&cursor, '\t');
                assert_non_null(columns[7]);
                assert_row(columns[6], parse_unsigned(columns[6], 16, UINT64_MAX, &cap) == 0);
                assert_row(columns[7], parse_unsigned(columns[7], 16, UINT64_MAX, &ecap) == 0);
                check_fields(cap, ecap);
                check_answers(columns[6], cap, ecap);
                rows++;
        }
        (void) fclose(file);
        print_message("%zu rows of vtd_caps.tsv\n", rows);
        assert_true(rows >= 100);
}

TEST_MAIN(cmocka_unit_test(test_masks), cmocka_unit_test(test_every_bit), cmocka_unit_test(test_random),
          cmocka_unit_test(test_meanings), cmocka_unit_test(test_quiet), cmocka_unit_test(test_answers_2022),
          cmocka_unit_test(test_answer_reasons), cmocka_unit_test(test_answers_both_stages),
          cmocka_unit_test(test_real_pairs))
