/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Configuration space: nothing outside is touched, bytes only become 0, a second scrub
 * changes nothing, and a serial number that a walk like Linux' finds is gone.
 *
 * So that seeds are text, an input is lines of "OFFSET:BYTES" in hex over zeroes; the
 * first line is the length.
 */

#include "base/parse.h"
#include "sources/pci-config.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/space-lines.h"

/* As pci_find_next_ext_capability() walks, drivers/pci/pci.c: the first serial number. */
static size_t find_serial(const uint8_t *space, size_t length) {
        size_t at = 0x100;

        for (unsigned steps = 0; steps < 480 && at >= 0x100 && at + 12 <= length; steps++) {
                uint32_t header = (uint32_t) space[at + 3] << 24 | (uint32_t) space[at + 2] << 16 |
                                (uint32_t) space[at + 1] << 8 | space[at];

                if (header == 0)
                        return 0;
                if ((header & 0xffff) == 3)
                        return at;
                at = header >> 20 & 0xffc;
        }
        return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static const uint8_t zeroes[8];
        char *string = fuzz_string(data, size), *cursor = string;
        uint64_t length = PCI_CONFIG_MAX_BYTES;
        uint8_t *space, *before;
        size_t serial;

        if (parse_unsigned(fuzz_line(&cursor), 16, PCI_CONFIG_MAX_BYTES, &length) < 0)
                length = PCI_CONFIG_MAX_BYTES;
        space = calloc(1, MAX((size_t) length, (size_t) 1));
        before = malloc(MAX((size_t) length, (size_t) 1));
        FUZZ_CHECK(space && before);
        space_lines_fill(cursor, space, length);
        memcpy(before, space, length);
        serial = find_serial(before, length);

        FUZZ_CHECK(scrub_pci_config((char *) space, length) == length);
        for (size_t i = 0; i < length; i++)
                FUZZ_CHECK(space[i] == before[i] || (space[i] == 0 && i >= 0x44));
        if (serial > 0)
                FUZZ_CHECK(memcmp(space + serial + 4, zeroes, sizeof(zeroes)) == 0);
        memcpy(before, space, length);
        FUZZ_CHECK(scrub_pci_config((char *) space, length) == length);
        FUZZ_CHECK(memcmp(space, before, length) == 0);
        free(space);
        free(before);
        free(string);
        return 0;
}
