/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * IovaSet against a bitmap: random operations on cells, which lie at different places
 * of the address space, so that the edges at 0 and at 2^64-1 come up all the time.
 */

#include "model/iova-set.h"

#include "tests/unit/test.h"

#define CELLS      64
#define OPERATIONS 20000

void *__real_realloc(void *pointer, size_t size);
void *__wrap_realloc(void *pointer, size_t size);

static bool realloc_fails;

void *__wrap_realloc(void *pointer, size_t size) {
        return realloc_fails ? NULL : __real_realloc(pointer, size);
}

/* Cell i is [edges[i], edges[i + 1] - 1]; the last one ends where said. */
typedef struct Layout {
        const char *name;
        Iova edges[CELLS];
        Iova last;
} Layout;

static Iova cell_first(const Layout *layout, size_t i) {
        return layout->edges[i];
}

static Iova cell_last(const Layout *layout, size_t i) {
        return i + 1 < CELLS ? layout->edges[i + 1] - 1 : layout->last;
}

static bool is_set(uint64_t bitmap, size_t cell) {
        return bitmap >> cell & 1;
}

/* The set must be exactly the runs of the bitmap, in the one form that is allowed. */
static bool equals_bitmap(const IovaSet *set, const Layout *layout, uint64_t bitmap) {
        size_t n = 0;

        for (size_t cell = 0; cell < CELLS; cell++) {
                size_t end = cell;

                if (!is_set(bitmap, cell))
                        continue;
                while (end + 1 < CELLS && is_set(bitmap, end + 1))
                        end++;
                if (n >= set->count || set->ranges[n].first != cell_first(layout, cell) ||
                                set->ranges[n].last != cell_last(layout, end))
                        return false;
                n++;
                cell = end;
        }
        return n == set->count;
}

static uint64_t mask_of(size_t from, size_t to) {
        return (to - from == 63 ? UINT64_MAX : ((1ULL << (to - from + 1)) - 1)) << from;
}

static bool do_one(IovaSet *set, const Layout *layout, uint64_t *bitmap, Random *random) {
        size_t a = random_below(random, CELLS), b = random_below(random, CELLS);
        size_t from = MIN(a, b), to = MAX(a, b);
        IovaRange range;
        uint64_t mask;
        bool failing;
        int r = 0;

        /* Short ranges, or else the set is mostly full or empty. */
        if (random_below(random, 4) > 0)
                to = MIN(from + random_below(random, 3), to);
        range = (IovaRange) { cell_first(layout, from), cell_last(layout, to) };
        mask = mask_of(from, to);
        failing = random_below(random, 8) == 0;

        realloc_fails = failing;
        switch (random_below(random, 16)) {
        case 0:
                iova_set_clip(set, range);
                *bitmap &= mask;
                break;
        case 1 ... 8:
                r = iova_set_add(set, range);
                if (r == 0)
                        *bitmap |= mask;
                break;
        default:
                r = iova_set_subtract(set, range);
                if (r == 0)
                        *bitmap &= ~mask;
        }
        realloc_fails = false;
        if (r != 0 && (r != -ENOMEM || !failing))
                return false;
        /* -ENOMEM has left the set as it was: the bitmap didn't change either. */
        return equals_bitmap(set, layout, *bitmap) &&
                        iova_set_contains(set, range) == ((*bitmap & mask) == mask);
}

static void run(const Layout *layout, uint64_t seed) {
        _cleanup_iova_set_ IovaSet set = IOVA_SET_INIT;
        Random random = random_from(seed);
        uint64_t bitmap = 0;

        for (size_t i = 0; i < OPERATIONS; i++)
                if (!do_one(&set, layout, &bitmap, &random)) {
                        print_error("layout \"%s\", seed 0x%" PRIx64 ", operation %zu\n",
                                        layout->name, seed, i);
                        fail();
                }
}

static void fill_layouts(Layout layouts[static 4]) {
        layouts[0] = (Layout) { .name = "single addresses from 0", .last = CELLS - 1 };
        layouts[1] = (Layout) { .name = "single addresses up to the top", .last = IOVA_MAX };
        layouts[2] = (Layout) { .name = "all of it in equal parts", .last = IOVA_MAX };
        layouts[3] = (Layout) { .name = "powers of two, the top alone", .last = IOVA_MAX };
        for (size_t i = 0; i < CELLS; i++) {
                layouts[0].edges[i] = i;
                layouts[1].edges[i] = IOVA_MAX - (CELLS - 1) + i;
                layouts[2].edges[i] = (Iova) i << 58;
                layouts[3].edges[i] = i == 0 ? 0 : i == CELLS - 1 ? IOVA_MAX : 1ULL << i;
        }
}

static void test_against_bitmap(void **state) {
        uint64_t fresh = random_seed();
        Layout layouts[4];

        (void) state;
        fill_layouts(layouts);
        for (size_t i = 0; i < ARRAY_SIZE(layouts); i++) {
                run(layouts + i, 1);
                run(layouts + i, fresh);
        }
}

static void test_whole_space(void **state) {
        _cleanup_iova_set_ IovaSet set = IOVA_SET_INIT;
        IovaRange all = { 0, IOVA_MAX };

        (void) state;
        assert_false(iova_set_contains(&set, all));
        assert_int_equal(iova_set_subtract(&set, all), 0);
        assert_int_equal(iova_set_add(&set, all), 0);
        assert_int_equal(iova_set_add(&set, all), 0);
        assert_int_equal(set.count, 1);
        assert_true(iova_set_contains(&set, all));
        assert_true(iova_set_contains(&set, (IovaRange) { IOVA_MAX, IOVA_MAX }));
        assert_int_equal(iova_set_subtract(&set, (IovaRange) { 0, 0 }), 0);
        assert_int_equal(iova_set_subtract(&set, (IovaRange) { IOVA_MAX, IOVA_MAX }), 0);
        assert_int_equal(set.count, 1);
        assert_int_equal(set.ranges[0].first, 1);
        assert_int_equal(set.ranges[0].last, IOVA_MAX - 1);
        assert_int_equal(iova_set_subtract(&set, all), 0);
        assert_int_equal(set.count, 0);
}

static void test_neighbours_merge(void **state) {
        _cleanup_iova_set_ IovaSet set = IOVA_SET_INIT;

        (void) state;
        assert_int_equal(iova_set_add(&set, (IovaRange) { 10, 19 }), 0);
        assert_int_equal(iova_set_add(&set, (IovaRange) { 21, 29 }), 0);
        assert_int_equal(set.count, 2);
        assert_false(iova_set_contains(&set, (IovaRange) { 15, 25 }));
        assert_int_equal(iova_set_add(&set, (IovaRange) { 20, 20 }), 0);
        assert_int_equal(set.count, 1);
        assert_int_equal(set.ranges[0].first, 10);
        assert_int_equal(set.ranges[0].last, 29);
}

/* The AMD example of the HyperTransport hole: what a real group looks like. */
static void test_reserved_regions_of_a_real_group(void **state) {
        static const IovaRange expected[] = {
                { 0, 0xfedfffff }, { 0xfef00000, 0xfcffffffff }, { 0x10000000000, IOVA_MAX },
        };
        _cleanup_iova_set_ IovaSet set = IOVA_SET_INIT;

        (void) state;
        assert_int_equal(iova_set_add(&set, (IovaRange) { 0, IOVA_MAX }), 0);
        assert_int_equal(iova_set_subtract(&set, (IovaRange) { 0xfee00000, 0xfeefffff }), 0);
        assert_int_equal(iova_set_subtract(&set, (IovaRange) { 0xfd00000000, 0xffffffffff }), 0);
        assert_int_equal(set.count, ARRAY_SIZE(expected));
        assert_memory_equal(set.ranges, expected, sizeof(expected));
        iova_set_clip(&set, (IovaRange) { 0, (1ULL << 39) - 1 });
        assert_int_equal(set.count, 2);
        assert_int_equal(set.ranges[1].last, (1ULL << 39) - 1);
}

static void test_out_of_memory_at_first(void **state) {
        _cleanup_iova_set_ IovaSet set = IOVA_SET_INIT;

        (void) state;
        realloc_fails = true;
        assert_int_equal(iova_set_add(&set, (IovaRange) { 0, 1 }), -ENOMEM);
        realloc_fails = false;
        assert_int_equal(set.count, 0);
        assert_null(set.ranges);
}

TEST_MAIN(cmocka_unit_test(test_against_bitmap), cmocka_unit_test(test_whole_space),
          cmocka_unit_test(test_neighbours_merge),
          cmocka_unit_test(test_reserved_regions_of_a_real_group),
          cmocka_unit_test(test_out_of_memory_at_first))
