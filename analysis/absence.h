/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Absence: why the kernel shows no IOMMU. sysfs can't tell an absent unit from one
 * that is switched off, so firmware tables and boot options are asked.
 */

#include "model/snapshot.h"

typedef enum Absence {
        ABSENCE_NONE, /* there are units, or we could not look */
        ABSENCE_KERNEL_SUPPORT,
        ABSENCE_BOOT_OPTION,
        ABSENCE_NOT_STARTED,
        ABSENCE_GUEST,
        ABSENCE_FIRMWARE,
        ABSENCE_UNKNOWN, /* there are no units, and the firmware could not be asked */
} Absence;

/* ret_option: the boot option to blame, for ABSENCE_BOOT_OPTION; else NULL. */
Absence find_absence(const Snapshot *snapshot, const char **ret_option);
