/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/register-answer.h"

#include <errno.h>

int register_answers_add(RegisterAnswers *answers, const RegisterAnswer *answer, Text *reason) {
        RegisterAnswer copy = *answer;
        int r;

        if (!array_grow(&answers->items, &answers->capacity, answers->count, sizeof(*answers->items)))
                return -ENOMEM;
        r = text_finish(reason, &copy.reason);
        if (r < 0)
                return r;
        answers->items[answers->count++] = copy;
        return 0;
}

int register_answers_add_truth(RegisterAnswers *answers, const char *key, const char *title, Truth truth,
                const char *reason) {
        RegisterAnswer answer = { .key = key, .title = title, .form = ANSWER_TRUTH, .truth = truth };
        _cleanup_text_ Text text = TEXT_INIT;

        text_add(&text, reason);
        return register_answers_add(answers, &answer, &text);
}

void register_answers_done(RegisterAnswers *answers) {
        for (size_t i = 0; i < answers->count; i++)
                free(answers->items[i].reason);
        free(answers->items);
        *answers = (RegisterAnswers) { 0 };
}
