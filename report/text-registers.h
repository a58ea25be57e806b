/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Fields and answers of registers as text: a table, then a line for each answer.
 */

#include "base/macros.h"
#include "model/register-answer.h"
#include "model/register-field.h"
#include "model/names.h"
#include "report/terminal.h"

/*
 * Quiet fields that are 0 are left out. On a terminal meanings wrap to its width, unless
 * all is wanted in full; into a pipe each field is one line. kernel_names may be NULL.
 * 0 or -ENOMEM.
 */
_warn_unused_ int text_registers_print(const Terminal *terminal, bool has_legend,
                const RegisterFields *fields, const RegisterAnswers *answers, const Names *kernel_names);
