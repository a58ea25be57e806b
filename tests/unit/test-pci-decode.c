/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Configuration space as facts: each field, windows of bridges, lists that are cut, loop or lie. */

#include "sources/pci-decode.h"

#include "sources/pci-config.h"
#include "tests/unit/test.h"

typedef struct Space {
        uint8_t *data; /* in a block of its exact size */
        size_t length;
} Space;

static void put(Space *space, size_t at, size_t size, uint64_t value) {
        for (size_t i = 0; i < size && at + i < space->length; i++)
                space->data[at + i] = (uint8_t) (value >> 8 * i);
}

/* An endpoint that is a bus master, with an empty list of capabilities. */
static Space space_new(size_t length) {
        Space space = { calloc(1, MAX(length, (size_t) 1)), length };

        assert_non_null(space.data);
        put(&space, 0x00, 4, 0x12348086);
        put(&space, 0x04, 2, 0x0006);
        put(&space, 0x06, 2, 0x0010);
        return space;
}

static void put_pcie(Space *space, unsigned port_type, uint16_t control) {
        put(space, 0x34, 1, 0x40);
        put(space, 0x40, 2, 0x0010);
        put(space, 0x42, 2, 2 | port_type << 4);
        put(space, 0x44, 4, 0x10000000);
        put(space, 0x48, 2, control);
}

static void put_extended(Space *space, size_t at, uint16_t id, size_t next, uint16_t capability, uint16_t control) {
        put(space, at, 4, (uint64_t) next << 20 | 1U << 16 | id);
        put(space, at + 4, 2, capability);
        put(space, at + 6, 2, control);
}

static PciCapabilities decode(Space *space) {
        PciCapabilities capabilities;

        memset(&capabilities, 0xff, sizeof(capabilities));
        decode_pci_capabilities((Bytes) { space->data, space->length }, &capabilities);
        free(space->data);
        return capabilities;
}

static void test_endpoint(void **state) {
        Space space = space_new(4096);
        PciCapabilities one;

        (void) state;
        put(&space, 0x0e, 1, 0x80);
        put_pcie(&space, PCIE_ENDPOINT, 0x0810);
        put_extended(&space, 0x100, 0x0001, 0x140, 0, 0);
        put_extended(&space, 0x140, 0x000d, 0x180, 0x005d, 0x001d);
        put_extended(&space, 0x180, 0x000f, 0x1c0, 0x0020, 0x8003);
        put_extended(&space, 0x1c0, 0x0013, 0x200, 0x0001, 0x0000);
        put_extended(&space, 0x200, 0x001b, 0x240, 0x1406, 0x0001);
        put_extended(&space, 0x240, 0x0010, 0x000, 0, 0);
        one = decode(&space);
        assert_true(one.is_known && one.is_multifunction && one.is_pcie && one.extended_known);
        assert_int_equal(one.port_type, PCIE_ENDPOINT);
        assert_int_equal(one.bus_master, TRUTH_YES);
        assert_int_equal(one.no_snoop, TRUTH_YES);
        assert_int_equal(one.relaxed_ordering, TRUTH_YES);
        assert_int_equal(one.function_reset, TRUTH_YES);
        assert_true(one.has_acs && one.acs_capability == 0x5d && one.acs_control == 0x1d);
        assert_int_equal(pci_acs_missing(&one), 0);
        assert_true(one.has_ats && one.ats_enabled && one.ats_page_bits == 15);
        assert_true(one.has_sriov && one.has_pri && one.pri_enabled);
        assert_true(one.has_pasid && one.pasid_enabled && one.pasid_bits == 20);
        assert_false(one.bridge.is_known);
}

static void test_all_off(void **state) {
        Space space = space_new(4096);
        PciCapabilities one;

        (void) state;
        put(&space, 0x04, 2, 0x0002);
        put_pcie(&space, PCIE_INTEGRATED_ENDPOINT, 0);
        put(&space, 0x44, 4, 0);
        put_extended(&space, 0x100, 0x000d, 0x140, 0x001f, 0x0002);
        put_extended(&space, 0x140, 0x000f, 0x180, 0, 0x7fff);
        put_extended(&space, 0x180, 0x0013, 0x1c0, 0xfffe, 0);
        put_extended(&space, 0x1c0, 0x001b, 0, 0, 0xfffe);
        one = decode(&space);
        assert_int_equal(one.bus_master, TRUTH_NO);
        assert_int_equal(one.no_snoop, TRUTH_NO);
        assert_int_equal(one.relaxed_ordering, TRUTH_NO);
        assert_int_equal(one.function_reset, TRUTH_NO);
        assert_int_equal(pci_acs_missing(&one), ACS_ISOLATION);
        assert_true(one.has_ats && !one.ats_enabled && one.has_pri && !one.pri_enabled);
        assert_true(one.has_pasid && !one.pasid_enabled && one.pasid_bits == 0 && !one.has_sriov);
}

/* Conventional PCI: no bits of PCI Express, and nothing behind the first 256 bytes to be unsure of. */
static void test_conventional(void **state) {
        for (unsigned reset = 0; reset < 2; reset++) {
                Space space = space_new(256);
                PciCapabilities one;

                put(&space, 0x34, 1, 0x50);
                put(&space, 0x50, 4, reset ? 0x02060013 : 0x01060013);
                one = decode(&space);
                assert_true(one.is_known && !one.is_pcie && one.extended_known && !one.has_acs);
                assert_int_equal(one.no_snoop, TRUTH_UNKNOWN);
                assert_int_equal(one.function_reset, reset ? TRUTH_YES : TRUTH_NO);
        }
        (void) state;
}

static void test_length(void **state) {
        static const struct {
                const char *name;
                size_t length;
                bool has_header, is_known, is_pcie, extended_known;
        } rows[] = {
                { "empty", 0, false, false, false, false },
                { "less than a header", 63, false, false, false, false },
                { "header", 64, true, false, false, false },
                { "CardBus header", 128, true, false, false, false },
                { "cut", 255, true, false, false, false },
                { "without extended space", 256, true, true, true, false },
                { "cut behind", 259, true, true, true, false },
                { "all", 4096, true, true, true, true },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Space space = space_new(rows[i].length);
                PciCapabilities one;

                put_pcie(&space, PCIE_ROOT_PORT, 0);
                one = decode(&space);
                assert_row(rows[i].name, (one.bus_master == TRUTH_YES) == rows[i].has_header);
                assert_row(rows[i].name, one.is_known == rows[i].is_known);
                assert_row(rows[i].name, one.is_pcie == rows[i].is_pcie);
                assert_row(rows[i].name, one.extended_known == rows[i].extended_known);
        }
}

/* A function that is gone; and one of which only the ids read so, as of a virtual function. */
static void test_all_ones(void **state) {
        static const PciCapabilities unknown;
        Space space = space_new(4096);
        PciCapabilities one;

        (void) state;
        memset(space.data, 0xff, space.length);
        one = decode(&space);
        assert_memory_equal(&one, &unknown, sizeof(one));

        space = space_new(4096);
        put(&space, 0, 4, UINT32_MAX);
        one = decode(&space);
        assert_true(one.is_known && one.bus_master == TRUTH_YES);

        space = space_new(4096);
        put_pcie(&space, PCIE_ROOT_PORT, 0);
        memset(space.data + 0x100, 0xff, 4096 - 0x100);
        one = decode(&space);
        assert_true(one.is_known && !one.extended_known && !one.has_acs);
}

static void test_windows(void **state) {
        static const struct {
                const char *name;
                uint16_t base, limit;
                uint32_t base_high, limit_high;
                bool is_open;
                IovaRange range; /* of the prefetchable window */
        } rows[] = {
                { "one", 0xa000, 0xa000, 0, 0, true, { 0xa0000000, 0xa00fffff } },
                { "more", 0xa000, 0xaff0, 0, 0, true, { 0xa0000000, 0xafffffff } },
                { "up to the end", 0x0010, 0xfff0, 0, 0, true, { 0x100000, 0xffffffff } },
                { "closed", 0xfff0, 0x0000, 0, 0, false, { 0, 0 } },
                { "not there", 0, 0, 0, 0, false, { 0, 0 } },
                { "64 bits", 0x0001, 0xfff1, 0x3800, 0x383f, true, { 0x380000000000, 0x383fffffffff } },
                { "64 bits, closed", 0x0011, 0x0001, 0x3800, 0x3800, false, { 0, 0 } },
                { "64 bits, closed above", 0x0001, 0xfff1, 1, 0, false, { 0, 0 } },
                { "64 bits, end", 0xfff1, 0xfff1, UINT32_MAX, UINT32_MAX, true, { 0xfffffffffff00000, IOVA_MAX } },
                { "upper halves of 32 bits", 0xa000, 0xa000, 5, 3, true, { 0xa0000000, 0xa00fffff } },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Space space = space_new(64);
                PciCapabilities one;
                bool is_low = !(rows[i].base & 1);

                put(&space, 0x0e, 1, 1);
                put(&space, 0x18, 3, 0x070503);
                put(&space, 0x20, 4, rows[i].base | (uint32_t) rows[i].limit << 16);
                put(&space, 0x24, 4, rows[i].base | (uint32_t) rows[i].limit << 16);
                put(&space, 0x28, 4, rows[i].base_high);
                put(&space, 0x2c, 4, rows[i].limit_high);
                one = decode(&space);
                assert_row(rows[i].name, one.bridge.is_known && one.bridge.secondary_bus == 5 &&
                                                one.bridge.subordinate_bus == 7);
                assert_row(rows[i].name, one.bridge.has_prefetchable == rows[i].is_open);
                assert_row(rows[i].name, one.bridge.prefetchable.first == rows[i].range.first);
                assert_row(rows[i].name, one.bridge.prefetchable.last == rows[i].range.last);
                if (is_low) {
                        assert_row(rows[i].name, one.bridge.has_memory == rows[i].is_open);
                        assert_row(rows[i].name, one.bridge.memory.last == rows[i].range.last);
                }
        }
}

/* Headers of other types have other things there. */
static void test_no_bridge(void **state) {
        static const uint8_t types[] = { 0x00, 0x80, 0x02, 0x82, 0x7f };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
                Space space = space_new(256);
                PciCapabilities one;

                put(&space, 0x0e, 1, types[i]);
                put(&space, 0x20, 4, 0xa000a000);
                one = decode(&space);
                assert_false(one.bridge.is_known || one.bridge.has_memory || one.bridge.has_prefetchable);
                assert_int_equal(one.is_multifunction, (types[i] & 0x80) != 0);
        }
}

/* A CardBus bridge keeps its pointer to the list elsewhere. */
static void test_cardbus_list(void **state) {
        Space space = space_new(256);
        PciCapabilities one;

        (void) state;
        put_pcie(&space, PCIE_ENDPOINT, 0x0800);
        put(&space, 0x0e, 1, 2);
        put(&space, 0x34, 1, 0);
        put(&space, 0x14, 1, 0x40);
        one = decode(&space);
        assert_int_equal(one.no_snoop, TRUTH_YES);
}

/* The first of a kind counts, as for the kernel; a list that loops ends. */
static void test_twice(void **state) {
        Space space = space_new(4096);
        PciCapabilities one;

        (void) state;
        put_pcie(&space, PCIE_ROOT_PORT, 0);
        put(&space, 0x41, 1, 0x60);
        put(&space, 0x60, 2, 0x4010);
        put(&space, 0x62, 2, 0x0062);
        put_extended(&space, 0x100, 0x000d, 0x140, 0x1f, 0x1d);
        put_extended(&space, 0x140, 0x000d, 0x100, 0x1f, 0x00);
        one = decode(&space);
        assert_int_equal(one.port_type, PCIE_ROOT_PORT);
        assert_int_equal(one.acs_control, 0x1d);
}

/* A capability whose registers lie outside isn't there. */
static void test_cut_capabilities(void **state) {
        (void) state;
        for (size_t length = 0x104; length <= 0x108; length++) {
                Space space = space_new(length);
                PciCapabilities one;

                put_pcie(&space, PCIE_ROOT_PORT, 0);
                put_extended(&space, 0x100, 0x000d, 0, 0x1f, 0x1d);
                one = decode(&space);
                assert_int_equal(one.has_acs, length == 0x108);
        }
        for (size_t at = 0xf4; at < 0x100; at += 4) {
                Space space = space_new(256);
                PciCapabilities one;

                put(&space, 0x34, 1, at);
                put(&space, at, 2, 0x0010);
                one = decode(&space);
                assert_int_equal(one.is_pcie, at == 0xf4);
        }
}

/* Some of Intel's root ports have registers of 32 bits. */
static void test_wide_acs(void **state) {
        static const struct {
                uint32_t id;
                unsigned port_type;
                uint8_t control;
        } rows[] = {
                { 0xa1108086, PCIE_ROOT_PORT, 0x1d },     { 0x9d1b8086, PCIE_ROOT_PORT, 0x1d },
                { 0xa1208086, PCIE_ROOT_PORT, 0x00 },     { 0xa1101022, PCIE_ROOT_PORT, 0x00 },
                { 0xa1108086, PCIE_DOWNSTREAM_PORT, 0x00 },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Space space = space_new(4096);
                PciCapabilities one;

                put(&space, 0, 4, rows[i].id);
                put_pcie(&space, rows[i].port_type, 0);
                put_extended(&space, 0x100, 0x000d, 0, 0x1f, 0);
                put(&space, 0x108, 4, 0x1d);
                one = decode(&space);
                assert_true(one.has_acs);
                assert_int_equal(one.acs_control, rows[i].control);
        }
}

/* Whatever the bytes are: facts are in range, and what isn't there has no settings. */
static void test_random_bytes(void **state) {
        uint64_t seed = random_seed();
        Random random = random_from(seed);

        (void) state;
        print_message("seed 0x%" PRIx64 "\n", seed);
        for (unsigned i = 0; i < 3000; i++) {
                static const uint16_t ids[] = { 0x000d, 0x000f, 0x0013, 0x001b, 0x0001 };
                Space space = space_new(random_below(&random, 4) ? 4096 : random_below(&random, 4096));
                PciCapabilities one;

                for (size_t j = 0; j < space.length; j++)
                        space.data[j] = (uint8_t) random_next(&random);
                put(&space, 0x06, 2, 0x0010);
                for (size_t at = 0x40; at < 0x100; at += 4)
                        put(&space, at, 2, random_next(&random) << 8 | (random_below(&random, 2) ? 0x10 : 0x13));
                for (size_t at = 0x100; at < space.length; at += 16)
                        put(&space, at, 4, random_below(&random, 0x1000) << 20 | ids[random_below(&random, 5)]);
                one = decode(&space);
                assert_true(one.is_known || (!one.is_pcie && !one.has_acs && !one.has_ats));
                assert_true(one.is_known ? one.function_reset != TRUTH_UNKNOWN : one.function_reset == TRUTH_UNKNOWN);
                assert_true(one.has_ats || (!one.ats_enabled && one.ats_page_bits == 0));
                assert_true(one.ats_page_bits <= 43 && one.pasid_bits <= 31 && one.port_type <= 15);
                assert_true(one.is_pcie == (one.no_snoop != TRUTH_UNKNOWN));
                assert_true(!one.bridge.has_memory || one.bridge.memory.first <= one.bridge.memory.last);
                assert_true(!one.bridge.has_prefetchable ||
                                one.bridge.prefetchable.first <= one.bridge.prefetchable.last);
                assert_int_equal(pci_acs_missing(&one) & ~ACS_ISOLATION, 0);
        }
}

TEST_MAIN(cmocka_unit_test(test_endpoint), cmocka_unit_test(test_all_off), cmocka_unit_test(test_conventional),
                cmocka_unit_test(test_length), cmocka_unit_test(test_all_ones), cmocka_unit_test(test_windows),
                cmocka_unit_test(test_no_bridge), cmocka_unit_test(test_cardbus_list), cmocka_unit_test(test_twice),
                cmocka_unit_test(test_cut_capabilities), cmocka_unit_test(test_wide_acs),
                cmocka_unit_test(test_random_bytes))
