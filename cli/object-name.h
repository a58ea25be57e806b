/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * How users name objects: "dmar0", "7", "0000:3b:00.2", "3b:00.2", or, as
 * findings spell their subjects, "unit/dmar0", "group/7", "device/0000:3b:00.2".
 * A name may also be spelled as it is printed, escaped; one that is so in fact comes first.
 */

#include <stddef.h>

#include "base/macros.h"
#include "model/snapshot.h"

typedef enum ObjectKind {
        OBJECT_UNIT,
        OBJECT_GROUP,
        OBJECT_DEVICE,
} ObjectKind;

/* 0, -ENOENT or -ENOMEM. */
_warn_unused_ int find_object(
                const Snapshot *snapshot, const char *name, ObjectKind *ret_kind, size_t *ret_index);

/* The group of this name or that of the device of this name. 0, -ENOENT, -ENOMEM, -EISDIR (a unit) or
 * -ENODEV (a device in no group). */
_warn_unused_ int find_group_of_object(const Snapshot *snapshot, const char *name, size_t *ret_group);
