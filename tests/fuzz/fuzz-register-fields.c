/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Fields and answers of any registers. An input is lines: two registers in hexadecimal, each
 * optional, or else the first 16 bytes as they are.
 */

#include "base/parse.h"
#include "sources/amd-answers.h"
#include "sources/amd-fields.h"
#include "sources/smmu-fields.h"
#include "sources/vtd-answers.h"
#include "sources/vtd-fields.h"
#include "tests/fuzz/fuzz.h"

/* The fields of a register hold each of its bits once, in order, and give its value back. */
static size_t check_register(const RegisterFields *fields, size_t begin, const char *reg, unsigned width,
                uint64_t value) {
        uint64_t joined = 0;
        unsigned next = 0;
        size_t i;

        for (i = begin; i < fields->count && strcmp(fields->items[i].reg, reg) == 0; i++) {
                const RegisterField *field = fields->items + i;

                FUZZ_CHECK(field->low == next && field->high >= field->low && field->high < width);
                FUZZ_CHECK(field->high - field->low < 53); /* a JSON number holds it */
                FUZZ_CHECK(field->value >> (field->high - field->low + 1) == 0);
                FUZZ_CHECK(field->name[0] && field->meaning[0]);
                FUZZ_CHECK(fuzz_is_safe(field->name, "") && fuzz_is_safe(field->meaning, ""));
                FUZZ_CHECK(!strstr(field->meaning, "(null)"));
                joined |= field->value << field->low;
                next = field->high + 1U;
        }
        FUZZ_CHECK(next == width && joined == value);
        return i;
}

static void check_answers(RegisterAnswers *answers) {
        FUZZ_CHECK(answers->count > 0);
        for (size_t i = 0; i < answers->count; i++) {
                const RegisterAnswer *answer = answers->items + i;

                FUZZ_CHECK(answer->key[0] && answer->title[0] && answer->reason[0]);
                FUZZ_CHECK(fuzz_is_safe(answer->reason, ""));
                FUZZ_CHECK(!answer->bits.known || (answer->bits.value > 0 && answer->bits.value <= 64));
                FUZZ_CHECK((answer->page_sizes & 0xfff) == 0);
                for (size_t j = 0; j < i; j++)
                        FUZZ_CHECK(strcmp(answer->key, answers->items[j].key) != 0);
        }
        register_answers_done(answers);
}

static void check_vtd(uint64_t cap, uint64_t ecap) {
        RegisterFields fields = { 0 };
        RegisterAnswers answers = { 0 };
        size_t end;

        FUZZ_CHECK(decode_vtd_fields(cap, ecap, &fields) == 0);
        end = check_register(&fields, 0, "CAP", 64, cap);
        FUZZ_CHECK(check_register(&fields, end, "ECAP", 64, ecap) == fields.count);
        register_fields_done(&fields);
        FUZZ_CHECK(decode_vtd_answers(cap, ecap, &answers) == 0);
        check_answers(&answers);
}

static void check_amd(uint64_t efr, Number efr2) {
        RegisterFields fields = { 0 };
        RegisterAnswers answers = { 0 };
        Names names = { 0 };
        size_t end;

        FUZZ_CHECK(decode_amd_fields(efr, efr2, &fields) == 0);
        end = check_register(&fields, 0, "EFR", 64, efr);
        if (efr2.known)
                end = check_register(&fields, end, "EFR2", 64, efr2.value);
        FUZZ_CHECK(end == fields.count);
        register_fields_done(&fields);
        FUZZ_CHECK(decode_amd_answers(efr, &answers) == 0);
        check_answers(&answers);
        FUZZ_CHECK(decode_amd_kernel_names(efr, efr2, &names) == 0);
        FUZZ_CHECK(names.count >= (size_t) __builtin_popcountll(efr & 0x3ff));
        names_done(&names);
}

static void check_smmu(uint32_t features) {
        RegisterFields fields = { 0 };
        RegisterAnswers answers = { 0 };

        FUZZ_CHECK(decode_smmu_fields(features, &fields) == 0);
        FUZZ_CHECK(check_register(&fields, 0, "FEATURES", 32, features) == fields.count);
        register_fields_done(&fields);
        FUZZ_CHECK(decode_smmu_answers(features, &answers) == 0);
        check_answers(&answers);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        char *string = fuzz_string(data, size), *cursor = string;
        Number first = { 0 }, second = { 0 };

        first.known = parse_hex(fuzz_line(&cursor), UINT64_MAX, &first.value) == 0;
        second.known = parse_hex(fuzz_line(&cursor), UINT64_MAX, &second.value) == 0;
        if (!first.known && size >= sizeof(first.value) + sizeof(second.value)) {
                memcpy(&first.value, data, sizeof(first.value));
                memcpy(&second.value, data + sizeof(first.value), sizeof(second.value));
                second.known = true;
        }
        check_vtd(first.value, second.value);
        check_amd(first.value, second);
        check_smmu((uint32_t) first.value);
        free(string);
        return 0;
}
