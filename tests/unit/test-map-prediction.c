/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a mapping comes to: each test of the kernel alone, which one comes first, and what is in doubt. */

#include "analysis/map-prediction.h"

#include "analysis/analyze.h"
#include "model/snapshot-link.h"
#include "tests/unit/build.h"

#define MSI_FIRST 0xfee00000ULL
#define MSI_LAST  0xfeefffffULL
#define END       (1ULL << 39)
#define PAGE      4096ULL
#define EINVAL_   MAP_BIT(MAP_EINVAL)

static Snapshot *make_machine(const char *kernel, const char *machine, UnitKind kind) {
        Snapshot *snapshot = snapshot_new(ROOT_LIVE);
        Unit *unit;

        assert_non_null(snapshot);
        snapshot->host.kernel = copy(kernel);
        snapshot->host.machine = copy(machine);
        if (strcmp(machine, "x86_64") == 0)
                snapshot->host.page_bytes = number(PAGE);
        unit = add_unit(snapshot, "unit0", kind);
        unit->abilities.interrupt_remapping = TRUTH_YES;
        if (kind == UNIT_INTEL_VTD) {
                unit->cap = unit->ecap = number(1);
                unit->abilities.second_stage_bits = 39;
                unit->abilities.second_stage_page_sizes = PAGE | 1ULL << 21;
        }
        add_region(add_group(snapshot, 7), MSI_FIRST, MSI_LAST, REGION_MSI);
        add_device(snapshot, "0000:01:00.0", "unit0")->driver = copy("vfio-pci");
        snapshot->devices->class = number(0x020000);
        return snapshot;
}

/* Takes the snapshot over. */
static MapPrediction predict(Snapshot *snapshot, const MapRequest *request) {
        _cleanup_assessment_ Assessment *assessment = NULL;
        MapPrediction prediction;

        assert_int_equal(snapshot_link(snapshot), 0);
        assert_int_equal(analyze(snapshot, &assessment), 0);
        assert_int_equal(compute_map_prediction(snapshot, assessment, 0, request, &prediction), 0);
        assert_non_null(prediction.reason);
        assert_true((prediction.errnos == 0) == (prediction.outcome == MAP_SUCCESS));
        assert_true((prediction.step == MAP_STEP_NONE) == (prediction.outcome == MAP_SUCCESS));
        assert_true(!prediction.suggestion.known || prediction.outcome != MAP_SUCCESS);
        snapshot_free(snapshot);
        return prediction;
}

typedef struct Row {
        const char *word; /* in the reason */
        Iova iova;
        uint64_t size;
        MapOutcome outcome;
        MapStep step;
        Iova suggestion; /* IOVA_MAX: none */
} Row;

static void check(Snapshot *snapshot, const MapRequest *request, const Row *row, unsigned errnos) {
        _cleanup_map_prediction_ MapPrediction prediction = predict(snapshot, request);

        if (!strstr(prediction.reason, row->word))
                print_error("the reason is \"%s\"\n", prediction.reason);
        assert_row(row->word, strstr(prediction.reason, row->word));
        assert_row(row->word, prediction.outcome == row->outcome);
        assert_row(row->word, prediction.step == row->step);
        assert_row(row->word, prediction.errnos == errnos);
        assert_row(row->word, prediction.suggestion.known == (row->suggestion != IOVA_MAX));
        if (prediction.suggestion.known)
                assert_int_equal(prediction.suggestion.value, row->suggestion);
}

/* On a VT-d unit of 39 bits, kernel 6.12. */
static void test_ranges(void **state) {
        static const Row rows[] = {
                { "the size is 0", 0, 0, MAP_FAILURE, MAP_STEP_ARGUMENTS, IOVA_MAX },
                { "the size is 0", 1, 0, MAP_FAILURE, MAP_STEP_ARGUMENTS, IOVA_MAX },
                { "iova + size goes beyond", IOVA_MAX - 4095, 2 * PAGE, MAP_FAILURE, MAP_STEP_ARGUMENTS, END - 2 * PAGE },
                { "iova + size goes beyond", 2, IOVA_MAX, MAP_FAILURE, MAP_STEP_ARGUMENTS, IOVA_MAX },
                { "iova is not a multiple of 4096", 1, PAGE, MAP_FAILURE, MAP_STEP_ARGUMENTS, 0 },
                { "iova is not a multiple of 4096", MSI_FIRST - 1, PAGE, MAP_FAILURE, MAP_STEP_ARGUMENTS, MSI_FIRST - PAGE },
                { "size is not a multiple of 4096", PAGE, 1, MAP_FAILURE, MAP_STEP_ARGUMENTS, PAGE },
                { "size is not a multiple of 4096", MSI_FIRST, 4097, MAP_FAILURE, MAP_STEP_ARGUMENTS, MSI_FIRST - 2 * PAGE },
                { "lies in the window 0x0000000000000000-0x00000000fedfffff", 0, PAGE, MAP_SUCCESS, MAP_STEP_NONE, IOVA_MAX },
                { "lies in the window", 0, MSI_FIRST, MAP_SUCCESS, MAP_STEP_NONE, IOVA_MAX },
                { "0x00000000fee00000-0x00000000feefffff (msi) is in its way", 0, MSI_FIRST + PAGE, MAP_FAILURE,
                  MAP_STEP_WINDOWS, MSI_LAST + 1 },
                { "lies in the reserved region", MSI_FIRST, PAGE, MAP_FAILURE, MAP_STEP_WINDOWS, MSI_FIRST - PAGE },
                { "lies in the reserved region", MSI_LAST - 4095, PAGE, MAP_FAILURE, MAP_STEP_WINDOWS, MSI_LAST + 1 },
                { "is in its way", MSI_LAST - 4095, 2 * PAGE, MAP_FAILURE, MAP_STEP_WINDOWS, MSI_LAST + 1 },
                { "(msi) is in its way", 0, END, MAP_FAILURE, MAP_STEP_WINDOWS, IOVA_MAX },
                { "lies in the window", MSI_LAST + 1, END - MSI_LAST - 1, MAP_SUCCESS, MAP_STEP_NONE, IOVA_MAX },
                { "lies in the window", END - PAGE, PAGE, MAP_SUCCESS, MAP_STEP_NONE, IOVA_MAX },
                { "ends above the aperture, whose last address is 0x0000007fffffffff", END - PAGE, 2 * PAGE, MAP_FAILURE,
                  MAP_STEP_WINDOWS, END - 2 * PAGE },
                { "lies above the aperture", END, PAGE, MAP_FAILURE, MAP_STEP_WINDOWS, END - PAGE },
                { "lies above the aperture", IOVA_MAX - 4095, PAGE, MAP_FAILURE, MAP_STEP_WINDOWS, END - PAGE },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                MapRequest request = { .iova = rows[i].iova, .size_bytes = rows[i].size, .memlock_exempt = TRUTH_YES };
                unsigned errnos = rows[i].outcome == MAP_SUCCESS ? 0 : EINVAL_;

                check(make_machine("6.12.1", "x86_64", UNIT_INTEL_VTD), &request, rows + i, errnos);
        }
}

static void test_wrap_by_kernel(void **state) {
        static const struct {
                const char *kernel;
                unsigned errnos;
        } rows[] = {
                { "6.1.0", EINVAL_ },
                { "6.12.9", EINVAL_ },
                { "6.18.1", EINVAL_ | MAP_BIT(MAP_EOVERFLOW) },
                { "7.2.0", MAP_BIT(MAP_EOVERFLOW) },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                static const Row iova = { "iova + size", IOVA_MAX, 2, MAP_FAILURE, MAP_STEP_ARGUMENTS, END - PAGE };
                static const Row vaddr = { "vaddr + size", 0, PAGE, MAP_FAILURE, MAP_STEP_ARGUMENTS, IOVA_MAX };
                MapRequest request = { .iova = iova.iova, .size_bytes = iova.size };

                check(make_machine(rows[i].kernel, "x86_64", UNIT_INTEL_VTD), &request, &iova, rows[i].errnos);
                request = (MapRequest) { .size_bytes = PAGE, .vaddr = number(UINT64_MAX - 4094) };
                check(make_machine(rows[i].kernel, "x86_64", UNIT_INTEL_VTD), &request, &vaddr, rows[i].errnos);
        }
}

static void test_vaddr(void **state) {
        static const Row unaligned = { "vaddr is not a multiple", 0, 0, MAP_FAILURE, MAP_STEP_ARGUMENTS, IOVA_MAX };
        static const Row kernels = { "no address of a process", 0, 0, MAP_FAILURE, MAP_STEP_PINNING, IOVA_MAX };
        static const Row good = { "lies in the window", 0, 0, MAP_SUCCESS, MAP_STEP_NONE, IOVA_MAX };
        MapRequest request = { .size_bytes = PAGE, .vaddr = number(0x7f0000000800) };

        (void) state;
        check(make_machine("6.1", "x86_64", UNIT_INTEL_VTD), &request, &unaligned, EINVAL_);
        request.vaddr = number(1ULL << 56);
        check(make_machine("6.1", "x86_64", UNIT_INTEL_VTD), &request, &kernels, MAP_BIT(MAP_EFAULT));
        request.vaddr = number((1ULL << 56) - PAGE);
        check(make_machine("6.1", "x86_64", UNIT_INTEL_VTD), &request, &good, 0);
        /* arm64 takes addresses with a tag in their top byte. */
        request.vaddr = number(1ULL << 56);
        request.page_bytes = number(PAGE);
        check(make_machine("6.1", "aarch64", UNIT_ARM_SMMU_V3), &request, &good, 0);
}

static void test_entries(void **state) {
        static const Row full = { "dma_entry_limit", 0, 0, MAP_FAILURE, MAP_STEP_ENTRIES, IOVA_MAX };
        static const Row early = { "the size is 0", 0, 0, MAP_FAILURE, MAP_STEP_ARGUMENTS, IOVA_MAX };
        MapRequest request = { .iova = MSI_FIRST, .size_bytes = PAGE };

        (void) state;
        for (int i = 0; i < 2; i++) {
                Snapshot *snapshot = make_machine("6.1", "x86_64", UNIT_INTEL_VTD);

                snapshot->host.parameters = calloc(1, sizeof(*snapshot->host.parameters));
                assert_non_null(snapshot->host.parameters);
                snapshot->host.parameters[0] = (ModuleParameter) {
                        .module = copy("vfio_iommu_type1"), .name = copy("dma_entry_limit"), .value = copy("0"),
                };
                snapshot->host.n_parameters = 1;
                check(snapshot, &request, i == 0 ? &full : &early, i == 0 ? MAP_BIT(MAP_ENOSPC) : EINVAL_);
                request.size_bytes = 0;
        }
}

static void test_memlock(void **state) {
        static const Row failure = { "limit of 8 MiB is less than 1 GiB", 0, 0, MAP_FAILURE, MAP_STEP_PINNING, IOVA_MAX };
        static const Row doubt = { "CAP_IPC_LOCK may not be", 0, 0, MAP_UNKNOWN, MAP_STEP_PINNING, IOVA_MAX };
        static const Row advice = { "a memlock limit of at least 1 GiB", 0, 0, MAP_SUCCESS, MAP_STEP_NONE, IOVA_MAX };
        static const Row good = { "lies in the window", 0, 0, MAP_SUCCESS, MAP_STEP_NONE, IOVA_MAX };
        const struct {
                Number limit;
                Truth exempt;
                const Row *row;
        } rows[] = {
                { number(8 << 20), TRUTH_NO, &failure },   { number(8 << 20), TRUTH_UNKNOWN, &doubt },
                { number(8 << 20), TRUTH_YES, &good },     { number(1 << 30), TRUTH_NO, &good },
                { number(UINT64_MAX), TRUTH_NO, &good },   { { 0 }, TRUTH_UNKNOWN, &advice },
                { { 0 }, TRUTH_YES, &good },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                MapRequest request = {
                        .size_bytes = 1 << 30, .memlock_bytes = rows[i].limit, .memlock_exempt = rows[i].exempt,
                };

                check(make_machine("6.1", "x86_64", UNIT_INTEL_VTD), &request, rows[i].row,
                      rows[i].row->outcome == MAP_SUCCESS ? 0 : MAP_BIT(MAP_ENOMEM));
        }
}

/* Certain up to 32 bits; what a region forbids is certain everywhere. */
static void test_unknown_end(void **state) {
        static const Row rows[] = {
                { "lies in the window", 0, PAGE, MAP_SUCCESS, MAP_STEP_NONE, IOVA_MAX },
                { "lies in the window", 0xfffff000, PAGE, MAP_SUCCESS, MAP_STEP_NONE, IOVA_MAX },
                { "reaches 0x00000000ffffffff in any case", 0xfffff000, 2 * PAGE, MAP_UNKNOWN, MAP_STEP_WINDOWS, 0xffffe000 },
                { "in any case", 1ULL << 40, PAGE, MAP_UNKNOWN, MAP_STEP_WINDOWS, 0xfffff000 },
                { "(msi) is in its way", 0, 1ULL << 40, MAP_FAILURE, MAP_STEP_WINDOWS, IOVA_MAX },
                { "(msi)", MSI_FIRST, PAGE, MAP_FAILURE, MAP_STEP_WINDOWS, MSI_FIRST - PAGE },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                MapRequest request = { .iova = rows[i].iova, .size_bytes = rows[i].size };

                check(make_machine("6.12", "x86_64", UNIT_VIRTIO_IOMMU), &request, rows + i,
                      rows[i].outcome == MAP_SUCCESS ? 0 : EINVAL_);
        }
}

/* Two modes are possible after 6.12: below the narrower end is certain, and so is above the wider. */
static void test_two_modes(void **state) {
        static const Row rows[] = {
                { "lies in the window", END - PAGE, PAGE, MAP_SUCCESS, MAP_STEP_NONE, IOVA_MAX },
                { "in the kernel's other mode", END, PAGE, MAP_UNKNOWN, MAP_STEP_WINDOWS, END - PAGE },
                { "in the kernel's other mode", (1ULL << 47) - PAGE, PAGE, MAP_UNKNOWN, MAP_STEP_WINDOWS, END - PAGE },
                { "above the aperture", (1ULL << 47) - PAGE, 2 * PAGE, MAP_FAILURE, MAP_STEP_WINDOWS, END - 2 * PAGE },
                { "(msi)", MSI_FIRST, 1ULL << 40, MAP_FAILURE, MAP_STEP_WINDOWS, IOVA_MAX },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                MapRequest request = { .iova = rows[i].iova, .size_bytes = rows[i].size };
                Snapshot *snapshot = make_machine("6.18", "x86_64", UNIT_INTEL_VTD);

                snapshot->units->abilities.first_stage_bits = 48;
                snapshot->units->abilities.scalable_mode = TRUTH_YES;
                snapshot->units->abilities.scalable_second_stage = TRUTH_YES;
                check(snapshot, &request, rows + i, rows[i].outcome == MAP_SUCCESS ? 0 : EINVAL_);
        }
}

/* Where nobody says how large pages are, 64 KiB are safe; a certain failure outweighs the doubt. */
static void test_unknown_pages(void **state) {
        static const Row rows[] = {
                { "lies in the window", 0x10000, 0x10000, MAP_SUCCESS, MAP_STEP_NONE, IOVA_MAX },
                { "iova is a multiple of 4096 only", 0x1000, 0x10000, MAP_UNKNOWN, MAP_STEP_ARGUMENTS, 0 },
                { "size is a multiple of 4096 only", 0x10000, 0x1000, MAP_UNKNOWN, MAP_STEP_ARGUMENTS, 0x10000 },
                { "size is not a multiple of 4096", 0x11000, 0x1001, MAP_FAILURE, MAP_STEP_ARGUMENTS, 0x10000 },
                { "(msi)", MSI_FIRST, 0x1000, MAP_FAILURE, MAP_STEP_WINDOWS, MSI_FIRST - 0x10000 },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                MapRequest request = { .iova = rows[i].iova, .size_bytes = rows[i].size };

                check(make_machine("6.12", "aarch64", UNIT_ARM_SMMU_V3), &request, rows + i,
                      rows[i].outcome == MAP_SUCCESS ? 0 : EINVAL_);
        }
}

static void test_page_sizes(void **state) {
        static const Row coarse = { "not a multiple of 65536", 0x1000, 0x10000, MAP_FAILURE, MAP_STEP_ARGUMENTS, 0 };
        static const Row unit = { "not a multiple of 2097152", 0x10000, 0, MAP_FAILURE, MAP_STEP_ARGUMENTS, 0 };
        MapRequest request = { .iova = 0x1000, .size_bytes = 0x10000, .page_bytes = number(0x10000) };
        Snapshot *snapshot = make_machine("6.12", "x86_64", UNIT_INTEL_VTD);

        (void) state;
        /* The caller's page size helps, and the snapshot's goes first. */
        check(make_machine("6.12", "aarch64", UNIT_ARM_SMMU_V3), &request, &coarse, EINVAL_);
        snapshot->units->abilities.second_stage_page_sizes = 1ULL << 21;
        request.iova = 0x10000;
        check(snapshot, &request, &unit, EINVAL_);
}

static void test_unknown_windows(void **state) {
        static const Row row = { "could not be read", 0, PAGE, MAP_UNKNOWN, MAP_STEP_WINDOWS, IOVA_MAX };
        Snapshot *snapshot = make_machine("6.1", "x86_64", UNIT_INTEL_VTD);
        MapRequest request = { .size_bytes = PAGE };

        (void) state;
        snapshot->groups->reserved_known = false;
        check(snapshot, &request, &row, EINVAL_);
}

/* A region that stays usable is in nobody's way; of several obstacles the lowest is named. */
static void test_obstacles(void **state) {
        static const Row free = { "lies in the window", 0, 0, MAP_SUCCESS, MAP_STEP_NONE, IOVA_MAX };
        static const Row lowest = { "0x0000000000200000-0x00000000002fffff (reserved)", 0, 0, MAP_FAILURE,
                                    MAP_STEP_WINDOWS, MSI_LAST + 1 };
        Snapshot *snapshot = make_machine("6.1", "x86_64", UNIT_INTEL_VTD);
        MapRequest request = { .size_bytes = 2 * END };

        (void) state;
        add_region(snapshot->groups, 0, 0xffffff, REGION_DIRECT_RELAXABLE);
        request.size_bytes = PAGE;
        check(snapshot, &request, &free, 0);
        snapshot = make_machine("6.1", "x86_64", UNIT_INTEL_VTD);
        add_region(snapshot->groups, 0x200000, 0x2fffff, REGION_RESERVED);
        request.size_bytes = MSI_LAST + 1;
        check(snapshot, &request, &lowest, EINVAL_);
}

static void test_prerequisites(void **state) {
        Snapshot *snapshot = make_machine("6.1", "x86_64", UNIT_INTEL_VTD);
        MapRequest request = { .size_bytes = PAGE };
        MapPrediction prediction = predict(make_machine("6.1", "x86_64", UNIT_INTEL_VTD), &request);

        (void) state;
        for (size_t i = 0; i < MAP_PREREQUISITES; i++) {
                assert_int_equal(prediction.prerequisites[i].met, TRUTH_YES);
                assert_null(prediction.prerequisites[i].reason);
        }
        mapping_prediction_done(&prediction);
        free(snapshot->devices->driver);
        snapshot->devices->driver = copy("e1000e");
        snapshot->units->abilities.interrupt_remapping = TRUTH_NO;
        prediction = predict(snapshot, &request);
        for (size_t i = 0; i < MAP_PREREQUISITES; i++) {
                assert_int_equal(prediction.prerequisites[i].met, TRUTH_NO);
                assert_non_null(prediction.prerequisites[i].reason);
        }
        mapping_prediction_done(&prediction);
        prediction = predict(make_machine("6.1", "aarch64", UNIT_ARM_SMMU_V2), &request);
        assert_int_equal(prediction.prerequisites[2].met, TRUTH_YES);
        mapping_prediction_done(&prediction);
}

/* Does an errno go with what is predicted? */
static void test_errnos(void **state) {
        const struct {
                Iova iova;
                Number vaddr;
                MapErrno seen;
                Truth agrees;
        } rows[] = {
                { 0, { 0 }, MAP_EINVAL, TRUTH_UNKNOWN },            { 0, number(PAGE), MAP_EINVAL, TRUTH_NO },
                { 0, { 0 }, MAP_EOVERFLOW, TRUTH_UNKNOWN },         { 0, number(PAGE), MAP_EOVERFLOW, TRUTH_NO },
                { 0, { 0 }, MAP_EEXIST, TRUTH_UNKNOWN },            { 0, { 0 }, MAP_ENOSPC, TRUTH_UNKNOWN },
                { 0, { 0 }, MAP_ENOMEM, TRUTH_UNKNOWN },            { 0, { 0 }, MAP_EFAULT, TRUTH_UNKNOWN },
                { 0, { 0 }, MAP_EPERM, TRUTH_NO },                  { 0, { 0 }, MAP_EBUSY, TRUTH_NO },
                { 0, { 0 }, MAP_ENODEV, TRUTH_NO },                 { 0, { 0 }, MAP_ENOTTY, TRUTH_NO },
                { MSI_FIRST, { 0 }, MAP_EINVAL, TRUTH_YES },        { MSI_FIRST, { 0 }, MAP_EEXIST, TRUTH_UNKNOWN },
                { MSI_FIRST, { 0 }, MAP_ENOSPC, TRUTH_UNKNOWN },    { MSI_FIRST, { 0 }, MAP_ENOMEM, TRUTH_NO },
                { MSI_FIRST, { 0 }, MAP_EFAULT, TRUTH_NO },         { MSI_FIRST, { 0 }, MAP_ENOTTY, TRUTH_NO },
                { 1, { 0 }, MAP_EEXIST, TRUTH_NO },                 { 1, { 0 }, MAP_EINVAL, TRUTH_YES },
                { 1, { 0 }, MAP_EOVERFLOW, TRUTH_NO },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                MapRequest request = {
                        .iova = rows[i].iova, .size_bytes = PAGE, .vaddr = rows[i].vaddr,
                        .seen_errno = number(rows[i].seen),
                };
                _cleanup_map_prediction_ MapPrediction prediction =
                                predict(make_machine("6.12", "x86_64", UNIT_INTEL_VTD), &request);
                const char *name = mapping_errno_to_string(rows[i].seen);
                MapErrno parsed;

                assert_row(name, prediction.seen.agrees == rows[i].agrees);
                assert_true(prediction.seen.meaning && prediction.seen.look_at && prediction.seen.agreement);
                assert_int_equal(parse_mapping_errno(name, &parsed), 0);
                assert_int_equal(parsed, rows[i].seen);
        }
        assert_int_equal(parse_mapping_errno("EAGAIN", &(MapErrno) { 0 }), -EINVAL);
        assert_int_equal(parse_mapping_errno("", &(MapErrno) { 0 }), -EINVAL);
        assert_int_equal(parse_mapping_errno("einval", &(MapErrno) { 0 }), -EINVAL);
}

TEST_MAIN(cmocka_unit_test(test_ranges), cmocka_unit_test(test_wrap_by_kernel), cmocka_unit_test(test_vaddr),
          cmocka_unit_test(test_entries), cmocka_unit_test(test_memlock), cmocka_unit_test(test_unknown_end),
          cmocka_unit_test(test_two_modes), cmocka_unit_test(test_unknown_pages), cmocka_unit_test(test_page_sizes),
          cmocka_unit_test(test_unknown_windows), cmocka_unit_test(test_obstacles),
          cmocka_unit_test(test_prerequisites), cmocka_unit_test(test_errnos))
