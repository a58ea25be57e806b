/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The nearest place, against a search of all places in a small space, and at the ends of the large one. */

#include "analysis/map-place.h"

#include "tests/unit/test.h"

#define SPACE 64

static Number search(const bool *usable, uint64_t size, uint64_t page, Iova near) {
        uint64_t rounded = (size + page - 1) / page * page, least = UINT64_MAX;
        Number best = { 0 };

        for (uint64_t place = 0; place + rounded <= SPACE; place += page) {
                uint64_t distance = place > near ? place - near : near - place;
                bool fits = true;

                for (uint64_t i = 0; i < rounded; i++)
                        fits = fits && usable[place + i];
                if (!fits || distance >= least)
                        continue;
                best = number(place);
                least = distance;
        }
        return best;
}

/* Windows of random bits; neighbours are one window. The last may end nobody knows where. */
static size_t make_windows(Random *random, bool *usable, Window *windows, GroupFacts *facts) {
        size_t count = 0;
        uint64_t density = 2 + random_below(random, 12);

        for (size_t i = 0; i < SPACE; i++) {
                usable[i] = random_below(random, density) != 0;
                if (!usable[i])
                        continue;
                if (i == 0 || !usable[i - 1])
                        windows[count++] = (Window) { .range = { i, i }, .last_known = true };
                windows[count - 1].range.last = i;
        }
        facts->aperture.certain_last = SPACE - 1;
        if (count > 0 && random_below(random, 3) == 0) {
                Window *last = windows + count - 1;

                last->last_known = false;
                facts->aperture.certain_last = random_below(random, last->range.last + 1);
                for (size_t i = last->range.first; i <= last->range.last; i++)
                        usable[i] = i <= facts->aperture.certain_last;
        }
        return count;
}

static void test_small_space(void **state) {
        uint64_t seed = random_seed();
        Random random = random_from(seed);

        (void) state;
        for (int round = 0; round < 20000; round++) {
                bool usable[SPACE];
                Window windows[SPACE];
                GroupFacts facts = { .windows = windows };
                uint64_t page = 1ULL << random_below(&random, 4), size = 1 + random_below(&random, 24);
                Iova near = random_below(&random, SPACE + 16);
                Number found, expected;

                facts.n_windows = make_windows(&random, usable, windows, &facts);
                found = find_map_place(&facts, size, page, near);
                expected = search(usable, size, page, near);
                if (found.known != expected.known || found.value != expected.value)
                        print_error("seed %" PRIu64 ", round %d\n", seed, round);
                assert_int_equal(found.known, expected.known);
                assert_int_equal(found.value, expected.value);
        }
}

static void test_ends(void **state) {
        Window all = { .range = { 0, IOVA_MAX }, .last_known = true };
        Window top = { .range = { IOVA_MAX - 4094, IOVA_MAX }, .last_known = true };
        GroupFacts facts = { .windows = &all, .n_windows = 1 };

        (void) state;
        assert_int_equal(find_map_place(&facts, 4096, 4096, IOVA_MAX).value, IOVA_MAX - 4095);
        assert_int_equal(find_map_place(&facts, 4097, 4096, IOVA_MAX).value, IOVA_MAX - 8191);
        /* 2^64 - 1 bytes round up to everything there is. */
        assert_true(find_map_place(&facts, UINT64_MAX, 4096, 5).known);
        assert_int_equal(find_map_place(&facts, UINT64_MAX, 4096, 5).value, 0);
        assert_false(find_map_place(&facts, 0, 4096, 0).known);
        facts.windows = &top;
        assert_false(find_map_place(&facts, 1, 4096, 0).known);
        assert_int_equal(find_map_place(&facts, 1, 1024, 0).value, IOVA_MAX - 3071);
}

TEST_MAIN(cmocka_unit_test(test_small_space), cmocka_unit_test(test_ends))
