/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Faults of a kernel log for people: a block for each that differs, and a summary.
 */

#include "base/macros.h"
#include "report/fault-fold.h"
#include "report/terminal.h"

/* 0, -ENOMEM, or the error of the file is left to its flush. */
_warn_unused_ int text_faults_print(const Terminal *terminal, const FaultFold *fold);
