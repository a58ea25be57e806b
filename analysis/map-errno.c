/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/map-errno.h"

typedef struct ErrnoRow {
        MapStep first; /* that gives it; MAP_STEP_NONE: no step of a mapping does */
        const char *meaning;
        const char *look_at;
} ErrnoRow;

/*
 * A container without an IOMMU model hands the call to nobody and says EINVAL. Device files have
 * another call of the same number as MAP_DMA (VFIO_DEVICE_PCI_HOT_RESET, 113), other files have none.
 */
static const ErrnoRow errno_rows[] = {
        [MAP_EINVAL] = {
                .first = MAP_STEP_ARGUMENTS,
                .meaning = "the arguments are wrong or the range is not inside one window: size 0, an address or a "
                           "size that is no multiple of the page size, wrap-around (newer kernels say EOVERFLOW), "
                           "a reserved region in it, an end above the aperture; also unknown flags, neither READ "
                           "nor WRITE, or a container for which VFIO_SET_IOMMU has not been called",
                .look_at = "the reason above; iommu-diag windows for where mappings may be; argsz, flags, and the "
                           "order of the calls",
        },
        [MAP_EOVERFLOW] = {
                .first = MAP_STEP_ARGUMENTS,
                .meaning = "iova + size or vaddr + size goes beyond 64 bits (older kernels say EINVAL)",
                .look_at = "how the caller computes addresses and sizes",
        },
        [MAP_EEXIST] = {
                .first = MAP_STEP_EXISTING,
                .meaning = "the range touches a mapping of this container that is there already; nothing is replaced",
                .look_at = "the size that VFIO_IOMMU_UNMAP_DMA returned: it can succeed and remove less than asked, "
                           "or nothing",
        },
        [MAP_ENOSPC] = {
                .first = MAP_STEP_ENTRIES,
                .meaning = "the container has used up its entries; each call of VFIO_IOMMU_MAP_DMA takes one, however "
                           "large",
                .look_at = "fewer and larger mappings; parameter dma_entry_limit of vfio_iommu_type1 (65535 by "
                           "default); the capability with what is left in VFIO_IOMMU_GET_INFO",
        },
        [MAP_ENOMEM] = {
                .first = MAP_STEP_PINNING,
                .meaning = "the memory would exceed the memlock limit of the process, or the kernel has none left "
                           "for page tables",
                .look_at = "the kernel log (RLIMIT_MEMLOCK exceeded); ulimit -l, LimitMEMLOCK= of the service; what "
                           "the process has pinned already (VmPin and VmLck in /proc/PID/status)",
        },
        [MAP_EFAULT] = {
                .first = MAP_STEP_PINNING,
                .meaning = "the process has no memory at some address from vaddr on, or may not write there while "
                           "WRITE is asked for",
                .look_at = "/proc/PID/maps around vaddr; a file that is shorter than its mapping",
        },
        [MAP_EPERM] = {
                .first = MAP_STEP_NONE,
                .meaning = "not from mapping but from a call before it: VFIO_SET_IOMMU where interrupts are not "
                           "isolated, or where firmware needs a region of the group; or the group is the kernel's",
                .look_at = "what must hold first, above; the kernel log",
        },
        [MAP_EBUSY] = {
                .first = MAP_STEP_NONE,
                .meaning = "not from mapping but from a call before it: the group is open already, or the kernel has "
                           "the device in use",
                .look_at = "who has /dev/vfio/GROUP or /dev/vfio/devices/* open",
        },
        [MAP_ENODEV] = {
                .first = MAP_STEP_NONE,
                .meaning = "not from mapping but from a call before it: the device is not bound to a VFIO driver or "
                           "is going away; or /dev/vfio/vfio is iommufd's and no device is attached yet",
                .look_at = "the driver of the device; whether a device fd was taken before mapping",
        },
        [MAP_ENOTTY] = {
                .first = MAP_STEP_NONE,
                .meaning = "the file that was called is no VFIO container; on a device's file this very number is "
                           "VFIO_DEVICE_PCI_HOT_RESET",
                .look_at = "which file descriptor is passed: it must be that of /dev/vfio/vfio",
        },
};

/* A step that nobody can look into from outside may have stopped it first. */
static bool can_come_earlier(const ErrnoRow *row, const MapPrediction *prediction) {
        return prediction->outcome != MAP_FAILURE || row->first < prediction->step;
}

static Truth compute_agreement(const MapRequest *request, const MapPrediction *prediction, MapErrno number,
                const char **ret_words) {
        const ErrnoRow *row = errno_rows + number;

        if (prediction->errnos & MAP_BIT(number)) {
                *ret_words = prediction->outcome == MAP_FAILURE ? "this is what the kernel says to such a range"
                                                                : "it means that the doubt above is justified";
                return TRUTH_YES;
        }
        if (row->first == MAP_STEP_NONE) {
                *ret_words = "mapping itself doesn't give it; look at the calls before";
                return TRUTH_NO;
        }
        if (!can_come_earlier(row, prediction)) {
                *ret_words = "not expected: the kernel would have stopped earlier, for the reason above";
                return TRUTH_NO;
        }
        /* Of the arguments only vaddr can be unknown. */
        if (row->first == MAP_STEP_ARGUMENTS && request->vaddr.known) {
                *ret_words = "not expected: nothing is wrong with the addresses and the size";
                return TRUTH_NO;
        }
        *ret_words = row->first == MAP_STEP_ARGUMENTS ? "possible: vaddr may be the cause, and is not given here"
                                                      : "possible: what decides it can't be seen from outside";
        return TRUTH_UNKNOWN;
}

MapErrnoFacts compute_map_errno_facts(
                const MapRequest *request, const MapPrediction *prediction, MapErrno number) {
        MapErrnoFacts facts = { .meaning = errno_rows[number].meaning, .look_at = errno_rows[number].look_at };

        facts.agrees = compute_agreement(request, prediction, number, &facts.agreement);
        return facts;
}
