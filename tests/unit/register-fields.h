/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the tests of register tables share: fields expected by mask, so that no
 * arithmetic of the decoder is repeated.
 */

#include "model/register-answer.h"
#include "model/register-field.h"
#include "tests/unit/test.h"

typedef struct ExpectedField {
        const char *reg;
        const char *name;
        uint64_t mask; /* of one unbroken run of bits */
} ExpectedField;

/* The fields are the expected ones, in order, and values[i] is the register of field i. */
static inline void assert_fields(const char *row, const RegisterFields *fields, const ExpectedField *expected,
                size_t count, const uint64_t *values) {
        assert_row(row, fields->count == count);
        for (size_t i = 0; i < count; i++) {
                const RegisterField *field = fields->items + i;
                uint64_t mask = expected[i].mask, lowest = mask & -mask, bits = 0;
                char name[128];

                (void) snprintf(name, sizeof(name), "%s: %s %s", row, expected[i].reg, expected[i].name);
                for (unsigned bit = field->low; bit <= field->high; bit++)
                        bits += 1ULL << bit;
                assert_row(name, strcmp(field->reg, expected[i].reg) == 0);
                assert_row(name, strcmp(field->name, expected[i].name) == 0);
                assert_row(name, bits == mask);
                assert_row(name, field->value == (values[i] & mask) / lowest);
                assert_row(name, field->meaning && field->meaning[0]);
        }
}

/* Together the masks of a register hold each of its 64 bits once. */
static inline void assert_masks_complete(const char *reg, const ExpectedField *expected, size_t count) {
        uint64_t seen = 0;

        for (size_t i = 0; i < count; i++) {
                if (strcmp(expected[i].reg, reg) != 0)
                        continue;
                assert_row(expected[i].name, (seen & expected[i].mask) == 0);
                seen |= expected[i].mask;
        }
        assert_row(reg, seen == UINT64_MAX);
}

static inline const RegisterField *field_named(const RegisterFields *fields, const char *reg,
                const char *name) {
        for (size_t i = 0; i < fields->count; i++)
                if (strcmp(fields->items[i].reg, reg) == 0 && strcmp(fields->items[i].name, name) == 0)
                        return fields->items + i;
        print_error("no field %s %s\n", reg, name);
        fail();
        return NULL;
}

/* Two registers differ in one bit: one field differs, and for a user too. */
static inline void assert_one_differs(const char *row, const RegisterFields *a, const RegisterFields *b) {
        size_t values = 0, meanings = 0;

        assert_row(row, a->count == b->count);
        for (size_t i = 0; i < a->count; i++) {
                values += a->items[i].value != b->items[i].value;
                meanings += strcmp(a->items[i].meaning, b->items[i].meaning) != 0;
                assert_row(row, (a->items[i].value != b->items[i].value) ==
                                                (strcmp(a->items[i].meaning, b->items[i].meaning) != 0));
        }
        assert_row(row, values == 1 && meanings == 1);
}

static inline const RegisterAnswer *answer_named(const RegisterAnswers *answers, const char *key) {
        for (size_t i = 0; i < answers->count; i++)
                if (strcmp(answers->items[i].key, key) == 0)
                        return answers->items + i;
        print_error("no answer %s\n", key);
        fail();
        return NULL;
}

static inline Truth truth_named(const RegisterAnswers *answers, const char *key) {
        const RegisterAnswer *answer = answer_named(answers, key);

        assert_int_equal(answer->form, ANSWER_TRUTH);
        return answer->truth;
}
