/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What narrows the use of a group's windows without narrowing the windows: DMA masks, limits of
 * the platform, and programs that use their own addresses as IOVAs.
 */

#include <stddef.h>

#include "base/macros.h"
#include "model/enums.h"
#include "model/group.h"
#include "model/number.h"

typedef struct UserAddresses UserAddresses;
typedef struct WindowAdvice WindowAdvice;

/* Where a process of Linux on x86-64 has its addresses: 47 bits (TASK_SIZE_MAX), and all that it maps by
 * itself in the upper third (ELF_ET_DYN_BASE; both arch/x86/include/asm, Linux 5.10 to 7.2). */
#define USER_BITS       47
#define USER_BUSY_FIRST 0x550000000000ULL
#define USER_LAST       0x7fffffffffffULL

/* Advice, never taken off a window: VFIO and iommufd know nothing of it. */
struct WindowAdvice {
        Number device_mask_bits; /* the narrowest that a member's kernel driver goes by */
        size_t mask_device;      /* the member with that mask; if the bits are unknown, one bound to VFIO,
                                  * whose mask says nothing; or NO_INDEX */
        Number platform_bits;    /* limit of what is between the device and the unit */
        const char *platform_reason; /* what says so, or might; NULL: nothing known */
};

/* Could a process use its own addresses as IOVAs, and what do the two programs that ask conclude? */
struct UserAddresses {
        Truth fits;
        const ReservedRegion *region; /* what is in the way, borrowed from the group; NULL: the aperture's end */
        Number dpdk_mask_bits;        /* DPDK allows itself no IOVAs beyond; unknown: any */
        Truth dpdk_is_right;          /* all that it allows itself can be mapped */
        AddressMode spdk_mode;
        Truth spdk_is_right;
};
