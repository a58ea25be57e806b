/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Decoding of configuration space: whatever the bytes say, facts are in range, windows don't end before
 * they begin, settings belong to what is there, and what a plain walk finds first is what counts.
 * Fewer bytes never make a fact out of nothing.
 *
 * Input as in fuzz-pci-config.c: the length, then lines of "OFFSET:BYTES" in hex over zeroes.
 */

#include "base/parse.h"
#include "sources/pci-config.h"
#include "sources/pci-decode.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/space-lines.h"

static uint32_t get32(const uint8_t *space, size_t at) {
        return (uint32_t) space[at + 3] << 24 | (uint32_t) space[at + 2] << 16 | (uint32_t) space[at + 1] << 8 |
                        space[at];
}

/* As pci_find_next_ext_capability() walks, drivers/pci/pci.c: the first with this id and so many bytes. */
static size_t find_extended(const uint8_t *space, size_t length, uint16_t id, size_t bytes) {
        size_t at = 0x100;

        for (unsigned steps = 0; steps < 480 && at >= 0x100 && at + 4 <= length; steps++) {
                uint32_t header = get32(space, at);

                if (header == 0 || header == UINT32_MAX)
                        return 0;
                if ((header & 0xffff) == id && at + bytes <= length)
                        return at;
                at = header >> 20 & 0xffc;
        }
        return 0;
}

static bool is_window(bool is_open, IovaRange range) {
        return is_open ? range.first <= range.last && (range.first & 0xfffff) == 0 && (range.last & 0xfffff) == 0xfffff
                       : range.first == 0 && range.last == 0;
}

static void check_facts(const PciCapabilities *one, const uint8_t *space, size_t length) {
        size_t ats = find_extended(space, length, 0x000f, 8), pri = find_extended(space, length, 0x0013, 6);

        FUZZ_CHECK(one->is_known || (!one->is_pcie && !one->extended_known && !one->has_acs && !one->has_ats &&
                                                    !one->has_pri && !one->has_pasid));
        FUZZ_CHECK(one->is_known == (one->function_reset != TRUTH_UNKNOWN));
        FUZZ_CHECK(one->is_pcie == (one->no_snoop != TRUTH_UNKNOWN));
        FUZZ_CHECK(one->is_pcie == (one->relaxed_ordering != TRUTH_UNKNOWN));
        FUZZ_CHECK(one->is_pcie || one->port_type == 0);
        FUZZ_CHECK(one->port_type <= 15 && one->ats_page_bits <= 43 && one->pasid_bits <= 31);
        FUZZ_CHECK(one->has_acs || (one->acs_capability == 0 && one->acs_control == 0));
        FUZZ_CHECK((pci_acs_missing(one) & ~ACS_ISOLATION) == 0);
        FUZZ_CHECK(one->has_pri || !one->pri_enabled);
        FUZZ_CHECK(one->has_pasid || !one->pasid_enabled);
        FUZZ_CHECK(is_window(one->bridge.has_memory, one->bridge.memory));
        FUZZ_CHECK(is_window(one->bridge.has_prefetchable, one->bridge.prefetchable));
        FUZZ_CHECK(one->bridge.is_known || (!one->bridge.has_memory && !one->bridge.has_prefetchable));
        if (!one->is_known)
                return;
        FUZZ_CHECK(one->has_ats == (ats > 0) && one->has_pri == (pri > 0));
        FUZZ_CHECK(one->ats_enabled == (ats > 0 && space[ats + 7] & 0x80));
        FUZZ_CHECK(one->pri_enabled == (pri > 0 && space[pri + 4] & 0x01));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        char *string = fuzz_string(data, size), *cursor = string;
        uint64_t length = PCI_CONFIG_MAX_BYTES;
        PciCapabilities all, header;
        uint8_t *space;

        if (parse_unsigned(fuzz_line(&cursor), 16, PCI_CONFIG_MAX_BYTES, &length) < 0)
                length = PCI_CONFIG_MAX_BYTES;
        space = calloc(1, MAX((size_t) length, (size_t) 1));
        FUZZ_CHECK(space);
        space_lines_fill(cursor, space, length);

        decode_pci_capabilities((Bytes) { space, length }, &all);
        check_facts(&all, space, length);
        decode_pci_capabilities((Bytes) { space, MIN(length, (uint64_t) PCI_CONFIG_HEADER_BYTES) }, &header);
        FUZZ_CHECK(!header.is_known && header.bus_master == all.bus_master);
        FUZZ_CHECK(memcmp(&header.bridge, &all.bridge, sizeof(all.bridge)) == 0);
        free(space);
        free(string);
        return 0;
}
