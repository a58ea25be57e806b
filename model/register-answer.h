/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * RegisterAnswer: what the fields of a unit's registers say together about one
 * question of a user, with the reason. Keys are those of a unit in JSON where a
 * unit has the same fact. RegisterAnswers: a list, which owns the reasons.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "model/enums.h"
#include "model/number.h"

typedef struct RegisterAnswer RegisterAnswer;
typedef struct RegisterAnswers RegisterAnswers;

typedef enum AnswerForm {
        ANSWER_TRUTH,
        ANSWER_BITS,       /* a width; may be unknown */
        ANSWER_PAGE_SIZES, /* bit n set: pages of 2^n bytes; 0 is unknown */
} AnswerForm;

struct RegisterAnswer {
        const char *key;   /* "snoop_control"; a constant, as is the title */
        const char *title; /* "snoop control" */
        AnswerForm form;
        Truth truth;
        Number bits;
        uint64_t page_sizes;
        char *reason; /* a sentence, never empty */
};

struct RegisterAnswers {
        RegisterAnswer *items;
        size_t count, capacity;
};

/* Appends an answer and takes the reason's text over; -ENOMEM leaves the list as it was. */
_warn_unused_ int register_answers_add(RegisterAnswers *answers, const RegisterAnswer *answer, Text *reason);

/* Likewise, yes, no or unknown with a constant reason. */
_warn_unused_ int register_answers_add_truth(RegisterAnswers *answers, const char *key, const char *title,
                Truth truth, const char *reason);

void register_answers_done(RegisterAnswers *answers);
#define _cleanup_register_answers_ _cleanup_(register_answers_done)
