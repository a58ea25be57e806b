/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Bytes: every offset of every width, inside and outside; the data sits on the heap in its exact
 * size, so that a read outside is seen by valgrind and AddressSanitizer too. */

#include "base/bytes.h"

#include "tests/unit/test.h"

#define LENGTH 11

static void test_every_offset(void **state) {
        uint8_t *data = malloc(LENGTH);
        Bytes bytes = { data, LENGTH };

        (void) state;
        assert_non_null(data);
        for (size_t i = 0; i < LENGTH; i++)
                data[i] = (uint8_t) (0xf0 + i);

        for (size_t at = 0; at < LENGTH + 10; at++) {
                uint64_t expected = 0, u64 = 1;
                uint32_t u32 = 1;
                uint16_t u16 = 1;
                uint8_t u8 = 1;

                for (size_t i = 0; i < 8 && at + i < LENGTH; i++)
                        expected |= (uint64_t) (0xf0 + at + i) << 8 * i;
                assert_int_equal(bytes_get_u8(bytes, at, &u8), at + 1 <= LENGTH);
                assert_int_equal(bytes_get_u16(bytes, at, &u16), at + 2 <= LENGTH);
                assert_int_equal(bytes_get_u32(bytes, at, &u32), at + 4 <= LENGTH);
                assert_int_equal(bytes_get_u64(bytes, at, &u64), at + 8 <= LENGTH);
                assert_int_equal(u8, at + 1 <= LENGTH ? (uint8_t) expected : 1);
                assert_int_equal(u16, at + 2 <= LENGTH ? (uint16_t) expected : 1);
                assert_int_equal(u32, at + 4 <= LENGTH ? (uint32_t) expected : 1);
                assert_int_equal(u64, at + 8 <= LENGTH ? expected : 1);
        }
        free(data);
}

static void test_huge_offset(void **state) {
        uint8_t data[8] = { 0 };
        Bytes bytes = { data, sizeof(data) };
        uint64_t u64 = 1;
        uint8_t u8 = 1;

        (void) state;
        for (size_t back = 0; back < 16; back++) {
                assert_false(bytes_get_u64(bytes, SIZE_MAX - back, &u64));
                assert_false(bytes_get_u8(bytes, SIZE_MAX - back, &u8));
        }
        assert_int_equal(u64, 1);
        assert_int_equal(u8, 1);
}

static void test_empty(void **state) {
        Bytes bytes = { NULL, 0 };
        uint8_t u8 = 1;

        (void) state;
        assert_false(bytes_get_u8(bytes, 0, &u8));
        assert_int_equal(u8, 1);
}

TEST_MAIN(cmocka_unit_test(test_every_offset), cmocka_unit_test(test_huge_offset),
          cmocka_unit_test(test_empty))
