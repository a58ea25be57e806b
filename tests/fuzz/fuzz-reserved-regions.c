/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The text of reserved_regions: what is accepted reads back the same, what is refused says why,
 * and the windows that regions leave are exact for apertures of any size. */

#include <errno.h>

#include "analysis/windows.h"
#include "sources/reserved-regions.h"
#include "tests/fuzz/window-rules.h"
#include "tests/fuzz/fuzz.h"

static void check_same(const ReservedRegion *a, const ReservedRegion *b, size_t count) {
        for (size_t i = 0; i < count; i++)
                FUZZ_CHECK(a[i].first == b[i].first && a[i].last == b[i].last && a[i].type == b[i].type);
}

/* As the kernel prints them. */
static void check_round_trip(const ReservedRegion *regions, size_t count) {
        _cleanup_free_ ReservedRegion *again = NULL;
        _cleanup_free_ char *text = NULL;
        _cleanup_text_ Text printed = TEXT_INIT, error = TEXT_INIT;
        size_t n = 0;

        for (size_t i = 0; i < count; i++) {
                FUZZ_CHECK(regions[i].first <= regions[i].last);
                text_add_format(&printed, "0x%016" PRIx64 " 0x%016" PRIx64 " %s\n", regions[i].first,
                                regions[i].last, region_type_to_string(regions[i].type));
        }
        FUZZ_CHECK(text_finish(&printed, &text) == 0);
        FUZZ_CHECK(parse_reserved_regions(text, &again, &n, &error) == 0);
        FUZZ_CHECK(n == count);
        check_same(regions, again, count);
}

static void check_apertures(ReservedRegion *regions, size_t count) {
        static const Iova ends[] = { 0, 0xfff, (1ULL << 39) - 1, (1ULL << 48) - 1, IOVA_MAX };
        size_t units[] = { 0 };
        Group group = {
                .reserved = regions, .n_reserved = count, .reserved_known = true,
                .units = units, .n_units = 1,
        };

        for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
                UnitFacts unit = {
                        .aperture = { .known = true, .last_known = true, .range = { 0, ends[i] }, .reason = "" },
                };
                GroupFacts facts = { 0 };

                FUZZ_CHECK(compute_windows(&unit, &group, &facts) == 0);
                FUZZ_CHECK(facts.windows_source == WINDOWS_DERIVED);
                check_windows(&group, &facts);
                free(facts.windows);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        char *string = fuzz_string(data, size);
        _cleanup_free_ ReservedRegion *regions = NULL;
        _cleanup_text_ Text error = TEXT_INIT;
        size_t count = 99, lines = 0;

        for (const char *s = string; *s; s++)
                lines += *s == '\n';
        if (parse_reserved_regions(string, &regions, &count, &error) == 0) {
                FUZZ_CHECK(count == lines && error.length == 0);
                check_round_trip(regions, count);
                check_apertures(regions, count);
        } else {
                FUZZ_CHECK(!regions && count == 99 && error.length > 0);
                FUZZ_CHECK(fuzz_is_safe(text_get(&error), ""));
        }
        free(string);
        return 0;
}
