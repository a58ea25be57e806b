/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Guests: against a trial of every address and every size in small spaces, and QEMU's layouts. */

#include "analysis/guest-fit.h"

#include "analysis/window-room.h"
#include "tests/unit/build.h"
#include "tests/unit/small-space.h"

#define SPACES 2000
#define GIB    (1ULL << 30)
#define TIB    (1ULL << 40)
#define BITS(n) ((1ULL << (n)) - 1)

static GuestMachine make_machine(Iova first, Random *random) {
        GuestMachine machine = {
                .name = "small",
                .base = first + random_below(random, 8),
                .granule_bytes = 1 + random_below(random, 3),
        };

        if (random_below(random, 4) == 0)
                return machine;
        machine.low_bytes = 1 + random_below(random, 20);
        machine.split_bytes = machine.low_bytes + 1 + random_below(random, 8);
        machine.high_first = machine.base + machine.low_bytes + random_below(random, 16);
        if (random_below(random, 2) == 0)
                return machine;
        machine.hole_bytes = random_below(random, 8);
        machine.moved_if = machine.high_first + random_below(random, 30);
        machine.moved_first = machine.moved_if + random_below(random, 16);
        return machine;
}

/* By the words of the layout, address by address. */
static bool fits(const SmallSpace *space, const bool *cells, const GuestRequest *request) {
        const GuestMachine *machine = request->machine;
        uint64_t rest = request->ram_bytes - machine->low_bytes;
        Iova start = machine->high_first;

        if (machine->split_bytes == 0 || request->ram_bytes < machine->split_bytes)
                return space_has(space, cells, machine->base, request->ram_bytes);
        if (request->has_amd_vcpu && machine->moved_first > 0 &&
                        (unsigned __int128) start + rest + machine->hole_bytes > machine->moved_if)
                start = machine->moved_first;
        return space_has(space, cells, machine->base, machine->low_bytes) &&
                        space_has(space, cells, start, rest);
}

static uint64_t largest(const SmallSpace *space, const bool *cells, GuestRequest request) {
        uint64_t granule = request.machine->granule_bytes, best = 0;

        for (request.ram_bytes = granule; request.ram_bytes <= SPACE_CELLS; request.ram_bytes += granule)
                if (fits(space, cells, &request))
                        best = request.ram_bytes;
        return best;
}

static bool is_as_tried(const SmallSpace *space, const GuestRequest *request) {
        GuestFit fit = compute_guest_fit(&space->group, &space->facts, request);
        Truth expected = TRUTH_NO;

        if (fits(space, space->certain, request))
                expected = TRUTH_YES;
        else if (fits(space, space->possible, request))
                expected = TRUTH_UNKNOWN;
        return fit.fits == expected && fit.largest_bytes == largest(space, space->certain, *request) &&
                        fit.largest_possible_bytes == largest(space, space->possible, *request);
}

static void run(uint64_t seed) {
        Random random = random_from(seed);

        for (size_t i = 0; i < SPACES; i++) {
                SmallSpace space;
                GuestMachine machine;
                GuestRequest request;

                space_init(&space, &random);
                machine = make_machine(space.first, &random);
                request = (GuestRequest) {
                        .machine = &machine,
                        .has_amd_vcpu = random_below(&random, 2) == 0,
                        .ram_bytes = machine.granule_bytes * (1 + random_below(&random, SPACE_CELLS)),
                };
                if (!is_as_tried(&space, &request)) {
                        print_error("seed 0x%" PRIx64 ", space %zu\n", seed, i);
                        fail();
                }
        }
}

static void test_against_trial(void **state) {
        (void) state;
        run(1);
        run(random_seed());
}

/* The obstacle is the first address that can't be used, and what is there. */
static void test_obstacles(void **state) {
        Random random = random_from(random_seed());

        (void) state;
        for (size_t i = 0; i < SPACES; i++) {
                FitObstacle obstacle = { 0 };
                SmallSpace space;
                IovaRange range;
                size_t from, count;
                Truth verdict;

                space_init(&space, &random);
                from = random_below(&random, SPACE_CELLS);
                count = 1 + random_below(&random, SPACE_CELLS - from);
                range = (IovaRange) { space.first + from, space.first + from + count - 1 };
                verdict = find_window_obstacle(&space.group, &space.facts, range, &obstacle);
                assert_int_equal(verdict == TRUTH_YES, space_has(&space, space.certain, range.first, count));
                assert_int_equal(verdict == TRUTH_NO, !space_has(&space, space.possible, range.first, count));
                assert_int_equal(obstacle.known, verdict != TRUTH_YES);
                if (verdict == TRUTH_YES)
                        continue;
                assert_true(space_has(&space, verdict == TRUTH_NO ? space.possible : space.certain, range.first,
                                obstacle.first - range.first));
                assert_false(space_has(&space, verdict == TRUTH_NO ? space.possible : space.certain,
                                obstacle.first, 1));
                if (obstacle.region)
                        assert_true(obstacle.region->first <= obstacle.first &&
                                        obstacle.first <= obstacle.region->last);
        }
}

static void test_layouts(void **state) {
        static const struct {
                const char *machine;
                bool amd;
                uint64_t ram;
                IovaRange parts[GUEST_PARTS_MAX];
        } rows[] = {
                { "q35", false, 4096, { { 0, 4095 } } },
                { "q35", false, 0xb0000000 - 4096, { { 0, 0xafffefff } } },
                { "q35", false, 0xb0000000, { { 0, 0x7fffffff }, { 4 * GIB, 0x12fffffff } } },
                { "q35", false, 64 * GIB, { { 0, 0x7fffffff }, { 4 * GIB, 66 * GIB - 1 } } },
                { "q35", true, 978 * GIB, { { 0, 0x7fffffff }, { 4 * GIB, 980 * GIB - 1 } } },
                { "q35", true, 978 * GIB + 4096, { { 0, 0x7fffffff }, { TIB, TIB + 976 * GIB + 4095 } } },
                { "q35", false, 2 * TIB, { { 0, 0x7fffffff }, { 4 * GIB, 2 * TIB + 2 * GIB - 1 } } },
                { "pc", false, 0xe0000000 - 4096, { { 0, 0xdfffefff } } },
                { "pc", false, 0xe0000000, { { 0, 0xbfffffff }, { 4 * GIB, 0x11fffffff } } },
                { "pc", true, 1009 * GIB, { { 0, 0xbfffffff }, { 4 * GIB, 1010 * GIB - 1 } } },
                { "pc", true, 1009 * GIB + 4096, { { 0, 0xbfffffff }, { TIB, TIB + 1006 * GIB + 4095 } } },
                { "virt", false, 8 * GIB, { { GIB, 9 * GIB - 1 } } },
                { "virt", false, UINT64_MAX - GIB + 1, { { GIB, IOVA_MAX } } },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                GuestRequest request = { find_guest_machine(rows[i].machine), rows[i].amd, rows[i].ram };
                GuestPart parts[GUEST_PARTS_MAX];
                size_t n = compute_guest_layout(&request, parts);

                assert_int_equal(n, rows[i].parts[1].last > 0 ? 2 : 1);
                for (size_t j = 0; j < n; j++) {
                        assert_int_equal(parts[j].ram.first, rows[i].parts[j].first);
                        assert_int_equal(parts[j].ram.last, rows[i].parts[j].last);
                        assert_false(parts[j].is_cut);
                }
        }
        assert_null(find_guest_machine("q3"));
        assert_null(find_guest_machine(""));
}

static GuestFit fit_in(unsigned bits, ReservedRegion *regions, size_t n, const char *machine, bool amd,
                uint64_t ram) {
        Iova last = bits == 64 ? IOVA_MAX : BITS(bits);
        Group group = { .reserved = regions, .n_reserved = n, .reserved_known = true };
        GroupFacts facts = {
                .windows_source = WINDOWS_DERIVED,
                .aperture = { .known = true, .last_known = true, .certain_last = last, .range = { 0, last },
                              .reason = "width" },
        };
        GuestRequest request = { find_guest_machine(machine), amd, ram };

        return compute_guest_fit(&group, &facts, &request);
}

/* Sizes as administrators meet them. */
static void test_real_machines(void **state) {
        ReservedRegion regions[] = {
                { 0xfee00000, 0xfeefffff, REGION_MSI },
                { 0xfd00000000, 0xffffffffff, REGION_RESERVED },
                { 0x1000000, 0x1ffffff, REGION_DIRECT_RELAXABLE },
        };
        GuestFit fit;

        (void) state;
        assert_int_equal(fit_in(39, regions, 1, "q35", false, GIB).largest_bytes, 510 * GIB);
        assert_int_equal(fit_in(39, regions, 1, "pc", false, GIB).largest_bytes, 511 * GIB);
        assert_int_equal(fit_in(47, regions, 1, "q35", false, GIB).largest_bytes, 128 * TIB - 2 * GIB);
        assert_int_equal(fit_in(48, regions, 1, "q35", false, GIB).largest_bytes, 256 * TIB - 2 * GIB);
        assert_int_equal(fit_in(39, regions, 1, "q35", false, 510 * GIB).fits, TRUTH_YES);
        assert_int_equal(fit_in(39, regions, 1, "q35", false, 510 * GIB + 4096).fits, TRUTH_NO);
        /* AMD: the hole below 1 TiB. */
        fit = fit_in(64, regions, 3, "q35", false, TIB);
        assert_int_equal(fit.fits, TRUTH_NO);
        assert_int_equal(fit.parts[0].fits, TRUTH_YES);
        assert_ptr_equal(fit.parts[1].obstacle.region, regions + 1);
        assert_int_equal(fit.parts[1].obstacle.first, 0xfd00000000);
        assert_int_equal(fit.largest_bytes, 1010 * GIB);
        assert_int_equal(fit_in(64, regions, 3, "q35", false, 1010 * GIB).fits, TRUTH_YES);
        fit = fit_in(64, regions, 3, "q35", true, TIB);
        assert_int_equal(fit.fits, TRUTH_YES);
        assert_int_equal(fit.largest_bytes, 0ULL - (TIB - 2 * GIB));
        /* Too narrow for the rest to move: what fits below is the most. */
        assert_int_equal(fit_in(39, regions, 1, "q35", true, GIB).largest_bytes, 510 * GIB);
        assert_int_equal(fit_in(40, regions, 3, "q35", true, GIB).largest_bytes, 978 * GIB);
}

static void test_edge_of_64_bits(void **state) {
        GuestFit fit = fit_in(64, NULL, 0, "q35", false, UINT64_MAX - 4095);

        (void) state;
        assert_int_equal(fit.fits, TRUTH_NO);
        assert_true(fit.parts[1].is_cut);
        assert_int_equal(fit.parts[1].ram.last, IOVA_MAX);
        assert_int_equal(fit.largest_bytes, 0ULL - 2 * GIB);
        assert_int_equal(fit_in(64, NULL, 0, "q35", false, fit.largest_bytes).fits, TRUTH_YES);
        assert_int_equal(fit_in(64, NULL, 0, "q35", false, fit.largest_bytes + 4096).fits, TRUTH_NO);
        assert_int_equal(fit_in(64, NULL, 0, "virt", false, GIB).largest_bytes, 0ULL - GIB);
        assert_int_equal(fit_in(12, NULL, 0, "q35", false, 4096).largest_bytes, 4096);
        assert_int_equal(fit_in(11, NULL, 0, "q35", false, 4096).largest_bytes, 0);
        assert_int_equal(fit_in(30, NULL, 0, "virt", false, 4096).largest_bytes, 0);
}

static void test_unknown_windows(void **state) {
        Group group = { .reserved_known = true };
        GroupFacts facts = { .windows_reason = "no unit" };
        GuestRequest request = { find_guest_machine("pc"), false, GIB };
        GuestFit fit = compute_guest_fit(&group, &facts, &request);

        (void) state;
        assert_int_equal(fit.fits, TRUTH_UNKNOWN);
        assert_string_equal(fit.reason, "no unit");
        assert_int_equal(fit.n_parts, 1);
}

static void test_defaults(void **state) {
        static const struct {
                const char *host;
                UnitKind kind;
                const char *machine;
                bool amd;
        } rows[] = {
                { "x86_64", UNIT_INTEL_VTD, "q35", false }, { "x86_64", UNIT_AMD_VI, "q35", true },
                { "x86_64", UNIT_VIRTIO_IOMMU, "q35", false }, { "aarch64", UNIT_ARM_SMMU_V3, "virt", false },
                { "aarch64", UNIT_VIRTIO_IOMMU, "virt", false }, { NULL, UNIT_ARM_SMMU_V2, "virt", false },
                { NULL, UNIT_AMD_VI, "q35", true },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_snapshot_ Snapshot *snapshot = snapshot_new(ROOT_LIVE);

                assert_non_null(snapshot);
                add_unit(snapshot, "unit", rows[i].kind);
                snapshot->host.machine = rows[i].host ? copy(rows[i].host) : NULL;
                assert_string_equal(find_host_guest_machine(snapshot)->name, rows[i].machine);
                assert_int_equal(has_amd_guests(snapshot), rows[i].amd);
        }
}

TEST_MAIN(cmocka_unit_test(test_against_trial), cmocka_unit_test(test_obstacles), cmocka_unit_test(test_layouts),
          cmocka_unit_test(test_real_machines), cmocka_unit_test(test_edge_of_64_bits),
          cmocka_unit_test(test_unknown_windows), cmocka_unit_test(test_defaults))
