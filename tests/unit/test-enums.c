/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Names of enums: they are part of the JSON and the bus, so they stand here once more. */

#include "model/enums.h"

#include "tests/unit/test.h"

/* All values have names, and no name is there twice. */
#define CHECK_NAMES(function, max)                                                                 \
        for (unsigned i = 0; i < (max); i++) {                                                     \
                assert_non_null(function(i));                                                      \
                for (unsigned j = 0; j < i; j++)                                                   \
                        assert_string_not_equal(function(i), function(j));                         \
        }

static void test_names_are_distinct(void **state) {
        (void) state;
        CHECK_NAMES(truth_to_string, _TRUTH_MAX)
        CHECK_NAMES(unit_kind_to_string, _UNIT_KIND_MAX)
        CHECK_NAMES(group_type_to_string, _GROUP_TYPE_MAX)
        CHECK_NAMES(region_type_to_string, _REGION_TYPE_MAX)
        CHECK_NAMES(windows_source_to_string, _WINDOWS_SOURCE_MAX)
        CHECK_NAMES(isolation_cause_to_string, _ISOLATION_CAUSE_MAX)
        CHECK_NAMES(windows_confidence_to_string, _WINDOWS_CONFIDENCE_MAX)
        CHECK_NAMES(address_mode_to_string, _ADDRESS_MODE_MAX)
        CHECK_NAMES(severity_to_string, _SEVERITY_MAX)
        CHECK_NAMES(verdict_to_string, _VERDICT_MAX)
        CHECK_NAMES(note_kind_to_string, _NOTE_KIND_MAX)
        CHECK_NAMES(root_kind_to_string, _ROOT_KIND_MAX)
        CHECK_NAMES(change_kind_to_string, _CHANGE_KIND_MAX)
        CHECK_NAMES(change_scope_to_string, _CHANGE_SCOPE_MAX)
}

/* What the kernel prints (drivers/iommu/iommu.c). */
static void test_group_types(void **state) {
        static const struct {
                const char *name;
                GroupType type;
        } rows[] = {
                { "DMA", GROUP_TYPE_DMA },           { "DMA-FQ", GROUP_TYPE_DMA_FQ },
                { "identity", GROUP_TYPE_IDENTITY }, { "blocked", GROUP_TYPE_BLOCKED },
                { "unmanaged", GROUP_TYPE_UNMANAGED }, { "unknown", GROUP_TYPE_UNKNOWN },
        };
        static const char *const refused[] = { "", "dma", "DMA ", " DMA", "DMA-", "DMA-FQ\n", "auto", "Identity" };

        (void) state;
        assert_int_equal(ARRAY_SIZE(rows), _GROUP_TYPE_MAX);
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                GroupType type = _GROUP_TYPE_MAX;

                assert_row(rows[i].name, parse_group_type(rows[i].name, &type) == 0);
                assert_row(rows[i].name, type == rows[i].type);
                assert_string_equal(group_type_to_string(type), rows[i].name);
        }
        for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
                GroupType type = _GROUP_TYPE_MAX;

                assert_row(refused[i], parse_group_type(refused[i], &type) == -EINVAL);
                assert_row(refused[i], type == _GROUP_TYPE_MAX);
        }
}

static void test_region_types(void **state) {
        static const struct {
                const char *name;
                RegionType type;
        } rows[] = {
                { "direct", REGION_DIRECT },
                { "direct-relaxable", REGION_DIRECT_RELAXABLE },
                { "reserved", REGION_RESERVED },
                { "msi", REGION_MSI },
        };
        static const char *const refused[] = { "", "Direct", "direct-", "direct-relaxabl", "msi ", "sw-msi" };

        (void) state;
        assert_int_equal(ARRAY_SIZE(rows), _REGION_TYPE_MAX);
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                RegionType type = _REGION_TYPE_MAX;

                assert_row(rows[i].name, parse_region_type(rows[i].name, &type) == 0);
                assert_row(rows[i].name, type == rows[i].type);
                assert_string_equal(region_type_to_string(type), rows[i].name);
        }
        for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
                RegionType type = _REGION_TYPE_MAX;

                assert_row(refused[i], parse_region_type(refused[i], &type) == -EINVAL);
                assert_row(refused[i], type == _REGION_TYPE_MAX);
        }
}

/* A zeroed struct must say "unknown", never "no". */
static void test_unknown_is_zero(void **state) {
        (void) state;
        assert_string_equal(truth_to_string(0), "unknown");
        assert_string_equal(group_type_to_string(0), "unknown");
        assert_string_equal(windows_source_to_string(0), "unknown");
        assert_string_equal(unit_kind_to_string(0), "other");
        assert_string_equal(truth_to_string(TRUTH_NO), "no");
        assert_string_equal(truth_to_string(TRUTH_YES), "yes");
}

TEST_MAIN(cmocka_unit_test(test_names_are_distinct), cmocka_unit_test(test_group_types),
          cmocka_unit_test(test_region_types), cmocka_unit_test(test_unknown_is_zero))
