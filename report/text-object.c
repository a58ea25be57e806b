/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/text-object.h"

#include <json-c/json.h>

#include "base/text.h"

static void print_value(FILE *file, const Text *key, struct json_object *value);

static bool is_list_of_objects(struct json_object *array) {
        return json_object_array_length(array) > 0 &&
                        json_object_is_type(json_object_array_get_idx(array, 0), json_type_object);
}

static void print_scalar(FILE *file, struct json_object *value) {
        fputs(value ? json_object_get_string(value) : "", file);
}

static void print_member(FILE *file, const Text *prefix, const char *key, struct json_object *value) {
        _cleanup_text_ Text name = TEXT_INIT;

        if (prefix->length > 0)
                text_add_format(&name, "%s.", prefix->data);
        text_add(&name, key);
        print_value(file, &name, value);
}

static void print_list(FILE *file, const Text *key, struct json_object *array) {
        size_t count = json_object_array_length(array);

        if (is_list_of_objects(array)) {
                for (size_t i = 0; i < count; i++) {
                        char number[24];

                        (void) snprintf(number, sizeof(number), "%zu", i);
                        print_member(file, key, number, json_object_array_get_idx(array, i));
                }
                return;
        }
        fprintf(file, "%s=", text_get(key));
        for (size_t i = 0; i < count; i++) {
                fputs(i > 0 ? " " : "", file);
                print_scalar(file, json_object_array_get_idx(array, i));
        }
        fputc('\n', file);
}

/* Recursion ends with our own descriptions, which are five levels deep. */
static void print_value(FILE *file, const Text *key, struct json_object *value) {
        if (json_object_is_type(value, json_type_object)) {
                json_object_object_foreach(value, name, member)
                        print_member(file, key, name, member);
        } else if (json_object_is_type(value, json_type_array))
                print_list(file, key, value);
        else {
                fprintf(file, "%s=", text_get(key));
                print_scalar(file, value);
                fputc('\n', file);
        }
}

void text_object_print(FILE *file, struct json_object *object) {
        Text empty = TEXT_INIT;

        print_value(file, &empty, object);
}
