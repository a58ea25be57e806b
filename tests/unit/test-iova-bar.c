/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The IOVA bar, column by column. */

#include "report/iova-bar.h"

#include "tests/unit/test.h"

#define BITS(n) ((1ULL << (n)) - 1)

typedef struct Picture {
        Iova last;
        bool last_known;
        WindowsSource source;
        ReservedRegion regions[4];
        size_t n_regions;
        const char *bar; /* of 26 columns */
} Picture;

static void draw(const Picture *picture, unsigned columns, Text *ret) {
        ReservedRegion regions[4];
        Group group = { .reserved = regions, .n_reserved = picture->n_regions };
        /* Only the last window matters to the bar. */
        Window window = { .range = { 0x100000000, picture->last }, .last_known = picture->last_known };
        GroupFacts facts = {
                .windows_source = picture->source,
                .windows = &window,
                .n_windows = 1,
                .aperture = {
                        .known = true, .last_known = picture->last_known, .range = { 0, picture->last },
                        .reason = "", .certain_last = BITS(32),
                },
        };

        memcpy(regions, picture->regions, sizeof(regions));
        iova_bar_add(ret, &group, &facts, columns);
}

static const Picture pictures[] = {
        { BITS(39), true, WINDOWS_DERIVED, { { 0 } }, 0, "##############............" },
        { BITS(48), true, WINDOWS_DERIVED, { { 0 } }, 0, "##################........" },
        { IOVA_MAX, true, WINDOWS_DERIVED, { { 0 } }, 0, "##########################" },
        { 0xfff, true, WINDOWS_DERIVED, { { 0 } }, 0, "#........................." },
        { IOVA_MAX, true, WINDOWS_UNKNOWN, { { 0 } }, 0, "??????????????????????????" },
        /* The MSI window lies in [2^30, 2^32). */
        { BITS(48), true, WINDOWS_DERIVED, { { 0xfee00000, 0xfeefffff, REGION_MSI } }, 1,
          "#########m########........" },
        /* The HyperTransport hole ends right below 2^40. */
        { IOVA_MAX, true, WINDOWS_DERIVED,
          { { 0xfee00000, 0xfeefffff, REGION_MSI }, { 0xfd00000000, 0xffffffffff, REGION_RESERVED } }, 2,
          "#########m###r############" },
        /* Column 0 begins at 0; a region shows in each column that it touches. */
        { BITS(48), true, WINDOWS_DERIVED, { { 0, 0xffffff, REGION_DIRECT } }, 1,
          "dddddd############........" },
        { BITS(48), true, WINDOWS_DERIVED, { { 0x3fff, 0x4000, REGION_RESERVED } }, 1,
          "rr################........" },
        { IOVA_MAX, true, WINDOWS_DERIVED, { { IOVA_MAX, IOVA_MAX, REGION_MSI } }, 1,
          "#########################m" },
        /* Relaxable regions are usable. Beyond the aperture there is nothing to mark. */
        { BITS(48), true, WINDOWS_DERIVED, { { 0, 0xffffff, REGION_DIRECT_RELAXABLE } }, 1,
          "##################........" },
        { BITS(39), true, WINDOWS_DERIVED, { { 1ULL << 41, 1ULL << 42, REGION_RESERVED } }, 1,
          "##############............" },
        /* The rarer mark wins, in whatever order they come. */
        { BITS(48), true, WINDOWS_DERIVED,
          { { 0x40000000, 0x40000fff, REGION_DIRECT }, { 0xfee00000, 0xfeefffff, REGION_MSI } }, 2,
          "#########d########........" },
        { BITS(48), true, WINDOWS_DERIVED,
          { { 0xfee00000, 0xfeefffff, REGION_MSI }, { 0x40000000, 0x40000fff, REGION_RESERVED } }, 2,
          "#########r########........" },
        /* Where the end is unknown, so is what lies above 4 GiB, which any unit has. */
        { IOVA_MAX, false, WINDOWS_DERIVED, { { 0x8000000, 0x80fffff, REGION_MSI } }, 1,
          "#######m##????????????????" },
};

static void test_pictures(void **state) {
        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(pictures); i++) {
                _cleanup_text_ Text bar = TEXT_INIT;

                draw(pictures + i, IOVA_BAR_COLUMNS, &bar);
                assert_string_equal(text_get(&bar), pictures[i].bar);
        }
}

/* Twice the columns say the same in more detail: no mark comes from nowhere. */
static void test_wide(void **state) {
        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(pictures); i++) {
                _cleanup_text_ Text narrow = TEXT_INIT, wide = TEXT_INIT;

                draw(pictures + i, IOVA_BAR_COLUMNS, &narrow);
                draw(pictures + i, IOVA_BAR_COLUMNS_WIDE, &wide);
                assert_int_equal(wide.length, IOVA_BAR_COLUMNS_WIDE);
                for (size_t j = 0; j < IOVA_BAR_COLUMNS; j++) {
                        char mark = narrow.data[j], left = wide.data[2 * j], right = wide.data[2 * j + 1];

                        assert_row(pictures[i].bar, left == mark || right == mark);
                        if (strchr("#.?", mark))
                                assert_row(pictures[i].bar, strchr("#.?", left) && strchr("#.?", right));
                }
        }
}

static void test_axis(void **state) {
        static const struct {
                unsigned columns;
                const char *axis;
        } rows[] = {
                { IOVA_BAR_COLUMNS, "12  20  28  36  44  52  60" },
                { IOVA_BAR_COLUMNS_WIDE, "12      20      28      36      44      52      60" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_text_ Text text = TEXT_INIT;

                iova_bar_add_axis(&text, rows[i].columns);
                assert_string_equal(text_get(&text), rows[i].axis);
        }
}

TEST_MAIN(cmocka_unit_test(test_pictures), cmocka_unit_test(test_wide), cmocka_unit_test(test_axis))
