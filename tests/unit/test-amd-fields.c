/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Fields of AMD-Vi's extended feature registers: every field by its mask, every bit on its
 * own, meanings word for word, and the kernel's own words for all real values.
 */

#include "sources/amd-fields.h"

#include "base/parse.h"
#include "sources/amd-answers.h"
#include "tests/unit/register-fields.h"

static const ExpectedField expected[] = {
        { "EFR", "PreF", 0x1 },
        { "EFR", "PPR", 0x2 },
        { "EFR", "XT", 0x4 },
        { "EFR", "NX", 0x8 },
        { "EFR", "GT", 0x10 },
        { "EFR", "GAPPI", 0x20 },
        { "EFR", "IA", 0x40 },
        { "EFR", "GA", 0x80 },
        { "EFR", "HE", 0x100 },
        { "EFR", "PC", 0x200 },
        { "EFR", "HATS", 0xc00 },
        { "EFR", "GATS", 0x3000 },
        { "EFR", "GLX", 0xc000 },
        { "EFR", "SmiF", 0x30000 },
        { "EFR", "SmiFRC", 0x1c0000 },
        { "EFR", "GAM", 0xe00000 },
        { "EFR", "DualPprLog", 0x3000000 },
        { "EFR", "reserved", 0xc000000 },
        { "EFR", "DualEventLog", 0x30000000 },
        { "EFR", "reserved", 0x40000000 },
        { "EFR", "SATS", 0x80000000 },
        { "EFR", "PASmax", 0x1f00000000 },
        { "EFR", "US", 0x2000000000 },
        { "EFR", "DevTblSeg", 0xc000000000 },
        { "EFR", "PPROvrflwEarly", 0x10000000000 },
        { "EFR", "PPRAutoRsp", 0x20000000000 },
        { "EFR", "MARC", 0xc0000000000 },
        { "EFR", "BlkStopMrk", 0x100000000000 },
        { "EFR", "PerfOpt", 0x200000000000 },
        { "EFR", "MsiCapMmio", 0x400000000000 },
        { "EFR", "bit 47 (SnoopAttr)", 0x800000000000 },
        { "EFR", "GIO", 0x1000000000000 },
        { "EFR", "HA", 0x2000000000000 },
        { "EFR", "EPH", 0x4000000000000 },
        { "EFR", "AttrFW", 0x8000000000000 },
        { "EFR", "HD", 0x10000000000000 },
        { "EFR", "bit 53 (V2HDDis)", 0x20000000000000 },
        { "EFR", "InvIotlbType", 0x40000000000000 },
        { "EFR", "vIOMMU", 0x80000000000000 },
        { "EFR", "VmGuardIO", 0x100000000000000 },
        { "EFR", "VMTableSize", 0x1e00000000000000 },
        { "EFR", "GAUpdateDis", 0x2000000000000000 },
        { "EFR", "bit 62 (ForcePhysDest)", 0x4000000000000000 },
        { "EFR", "SNP", 0x8000000000000000 },
        { "EFR2", "reserved", 0x1 },
        { "EFR2", "SEVSNPIO", 0x2 },
        { "EFR2", "bit 2 (TMPM)", 0x4 },
        { "EFR2", "GCR3TRPMode", 0x8 },
        { "EFR2", "bit 4 (GAPPIDis)", 0x10 },
        { "EFR2", "SnpAvic", 0xe0 },
        { "EFR2", "NumIntRemap", 0x300 },
        { "EFR2", "reserved", 0x400 },
        { "EFR2", "HTRangeIgnore", 0x800 },
        { "EFR2", "reserved", 0x1000 },
        { "EFR2", "SnpPageMode0", 0x2000 },
        { "EFR2", "reserved", 0xffffffffffffc000 },
};

static size_t count_of(const char *reg) {
        size_t count = 0;

        for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
                count += strcmp(expected[i].reg, reg) == 0;
        return count;
}

static void check_fields(uint64_t efr, Number efr2) {
        _cleanup_register_fields_ RegisterFields fields = { 0 };
        uint64_t values[ARRAY_SIZE(expected)];
        char row[64];

        (void) snprintf(row, sizeof(row), "efr %" PRIx64 " efr2 %" PRIx64, efr, efr2.value);
        for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
                values[i] = strcmp(expected[i].reg, "EFR") == 0 ? efr : efr2.value;
        assert_int_equal(decode_amd_fields(efr, efr2, &fields), 0);
        assert_fields(row, &fields, expected, efr2.known ? ARRAY_SIZE(expected) : count_of("EFR"), values);
}

static void test_masks(void **state) {
        (void) state;
        assert_masks_complete("EFR", expected, ARRAY_SIZE(expected));
        assert_masks_complete("EFR2", expected, ARRAY_SIZE(expected));
}

static void test_every_bit(void **state) {
        _cleanup_register_fields_ RegisterFields none = { 0 };

        (void) state;
        assert_int_equal(decode_amd_fields(0, number(0), &none), 0);
        check_fields(0, number(0));
        check_fields(UINT64_MAX, number(UINT64_MAX));
        check_fields(UINT64_MAX, (Number) { 0 });
        for (unsigned i = 0; i < 128; i++) {
                _cleanup_register_fields_ RegisterFields one = { 0 };
                uint64_t efr = i < 64 ? 1ULL << i : 0, efr2 = i < 64 ? 0 : 1ULL << (i - 64);
                char row[16];

                (void) snprintf(row, sizeof(row), "bit %u", i);
                check_fields(efr, number(efr2));
                assert_int_equal(decode_amd_fields(efr, number(efr2), &one), 0);
                assert_one_differs(row, &none, &one);
        }
}

static void test_random(void **state) {
        uint64_t seed = random_seed();
        Random random = random_from(seed);

        (void) state;
        print_message("seed %" PRIu64 "\n", seed);
        for (unsigned i = 0; i < 2000; i++)
                check_fields(random_next(&random), number(random_next(&random)));
}

static void test_meanings(void **state) {
        static const struct {
                const char *reg, *name;
                uint64_t value; /* of the register */
                const char *meaning;
        } rows[] = {
                { "EFR", "HATS", 0, "host tables (v1) of up to 4 levels, 48 bits" },
                { "EFR", "HATS", 0x400, "host tables (v1) of up to 5 levels, 57 bits" },
                { "EFR", "HATS", 0x800, "host tables (v1) of up to 6 levels, 64 bits" },
                { "EFR", "HATS", 0xc00, "no host tables" },
                { "EFR", "GATS", 0x1000, "guest tables (v2) of up to 5 levels, if there are any (GT)" },
                { "EFR", "GATS", 0x2000, "reserved encoding of the levels of guest tables" },
                { "EFR", "GLX", 0, "guest CR3 tables of up to 1 level" },
                { "EFR", "GLX", 0x8000, "guest CR3 tables of up to 3 levels" },
                { "EFR", "GLX", 0xc000, "reserved encoding of the levels of guest CR3 tables" },
                { "EFR", "SmiF", 0, "no SMI filter" },
                { "EFR", "SmiF", 0x20000, "SMI filter, encoding 2" },
                { "EFR", "GAM", 0x200000, "interrupts can be posted to a guest's virtual APIC" },
                { "EFR", "GAM", 0x400000, "unknown guest APIC mode, encoding 2" },
                { "EFR", "PASmax", 0, "PASIDs of 1 bit, if there are any" },
                { "EFR", "PASmax", 0xf00000000, "PASIDs of 16 bits, if there are any" },
                { "EFR", "reserved", 0xc000000, "reserved or newer than this program, and set: bits 26 27" },
                { "EFR2", "SnpAvic", 0x20, "the virtual APIC works under SNP" },
                { "EFR2", "SnpAvic", 0x40, "unknown guest APIC mode under SNP, encoding 2" },
                { "EFR2", "NumIntRemap", 0, "512 interrupt remapping entries a device" },
                { "EFR2", "NumIntRemap", 0x100, "2048 interrupt remapping entries a device" },
                { "EFR2", "NumIntRemap", 0x300, "unknown number of interrupt entries, encoding 3" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_register_fields_ RegisterFields fields = { 0 };
                bool is_first = strcmp(rows[i].reg, "EFR") == 0;

                assert_int_equal(decode_amd_fields(is_first ? rows[i].value : 0,
                                                 number(is_first ? 0 : rows[i].value), &fields),
                                0);
                assert_string_equal(field_named(&fields, rows[i].reg, rows[i].name)->meaning,
                                rows[i].meaning);
        }
}

/* The words with blanks between them, as the kernel's line has them. */
static char *kernel_line(uint64_t efr, Number efr2) {
        _cleanup_(names_done) Names names = { 0 };
        _cleanup_text_ Text text = TEXT_INIT;
        char *line;

        assert_int_equal(decode_amd_kernel_names(efr, efr2, &names), 0);
        for (size_t i = 0; i < names.count; i++)
                text_add_format(&text, "%s%s", i > 0 ? " " : "", names.items[i]);
        text_add(&text, "");
        assert_int_equal(text_finish(&text, &line), 0);
        return line;
}

static void test_kernel_names(void **state) {
        static const struct {
                uint64_t efr, efr2;
                const char *line;
        } rows[] = {
                { 0x3ff, 0, "PreF PPR X2APIC NX GT [5] IA GA HE PC" },
                { 0x8000000000200001, 2, "PreF GA_vAPIC SNP SEV-TIO" },
                { 0x7fffffffffdffc00, UINT64_MAX - 2, "" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_free_ char *line = kernel_line(rows[i].efr, number(rows[i].efr2));
                _cleanup_free_ char *alone = kernel_line(rows[i].efr, (Number) { .value = UINT64_MAX });

                assert_string_equal(line, rows[i].line);
                assert_null(strstr(alone, "SEV-TIO"));
        }
}

static void test_answers(void **state) {
        static const struct {
                uint64_t efr, bits;
                Truth interrupts, dirty;
                bool has_pages;
        } rows[] = {
                { 0, 0, TRUTH_UNKNOWN, TRUTH_NO, true },
                { 0x246577efa2254afa, 64, TRUTH_YES, TRUTH_NO, true },
                { 0xf77ef22294ada, 64, TRUTH_YES, TRUTH_NO, true },
                { 0xa5bf7320a2294aee, 64, TRUTH_YES, TRUTH_YES, true },
                { 0x42, 48, TRUTH_UNKNOWN, TRUTH_NO, true },
                { 0x442, 57, TRUTH_UNKNOWN, TRUTH_NO, true },
                { 0xc42, 0, TRUTH_UNKNOWN, TRUTH_NO, false },
                { 0x1c52, 57, TRUTH_UNKNOWN, TRUTH_NO, true }, /* guest tables alone */
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_register_answers_ RegisterAnswers answers = { 0 };
                const RegisterAnswer *width;
                char row[32];

                (void) snprintf(row, sizeof(row), "efr %" PRIx64, rows[i].efr);
                assert_int_equal(decode_amd_answers(rows[i].efr, &answers), 0);
                width = answer_named(&answers, "iova_bits");
                assert_row(row, width->bits.known == (rows[i].bits > 0) && width->bits.value == rows[i].bits);
                assert_row(row, truth_named(&answers, "snoop_control") == TRUTH_YES);
                assert_row(row, truth_named(&answers, "device_tlb") == TRUTH_UNKNOWN);
                assert_row(row, truth_named(&answers, "interrupt_remapping") == rows[i].interrupts);
                assert_row(row, truth_named(&answers, "dirty_tracking") == rows[i].dirty);
                assert_row(row, (answer_named(&answers, "page_sizes")->page_sizes != 0) == rows[i].has_pages);
        }
}

static bool has_words(const char *names) {
        return *names && *names != '(';
}

static void test_real_values(void **state) {
        size_t size = 0, rows = 0, decoded = 0, matched = 0;
        _cleanup_free_ char *line = NULL;
        FILE *file;

        (void) state;
        file = open_data("amd_efr.tsv");
        assert_true(read_line(file, &line, &size));
        while (read_line(file, &line, &size)) {
                char *cursor = line, *columns[3] = { 0 };
                _cleanup_free_ char *words = NULL;
                Number efr2 = { 0 };
                uint64_t efr;

                rows++;
                for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
                        columns[i] = parse_next(&cursor, '\t');
                assert_non_null(columns[2]);
                if (*columns[0] == '(') /* a kernel that prints words, but no number */
                        continue;
                assert_row(columns[0], parse_hex(columns[0], UINT64_MAX, &efr) == 0);
                if (*columns[1]) {
                        assert_row(columns[1], parse_hex(columns[1], UINT64_MAX, &efr2.value) == 0);
                        efr2.known = true;
                }
                check_fields(efr, efr2);
                decoded++;
                if (!has_words(columns[2]))
                        continue;
                words = kernel_line(efr, efr2);
                assert_string_equal(words, columns[2]);
                matched++;
        }
        (void) fclose(file);
        print_message("%zu rows of amd_efr.tsv, %zu with a value, %zu with the kernel's words\n", rows,
                        decoded, matched);
        assert_true(decoded >= 70 && matched >= 65);
}

TEST_MAIN(cmocka_unit_test(test_masks), cmocka_unit_test(test_every_bit), cmocka_unit_test(test_random),
          cmocka_unit_test(test_meanings), cmocka_unit_test(test_kernel_names),
          cmocka_unit_test(test_answers), cmocka_unit_test(test_real_values))
