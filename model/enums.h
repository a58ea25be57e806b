/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Every enum of the model: here those of facts, in conclusions.h those of what follows
 * from them. Their names, as JSON, the bus and the text show them, stand in the .c
 * files alone. What may be unknown is so at 0, which is what a zeroed struct says.
 */

#include <stdint.h>

#include "base/macros.h"
#include "model/conclusions.h"

typedef enum Truth {
        TRUTH_UNKNOWN,
        TRUTH_NO,
        TRUTH_YES,
        _TRUTH_MAX,
} Truth;

typedef enum UnitKind {
        UNIT_OTHER,
        UNIT_INTEL_VTD,
        UNIT_AMD_VI,
        UNIT_ARM_SMMU_V2,
        UNIT_ARM_SMMU_V3,
        UNIT_VIRTIO_IOMMU,
        _UNIT_KIND_MAX,
} UnitKind;

/* What sysfs prints in a group's `type` (drivers/iommu/iommu.c). */
typedef enum GroupType {
        GROUP_TYPE_UNKNOWN,
        GROUP_TYPE_DMA,    /* translated, strict invalidation */
        GROUP_TYPE_DMA_FQ, /* translated, lazy: invalidated from a flush queue */
        GROUP_TYPE_IDENTITY,
        GROUP_TYPE_BLOCKED,
        GROUP_TYPE_UNMANAGED,
        _GROUP_TYPE_MAX,
} GroupType;

/* What sysfs prints in `reserved_regions`; both MSI kinds of the kernel print as "msi". */
typedef enum RegionType {
        REGION_DIRECT,
        REGION_DIRECT_RELAXABLE,
        REGION_RESERVED,
        REGION_MSI,
        _REGION_TYPE_MAX,
} RegionType;

/* What a device wanted when a unit refused it. */
typedef enum FaultAccess {
        FAULT_ACCESS_UNKNOWN,
        FAULT_ACCESS_READ,
        FAULT_ACCESS_WRITE,
        FAULT_ACCESS_EXECUTE,
        FAULT_ACCESS_INTERRUPT, /* a message-signalled interrupt */
        _FAULT_ACCESS_MAX,
} FaultAccess;

typedef enum Severity {
        SEVERITY_INFO,
        SEVERITY_NOTICE,
        SEVERITY_WARNING,
        SEVERITY_CRITICAL,
        _SEVERITY_MAX,
} Severity;

/* Why a note was taken. */
typedef enum NoteKind {
        NOTE_MISSING,    /* not there, though it should be */
        NOTE_UNREADABLE, /* there, but we may not or could not read it */
        NOTE_MALFORMED,  /* read, but not of the form that the kernel documents */
        _NOTE_KIND_MAX,
} NoteKind;

typedef enum RootKind {
        ROOT_LIVE,    /* this machine */
        ROOT_TREE,    /* a copied directory tree */
        ROOT_CAPTURE, /* a document written by `iommu-diag capture` */
        _ROOT_KIND_MAX,
} RootKind;

_const_ const char *truth_to_string(Truth truth);
_const_ const char *unit_kind_to_string(UnitKind kind);
_const_ const char *group_type_to_string(GroupType type);
_const_ const char *region_type_to_string(RegionType type);
_const_ const char *fault_access_to_string(FaultAccess access);
_const_ const char *severity_to_string(Severity severity);
_const_ const char *note_kind_to_string(NoteKind kind);
_const_ const char *root_kind_to_string(RootKind kind);

/* 0 or -EINVAL. */
_warn_unused_ int parse_group_type(const char *string, GroupType *ret);
_warn_unused_ int parse_region_type(const char *string, RegionType *ret);
