/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/text-object.h"

#include <errno.h>
#include <json-c/json.h>

#include "base/text.h"

static int print_value(FILE *file, const Text *key, struct json_object *value);

static bool is_list_of_objects(struct json_object *array) {
        return json_object_array_length(array) > 0 &&
                        json_object_is_type(json_object_array_get_idx(array, 0), json_type_object);
}

/* Nothing stands for unknown, so a value that was lost is an error. */
static int print_scalar(FILE *file, struct json_object *value) {
        const char *string = value ? json_object_get_string(value) : "";

        if (!string)
                return -ENOMEM;
        fputs(string, file);
        return 0;
}

static int print_member(FILE *file, const Text *prefix, const char *key, struct json_object *value) {
        _cleanup_text_ Text name = TEXT_INIT;

        if (prefix->length > 0)
                text_add_format(&name, "%s.", prefix->data);
        text_add(&name, key);
        return text_error(&name) < 0 ? -ENOMEM : print_value(file, &name, value);
}

static int print_objects(FILE *file, const Text *key, struct json_object *array) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < json_object_array_length(array); i++) {
                char number[24];

                (void) snprintf(number, sizeof(number), "%zu", i);
                r = print_member(file, key, number, json_object_array_get_idx(array, i));
        }
        return r;
}

static int print_list(FILE *file, const Text *key, struct json_object *array) {
        int r = 0;

        fprintf(file, "%s=", text_get(key));
        for (size_t i = 0; r == 0 && i < json_object_array_length(array); i++) {
                fputs(i > 0 ? " " : "", file);
                r = print_scalar(file, json_object_array_get_idx(array, i));
        }
        fputc('\n', file);
        return r;
}

/* Recursion ends with our own descriptions, which are five levels deep. */
static int print_value(FILE *file, const Text *key, struct json_object *value) {
        int r;

        if (json_object_is_type(value, json_type_object)) {
                json_object_object_foreach(value, name, member) {
                        r = print_member(file, key, name, member);
                        if (r < 0)
                                return r;
                }
                return 0;
        }
        if (json_object_is_type(value, json_type_array))
                return is_list_of_objects(value) ? print_objects(file, key, value) : print_list(file, key, value);
        fprintf(file, "%s=", text_get(key));
        r = print_scalar(file, value);
        fputc('\n', file);
        return r;
}

int text_object_print(FILE *file, struct json_object *object) {
        Text empty = TEXT_INIT;

        return print_value(file, &empty, object);
}
