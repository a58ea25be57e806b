/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/enums.h"

#include <errno.h>
#include <string.h>

#include "model/enum-names.h"

static const char *const truth_names[] = {
        [TRUTH_UNKNOWN] = "unknown",
        [TRUTH_NO] = "no",
        [TRUTH_YES] = "yes",
};
DEFINE_TO_STRING(truth, Truth, _TRUTH_MAX)

static const char *const unit_kind_names[] = {
        [UNIT_OTHER] = "other",
        [UNIT_INTEL_VTD] = "intel-vtd",
        [UNIT_AMD_VI] = "amd-vi",
        [UNIT_ARM_SMMU_V2] = "arm-smmu-v2",
        [UNIT_ARM_SMMU_V3] = "arm-smmu-v3",
        [UNIT_VIRTIO_IOMMU] = "virtio-iommu",
};
DEFINE_TO_STRING(unit_kind, UnitKind, _UNIT_KIND_MAX)

static const char *const group_type_names[] = {
        [GROUP_TYPE_UNKNOWN] = "unknown",
        [GROUP_TYPE_DMA] = "DMA",
        [GROUP_TYPE_DMA_FQ] = "DMA-FQ",
        [GROUP_TYPE_IDENTITY] = "identity",
        [GROUP_TYPE_BLOCKED] = "blocked",
        [GROUP_TYPE_UNMANAGED] = "unmanaged",
};
DEFINE_TO_STRING(group_type, GroupType, _GROUP_TYPE_MAX)

static const char *const region_type_names[] = {
        [REGION_DIRECT] = "direct",
        [REGION_DIRECT_RELAXABLE] = "direct-relaxable",
        [REGION_RESERVED] = "reserved",
        [REGION_MSI] = "msi",
};
DEFINE_TO_STRING(region_type, RegionType, _REGION_TYPE_MAX)

static const char *const fault_access_names[] = {
        [FAULT_ACCESS_UNKNOWN] = "unknown",
        [FAULT_ACCESS_READ] = "read",
        [FAULT_ACCESS_WRITE] = "write",
        [FAULT_ACCESS_EXECUTE] = "execute",
        [FAULT_ACCESS_INTERRUPT] = "interrupt",
};
DEFINE_TO_STRING(fault_access, FaultAccess, _FAULT_ACCESS_MAX)

static const char *const severity_names[] = {
        [SEVERITY_INFO] = "info",
        [SEVERITY_NOTICE] = "notice",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_CRITICAL] = "critical",
};
DEFINE_TO_STRING(severity, Severity, _SEVERITY_MAX)

static const char *const note_kind_names[] = {
        [NOTE_MISSING] = "missing",
        [NOTE_UNREADABLE] = "unreadable",
        [NOTE_MALFORMED] = "malformed",
};
DEFINE_TO_STRING(note_kind, NoteKind, _NOTE_KIND_MAX)

static const char *const root_kind_names[] = {
        [ROOT_LIVE] = "live",
        [ROOT_TREE] = "root",
        [ROOT_CAPTURE] = "capture",
};
DEFINE_TO_STRING(root_kind, RootKind, _ROOT_KIND_MAX)

static int find_name(const char *const *names, size_t count, const char *string, size_t *ret) {
        for (size_t i = 0; i < count; i++)
                if (strcmp(names[i], string) == 0) {
                        *ret = i;
                        return 0;
                }
        return -EINVAL;
}

int parse_group_type(const char *string, GroupType *ret) {
        size_t i;
        int r;

        r = find_name(group_type_names, ARRAY_SIZE(group_type_names), string, &i);
        if (r == 0)
                *ret = (GroupType) i;
        return r;
}

int parse_region_type(const char *string, RegionType *ret) {
        size_t i;
        int r;

        r = find_name(region_type_names, ARRAY_SIZE(region_type_names), string, &i);
        if (r == 0)
                *ret = (RegionType) i;
        return r;
}
