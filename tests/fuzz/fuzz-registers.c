/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Registers of VT-d and AMD-Vi, the text of `features`, and the aperture that follows.
 * An input is lines: kernel release, features, cap, ecap, a boot option.
 */

#include "analysis/unit-facts.h"
#include "base/parse.h"
#include "sources/amd-registers.h"
#include "sources/vtd-registers.h"
#include "tests/fuzz/fuzz.h"

static void check_stage(unsigned bits, uint64_t page_sizes, unsigned most) {
        FUZZ_CHECK(bits <= most);
        FUZZ_CHECK(page_sizes == 0 || (page_sizes & 0x1fff) == 0x1000);
}

static void check_facts(Host *host, const Unit *unit) {
        /* The IVRS may say any number of bits; this one is as good as another. */
        Number table_bits = { .known = unit->capability.value & 1, .value = unit->capability.value >> 1 & 0x7f };
        UnitFacts facts = compute_unit_facts(host, unit, table_bits);
        Iova last = facts.aperture.range.last;

        FUZZ_CHECK(facts.iova_bits <= 64);
        FUZZ_CHECK((facts.page_sizes & 0xfff) == 0);
        FUZZ_CHECK(facts.aperture.reason && facts.aperture.range.first == 0);
        FUZZ_CHECK((last & (last + 1)) == 0); /* one less than a power of two */
        FUZZ_CHECK(facts.aperture.known || !facts.aperture.last_known);
        FUZZ_CHECK(facts.aperture.last_known || last == IOVA_MAX);
}

static void check_vtd(Host *host, uint64_t cap, uint64_t ecap) {
        Unit unit = { .kind = UNIT_INTEL_VTD, .cap = number(cap), .ecap = number(ecap) };
        const UnitAbilities *abilities = &unit.abilities;

        decode_vtd_registers(cap, ecap, &unit.abilities);
        check_stage(abilities->second_stage_bits, abilities->second_stage_page_sizes, 57);
        check_stage(abilities->first_stage_bits, abilities->first_stage_page_sizes, 57);
        FUZZ_CHECK((abilities->second_stage_bits > 0) == (abilities->second_stage_page_sizes > 0));
        FUZZ_CHECK((abilities->first_stage_bits > 0) == (abilities->first_stage_page_sizes > 0));
        FUZZ_CHECK(abilities->first_stage_bits == 0 || abilities->scalable_mode == TRUTH_YES);
        FUZZ_CHECK(abilities->snoop_control != TRUTH_UNKNOWN);
        check_facts(host, &unit);
}

static void check_amd(Host *host, char *features, uint64_t capability) {
        Unit unit = { .kind = UNIT_AMD_VI, .capability = number(capability) };
        bool has_colon = strchr(features, ':');
        Number efr = { 0 }, efr2 = { 0 };

        if (parse_amd_features(features, host->kernel, &unit.efr, &unit.efr2) < 0) {
                FUZZ_CHECK(!unit.efr.known && !unit.efr2.known);
        } else {
                char text[64];

                /* Printed in either order, plain values are told apart again. */
                FUZZ_CHECK(unit.efr.known && unit.efr2.known == has_colon);
                if (has_colon && unit.efr.value > UINT32_MAX && unit.efr2.value < 0x10000) {
                        (void) snprintf(text, sizeof(text), "%" PRIx64 ":%" PRIx64, unit.efr2.value,
                                        unit.efr.value);
                        FUZZ_CHECK(parse_amd_features(text, host->kernel, &efr, &efr2) == 0);
                        FUZZ_CHECK(efr.value == unit.efr.value && efr2.value == unit.efr2.value);
                }
        }
        decode_amd_registers(unit.capability, unit.efr, &unit.abilities);
        check_stage(unit.abilities.second_stage_bits, unit.abilities.second_stage_page_sizes, 64);
        check_stage(unit.abilities.first_stage_bits, unit.abilities.first_stage_page_sizes, 57);
        FUZZ_CHECK(unit.abilities.device_tlb != TRUTH_UNKNOWN);
        check_facts(host, &unit);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        char *string = fuzz_string(data, size), *cursor = string, *features;
        uint64_t cap = 0, ecap = 0;
        Host host = { 0 };

        host.kernel = fuzz_line(&cursor);
        features = fuzz_line(&cursor);
        if (parse_hex(fuzz_line(&cursor), UINT64_MAX, &cap) < 0 ||
                        parse_hex(fuzz_line(&cursor), UINT64_MAX, &ecap) < 0)
                cap = ecap = 0;
        FUZZ_CHECK(names_add(&host.boot_options, fuzz_line(&cursor)) == 0);
        check_vtd(&host, cap, ecap);
        check_amd(&host, features, cap);
        names_done(&host.boot_options);
        free(string);
        return 0;
}
