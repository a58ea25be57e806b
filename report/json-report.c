/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/json-report.h"

#include <errno.h>

#include "base/text.h"
#include "report/describe.h"
#include "report/describe-firmware-facts.h"
#include "report/json-stream.h"

static void write_all(JsonStream *stream, const char *key, const Snapshot *snapshot,
                const Assessment *assessment, DescribeObject describe, size_t count) {
        json_stream_array_begin(stream, key);
        for (size_t i = 0; i < count && stream->error == 0; i++)
                json_stream_element(stream, describe(snapshot, assessment, i));
        json_stream_array_end(stream);
}

static void write_notes(JsonStream *stream, const Snapshot *snapshot) {
        json_stream_array_begin(stream, "notes");
        for (size_t i = 0; i < snapshot->n_notes; i++)
                json_stream_element(stream, describe_note(snapshot->notes + i));
        if (snapshot->dropped_notes > 0) {
                _cleanup_text_ Text reason = TEXT_INIT;
                Note note = { .source = (char *) "/", .kind = NOTE_UNREADABLE };

                text_add_format(&reason, "%zu more notes were left out", snapshot->dropped_notes);
                note.reason = reason.data;
                json_stream_element(stream, reason.data ? describe_note(&note) : NULL);
        }
        json_stream_array_end(stream);
}

/* 0 or -ENOMEM. */
static int write_firmware(JsonStream *stream, const Snapshot *snapshot, const Assessment *assessment) {
        struct json_object *firmware = NULL;

        if (describe_firmware_facts(snapshot, assessment, &firmware) && !firmware)
                return -ENOMEM;
        json_stream_member(stream, "firmware", firmware);
        return 0;
}

int json_report_write(const Snapshot *snapshot, const Assessment *assessment, const char *generated,
                bool is_pretty, FILE *file) {
        struct json_object *host = describe_host(snapshot, assessment);
        JsonStream stream;

        if (!host)
                return -ENOMEM;
        json_stream_begin(&stream, file, is_pretty, "iommu-diag/report/1");
        json_stream_string(&stream, "generated", generated);
        json_stream_string(&stream, "source", root_kind_to_string(snapshot->root_kind));
        json_stream_member(&stream, "host", host);
        json_stream_string(&stream, "verdict", verdict_to_string(assessment->verdict));
        if (write_firmware(&stream, snapshot, assessment) < 0)
                stream.error = -ENOMEM;
        write_all(&stream, "units", snapshot, assessment, describe_unit, snapshot->n_units);
        write_all(&stream, "groups", snapshot, assessment, describe_group, snapshot->n_groups);
        write_all(&stream, "devices", snapshot, assessment, describe_device, snapshot->n_devices);
        json_stream_array_begin(&stream, "findings");
        for (size_t i = 0; i < assessment->findings.count; i++)
                json_stream_element(&stream, describe_finding(assessment->findings.items + i));
        json_stream_array_end(&stream);
        write_notes(&stream, snapshot);
        return json_stream_end(&stream);
}

int json_list_write(const Snapshot *snapshot, const Assessment *assessment, const char *key,
                DescribeObject describe, const size_t *indices, size_t count, bool is_pretty,
                FILE *file) {
        _cleanup_text_ Text schema = TEXT_INIT;
        JsonStream stream;

        text_add_format(&schema, "iommu-diag/%s/1", key);
        if (text_error(&schema) < 0)
                return -ENOMEM;
        json_stream_begin(&stream, file, is_pretty, text_get(&schema));
        json_stream_array_begin(&stream, key);
        for (size_t i = 0; i < count && stream.error == 0; i++)
                json_stream_element(&stream, describe(snapshot, assessment, indices[i]));
        json_stream_array_end(&stream);
        return json_stream_end(&stream);
}
