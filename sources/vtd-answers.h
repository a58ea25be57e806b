/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What VT-d's CAP and ECAP say together: how wide IOVAs are and what bounds them,
 * snoop control, ATS, coherency of page walks in both modes, page sizes, queued
 * invalidation, caching mode, interrupt remapping. Rules: those of vtd-registers.h.
 */

#include <stdint.h>

#include "base/macros.h"
#include "model/register-answer.h"

/* Appends the answers. 0 or -ENOMEM. */
_warn_unused_ int decode_vtd_answers(uint64_t cap, uint64_t ecap, RegisterAnswers *answers);
