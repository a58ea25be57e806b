/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * AMD-Vi: `features` as each generation of kernels prints it, and the fields of EFR. For
 * real values the names that a kernel printed are an oracle.
 */

#include "sources/amd-registers.h"

#include "base/parse.h"
#include "tests/unit/test.h"

#define HOST_PAGE_SIZES  0x000fff7ffffff000ULL /* 4 KiB to 2 PiB, without 512 GiB */
#define GUEST_PAGE_SIZES 0x40201000ULL         /* 4 KiB, 2 MiB, 1 GiB */
#define REAL_EFR         0x58f77ef22294adeULL

static void parse(const char *text, const char *kernel, Number *efr, Number *efr2) {
        char copy[64];

        *efr = *efr2 = (Number) { 0 };
        (void) snprintf(copy, sizeof(copy), "%s", text);
        assert_row(text, parse_amd_features(copy, kernel, efr, efr2) == 0);
}

static void test_one_number(void **state) {
        static const char *const kernels[] = { "5.10.0-8-amd64", "6.1.0", "6.12.0", NULL };
        Number efr, efr2;

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(kernels); i++) {
                parse("58f77ef22294ade", kernels[i], &efr, &efr2);
                assert_true(efr.known && efr.value == REAL_EFR);
                assert_false(efr2.known);
        }
        parse("0", "5.10", &efr, &efr2);
        assert_true(efr.known && efr.value == 0);
}

/* Only where both numbers could be either does the kernel decide. */
static void test_order_by_kernel(void **state) {
        static const struct {
                const char *kernel;
                bool efr_first;
        } rows[] = {
                { "5.10.0-8-amd64", false }, { "6.1.0-53-amd64", false }, { "6.5.13", false },
                { "6.6.2-local", false },    { "6.8.0-rc5-Zen3", true },  { "6.12.34+", true },
                { "7.2.0", true },           { NULL, true },              { "rubbish", true },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Number efr, efr2;

                parse("29d7:10", rows[i].kernel, &efr, &efr2);
                assert_true(efr.known && efr2.known);
                assert_row(rows[i].kernel ? rows[i].kernel : "NULL",
                                efr.value == (rows[i].efr_first ? 0x29d7 : 0x10));
                assert_row(rows[i].kernel ? rows[i].kernel : "NULL",
                                efr2.value == (rows[i].efr_first ? 0x10 : 0x29d7));
                parse("0:0", rows[i].kernel, &efr, &efr2);
                assert_true(efr.known && efr.value == 0 && efr2.known && efr2.value == 0);
        }
}

/* EFR2 has low bits alone, so real values tell the order whatever the kernel calls itself. */
static void test_order_by_values(void **state) {
        static const char *const kernels[] = { "5.10", "6.1", "6.5", "6.6", "6.7", "6.8", "6.12", NULL };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(kernels); i++) {
                Number efr, efr2;

                parse("58f77ef22294ade:1d", kernels[i], &efr, &efr2);
                assert_true(efr.value == REAL_EFR && efr2.value == 0x1d);
                parse("1d:58f77ef22294ade", kernels[i], &efr, &efr2);
                assert_true(efr.value == REAL_EFR && efr2.value == 0x1d);
        }
}

static void test_refuse(void **state) {
        static const char *const refused[] = {
                "", ":", "1:", ":1", "1:2:3", "1:2:", "0x1", "0x1:2", "1:0x2", " 1", "1 ", "1: 2",
                "-1", "+1", "g", "1\n", "10000000000000000", "0:10000000000000000", "1;2", "none",
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
                Number efr = { 0 }, efr2 = { 0 };
                char copy[64];

                (void) snprintf(copy, sizeof(copy), "%s", refused[i]);
                assert_row(refused[i], parse_amd_features(copy, "6.12", &efr, &efr2) == -EINVAL);
                assert_row(refused[i], !efr.known && !efr2.known);
        }
}

static void assert_abilities(Number capability, Number efr) {
        static const uint8_t host[] = { 48, 57, 64, 0 }, guest[] = { 48, 57, 0, 0 };
        UnitAbilities got = { 0 };
        bool has_efr = efr.known && efr.value != 0;
        uint64_t value = has_efr ? efr.value : 0;
        bool has_guest = value & 0x10;
        char row[64];

        (void) snprintf(row, sizeof(row), "cap %" PRIx64 " EFR %" PRIx64, capability.value, efr.value);
        decode_amd_registers(capability, efr, &got);
        assert_row(row, got.device_tlb == (!capability.known                 ? TRUTH_UNKNOWN
                                                          : capability.value & 0x1000000 ? TRUTH_YES
                                                                                         : TRUTH_NO));
        assert_row(row, got.second_stage_bits == (has_efr ? host[value / 0x400 % 4] : 0));
        assert_row(row, got.first_stage_bits == (has_guest ? guest[value / 0x1000 % 4] : 0));
        assert_row(row, got.second_stage_page_sizes ==
                                        (has_efr && (value & 0xc00) == 0xc00 ? 0 : HOST_PAGE_SIZES));
        assert_row(row, got.first_stage_page_sizes ==
                                        (has_guest && !(value & 0x2000) ? GUEST_PAGE_SIZES : 0));
        assert_row(row, got.interrupt_remapping == (value & 0x84 ? TRUTH_YES : TRUTH_UNKNOWN));
        /* Forced by a bit in each host page table entry, on every unit. */
        assert_row(row, got.snoop_control == TRUTH_YES);
        assert_row(row, got.scalable_mode == TRUTH_UNKNOWN &&
                                        got.legacy_walk_coherent == TRUTH_UNKNOWN &&
                                        got.scalable_walk_coherent == TRUTH_UNKNOWN);
}

static void test_decode(void **state) {
        const Number unknown = { 0 };

        (void) state;
        assert_abilities(unknown, unknown);
        assert_abilities(number(0x190b640f), number(0));
        assert_abilities(number(0x190b640f), number(REAL_EFR));
        for (unsigned i = 0; i < 64; i++) {
                assert_abilities(number(1ULL << (i % 32)), number(1ULL << i));
                assert_abilities(unknown, number(REAL_EFR ^ 1ULL << i));
        }
        /* HATS, GATS and GT in all their combinations. */
        for (uint64_t i = 0; i < 32; i++)
                assert_abilities(number(0x190b640f), number((i & 15) << 10 | (i & 16)));
}

/* Is `name` one of the words? */
static bool has_name(const char *words, const char *name) {
        size_t length = strlen(name);

        for (const char *p = words; *p;) {
                size_t n = strcspn(p, " ");

                if (n == length && strncmp(p, name, n) == 0)
                        return true;
                p += n + strspn(p + n, " ");
        }
        return false;
}

static void check_real_row(const char *efr_text, uint64_t efr2_expected, const char *names) {
        UnitAbilities got = { 0 };
        uint64_t value;
        Number efr, efr2;
        char text[64];

        assert_row(efr_text, parse_hex_prefixed(efr_text, UINT64_MAX, &value) == 0);
        assert_abilities((Number) { 0 }, number(value));
        decode_amd_registers((Number) { 0 }, number(value), &got);
        if (strstr(names, "PPR")) {
                /* GATS of 2 or 3 is reserved: such a unit has guest tables of unknown depth. */
                assert_row(efr_text, (has_name(names, "GT") && !(value & 0x2000)) ==
                                                (got.first_stage_bits > 0));
                assert_row(efr_text, (has_name(names, "GA") || has_name(names, "X2APIC")) ==
                                                (got.interrupt_remapping == TRUTH_YES));
        }

        (void) snprintf(text, sizeof(text), "%" PRIx64, value);
        parse(text, "5.10.0", &efr, &efr2);
        assert_row(efr_text, efr.value == value && !efr2.known);
        (void) snprintf(text, sizeof(text), "%" PRIx64 ":%" PRIx64, efr2_expected, value);
        parse(text, "6.1.0", &efr, &efr2);
        assert_row(efr_text, efr.value == value && efr2.value == efr2_expected);
        parse(text, "6.5.0", &efr, &efr2);
        assert_row(efr_text, efr.value == value && efr2.value == efr2_expected);
        (void) snprintf(text, sizeof(text), "%" PRIx64 ":%" PRIx64, value, efr2_expected);
        parse(text, "6.8.0", &efr, &efr2);
        assert_row(efr_text, efr.value == value && efr2.value == efr2_expected);
}

static void test_real_values(void **state) {
        _cleanup_free_ char *line = NULL;
        size_t size = 0, rows = 0;
        FILE *file;

        (void) state;
        file = open_data("amd_efr.tsv");
        assert_true(read_line(file, &line, &size));
        while (read_line(file, &line, &size)) {
                char *cursor = line;
                const char *efr = parse_next(&cursor, '\t'), *efr2 = parse_next(&cursor, '\t');
                const char *names = parse_next(&cursor, '\t');
                uint64_t second = 0;

                assert_non_null(names);
                if (*efr2)
                        assert_row(efr2, parse_hex_prefixed(efr2, UINT64_MAX, &second) == 0);
                /* Some logs lack the number. */
                if (strncmp(efr, "0x", 2) != 0)
                        continue;
                check_real_row(efr, second, names);
                rows++;
        }
        (void) fclose(file);
        print_message("%zu rows of amd_efr.tsv\n", rows);
        assert_true(rows >= 70);
}

TEST_MAIN(cmocka_unit_test(test_one_number), cmocka_unit_test(test_order_by_kernel),
          cmocka_unit_test(test_order_by_values), cmocka_unit_test(test_refuse),
          cmocka_unit_test(test_decode), cmocka_unit_test(test_real_values))
