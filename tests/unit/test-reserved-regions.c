/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The text of reserved_regions: what the kernel prints, what it never prints, real files. */

#include "sources/reserved-regions.h"

#include "tests/unit/test.h"

#define MSI "0x00000000fee00000 0x00000000feefffff msi\n"

static int parse(const char *string, ReservedRegion **regions, size_t *count, Text *error) {
        _cleanup_free_ char *copy = strdup(string);

        assert_non_null(copy);
        return parse_reserved_regions(copy, regions, count, error);
}

static void test_accept(void **state) {
        static const ReservedRegion expected[] = {
                { 0, 0xffffff, REGION_DIRECT_RELAXABLE },
                { 0xfee00000, 0xfeefffff, REGION_MSI },
                { 0xbdf6e000, 0xbdf84fff, REGION_DIRECT }, /* unsorted, as kernels may print them */
                { 0xfd00000000, 0xffffffffff, REGION_RESERVED },
                { 0, IOVA_MAX, REGION_RESERVED },
                { IOVA_MAX, IOVA_MAX, REGION_MSI },
        };
        _cleanup_free_ ReservedRegion *regions = NULL;
        _cleanup_text_ Text error = TEXT_INIT;
        size_t count = 0;

        (void) state;
        assert_int_equal(parse("0x0000000000000000 0x0000000000ffffff direct-relaxable\n" MSI
                               "0x00000000bdf6e000 0x00000000bdf84fff direct\n"
                               "0x000000fd00000000 0x000000ffffffffff reserved\n"
                               "0x0 0xffffffffffffffff reserved\n"
                               "0xffffffffffffffff 0xffffffffffffffff msi\n",
                                         &regions, &count, &error),
                        0);
        assert_int_equal(count, ARRAY_SIZE(expected));
        for (size_t i = 0; i < count; i++) {
                assert_int_equal(regions[i].first, expected[i].first);
                assert_int_equal(regions[i].last, expected[i].last);
                assert_int_equal(regions[i].type, expected[i].type);
        }
        assert_int_equal(error.length, 0);
}

static void test_empty_file_is_empty_list(void **state) {
        _cleanup_free_ ReservedRegion *regions = NULL;
        _cleanup_text_ Text error = TEXT_INIT;
        size_t count = 7;

        (void) state;
        assert_int_equal(parse("", &regions, &count, &error), 0);
        assert_int_equal(count, 0);
}

static void test_refuse(void **state) {
        static const struct {
                const char *text, *line;
        } rows[] = {
                { "\n", "line 1" },
                { MSI "\n", "line 2" },
                { "\n" MSI, "line 1" },
                { MSI "\n" MSI, "line 2" },
                { MSI "0x0 0x1 direct", "line 2" }, /* cut off, maybe from direct-relaxable */
                { "0x0 0x1 msi", "line 1" },
                { MSI "0x0 0x1", "line 2" },
                { MSI "0", "line 2" },
                { "0x0 0x1\n", "line 1" },
                { "0x0 0x1 \n", "line 1" },
                { "0x0 0x1 msi \n", "line 1" },
                { "0x0 0x1 msi msi\n", "line 1" },
                { " 0x0 0x1 msi\n", "line 1" },
                { "0x0  0x1 msi\n", "line 1" },
                { "0x0\t0x1 msi\n", "line 1" },
                { "0x0 0x1 msi\r\n", "line 1" },
                { "0 0x1 msi\n", "line 1" },
                { "0x0 1 msi\n", "line 1" },
                { "0x 0x1 msi\n", "line 1" },
                { "0x0 0x msi\n", "line 1" },
                { "-0x1 0x1 msi\n", "line 1" },
                { "0x0 +0x1 msi\n", "line 1" },
                { "0x0 0x1g msi\n", "line 1" },
                { "0x0 0x10000000000000000 msi\n", "line 1" },
                { "0x10000000000000000 0x0 msi\n", "line 1" },
                { "0x2 0x1 msi\n", "line 1" },
                { "0xffffffffffffffff 0x0 msi\n", "line 1" },
                { "0x0 0x1 MSI\n", "line 1" },
                { "0x0 0x1 sw-msi\n", "line 1" },
                { "0x0 0x1 unknown\n", "line 1" },
                { MSI MSI "0x0 0x1 ?\n" MSI, "line 3" },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                ReservedRegion *regions = NULL;
                _cleanup_text_ Text error = TEXT_INIT;
                size_t count = 7;

                assert_row(rows[i].text, parse(rows[i].text, &regions, &count, &error) == -EINVAL);
                assert_row(rows[i].text, !regions && count == 7);
                assert_row(rows[i].text, strstr(text_get(&error), rows[i].line) == text_get(&error));
                assert_row(rows[i].text, text_get(&error)[6] == ':');
        }
}

static void test_many(void **state) {
        _cleanup_free_ ReservedRegion *regions = NULL;
        _cleanup_text_ Text text = TEXT_INIT, error = TEXT_INIT;
        size_t count;

        (void) state;
        for (unsigned i = 0; i < 1500; i++)
                text_add_format(&text, "0x%016x 0x%016x reserved\n", 2 * i, 2 * i);
        assert_int_equal(parse(text_get(&text), &regions, &count, &error), 0);
        assert_int_equal(count, 1500);
        assert_int_equal(regions[1499].first, 2998);
}

/* What was parsed, printed as the kernel does it, must be what was read. */
static void check_block(const Text *block) {
        _cleanup_free_ ReservedRegion *regions = NULL;
        _cleanup_text_ Text error = TEXT_INIT, again = TEXT_INIT;
        size_t count;

        assert_row(text_get(block), parse(text_get(block), &regions, &count, &error) == 0);
        for (size_t i = 0; i < count; i++)
                text_add_format(&again, "0x%016" PRIx64 " 0x%016" PRIx64 " %s\n", regions[i].first,
                                regions[i].last, region_type_to_string(regions[i].type));
        assert_string_equal(text_get(&again), text_get(block));
}

static void test_real_files(void **state) {
        _cleanup_text_ Text block = TEXT_INIT;
        _cleanup_free_ char *line = NULL;
        size_t size = 0, lines = 0, blocks = 0;
        FILE *file;

        (void) state;
        file = open_data("reserved_regions.txt");
        while (read_line(file, &line, &size)) {
                size_t length = strlen(line);

                if (strncmp(line, "0x", 2) == 0) {
                        /* Pasting has left a blank behind some lines; the kernel prints none. */
                        while (length > 0 && line[length - 1] == ' ')
                                length--;
                        text_add_bytes(&block, line, length);
                        text_add(&block, "\n");
                        lines++;
                } else if (block.length > 0) {
                        check_block(&block);
                        text_done(&block);
                        blocks++;
                }
        }
        if (block.length > 0)
                check_block(&block);
        blocks += block.length > 0;
        (void) fclose(file);
        print_message("%zu blocks of reserved_regions.txt, %zu lines\n", blocks, lines);
        assert_true(blocks >= 12);
}

TEST_MAIN(cmocka_unit_test(test_accept), cmocka_unit_test(test_empty_file_is_empty_list),
          cmocka_unit_test(test_refuse), cmocka_unit_test(test_many),
          cmocka_unit_test(test_real_files))
