/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/json-builder.h"

#include <json-c/json.h>

#include "base/text.h"

JsonBuilder json_builder_new(void) {
        struct json_object *json = json_object_new_object();

        return (JsonBuilder) { .json = json, .failed = !json };
}

struct json_object *json_builder_finish(JsonBuilder *builder) {
        if (builder->failed) {
                json_object_put(builder->json);
                return NULL;
        }
        return builder->json;
}

void json_builder_add(JsonBuilder *builder, const char *key, struct json_object *value) {
        if (builder->failed)
                json_object_put(value);
        else if (json_object_object_add_ex(builder->json, key, value,
                                 JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_ADD_CONSTANT_KEY) < 0) {
                json_object_put(value);
                builder->failed = true;
        }
}

void json_builder_add_required(JsonBuilder *builder, const char *key, struct json_object *value) {
        if (value)
                json_builder_add(builder, key, value);
        else
                builder->failed = true;
}

struct json_object *json_builder_escaped(const char *string) {
        _cleanup_text_ Text text = TEXT_INIT;

        if (text_is_plain(string))
                return json_object_new_string(string);
        text_add_escaped(&text, string);
        return text_error(&text) < 0 ? NULL : json_object_new_string(text_get(&text));
}

void json_builder_add_text(JsonBuilder *builder, const char *key, const char *string) {
        if (string)
                json_builder_add_required(builder, key, json_builder_escaped(string));
        else
                json_builder_add(builder, key, NULL);
}

void json_builder_add_word(JsonBuilder *builder, const char *key, const char *word) {
        json_builder_add_required(builder, key, json_object_new_string(word));
}

void json_builder_add_number(JsonBuilder *builder, const char *key, Number value) {
        if (value.known)
                json_builder_add_required(builder, key, json_object_new_uint64(value.value));
        else
                json_builder_add(builder, key, NULL);
}

static struct json_object *new_hex(uint64_t value, int digits) {
        static const char symbols[] = "0123456789abcdef";
        char text[19] = "0x";

        /* A report on many devices has a hundred thousand of these; printf() takes ten times as long. */
        for (int i = digits - 1; i >= 0; i--, value >>= 4)
                text[2 + i] = symbols[value & 0xf];
        text[2 + digits] = '\0';
        return json_object_new_string(text);
}

void json_builder_add_hex(JsonBuilder *builder, const char *key, Number value, int digits) {
        if (value.known)
                json_builder_add_required(builder, key, new_hex(value.value, digits));
        else
                json_builder_add(builder, key, NULL);
}

void json_builder_add_truth(JsonBuilder *builder, const char *key, Truth truth) {
        json_builder_add_word(builder, key, truth_to_string(truth));
}

void json_builder_append(JsonBuilder *builder, struct json_object *array, struct json_object *value) {
        if (!value || json_object_array_add(array, value) < 0) {
                json_object_put(value);
                builder->failed = true;
        }
}

struct json_object *json_builder_add_array(JsonBuilder *builder, const char *key, size_t count) {
        struct json_object *array = json_object_new_array_ext((int) MAX(count, (size_t) 1));

        json_builder_add_required(builder, key, array);
        return builder->failed ? NULL : array;
}

void json_builder_add_sizes(JsonBuilder *builder, const char *key, uint64_t sizes) {
        struct json_object *array;

        if (sizes == 0) {
                json_builder_add(builder, key, NULL);
                return;
        }
        array = json_builder_add_array(builder, key, (size_t) __builtin_popcountll(sizes));
        for (; array && sizes != 0; sizes &= sizes - 1)
                json_builder_append(builder, array, json_object_new_uint64(sizes & -sizes));
}
