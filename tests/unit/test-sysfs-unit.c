/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the name of a unit tells about its kind, for every driver that names one. */

#include "sources/sysfs-unit.h"

#include "tests/unit/test.h"

static void test_kinds(void **state) {
        static const struct {
                const char *name;
                UnitKind kind;
        } rows[] = {
                { "dmar0", UNIT_INTEL_VTD },
                { "dmar12", UNIT_INTEL_VTD },
                { "ivhd0", UNIT_AMD_VI },
                { "smmu3.0x0000000009050000", UNIT_ARM_SMMU_V3 },
                { "smmu.0x000000002b400000", UNIT_ARM_SMMU_V2 },
                { "virtio3", UNIT_VIRTIO_IOMMU },
                { "", UNIT_OTHER },
                { "dmar", UNIT_OTHER },
                { "dmar0x", UNIT_OTHER },
                { "dmar-1", UNIT_OTHER },
                { "dmar 0", UNIT_OTHER },
                { "xdmar0", UNIT_OTHER },
                { "DMAR0", UNIT_OTHER },
                { "ivhd", UNIT_OTHER },
                { "smmu3.", UNIT_OTHER },
                { "smmu3", UNIT_OTHER },
                { "smmu30x0000000009050000", UNIT_OTHER },
                { "virtio", UNIT_OTHER },
                { "virtio-iommu", UNIT_OTHER },
                { "s390-iommu.00000010", UNIT_OTHER },
                { "apple-dart.24e00000.iommu", UNIT_OTHER },
                { "riscv-iommu@0000:00:01.0", UNIT_OTHER },
                { "mtk-iommu.0x0000000010205000", UNIT_OTHER },
                { "msm-smmu.0x0000000007500000", UNIT_OTHER },
                { "iommu0", UNIT_OTHER },
                { "0000:00:03.0", UNIT_OTHER },
        };

        (void) state;
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
                assert_row(rows[i].name, unit_kind_from_name(rows[i].name) == rows[i].kind);
}

TEST_MAIN(cmocka_unit_test(test_kinds))
