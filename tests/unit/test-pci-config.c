/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Configuration space: serial numbers go, nothing else does, and no chain of capabilities leads
 * the scrub outside or into a loop. */

#include "sources/pci-config.h"

#include "tests/unit/test.h"

typedef struct Space {
        uint8_t *data; /* in a block of its exact size */
        size_t length;
} Space;

static Space space_new(size_t length) {
        Space space = { malloc(MAX(length, (size_t) 1)), length };

        assert_non_null(space.data);
        /* No byte is 0, so each one zeroed shows. */
        memset(space.data, 0xa5, length);
        if (length >= 0x40) {
                space.data[0x06] |= 0x10; /* there is a list of capabilities */
                space.data[0x34] = 0;
        }
        return space;
}

static void put_capability(Space *space, size_t at, uint8_t id, uint8_t next) {
        space->data[at] = id;
        space->data[at + 1] = next;
}

static void put_extended(Space *space, size_t at, uint16_t id, uint16_t next) {
        uint32_t header = (uint32_t) next << 20 | 1U << 16 | id;

        for (size_t i = 0; i < 4; i++)
                space->data[at + i] = (uint8_t) (header >> 8 * i);
}

static void check_scrub(Space *space, const size_t (*ranges)[2]) {
        uint8_t *before = malloc(MAX(space->length, (size_t) 1)), *once;

        assert_non_null(before);
        once = malloc(MAX(space->length, (size_t) 1));
        assert_non_null(once);
        memcpy(before, space->data, space->length);
        assert_int_equal(scrub_pci_config((char *) space->data, space->length), space->length);
        for (size_t i = 0; i < space->length; i++) {
                bool zeroed = false;

                for (size_t j = 0; ranges && ranges[j][1] > 0; j++)
                        zeroed = zeroed || (i >= ranges[j][0] && i < ranges[j][0] + ranges[j][1]);
                if (space->data[i] != (zeroed ? 0 : before[i])) {
                        print_error("byte 0x%zx\n", i);
                        fail();
                }
        }
        memcpy(once, space->data, space->length);
        assert_int_equal(scrub_pci_config((char *) space->data, space->length), space->length);
        assert_memory_equal(space->data, once, space->length);
        free(before);
        free(once);
        free(space->data);
}

static void test_serial_and_vpd(void **state) {
        static const size_t zeroed[][2] = { { 0x54, 4 }, { 0x144, 8 }, { 0, 0 } };
        Space space = space_new(4096);

        (void) state;
        space.data[0x34] = 0x40;
        put_capability(&space, 0x40, 0x01, 0x50);
        put_capability(&space, 0x50, 0x03, 0x60); /* vital product data */
        put_capability(&space, 0x60, 0x10, 0);
        put_extended(&space, 0x100, 0x0001, 0x140);
        put_extended(&space, 0x140, 0x0003, 0x150); /* serial number */
        put_extended(&space, 0x150, 0x000d, 0);
        check_scrub(&space, zeroed);
}

/* Either of them, more than once: a chain may hold what the specification forbids. */
static void test_twice(void **state) {
        static const size_t zeroed[][2] = {
                { 0x44, 4 }, { 0x54, 4 }, { 0x104, 8 }, { 0x204, 8 }, { 0, 0 },
        };
        Space space = space_new(4096);

        (void) state;
        space.data[0x34] = 0x43; /* the low two bits are reserved */
        put_capability(&space, 0x40, 0x03, 0x52);
        put_capability(&space, 0x50, 0x03, 0);
        put_extended(&space, 0x100, 0x0003, 0x200);
        put_extended(&space, 0x200, 0x0003, 0);
        check_scrub(&space, zeroed);
}

static void test_no_list(void **state) {
        Space space = space_new(256);

        (void) state;
        space.data[0x06] = 0;
        space.data[0x34] = 0x40;
        put_capability(&space, 0x40, 0x03, 0);
        check_scrub(&space, NULL);
}

static void test_nothing_there(void **state) {
        (void) state;
        for (size_t length = 0; length < 0x110; length++) {
                Space space = space_new(length);

                if (length >= 0x104)
                        put_extended(&space, 0x100, 0x0001, 0);
                check_scrub(&space, NULL);
        }
}

static void test_loops_end(void **state) {
        static const size_t zeroed[][2] = { { 0x44, 4 }, { 0x104, 8 }, { 0, 0 } };
        Space space = space_new(4096);

        (void) state;
        space.data[0x34] = 0x40;
        put_capability(&space, 0x40, 0x03, 0x50);
        put_capability(&space, 0x50, 0x01, 0x40);
        put_extended(&space, 0x100, 0x0003, 0x200);
        put_extended(&space, 0x200, 0x0001, 0x100);
        check_scrub(&space, zeroed);
}

/* A device that is gone reads as ones all over. */
static void test_all_ones(void **state) {
        Space space = space_new(4096);

        (void) state;
        memset(space.data, 0xff, space.length);
        /* The pointer 0xff leads to 0xfc, where the id is not that of vital product data. */
        check_scrub(&space, NULL);
}

/* What is cut off can't be zeroed, what is there must be. */
static void test_cut_off(void **state) {
        (void) state;
        for (size_t length = 0x104; length < 0x114; length++) {
                size_t zeroed[][2] = { { 0x104, MIN((size_t) 8, length - 0x104) }, { 0, 0 } };
                Space space = space_new(length);

                put_extended(&space, 0x100, 0x0003, 0);
                check_scrub(&space, zeroed);
        }
}

/* A capability at the very end of the first 256 bytes overlaps the first extended one. */
static void test_serial_behind_last_capability(void **state) {
        static const size_t zeroed[][2] = { { 0x100, 4 }, { 0x104, 8 }, { 0, 0 } };
        Space space = space_new(4096);

        (void) state;
        space.data[0x34] = 0xfc;
        put_capability(&space, 0xfc, 0x03, 0);
        put_extended(&space, 0x100, 0x0003, 0);
        check_scrub(&space, zeroed);
}

static void test_random_bytes(void **state) {
        uint64_t seed = random_seed();
        Random random = random_from(seed);

        (void) state;
        print_message("seed 0x%" PRIx64 "\n", seed);
        for (unsigned i = 0; i < 3000; i++) {
                size_t length = random_below(&random, 2) ? 256 : 4096;
                Space space = space_new(length);
                uint8_t *before = malloc(length);

                assert_non_null(before);
                for (size_t j = 0; j < length; j++)
                        space.data[j] = (uint8_t) random_next(&random);
                space.data[0x06] |= 0x10;
                /* Many short chains of the two kinds that matter. */
                for (size_t at = 0x40; at + 4 <= MIN(length, (size_t) 256); at += 4)
                        put_capability(&space, at, random_below(&random, 3) ? 0x03 : 0x01,
                                        (uint8_t) random_next(&random));
                for (size_t at = 0x100; at + 4 <= length; at += 4)
                        put_extended(&space, at, random_below(&random, 3) ? 0x0003 : 0x0001,
                                        (uint16_t) random_below(&random, 0x1000));
                memcpy(before, space.data, length);
                (void) scrub_pci_config((char *) space.data, length);
                for (size_t j = 0; j < length; j++)
                        assert_true(space.data[j] == before[j] || space.data[j] == 0);
                assert_memory_equal(space.data, before, 0x40);
                memcpy(before, space.data, length);
                (void) scrub_pci_config((char *) space.data, length);
                assert_memory_equal(space.data, before, length);
                free(before);
                free(space.data);
        }
}

TEST_MAIN(cmocka_unit_test(test_serial_and_vpd), cmocka_unit_test(test_twice),
          cmocka_unit_test(test_no_list), cmocka_unit_test(test_nothing_there),
          cmocka_unit_test(test_loops_end), cmocka_unit_test(test_all_ones),
          cmocka_unit_test(test_cut_off), cmocka_unit_test(test_serial_behind_last_capability),
          cmocka_unit_test(test_random_bytes))
