/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The strict number parsers: what they take, what they refuse, and that refusal changes nothing. */

#include "base/parse.h"

#include "tests/unit/test.h"

#define UNTOUCHED 0x5a5a5a5a5a5a5a5aULL

typedef struct Row {
        const char *string;
        int result;
        uint64_t value; /* if the result is 0 */
} Row;

static void check_row(const Row *row, int result, uint64_t value) {
        assert_row(row->string, result == row->result);
        assert_row(row->string, value == (row->result == 0 ? row->value : UNTOUCHED));
}

static void test_decimal(void **state) {
        static const Row rows[] = {
                { "0", 0, 0 },
                { "7", 0, 7 },
                { "007", 0, 7 },
                { "18446744073709551615", 0, UINT64_MAX },
                { "00000000000000000000000000000000000001", 0, 1 },
                { "18446744073709551616", -ERANGE, 0 },
                { "99999999999999999999999999999999999999", -ERANGE, 0 },
                { "", -EINVAL, 0 },
                { " ", -EINVAL, 0 },
                { " 1", -EINVAL, 0 },
                { "1 ", -EINVAL, 0 },
                { "1\n", -EINVAL, 0 },
                { "+1", -EINVAL, 0 },
                { "-1", -EINVAL, 0 },
                { "-0", -EINVAL, 0 },
                { "1.0", -EINVAL, 0 },
                { "1e3", -EINVAL, 0 },
                { "0x10", -EINVAL, 0 },
                { "1a", -EINVAL, 0 },
                { "1_000", -EINVAL, 0 },
                /* Rubbish behind an overflow is still rubbish. */
                { "18446744073709551616x", -EINVAL, 0 },
                { "\xef\xbc\x91", -EINVAL, 0 },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                uint64_t value = UNTOUCHED;
                int r = parse_unsigned(rows[i].string, 10, UINT64_MAX, &value);

                check_row(rows + i, r, value);
        }
}

static void test_base_and_maximum(void **state) {
        static const struct {
                const char *string;
                unsigned base;
                uint64_t max;
                int result;
                uint64_t value;
        } rows[] = {
                { "255", 10, 255, 0, 255 },      { "256", 10, 255, -ERANGE, 0 },
                { "0", 10, 0, 0, 0 },            { "1", 10, 0, -ERANGE, 0 },
                { "777", 8, 511, 0, 511 },       { "8", 8, 511, -EINVAL, 0 },
                { "101", 2, 5, 0, 5 },           { "2", 2, 5, -EINVAL, 0 },
                { "fF", 16, 255, 0, 255 },       { "g", 16, 255, -EINVAL, 0 },
                { "G", 16, 255, -EINVAL, 0 },    { "@", 16, 255, -EINVAL, 0 },
                { "`", 16, 255, -EINVAL, 0 },    { "/", 10, 255, -EINVAL, 0 },
                { ":", 10, 255, -EINVAL, 0 },
                { "ffffffffffffffff", 16, UINT64_MAX, 0, UINT64_MAX },
                { "10000000000000000", 16, UINT64_MAX, -ERANGE, 0 },
                { "1777777777777777777777", 8, UINT64_MAX, 0, UINT64_MAX },
                { "2000000000000000000000", 8, UINT64_MAX, -ERANGE, 0 },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                uint64_t value = UNTOUCHED;
                int r = parse_unsigned(rows[i].string, rows[i].base, rows[i].max, &value);

                check_row(&(Row) { rows[i].string, rows[i].result, rows[i].value }, r, value);
        }
}

static void test_hex(void **state) {
        static const struct {
                const char *string;
                int prefixed, any; /* result of either parser */
                uint64_t value;
        } rows[] = {
                { "0xd2008c40660462", 0, 0, 0xd2008c40660462 },
                { "0XAB", 0, 0, 0xab },
                { "0x0", 0, 0, 0 },
                { "ab", -EINVAL, 0, 0xab },
                { "0", -EINVAL, 0, 0 },
                { "0x", -EINVAL, -EINVAL, 0 },
                { "x1", -EINVAL, -EINVAL, 0 },
                { "", -EINVAL, -EINVAL, 0 },
                { "0x0x1", -EINVAL, -EINVAL, 0 },
                { "00x1", -EINVAL, -EINVAL, 0 },
                { "0x-1", -EINVAL, -EINVAL, 0 },
                { "-0x1", -EINVAL, -EINVAL, 0 },
                { "+0x1", -EINVAL, -EINVAL, 0 },
                { "0x 1", -EINVAL, -EINVAL, 0 },
                { " 0x1", -EINVAL, -EINVAL, 0 },
                { "0x1 ", -EINVAL, -EINVAL, 0 },
                { "0x1\n", -EINVAL, -EINVAL, 0 },
                { "0x1g", -EINVAL, -EINVAL, 0 },
                { "0xffffffffffffffff", 0, 0, UINT64_MAX },
                { "0x10000000000000000", -ERANGE, -ERANGE, 0 },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                uint64_t value = UNTOUCHED;
                int r = parse_hex_prefixed(rows[i].string, UINT64_MAX, &value);

                check_row(&(Row) { rows[i].string, rows[i].prefixed, rows[i].value }, r, value);
                value = UNTOUCHED;
                r = parse_hex(rows[i].string, UINT64_MAX, &value);
                check_row(&(Row) { rows[i].string, rows[i].any, rows[i].value }, r, value);
        }
}

static void test_hex_maximum(void **state) {
        uint64_t value = UNTOUCHED;

        (void) state;
        assert_int_equal(parse_hex_prefixed("0x10000", UINT16_MAX, &value), -ERANGE);
        assert_int_equal(parse_hex("10000", UINT16_MAX, &value), -ERANGE);
        assert_int_equal(value, UNTOUCHED);
        assert_int_equal(parse_hex_prefixed("0xffff", UINT16_MAX, &value), 0);
        assert_int_equal(value, UINT16_MAX);
}

static void test_signed(void **state) {
        static const struct {
                const char *string;
                int result;
                int64_t value;
        } rows[] = {
                { "0", 0, 0 },         { "-0", 0, 0 },        { "-1", 0, -1 },
                { "12", 0, 12 },       { "-", -EINVAL, 0 },   { "--1", -EINVAL, 0 },
                { "-+1", -EINVAL, 0 }, { "+1", -EINVAL, 0 },  { "", -EINVAL, 0 },
                { "- 1", -EINVAL, 0 }, { " -1", -EINVAL, 0 }, { "-1x", -EINVAL, 0 },
                { "9223372036854775807", 0, INT64_MAX },
                { "-9223372036854775807", 0, -INT64_MAX },
                { "9223372036854775808", -ERANGE, 0 },
                { "-9223372036854775809", -ERANGE, 0 },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                int64_t value = INT64_MIN;
                int r = parse_signed(rows[i].string, &value);

                assert_row(rows[i].string, r == rows[i].result);
                assert_row(rows[i].string, value == (r == 0 ? rows[i].value : INT64_MIN));
        }
}

static void test_next(void **state) {
        static const struct {
                const char *string;
                const char *pieces[4]; /* up to NULL */
        } rows[] = {
                { "", { "" } },
                { "a", { "a" } },
                { "a:b", { "a", "b" } },
                { ":", { "", "" } },
                { "a:", { "a", "" } },
                { ":a:", { "", "a", "" } },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                char buffer[16], *cursor = buffer, *piece;
                size_t n = 0;

                (void) snprintf(buffer, sizeof(buffer), "%s", rows[i].string);
                while ((piece = parse_next(&cursor, ':'))) {
                        assert_row(rows[i].string, n < 3 && rows[i].pieces[n]);
                        assert_string_equal(piece, rows[i].pieces[n++]);
                }
                assert_row(rows[i].string, !rows[i].pieces[n]);
                assert_null(cursor);
        }
}

static void test_size(void **state) {
        static const Row rows[] = {
                { "0", 0, 0 },
                { "4096", 0, 4096 },
                { "0x1000", 0, 4096 },
                { "0XfF", 0, 255 },
                { "0xffffffffffffffff", 0, UINT64_MAX },
                { "18446744073709551615", 0, UINT64_MAX },
                { "4K", 0, 4096 },
                { "4KB", 0, 4096 },
                { "4KiB", 0, 4096 },
                { "1M", 0, 1ULL << 20 },
                { "3G", 0, 3ULL << 30 },
                { "2T", 0, 2ULL << 40 },
                { "5P", 0, 5ULL << 50 },
                { "15E", 0, 15ULL << 60 },
                { "0E", 0, 0 },
                { "17592186044415M", 0, 17592186044415ULL << 20 },
                { "16E", -ERANGE, 0 },
                { "17592186044416M", -ERANGE, 0 },
                { "18446744073709551616", -ERANGE, 0 },
                { "99999999999999999999999999K", -ERANGE, 0 },
                { "0x10000000000000000", -ERANGE, 0 },
                { "", -EINVAL, 0 },
                { "K", -EINVAL, 0 },
                { "0x", -EINVAL, 0 },
                { "0x1K", -EINVAL, 0 },
                { "4k", -EINVAL, 0 },
                { "4Ki", -EINVAL, 0 },
                { "4Kib", -EINVAL, 0 },
                { "4KBB", -EINVAL, 0 },
                { "4B", -EINVAL, 0 },
                { "4iB", -EINVAL, 0 },
                { "4 K", -EINVAL, 0 },
                { "4K ", -EINVAL, 0 },
                { " 4K", -EINVAL, 0 },
                { "-4K", -EINVAL, 0 },
                { "+4K", -EINVAL, 0 },
                { "1.5G", -EINVAL, 0 },
                { "4KM", -EINVAL, 0 },
                { "4Z", -EINVAL, 0 },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                uint64_t value = UNTOUCHED;
                int r = parse_size(rows[i].string, &value);

                check_row(rows + i, r, value);
        }
}

TEST_MAIN(cmocka_unit_test(test_decimal), cmocka_unit_test(test_base_and_maximum),
          cmocka_unit_test(test_hex), cmocka_unit_test(test_hex_maximum),
          cmocka_unit_test(test_signed), cmocka_unit_test(test_size),
          cmocka_unit_test(test_next))
