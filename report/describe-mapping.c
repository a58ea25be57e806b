/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/describe-mapping.h"

#include <errno.h>
#include <json-c/json.h>

#include "report/json-builder.h"
#include "report/json-stream.h"

static void add_errnos(JsonBuilder *object, unsigned errnos) {
        struct json_object *array = json_builder_add_array(object, "errnos", _MAP_ERRNO_MAX);

        for (size_t i = 0; array && i < _MAP_ERRNO_MAX; i++)
                if (errnos & MAP_BIT(i))
                        json_builder_append(object, array,
                                        json_object_new_string(mapping_errno_to_string((MapErrno) i)));
}

static void add_bound(JsonBuilder *object, const MapBound *bound) {
        JsonBuilder one;

        if (!bound->known) {
                json_builder_add(object, "bound", NULL);
                return;
        }
        one = json_builder_new();
        json_builder_add_hex(&one, "first", number(bound->range.first), 16);
        json_builder_add_hex(&one, "last", (Number) { .known = bound->last_known, .value = bound->range.last }, 16);
        json_builder_add_word(&one, "type", bound->type);
        json_builder_add_required(object, "bound", json_builder_finish(&one));
}

static void add_suggestion(JsonBuilder *object, Number suggestion) {
        JsonBuilder one;

        if (!suggestion.known) {
                json_builder_add(object, "suggestion", NULL);
                return;
        }
        one = json_builder_new();
        json_builder_add_hex(&one, "first", suggestion, 16);
        json_builder_add_required(object, "suggestion", json_builder_finish(&one));
}

static void add_prerequisites(JsonBuilder *object, const MapPrediction *prediction) {
        struct json_object *array = json_builder_add_array(object, "prerequisites", MAP_PREREQUISITES);

        for (size_t i = 0; array && i < MAP_PREREQUISITES; i++) {
                const MapPrerequisite *row = prediction->prerequisites + i;
                JsonBuilder one = json_builder_new();

                json_builder_add_word(&one, "name", row->name);
                json_builder_add_truth(&one, "met", row->met);
                json_builder_add_text(&one, "reason", row->reason);
                json_builder_append(object, array, json_builder_finish(&one));
        }
}

static void add_seen(JsonBuilder *object, const MapRequest *request, const MapErrnoFacts *seen) {
        JsonBuilder one;

        if (!request->seen_errno.known) {
                json_builder_add(object, "errno", NULL);
                return;
        }
        one = json_builder_new();
        json_builder_add_word(&one, "name", mapping_errno_to_string((MapErrno) request->seen_errno.value));
        json_builder_add_word(&one, "meaning", seen->meaning);
        json_builder_add_word(&one, "look_at", seen->look_at);
        json_builder_add_truth(&one, "agrees", seen->agrees);
        json_builder_add_word(&one, "agreement", seen->agreement);
        json_builder_add_required(object, "errno", json_builder_finish(&one));
}

static struct json_object *describe_mapping(
                const Group *group, const MapRequest *request, const MapPrediction *prediction) {
        JsonBuilder object = json_builder_new();

        json_builder_add_number(&object, "group", number(group->id));
        json_builder_add_hex(&object, "iova", number(request->iova), 16);
        json_builder_add_hex(&object, "size", number(request->size_bytes), 16);
        json_builder_add_hex(&object, "vaddr", request->vaddr, 16);
        json_builder_add_word(&object, "prediction", mapping_outcome_to_string(prediction->outcome));
        add_errnos(&object, prediction->errnos);
        json_builder_add_text(&object, "reason", prediction->reason);
        add_bound(&object, &prediction->bound);
        add_suggestion(&object, prediction->suggestion);
        json_builder_add_number(&object, "page_bytes", number(prediction->page_bytes));
        add_prerequisites(&object, prediction);
        add_seen(&object, request, &prediction->seen);
        return json_builder_finish(&object);
}

int describe_mapping_write(const Group *group, const MapRequest *request, const MapPrediction *prediction,
                bool is_pretty, FILE *file) {
        struct json_object *object = describe_mapping(group, request, prediction);
        JsonStream stream;

        if (!object)
                return -ENOMEM;
        json_stream_begin(&stream, file, is_pretty, "iommu-diag/explain/1");
        json_stream_string(&stream, "kind", "map");
        json_object_object_foreach(object, key, value)
                json_stream_member(&stream, key, json_object_get(value));
        json_object_put(object);
        return json_stream_end(&stream);
}
