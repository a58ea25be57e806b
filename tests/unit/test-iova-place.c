/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Places: against a search through every address, and at the ends of the 64 bits. */

#include "analysis/iova-place.h"

#include "tests/unit/small-space.h"

#define SPACES 3000

/* The lowest of all addresses that do; NULL cells mean none. */
static bool search(const SmallSpace *space, const bool *cells, const PlaceRequest *request, Iova *ret) {
        for (size_t i = 0; i < SPACE_CELLS; i++) {
                Iova first = space->first + i;

                if (first % request->align_bytes != 0 || first > request->below_last ||
                                request->below_last - first < request->size_bytes - 1 ||
                                !space_has(space, cells, first, request->size_bytes))
                        continue;
                *ret = first;
                return true;
        }
        return false;
}

static void measure(const SmallSpace *space, Iova below_last, size_t *ret_usable, size_t *ret_longest) {
        size_t run = 0;

        *ret_usable = *ret_longest = 0;
        for (size_t i = 0; i < SPACE_CELLS; i++) {
                if (!space->certain[i] || space->first + i > below_last) {
                        run = 0;
                        continue;
                }
                ++*ret_usable;
                run++;
                *ret_longest = MAX(*ret_longest, run);
        }
}

static bool is_as_searched(const SmallSpace *space, const PlaceRequest *request, const IovaPlace *place) {
        Truth found = TRUTH_NO;
        size_t usable, longest;
        Iova first = 0;

        if (search(space, space->certain, request, &first))
                found = TRUTH_YES;
        else if (search(space, space->possible, request, &first))
                found = TRUTH_UNKNOWN;
        if (place->found != found || place->reason)
                return false;
        if (found != TRUTH_NO &&
                        (place->range.first != first || place->range.last - first != request->size_bytes - 1))
                return false;
        measure(space, request->below_last, &usable, &longest);
        return place->usable_bytes == usable &&
                        (usable == 0 || place->largest.last - place->largest.first + 1 == longest);
}

static void run(uint64_t seed) {
        Random random = random_from(seed);

        for (size_t i = 0; i < SPACES; i++) {
                SmallSpace space;
                IovaPlace place;
                PlaceRequest request;

                space_init(&space, &random);
                request = (PlaceRequest) {
                        .size_bytes = 1 + random_below(&random, 40),
                        .align_bytes = 1ULL << random_below(&random, 6),
                        .below_last = random_below(&random, 2) ? IOVA_MAX
                                                               : space.first + random_below(&random, SPACE_CELLS),
                };
                assert_int_equal(compute_iova_place(&space.group, &space.facts, &request, &place), 0);
                if (!is_as_searched(&space, &request, &place)) {
                        print_error("seed 0x%" PRIx64 ", space %zu\n", seed, i);
                        fail();
                }
        }
}

static void test_against_search(void **state) {
        (void) state;
        run(1);
        run(random_seed());
}

static GroupFacts facts_of(Iova last) {
        return (GroupFacts) {
                .windows_source = WINDOWS_DERIVED,
                .aperture = { .known = true, .last_known = true, .certain_last = last, .range = { 0, last },
                              .reason = "width" },
        };
}

static IovaPlace place_in(const Group *group, const GroupFacts *facts, uint64_t size, uint64_t align, Iova last) {
        PlaceRequest request = { .size_bytes = size, .align_bytes = align, .below_last = last };
        IovaPlace place;

        assert_int_equal(compute_iova_place(group, facts, &request, &place), 0);
        return place;
}

static void test_whole_space(void **state) {
        GroupFacts facts = facts_of(IOVA_MAX);
        Group group = { .reserved_known = true };
        IovaPlace place = place_in(&group, &facts, UINT64_MAX, 1, IOVA_MAX);

        (void) state;
        assert_int_equal(place.found, TRUTH_YES);
        assert_int_equal(place.range.first, 0);
        assert_int_equal(place.range.last, IOVA_MAX - 1);
        assert_true(place.usable_bytes == (unsigned __int128) 1 << 64);
        assert_int_equal(place.largest.last, IOVA_MAX);
        place = place_in(&group, &facts, 1ULL << 63, 1ULL << 63, IOVA_MAX);
        assert_int_equal(place.range.first, 0);
        assert_int_equal(place_in(&group, &facts, 4096, 4096, 4094).found, TRUTH_NO);
        assert_int_equal(place_in(&group, &facts, 4096, 4096, 4095).found, TRUTH_YES);
}

/* Rounding up to the alignment must not go round the end. */
static void test_top_of_the_space(void **state) {
        ReservedRegion region = { 0, 0xfffffffffffff000, REGION_RESERVED };
        Group group = { .reserved = &region, .n_reserved = 1, .reserved_known = true };
        GroupFacts facts = facts_of(IOVA_MAX);
        IovaPlace place = place_in(&group, &facts, 1, 4096, IOVA_MAX);

        (void) state;
        assert_int_equal(place.found, TRUTH_NO);
        assert_true(place.usable_bytes == 4095);
        region.last--;
        place = place_in(&group, &facts, 4096, 4096, IOVA_MAX);
        assert_int_equal(place.found, TRUTH_YES);
        assert_int_equal(place.range.last, IOVA_MAX);
        assert_int_equal(place_in(&group, &facts, 1, 1ULL << 63, IOVA_MAX).found, TRUTH_NO);
        region.last = IOVA_MAX;
        place = place_in(&group, &facts, 1, 1, IOVA_MAX);
        assert_int_equal(place.found, TRUTH_NO);
        assert_true(place.usable_bytes == 0 && !place.may_have_more);
}

static void test_unknown_windows(void **state) {
        GroupFacts facts = { .windows_reason = "no unit" };
        Group group = { .reserved_known = true };
        IovaPlace place = place_in(&group, &facts, 4096, 4096, IOVA_MAX);

        (void) state;
        assert_int_equal(place.found, TRUTH_UNKNOWN);
        assert_string_equal(place.reason, "no unit");
}

TEST_MAIN(cmocka_unit_test(test_against_search), cmocka_unit_test(test_whole_space),
          cmocka_unit_test(test_top_of_the_space), cmocka_unit_test(test_unknown_windows))
