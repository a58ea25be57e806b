/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* PCI addresses, numbers and kernel releases: what is accepted reads back the same. */

#include <errno.h>

#include "base/parse.h"
#include "model/kernel-release.h"
#include "model/pci-address.h"
#include "tests/fuzz/fuzz.h"

static void check_address(const char *string) {
        PciAddress address, lenient, again;
        char text[PCI_ADDRESS_TEXT_MAX];

        if (parse_pci_address_lenient(string, &lenient) < 0) {
                FUZZ_CHECK(parse_pci_address(string, &address) == -EINVAL);
                return;
        }
        FUZZ_CHECK(lenient.device < 32 && lenient.function < 8);
        pci_address_format(lenient, text);
        FUZZ_CHECK(parse_pci_address(text, &again) == 0);
        FUZZ_CHECK(pci_address_compare(lenient, again) == 0);
        if (parse_pci_address(string, &address) == 0)
                FUZZ_CHECK(pci_address_compare(address, lenient) == 0);
        else
                FUZZ_CHECK(lenient.segment == 0 && strcasecmp(text + 5, string) == 0);
}

/* Slow, and for that reason obvious: digit by digit in 128 bits. */
static int parse_slowly(const char *string, unsigned base, uint64_t max, uint64_t *ret) {
        static const char digits[] = "00112233445566778899aAbBcCdDeEfF";
        unsigned __int128 value = 0;
        bool overflow = false;

        if (!*string)
                return -EINVAL;
        for (; *string; string++) {
                const char *found = strchr(digits, *string);

                if (!found || (unsigned) (found - digits) / 2 >= base)
                        return -EINVAL;
                value = value * base + (unsigned) (found - digits) / 2;
                overflow = overflow || value > max;
        }
        *ret = (uint64_t) value;
        return overflow ? -ERANGE : 0;
}

static void check_number(const char *string, uint64_t max) {
        static const unsigned bases[] = { 2, 8, 10, 16 };
        uint64_t value, expected;
        int64_t negative;
        int r;

        if (strlen(string) > 30) /* or 128 bits won't do */
                return;
        for (size_t i = 0; i < ARRAY_SIZE(bases); i++) {
                value = expected = 7;
                r = parse_unsigned(string, bases[i], max, &value);
                FUZZ_CHECK(r == parse_slowly(string, bases[i], max, &expected));
                FUZZ_CHECK(value == (r == 0 ? expected : 7));
        }
        if (parse_hex_prefixed(string, max, &value) == 0)
                FUZZ_CHECK(parse_hex(string, max, &expected) == 0 && expected == value);
        if (parse_unsigned(string, 10, INT64_MAX, &value) == 0)
                FUZZ_CHECK(parse_signed(string, &negative) == 0 && negative == (int64_t) value);
        if (parse_signed(string, &negative) == 0)
                FUZZ_CHECK(negative >= 0 || string[0] == '-');
}

/* Digits alone are a number like any other, and each letter stands for 1024 times the one before. */
static void check_size(const char *string) {
        static const char *const suffixes[] = { "K", "MB", "GiB", "T", "PB", "EiB" };
        uint64_t bytes = 7, value, scaled;
        int r = parse_size(string, &bytes);

        FUZZ_CHECK(r == 0 || bytes == 7);
        if (parse_hex_prefixed(string, UINT64_MAX, &value) == 0)
                FUZZ_CHECK(r == 0 && bytes == value);
        if (parse_unsigned(string, 10, UINT64_MAX, &value) != 0)
                return;
        FUZZ_CHECK(r == 0 && bytes == value);
        for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
                unsigned shift = 10 * ((unsigned) i + 1);
                bool fits = value <= UINT64_MAX >> shift;
                char *text;

                FUZZ_CHECK(asprintf(&text, "%s%s", string, suffixes[i]) > 0);
                FUZZ_CHECK(parse_size(text, &scaled) == (fits ? 0 : -ERANGE));
                FUZZ_CHECK(!fits || scaled == value << shift);
                free(text);
        }
}

/* A release is somewhere in the row of all versions, on one side only. */
static void check_release(const char *string) {
        int before = 1;

        for (unsigned major = 0; major < 9; major++)
                for (unsigned minor = 0; minor < 20; minor++) {
                        int order = kernel_release_compare(string, major, minor);

                        order = (order > 0) - (order < 0);
                        FUZZ_CHECK(order <= before);
                        FUZZ_CHECK(order != 0 || before == 1);
                        before = order;
                }
}

static void check_pieces(char *string) {
        size_t length = strlen(string), sum = 0;
        char *cursor = string, *piece;

        while ((piece = parse_next(&cursor, ':'))) {
                FUZZ_CHECK(!strchr(piece, ':'));
                sum += strlen(piece) + 1;
        }
        FUZZ_CHECK(!cursor && sum == length + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        char *string = fuzz_string(data, size);

        check_address(string);
        check_number(string, UINT64_MAX);
        check_number(string, UINT16_MAX);
        check_size(string);
        check_release(string);
        check_pieces(string);
        free(string);
        return 0;
}
