/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* May a program use its own addresses, what do DPDK and SPDK think, and are they right? */

#include "analysis/user-address.h"

#include "model/snapshot-link.h"
#include "tests/unit/build.h"

#define BITS(n) ((1ULL << (n)) - 1)

typedef struct Setup {
        UnitKind kind;
        unsigned mgaw; /* bits; 0: cap unknown */
        unsigned end, other_end; /* of the aperture, in bits; other_end 0: none */
        bool end_unknown;
        ReservedRegion region;
} Setup;

static UserAddresses compute(const Setup *setup, const char *machine) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);
        Iova last = setup->end >= 64 ? IOVA_MAX : BITS(setup->end);
        GroupFacts facts = {
                .windows_source = WINDOWS_DERIVED,
                .n_windows = setup->region.last == IOVA_MAX ? 0 : 1,
                .aperture = {
                        .known = true,
                        .last_known = !setup->end_unknown,
                        .certain_last = last,
                        .range = { 0, setup->end_unknown ? IOVA_MAX : last },
                        .reason = "width",
                        .alternative_last = setup->other_end > 0 ? BITS(setup->other_end) : 0,
                        .alternative_reason = setup->other_end > 0 ? "other" : NULL,
                },
        };
        Unit *unit;

        assert_non_null(snapshot);
        snapshot->host.machine = machine ? copy(machine) : NULL;
        unit = add_unit(snapshot, "unit0", setup->kind);
        unit->cap = (Number) { .known = setup->mgaw > 0, .value = (uint64_t) (setup->mgaw - 1) << 16 };
        add_group(snapshot, 1);
        if (setup->region.last > 0)
                add_region(snapshot->groups, setup->region.first, setup->region.last, setup->region.type);
        add_device(snapshot, "0000:01:00.0", "unit0");
        assert_int_equal(snapshot_link(snapshot), 0);
        compute_user_addresses(snapshot, snapshot->groups, &facts);
        facts.user_addresses.region = facts.user_addresses.region ? &setup->region : NULL;
        return facts.user_addresses;
}

static void test_all(void **state) {
        static const struct {
                const char *name;
                Setup setup;
                Truth fits;
                unsigned mask;
                Truth dpdk;
                AddressMode spdk_mode;
                Truth spdk;
        } rows[] = {
                { "server", { UNIT_INTEL_VTD, 48, 48, 0, false, { 0 } }, TRUTH_YES, 48, TRUTH_YES,
                  ADDRESS_MODE_VIRTUAL, TRUTH_YES },
                { "first stage", { UNIT_INTEL_VTD, 48, 47, 0, false, { 0 } }, TRUTH_YES, 48, TRUTH_YES,
                  ADDRESS_MODE_VIRTUAL, TRUTH_YES },
                { "client", { UNIT_INTEL_VTD, 39, 39, 0, false, { 0 } }, TRUTH_NO, 39, TRUTH_YES,
                  ADDRESS_MODE_PHYSICAL, TRUTH_YES },
                { "client, either", { UNIT_INTEL_VTD, 39, 38, 39, false, { 0 } }, TRUTH_NO, 39, TRUTH_UNKNOWN,
                  ADDRESS_MODE_PHYSICAL, TRUTH_YES },
                { "client, first stage", { UNIT_INTEL_VTD, 39, 38, 0, false, { 0 } }, TRUTH_NO, 39, TRUTH_NO,
                  ADDRESS_MODE_PHYSICAL, TRUTH_YES },
                { "SAGAW narrower than MGAW", { UNIT_INTEL_VTD, 48, 39, 0, false, { 0 } }, TRUTH_NO, 48, TRUTH_NO,
                  ADDRESS_MODE_VIRTUAL, TRUTH_NO },
                { "47 is enough", { UNIT_INTEL_VTD, 47, 47, 0, false, { 0 } }, TRUTH_YES, 47, TRUTH_YES,
                  ADDRESS_MODE_PHYSICAL, TRUTH_NO },
                { "46 or 48", { UNIT_INTEL_VTD, 48, 46, 48, false, { 0 } }, TRUTH_UNKNOWN, 48, TRUTH_UNKNOWN,
                  ADDRESS_MODE_VIRTUAL, TRUTH_UNKNOWN },
                { "no cap", { UNIT_INTEL_VTD, 0, 48, 0, false, { 0 } }, TRUTH_YES, 0, TRUTH_YES,
                  ADDRESS_MODE_UNKNOWN, TRUTH_UNKNOWN },
                { "AMD", { UNIT_AMD_VI, 0, 64, 0, false, { 0xfd00000000, 0xffffffffff, REGION_RESERVED } }, TRUTH_YES,
                  0, TRUTH_YES, ADDRESS_MODE_VIRTUAL, TRUTH_YES },
                { "AMD, new", { UNIT_AMD_VI, 0, 47, 0, true, { 0 } }, TRUTH_YES, 0, TRUTH_YES, ADDRESS_MODE_VIRTUAL,
                  TRUTH_YES },
                { "virtio", { UNIT_VIRTIO_IOMMU, 0, 32, 0, true, { 0 } }, TRUTH_UNKNOWN, 0, TRUTH_UNKNOWN,
                  ADDRESS_MODE_VIRTUAL, TRUTH_UNKNOWN },
                { "region in the way", { UNIT_AMD_VI, 0, 64, 0, false, { USER_LAST, USER_LAST, REGION_MSI } },
                  TRUTH_NO, 0, TRUTH_NO, ADDRESS_MODE_VIRTUAL, TRUTH_NO },
                { "region below", { UNIT_AMD_VI, 0, 64, 0, false, { 4096, USER_BUSY_FIRST - 1, REGION_MSI } },
                  TRUTH_YES, 0, TRUTH_YES, ADDRESS_MODE_VIRTUAL, TRUTH_YES },
                { "nothing left", { UNIT_INTEL_VTD, 39, 39, 0, false, { 0, IOVA_MAX, REGION_RESERVED } },
                  TRUTH_NO, 39, TRUTH_NO, ADDRESS_MODE_PHYSICAL, TRUTH_YES },
                { "relaxable", { UNIT_AMD_VI, 0, 64, 0, false, { 0, USER_LAST, REGION_DIRECT_RELAXABLE } },
                  TRUTH_YES, 0, TRUTH_YES, ADDRESS_MODE_VIRTUAL, TRUTH_YES },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                UserAddresses user = compute(&rows[i].setup, "x86_64");

                assert_row(rows[i].name, user.fits == rows[i].fits);
                assert_row(rows[i].name, user.dpdk_mask_bits.known == (rows[i].mask > 0));
                assert_row(rows[i].name, rows[i].mask == 0 || user.dpdk_mask_bits.value == rows[i].mask);
                assert_row(rows[i].name, user.dpdk_is_right == rows[i].dpdk);
                assert_row(rows[i].name, user.spdk_mode == rows[i].spdk_mode);
                assert_row(rows[i].name, user.spdk_is_right == rows[i].spdk);
                assert_row(rows[i].name, !user.region || user.fits == TRUTH_NO);
        }
}

static void test_other_machines(void **state) {
        const Setup setup = { UNIT_ARM_SMMU_V3, 0, 32, 0, true, { 0 } };

        (void) state;
        assert_int_equal(compute(&setup, "aarch64").spdk_mode, ADDRESS_MODE_UNKNOWN);
        assert_int_equal(compute(&setup, NULL).spdk_mode, ADDRESS_MODE_UNKNOWN);
        assert_int_equal(compute(&setup, "aarch64").fits, TRUTH_UNKNOWN);
}

static void test_unknown_windows(void **state) {
        _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);
        GroupFacts facts = { .windows_reason = "no unit" };

        (void) state;
        assert_non_null(snapshot);
        snapshot->host.machine = copy("x86_64");
        compute_user_addresses(snapshot, add_group(snapshot, 1), &facts);
        assert_int_equal(facts.user_addresses.fits, TRUTH_UNKNOWN);
        assert_int_equal(facts.user_addresses.dpdk_is_right, TRUTH_UNKNOWN);
        assert_int_equal(facts.user_addresses.spdk_is_right, TRUTH_UNKNOWN);
}

TEST_MAIN(cmocka_unit_test(test_all), cmocka_unit_test(test_other_machines), cmocka_unit_test(test_unknown_windows))
