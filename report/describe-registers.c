/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/describe-registers.h"

#include <errno.h>
#include <json-c/json.h>

#include "report/json-builder.h"
#include "report/json-stream.h"

struct json_object *describe_register_field(const RegisterField *field) {
        JsonBuilder object = json_builder_new();
        _cleanup_text_ Text bits = TEXT_INIT;

        register_field_add_bits(&bits, field);
        if (text_error(&bits) < 0)
                object.failed = true;
        json_builder_add_word(&object, "register", field->reg);
        json_builder_add_word(&object, "name", field->name);
        json_builder_add_word(&object, "bits", text_get(&bits));
        json_builder_add_number(&object, "value", number(field->value));
        json_builder_add_word(&object, "meaning", field->meaning);
        return json_builder_finish(&object);
}

static struct json_object *describe_answer(const RegisterAnswer *answer) {
        JsonBuilder object = json_builder_new();

        switch (answer->form) {
        case ANSWER_TRUTH:
                json_builder_add_truth(&object, "value", answer->truth);
                break;
        case ANSWER_BITS:
                json_builder_add_number(&object, "value", answer->bits);
                break;
        case ANSWER_PAGE_SIZES:
                json_builder_add_sizes(&object, "value", answer->page_sizes);
                break;
        }
        json_builder_add_word(&object, "reason", answer->reason);
        return json_builder_finish(&object);
}

struct json_object *describe_register_answers(const RegisterAnswers *answers) {
        JsonBuilder object = json_builder_new();

        for (size_t i = 0; i < answers->count; i++)
                json_builder_add_required(&object, answers->items[i].key,
                                describe_answer(answers->items + i));
        return json_builder_finish(&object);
}

int describe_registers_write(const char *kind, const RegisterFields *fields, const RegisterAnswers *answers,
                const Names *kernel_names, bool is_pretty, FILE *file) {
        struct json_object *described = describe_register_answers(answers);
        JsonStream stream;

        if (!described)
                return -ENOMEM;
        json_stream_begin(&stream, file, is_pretty, "iommu-diag/decode/1");
        json_stream_string(&stream, "kind", kind);
        json_stream_array_begin(&stream, "fields");
        for (size_t i = 0; i < fields->count; i++)
                json_stream_element(&stream, describe_register_field(fields->items + i));
        json_stream_array_end(&stream);
        if (kernel_names) {
                json_stream_array_begin(&stream, "kernel_names");
                for (size_t i = 0; i < kernel_names->count; i++)
                        json_stream_element(&stream, json_object_new_string(kernel_names->items[i]));
                json_stream_array_end(&stream);
        }
        json_stream_member(&stream, "answers", described);
        return json_stream_end(&stream);
}
