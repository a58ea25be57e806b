/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/describe-check.h"

#include "report/json-builder.h"

struct json_object *describe_check(const char *id, Severity severity, const char *title, const char *cause,
                const char *cure) {
        JsonBuilder object = json_builder_new();

        json_builder_add_word(&object, "id", id);
        json_builder_add_word(&object, "severity", severity_to_string(severity));
        json_builder_add_word(&object, "title", title);
        json_builder_add_word(&object, "cause", cause);
        json_builder_add_word(&object, "cure", cure);
        return json_builder_finish(&object);
}
