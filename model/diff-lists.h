/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Two lists compared: what is only in the one, only in the other, or there with another value.
 */

#include "base/macros.h"
#include "model/change.h"
#include "model/diff-fields.h"

/* Appends a change for each difference; place has its scope and subjects. Sorts both lists. NULL:
 * a list that is unknown. */
void diff_lists_add(Changes *changes, const Change *place, const DiffList *list, Names *before,
                Names *after);
