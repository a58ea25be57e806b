/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Windows: aperture less reserved regions, and what bounds each end. */

#include "analysis/windows.h"

#include "tests/unit/test.h"

#define BITS(n) ((1ULL << (n)) - 1)
#define NONE    ((size_t) -1)

static Aperture aperture_of(Iova last) {
        return (Aperture) { .known = true, .last_known = true, .range = { 0, last }, .reason = "width" };
}

typedef struct Expected {
        Iova first, last;
        size_t before, behind; /* indices of regions, or NONE for the aperture */
} Expected;

static void check(Iova last, ReservedRegion *regions, size_t n_regions, const Expected *expected,
                size_t count) {
        UnitFacts unit = { .aperture = aperture_of(last) };
        size_t units[] = { 0 };
        Group group = {
                .reserved = regions, .n_reserved = n_regions, .reserved_known = true,
                .units = units, .n_units = 1,
        };
        GroupFacts facts = { 0 };

        assert_int_equal(compute_windows(&unit, &group, &facts), 0);
        assert_int_equal(facts.windows_source, WINDOWS_DERIVED);
        assert_null(facts.windows_reason);
        assert_int_equal(facts.n_windows, count);
        for (size_t i = 0; i < count; i++) {
                const Window *window = facts.windows + i;

                assert_int_equal(window->range.first, expected[i].first);
                assert_int_equal(window->range.last, expected[i].last);
                assert_true(window->last_known);
                assert_ptr_equal(window->before,
                                expected[i].before == NONE ? NULL : regions + expected[i].before);
                assert_ptr_equal(window->behind,
                                expected[i].behind == NONE ? NULL : regions + expected[i].behind);
        }
        free(facts.windows);
}

#define CHECK(last, regions, ...)                                                                  \
        check(last, regions, ARRAY_SIZE(regions), (const Expected[]) { __VA_ARGS__ },              \
                        ARRAY_SIZE(((const Expected[]) { __VA_ARGS__ })))

static void test_intel(void **state) {
        ReservedRegion regions[] = { { 0xfee00000, 0xfeefffff, REGION_MSI } };

        (void) state;
        CHECK(BITS(39), regions, { 0, 0xfedfffff, NONE, 0 }, { 0xfef00000, BITS(39), 0, NONE });
}

static void test_amd(void **state) {
        ReservedRegion regions[] = {
                { 0xfee00000, 0xfeefffff, REGION_MSI },
                { 0xfd00000000, 0xffffffffff, REGION_RESERVED },
        };

        (void) state;
        CHECK(IOVA_MAX, regions, { 0, 0xfedfffff, NONE, 0 }, { 0xfef00000, 0xfcffffffff, 0, 1 },
              { 0x10000000000, IOVA_MAX, 1, NONE });
        /* The hole lies partly or wholly beyond the aperture. */
        CHECK(0xfdffffffff, regions, { 0, 0xfedfffff, NONE, 0 }, { 0xfef00000, 0xfcffffffff, 0, 1 });
        CHECK(0xfcffffffff, regions, { 0, 0xfedfffff, NONE, 0 }, { 0xfef00000, 0xfcffffffff, 0, NONE });
        CHECK(0xffff, regions, { 0, 0xffff, NONE, NONE });
}

/* As on an Arm board with IORT RMR nodes: the MSI window lies inside a relaxable region. */
static void test_relaxable_stays_usable(void **state) {
        ReservedRegion regions[] = {
                { 0x1000000, 0x10ffffff, REGION_DIRECT_RELAXABLE },
                { 0x8000000, 0x80fffff, REGION_MSI },
        };

        (void) state;
        CHECK(BITS(48), regions, { 0, 0x7ffffff, NONE, 1 }, { 0x8100000, BITS(48), 1, NONE });
}

static void test_direct_counts(void **state) {
        ReservedRegion regions[] = {
                { 0, 0xffffff, REGION_DIRECT },
                { 0xfee00000, 0xfeefffff, REGION_MSI },
        };

        (void) state;
        CHECK(BITS(48), regions, { 0x1000000, 0xfedfffff, 0, 1 }, { 0xfef00000, BITS(48), 1, NONE });
}

static void test_unsorted_overlapping_touching(void **state) {
        ReservedRegion regions[] = {
                { 0x9000, 0x9fff, REGION_MSI },
                { 0x1000, 0x2fff, REGION_RESERVED },
                { 0x2000, 0x3fff, REGION_MSI },
                { 0x4000, 0x4fff, REGION_RESERVED },
                { 0x1800, 0x18ff, REGION_DIRECT },
        };

        (void) state;
        CHECK(0xffff, regions, { 0, 0xfff, NONE, 1 }, { 0x5000, 0x8fff, 3, 0 },
              { 0xa000, 0xffff, 0, NONE });
}

static void test_ends_reserved(void **state) {
        ReservedRegion regions[] = {
                { 0, 0, REGION_RESERVED },
                { IOVA_MAX, IOVA_MAX, REGION_RESERVED },
        };

        (void) state;
        CHECK(IOVA_MAX, regions, { 1, IOVA_MAX - 1, 0, 1 });
}

static void test_nothing_left(void **state) {
        ReservedRegion regions[] = { { 0, IOVA_MAX, REGION_RESERVED } };

        (void) state;
        check(BITS(48), regions, 1, NULL, 0);
        check(IOVA_MAX, regions, 1, NULL, 0);
}

static void test_nothing_reserved(void **state) {
        const Expected all = { 0, IOVA_MAX, NONE, NONE };

        (void) state;
        check(IOVA_MAX, NULL, 0, &all, 1);
}

static void test_obstacles(void **state) {
        UnitFacts unit = { .aperture = { .range = { 0, IOVA_MAX }, .reason = "no idea" } };
        UnitFacts known = { .aperture = aperture_of(BITS(48)) };
        size_t units[] = { 0 };
        Group good = { .reserved_known = true, .units = units, .n_units = 1 };
        Group no_unit = good, unread = good, noiommu = good;
        const struct {
                const UnitFacts *unit;
                const Group *group;
        } rows[] = { { &unit, &good }, { &known, &no_unit }, { &known, &unread }, { &known, &noiommu } };

        (void) state;
        no_unit.n_units = 0;
        unread.reserved_known = false;
        noiommu.name = (char *) "vfio-noiommu";
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                GroupFacts facts = { 0 };

                assert_int_equal(compute_windows(rows[i].unit, rows[i].group, &facts), 0);
                assert_int_equal(facts.windows_source, WINDOWS_UNKNOWN);
                assert_int_equal(facts.n_windows, 0);
                assert_null(facts.windows);
                assert_non_null(facts.windows_reason);
        }
}

/* The narrowest unit counts, and the reason is the one that goes with the result. */
static void test_several_units(void **state) {
        const Aperture narrow = { true, true, { 0, BITS(39) }, "narrow", BITS(39), 0, NULL };
        const Aperture wide = { true, true, { 0, BITS(48) }, "wide", BITS(48), 0, NULL };
        const Aperture endless = { true, false, { 0, IOVA_MAX }, "endless", 0, 0, NULL };
        const Aperture unknown = { false, false, { 0, IOVA_MAX }, "unknown", 0, 0, NULL };
        const struct {
                Aperture a, b;
                bool known, last_known;
                const char *reason;
        } rows[] = {
                { narrow, wide, true, true, "narrow" },
                { narrow, endless, true, false, "endless" },
                { narrow, unknown, false, false, "unknown" },
                { endless, unknown, false, false, "unknown" },
        };

        (void) state;
        for (size_t i = 0; i < 2 * ARRAY_SIZE(rows); i++) {
                UnitFacts units[] = {
                        { .aperture = i % 2 ? rows[i / 2].a : rows[i / 2].b },
                        { .aperture = i % 2 ? rows[i / 2].b : rows[i / 2].a },
                };
                size_t indices[] = { 0, 1 };
                Group group = { .reserved_known = true, .units = indices, .n_units = 2 };
                GroupFacts facts = { 0 };

                assert_int_equal(compute_windows(units, &group, &facts), 0);
                assert_int_equal(facts.aperture.known, rows[i / 2].known);
                assert_int_equal(facts.aperture.last_known, rows[i / 2].last_known);
                assert_string_equal(facts.aperture.reason, rows[i / 2].reason);
                if (rows[i / 2].known) {
                        assert_int_equal(facts.n_windows, 1);
                        assert_int_equal(facts.windows[0].range.last, BITS(39));
                        assert_int_equal(facts.windows[0].last_known, rows[i / 2].last_known);
                } else
                        assert_string_equal(facts.windows_reason, "unknown");
                free(facts.windows);
        }
}

/* Each unit with one end or a nearer and a farther one: the group has the nearest of each. */
static void test_two_ends(void **state) {
        const Aperture fixed39 = { true, true, { 0, BITS(39) }, "39", BITS(39), 0, NULL };
        const Aperture fixed47 = { true, true, { 0, BITS(47) }, "47", BITS(47), 0, NULL };
        const Aperture fixed57 = { true, true, { 0, BITS(57) }, "57", BITS(57), 0, NULL };
        const Aperture either38 = { true, true, { 0, BITS(38) }, "38", BITS(38), BITS(39), "or 39" };
        const Aperture either47 = { true, true, { 0, BITS(47) }, "47", BITS(47), BITS(48), "or 48" };
        const Aperture endless = { true, false, { 0, IOVA_MAX }, "endless", BITS(32), 0, NULL };
        const struct {
                Aperture a, b;
                WindowsConfidence confidence;
                Iova last, other;
                const char *reason;
        } rows[] = {
                { fixed39, fixed47, WINDOWS_CERTAIN, BITS(39), 0, NULL },
                { either47, either47, WINDOWS_ONE_OF_TWO, BITS(47), BITS(48), "or 48" },
                { either47, fixed57, WINDOWS_ONE_OF_TWO, BITS(47), BITS(48), "or 48" },
                { either47, fixed47, WINDOWS_CERTAIN, BITS(47), 0, NULL },
                { either47, fixed39, WINDOWS_CERTAIN, BITS(39), 0, NULL },
                { either38, either47, WINDOWS_ONE_OF_TWO, BITS(38), BITS(39), "or 39" },
                { either38, fixed39, WINDOWS_ONE_OF_TWO, BITS(38), BITS(39), "or 39" },
                { either47, endless, WINDOWS_LOWER_BOUND, BITS(47), 0, NULL },
        };

        (void) state;
        for (size_t i = 0; i < 2 * ARRAY_SIZE(rows); i++) {
                UnitFacts units[] = {
                        { .aperture = i % 2 ? rows[i / 2].a : rows[i / 2].b },
                        { .aperture = i % 2 ? rows[i / 2].b : rows[i / 2].a },
                };
                size_t indices[] = { 0, 1 };
                Group group = { .reserved_known = true, .units = indices, .n_units = 2 };
                GroupFacts facts = { 0 };

                assert_int_equal(compute_windows(units, &group, &facts), 0);
                assert_int_equal(facts.windows_confidence, rows[i / 2].confidence);
                assert_int_equal(facts.windows[0].range.last, rows[i / 2].last);
                if (rows[i / 2].reason) {
                        assert_string_equal(facts.aperture.alternative_reason, rows[i / 2].reason);
                        assert_int_equal(facts.aperture.alternative_last, rows[i / 2].other);
                } else
                        assert_null(facts.aperture.alternative_reason);
                free(facts.windows);
        }
}

/* An unknown end that a reserved region hides is no doubt. */
static void test_confidence_of_hidden_end(void **state) {
        UnitFacts unit = { .aperture = { true, false, { 0, IOVA_MAX }, "endless", BITS(32), 0, NULL } };
        ReservedRegion region = { 1ULL << 32, IOVA_MAX, REGION_RESERVED };
        size_t units[] = { 0 };
        Group group = { .reserved = &region, .n_reserved = 1, .reserved_known = true, .units = units, .n_units = 1 };
        GroupFacts facts = { 0 };

        (void) state;
        assert_int_equal(compute_windows(&unit, &group, &facts), 0);
        assert_int_equal(facts.windows_confidence, WINDOWS_CERTAIN);
        free(facts.windows);
        facts = (GroupFacts) { 0 };
        region.first++;
        assert_int_equal(compute_windows(&unit, &group, &facts), 0);
        assert_int_equal(facts.windows_confidence, WINDOWS_LOWER_BOUND);
        free(facts.windows);
}

TEST_MAIN(cmocka_unit_test(test_intel), cmocka_unit_test(test_amd),
          cmocka_unit_test(test_relaxable_stays_usable), cmocka_unit_test(test_direct_counts),
          cmocka_unit_test(test_unsorted_overlapping_touching),
          cmocka_unit_test(test_ends_reserved), cmocka_unit_test(test_nothing_left),
          cmocka_unit_test(test_nothing_reserved), cmocka_unit_test(test_obstacles),
          cmocka_unit_test(test_several_units), cmocka_unit_test(test_two_ends),
          cmocka_unit_test(test_confidence_of_hidden_end))
