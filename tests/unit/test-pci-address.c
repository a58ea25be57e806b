/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* PCI addresses: accepted and refused forms, round trips, and the order. */

#include "model/pci-address.h"

#include "tests/unit/test.h"

static const char *const refused[] = {
        "", "0000", "0000:", "0000:00", "0000:00:1f", "0000:00:1f.", "0000:00:1f.8", "0000:00:20.0",
        "0000:100:00.0", "0000:0:00.0", "0000:00:0.0", "0000:00:000.0", "0000:00:00.00",
        "000:00:00.0", "100000000:00:00.0", " 0000:00:00.0", "0000:00:00.0 ", "0000:00:00.0\n",
        "0000:00:00.0x", "0000:00:00:0", "0000.00.00.0", "+000:00:00.0", "-000:00:00.0",
        "0x00:00:00.0", "000g:00:00.0", "0000:0g:00.0", "0000:00:0g.0", "0000:00:00.g",
        "0000:00:00.-", "0000:-1:00.0", "0000::00.0", ":00:00.0", "::.", "0000:00:00.0.0",
        "0000:00:00.0:0", "dmar0", "1f.0", "00:1f", "00:1f.8", "0:1f.0",
};

static const struct {
        const char *string;
        PciAddress address;
        const char *formatted;
} accepted[] = {
        { "0000:00:00.0", { 0, 0, 0, 0 }, "0000:00:00.0" },
        { "0000:3b:00.2", { 0, 0x3b, 0, 2 }, "0000:3b:00.2" },
        { "0000:FF:1F.7", { 0, 0xff, 0x1f, 7 }, "0000:ff:1f.7" },
        { "abcd:Ef:0a.1", { 0xabcd, 0xef, 10, 1 }, "abcd:ef:0a.1" },
        /* Intel VMD. */
        { "10000:e1:00.0", { 0x10000, 0xe1, 0, 0 }, "10000:e1:00.0" },
        { "ffffffff:ff:1f.7", { 0xffffffff, 0xff, 0x1f, 7 }, "ffffffff:ff:1f.7" },
        { "00000:00:00.0", { 0, 0, 0, 0 }, "0000:00:00.0" },
};

static bool is_equal(PciAddress a, PciAddress b) {
        return a.segment == b.segment && a.bus == b.bus && a.device == b.device &&
                        a.function == b.function;
}

static void test_accept(void **state) {
        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(accepted); i++) {
                PciAddress address = { 0 }, lenient = { 0 };
                char text[PCI_ADDRESS_TEXT_MAX];

                assert_row(accepted[i].string, parse_pci_address(accepted[i].string, &address) == 0);
                assert_row(accepted[i].string, is_equal(address, accepted[i].address));
                assert_int_equal(parse_pci_address_lenient(accepted[i].string, &lenient), 0);
                assert_row(accepted[i].string, is_equal(lenient, accepted[i].address));
                pci_address_format(address, text);
                assert_string_equal(text, accepted[i].formatted);
        }
}

static void test_refuse(void **state) {
        const PciAddress untouched = { 1, 2, 3, 4 };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
                PciAddress address = untouched;

                assert_row(refused[i], parse_pci_address(refused[i], &address) == -EINVAL);
                assert_row(refused[i], parse_pci_address_lenient(refused[i], &address) == -EINVAL);
                assert_row(refused[i], is_equal(address, untouched));
        }
}

static void test_short_form(void **state) {
        PciAddress address = { 1, 2, 3, 4 };

        (void) state;
        assert_int_equal(parse_pci_address("3b:00.2", &address), -EINVAL);
        assert_int_equal(address.segment, 1);
        assert_int_equal(parse_pci_address_lenient("3b:00.2", &address), 0);
        assert_true(is_equal(address, (PciAddress) { 0, 0x3b, 0, 2 }));
}

static void test_every_function_of_a_bus(void **state) {
        (void) state;
        for (unsigned i = 0; i < 256 * 32 * 8; i++) {
                PciAddress address = {
                        .segment = i * 523,
                        .bus = (uint8_t) (i >> 8),
                        .device = i >> 3 & 0x1f,
                        .function = i & 7,
                }, parsed = { 0 };
                char text[PCI_ADDRESS_TEXT_MAX];

                pci_address_format(address, text);
                assert_row(text, parse_pci_address(text, &parsed) == 0);
                assert_row(text, is_equal(address, parsed));
        }
}

static void test_order(void **state) {
        static const PciAddress ascending[] = {
                { 0, 0, 0, 0 }, { 0, 0, 0, 7 },    { 0, 0, 1, 0 },         { 0, 0, 31, 7 },
                { 0, 1, 0, 0 }, { 0, 255, 31, 7 }, { 1, 0, 0, 0 },         { 0xffff, 0, 0, 0 },
                { 0x10000, 0, 0, 0 },              { 0xffffffff, 0, 0, 0 }, { 0xffffffff, 1, 0, 0 },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(ascending); i++)
                for (size_t j = 0; j < ARRAY_SIZE(ascending); j++) {
                        int order = pci_address_compare(ascending[i], ascending[j]);

                        assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
                }
}

TEST_MAIN(cmocka_unit_test(test_accept), cmocka_unit_test(test_refuse),
          cmocka_unit_test(test_short_form), cmocka_unit_test(test_every_function_of_a_bus),
          cmocka_unit_test(test_order))
