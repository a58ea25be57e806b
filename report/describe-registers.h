/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Fields and answers of registers as JSON, for output and the bus. The caller owns
 * the result; NULL when memory runs out.
 */

#include <stdio.h>

#include "base/macros.h"
#include "model/register-answer.h"
#include "model/register-field.h"
#include "model/names.h"

struct json_object;

/* {register, name, bits, value, meaning}. No field has more than 50 bits, so a number holds it. */
struct json_object *describe_register_field(const RegisterField *field);

/* An object with a member for each answer: {value, reason}. */
struct json_object *describe_register_answers(const RegisterAnswers *answers);

/* Writes a document "iommu-diag/decode/1" of this kind, "vtd", "amd" or "smmu"; kernel_names
 * may be NULL. 0 or a negative errno. */
_warn_unused_ int describe_registers_write(const char *kind, const RegisterFields *fields,
                const RegisterAnswers *answers, const Names *kernel_names, bool is_pretty, FILE *file);
