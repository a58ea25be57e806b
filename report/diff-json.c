/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/diff-json.h"

#include <errno.h>

#include "report/json-builder.h"
#include "report/json-stream.h"

struct json_object *describe_change(const Change *change) {
        JsonBuilder object = json_builder_new();

        json_builder_add_word(&object, "object", change_scope_to_string(change->scope));
        json_builder_add_word(&object, "kind", change_kind_to_string(change->kind));
        json_builder_add_text(&object, "subject", change->subject);
        json_builder_add_text(&object, "was", change->was);
        json_builder_add_text(&object, "field", change->field);
        json_builder_add_text(&object, "before", change->before);
        json_builder_add_text(&object, "after", change->after);
        if (change_is_membership(change)) {
                json_builder_add_text(&object, "before_with", change->before_with);
                json_builder_add_text(&object, "after_with", change->after_with);
        }
        if (change->scope == CHANGE_OF_FINDING)
                json_builder_add_text(&object, "summary", change->summary);
        return json_builder_finish(&object);
}

static struct json_object *describe_side(const DiffSide *side) {
        JsonBuilder object = json_builder_new();

        json_builder_add_word(&object, "source", root_kind_to_string(side->snapshot->root_kind));
        json_builder_add_text(&object, "kernel", side->snapshot->host.kernel);
        json_builder_add_text(&object, "machine", side->snapshot->host.machine);
        json_builder_add_word(&object, "verdict", verdict_to_string(side->assessment->verdict));
        return json_builder_finish(&object);
}

static void write_side(JsonStream *stream, const char *key, const DiffSide *side) {
        struct json_object *object = describe_side(side);

        if (!object)
                stream->error = -ENOMEM;
        json_stream_member(stream, key, object);
}

int diff_json_write(const DiffSide sides[static 2], const Changes *changes, bool is_pretty,
                FILE *file) {
        JsonStream stream;

        json_stream_begin(&stream, file, is_pretty, "iommu-diag/diff/1");
        write_side(&stream, "before", sides + 0);
        write_side(&stream, "after", sides + 1);
        json_stream_array_begin(&stream, "changes");
        for (size_t i = 0; i < changes->count && stream.error == 0; i++)
                json_stream_element(&stream, describe_change(changes->items + i));
        json_stream_array_end(&stream);
        return json_stream_end(&stream);
}
