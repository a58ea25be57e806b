/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Subjects, as findings spell them, made from indices and taken apart again.
 */

#include <stddef.h>

#include "base/macros.h"
#include "base/text.h"
#include "model/enums.h"
#include "model/snapshot.h"

/* "unit/dmar0", "group/7", "device/0000:00:02.0"; no other scopes. */
void diff_subject_add(Text *text, const Snapshot *snapshot, ChangeScope scope, size_t i);

/* The object that a subject names. 0 or -ENOENT. */
_warn_unused_ int diff_subject_find(
                const Snapshot *snapshot, const char *subject, ChangeScope *ret_scope, size_t *ret);
