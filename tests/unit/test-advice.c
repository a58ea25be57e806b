/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Whose DMA mask counts, and when there is none. */

#include "analysis/advice.h"

#include "model/snapshot-link.h"
#include "tests/unit/build.h"

typedef struct Member {
        const char *driver;
        Number mask;
        uint64_t class;
} Member;

static void check(const char *row, const Member *members, size_t count, Number bits, size_t device) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);
        WindowAdvice advice;

        assert_non_null(snapshot);
        add_group(snapshot, 1);
        for (size_t i = 0; i < count; i++) {
                Device *one;
                char name[32];

                (void) snprintf(name, sizeof(name), "0000:01:00.%zu", i);
                one = add_device(snapshot, name, NULL);
                one->driver = members[i].driver ? copy(members[i].driver) : NULL;
                one->dma_mask_bits = members[i].mask;
                one->class = number(members[i].class);
        }
        assert_int_equal(snapshot_link(snapshot), 0);
        compute_advice(snapshot, snapshot->groups, &advice);
        assert_row(row, advice.device_mask_bits.known == bits.known);
        assert_row(row, !bits.known || advice.device_mask_bits.value == bits.value);
        assert_row(row, advice.mask_device == device);
        assert_row(row, !advice.platform_bits.known && !advice.platform_reason);
}

static void test_device_mask(void **state) {
        static const struct {
                const char *name;
                Member members[3];
                size_t count;
                Number bits;
                size_t device;
        } rows[] = {
                { "one", { { "nvme", { true, 64 }, 0x010802 } }, 1, { true, 64 }, 0 },
                { "narrowest", { { "a", { true, 64 }, 0 }, { "b", { true, 40 }, 0 }, { "c", { true, 48 }, 0 } }, 3,
                  { true, 40 }, 1 },
                { "first of equals", { { "a", { true, 40 }, 0 }, { "b", { true, 40 }, 0 } }, 2, { true, 40 }, 0 },
                { "unbound", { { NULL, { true, 32 }, 0 } }, 1, { 0 }, NO_INDEX },
                { "vfio", { { "vfio-pci", { true, 32 }, 0 } }, 1, { 0 }, 0 },
                { "vfio and host", { { "vfio-pci", { true, 32 }, 0 }, { "nvme", { true, 64 }, 0 } }, 2, { true, 64 }, 1 },
                { "host and vfio", { { "nvme", { true, 64 }, 0 }, { "vfio-pci", { true, 32 }, 0 } }, 2, { true, 64 }, 0 },
                { "bridge", { { "pcieport", { true, 32 }, 0x060400 }, { "nvme", { true, 64 }, 0 } }, 2, { true, 64 }, 1 },
                { "stub", { { "pci-stub", { true, 32 }, 0 } }, 1, { 0 }, NO_INDEX },
                { "no mask", { { "macb", { 0 }, 0 } }, 1, { 0 }, NO_INDEX },
                { "empty", { { 0 } }, 0, { 0 }, NO_INDEX },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
                check(rows[i].name, rows[i].members, rows[i].count, rows[i].bits, rows[i].device);
}

static void test_platform(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);
        WindowAdvice advice;

        (void) state;
        assert_non_null(snapshot);
        add_group(snapshot, 1);
        snapshot->host.devicetree_has_unit = TRUTH_YES;
        compute_advice(snapshot, snapshot->groups, &advice);
        assert_non_null(strstr(advice.platform_reason, "dma-ranges"));
        assert_int_equal(names_add(&snapshot->host.firmware_tables, "IORT"), 0);
        compute_advice(snapshot, snapshot->groups, &advice);
        assert_non_null(strstr(advice.platform_reason, "IORT"));
        assert_false(advice.platform_bits.known);
}

TEST_MAIN(cmocka_unit_test(test_device_mask), cmocka_unit_test(test_platform))
