/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Fault: what an IOMMU driver wrote into the kernel log when a unit refused an access,
 * or failed itself.
 *
 * Only what the log says is known. Names are as the log has them, unescaped, and empty when
 * it names none; a name too long for its field counts as none, since half a name is a wrong
 * one. A Fault owns nothing: `text` and `explanation` belong to somebody else.
 */

#include <stdint.h>

#include "base/macros.h"
#include "model/enums.h"
#include "model/number.h"

#define FAULT_TIME_MAX   48
#define FAULT_NAME_MAX   64
#define FAULT_REASON_MAX 160

typedef struct Fault Fault;

struct Fault {
        UnitKind driver;
        FaultAccess access;
        char time[FAULT_TIME_MAX];   /* as printed: seconds since boot, or a date */
        char unit[FAULT_NAME_MAX];   /* the IOMMU that reports: "fc900000.iommu" */
        char device[FAULT_NAME_MAX]; /* "0000:3b:00.2" if it is a PCI function */
        Number stream;               /* the unit's own number of the device: SMMU stream, virtio endpoint */
        Number address;              /* what the device asked for; in errors of a unit, what that names */
        Number index;                /* of an interrupt request, in the remapping table */
        Truth has_pasid;             /* no: the log says that there was none */
        Number pasid;
        Number flags; /* AMD-Vi's event flags */
        Number reason_code;
        char reason[FAULT_REASON_MAX]; /* the kernel's words, cut if very long */
        const char *explanation;       /* ours; NULL if the reason is not known to us */
        const char *text;              /* the line or lines, joined by '\n' */
};

/* True if they differ in time and text at most. */
_pure_ bool fault_equal(const Fault *a, const Fault *b);
