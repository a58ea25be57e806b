/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What AMD-Vi's EFR says together: how wide IOVAs are, snoop control, ATS, page
 * sizes, interrupt remapping, dirty bits. Rules: those of amd-registers.h.
 */

#include <stdint.h>

#include "base/macros.h"
#include "model/register-answer.h"

/* Appends the answers. EFR 0 means that the unit has none. 0 or -ENOMEM. */
_warn_unused_ int decode_amd_answers(uint64_t efr, RegisterAnswers *answers);
