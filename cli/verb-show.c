/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* iommu-diag show OBJECT...: all facts about single objects. */

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>

#include "cli/object-name.h"
#include "cli/verb.h"
#include "cli/view.h"
#include "report/describe-details.h"
#include "report/describe.h"
#include "report/json-stream.h"
#include "report/text-object.h"

static struct json_object *describe_object(const View *view, ObjectKind kind, size_t i) {
        static const char *const kind_names[] = {
                [OBJECT_UNIT] = "unit", [OBJECT_GROUP] = "group", [OBJECT_DEVICE] = "device",
        };
        static struct json_object *(*const describe[])(
                        const Snapshot *snapshot, const Assessment *assessment, size_t i) = {
                [OBJECT_UNIT] = describe_unit,
                [OBJECT_GROUP] = describe_group,
                [OBJECT_DEVICE] = describe_device,
        };
        static void (*const describe_details[])(
                        JsonBuilder *object, const Snapshot *snapshot, const Assessment *assessment, size_t i) = {
                [OBJECT_UNIT] = describe_unit_details,
                [OBJECT_GROUP] = describe_group_details,
                [OBJECT_DEVICE] = describe_device_details,
        };
        JsonBuilder object = { .json = describe[kind](view->snapshot, view->assessment, i) };

        if (!object.json)
                return NULL;
        json_builder_add_word(&object, "object", kind_names[kind]);
        describe_details[kind](&object, view->snapshot, view->assessment, i);
        return json_builder_finish(&object);
}

static int show_text(const View *view, const ObjectKind *kinds, const size_t *indices, size_t count) {
        for (size_t i = 0; i < count; i++) {
                struct json_object *object = describe_object(view, kinds[i], indices[i]);
                int r;

                if (!object)
                        return -ENOMEM;
                if (i > 0)
                        fputc('\n', stdout);
                r = text_object_print(stdout, object);
                json_object_put(object);
                if (r < 0)
                        return r;
        }
        return 0;
}

static int show_json(const View *view, const ObjectKind *kinds, const size_t *indices, size_t count) {
        JsonStream stream;

        json_stream_begin(&stream, stdout, arg_json == JSON_PRETTY, "iommu-diag/show/1");
        json_stream_array_begin(&stream, "objects");
        for (size_t i = 0; i < count; i++)
                json_stream_element(&stream, describe_object(view, kinds[i], indices[i]));
        json_stream_array_end(&stream);
        return json_stream_end(&stream);
}

int verb_show(int argc, char **args) {
        size_t count = (size_t) argc;
        _cleanup_free_ ObjectKind *kinds = calloc(count, sizeof(*kinds));
        _cleanup_free_ size_t *indices = calloc(count, sizeof(*indices));
        _cleanup_view_ View view = VIEW_INIT;
        int r;

        if (!kinds || !indices)
                return finish_output(-ENOMEM);
        r = view_open(&view, NULL);
        if (r != 0)
                return r;
        for (size_t i = 0; i < count; i++) {
                r = find_object(view.snapshot, args[i], kinds + i, indices + i);
                if (r == -ENOMEM)
                        return finish_output(r);
                if (r < 0)
                        return fail(EXIT_FAILED, args[i], "no unit, group or device of this name");
        }
        if (arg_json != JSON_OFF)
                return finish_output(show_json(&view, kinds, indices, count));
        return finish_output(show_text(&view, kinds, indices, count));
}
