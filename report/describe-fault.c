/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/describe-fault.h"

#include <json-c/json.h>
#include <string.h>

#include "base/text.h"
#include "report/json-builder.h"

static void add_name(JsonBuilder *builder, const char *key, const char *name) {
        json_builder_add_text(builder, key, *name ? name : NULL);
}

/* Each line escaped by itself, so that line ends stay such. */
static void add_lines(JsonBuilder *builder, const char *key, const char *lines) {
        _cleanup_text_ Text text = TEXT_INIT;

        for (const char *end; *lines; lines = *end ? end + 1 : end) {
                _cleanup_free_ char *line = NULL;

                end = strchrnul(lines, '\n');
                line = strndup(lines, (size_t) (end - lines));
                if (!line) {
                        builder->failed = true;
                        return;
                }
                text_add_escaped(&text, line);
                if (*end)
                        text_add(&text, "\n");
        }
        json_builder_add_required(builder, key,
                        text_error(&text) < 0 ? NULL : json_object_new_string(text_get(&text)));
}

struct json_object *describe_fault(const Fault *fault) {
        JsonBuilder builder = json_builder_new();

        json_builder_add_word(&builder, "driver", unit_kind_to_string(fault->driver));
        add_name(&builder, "time", fault->time);
        add_name(&builder, "unit", fault->unit);
        add_name(&builder, "device", fault->device);
        json_builder_add_number(&builder, "stream", fault->stream);
        json_builder_add_word(&builder, "access", fault_access_to_string(fault->access));
        json_builder_add_hex(&builder, "address", fault->address, 16);
        json_builder_add_number(&builder, "interrupt_index", fault->index);
        json_builder_add_truth(&builder, "has_pasid", fault->has_pasid);
        json_builder_add_number(&builder, "pasid", fault->pasid);
        json_builder_add_number(&builder, "flags", fault->flags);
        json_builder_add_number(&builder, "reason_code", fault->reason_code);
        add_name(&builder, "reason", fault->reason);
        json_builder_add_text(&builder, "explanation", fault->explanation);
        add_lines(&builder, "text", fault->text);
        return json_builder_finish(&builder);
}
