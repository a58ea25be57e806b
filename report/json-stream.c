/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/json-stream.h"

#include <errno.h>
#include <json-c/json.h>
#include <string.h>

static void put_text(JsonStream *stream, const char *text, size_t length) {
        if (stream->error == 0 && fwrite(text, 1, length, stream->file) != length)
                stream->error = errno != 0 ? -errno : -EIO;
}

/* A line break and the indentation, in the pretty form; nothing else. */
static void put_break(JsonStream *stream, unsigned depth) {
        static const char blanks[] = "\n      ";

        if (stream->is_pretty)
                put_text(stream, blanks, 1 + 2 * (size_t) depth);
}

static void put_value(JsonStream *stream, struct json_object *value, unsigned depth) {
        const char *text, *end;
        size_t length;

        text = json_object_to_json_string_length(value,
                        JSON_C_TO_STRING_NOSLASHESCAPE |
                                        (stream->is_pretty ? JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED
                                                           : JSON_C_TO_STRING_PLAIN),
                        &length);
        if (!text) {
                stream->error = -ENOMEM;
                return;
        }
        /* A line break inside a string is spelled \n, so each one here is layout. */
        while ((end = memchr(text, '\n', length))) {
                put_text(stream, text, (size_t) (end - text));
                put_break(stream, depth);
                length -= (size_t) (end - text) + 1;
                text = end + 1;
        }
        put_text(stream, text, length);
}

static void put_key(JsonStream *stream, const char *key) {
        if (stream->has_members)
                put_text(stream, ",", 1);
        stream->has_members = true;
        put_break(stream, 1);
        put_text(stream, "\"", 1);
        put_text(stream, key, strlen(key));
        put_text(stream, stream->is_pretty ? "\": " : "\":", stream->is_pretty ? 3 : 2);
}

void json_stream_begin(JsonStream *stream, FILE *file, bool is_pretty, const char *schema) {
        *stream = (JsonStream) { .file = file, .is_pretty = is_pretty };
        put_text(stream, "{", 1);
        json_stream_string(stream, "schema", schema);
}

void json_stream_member(JsonStream *stream, const char *key, struct json_object *value) {
        put_key(stream, key);
        put_value(stream, value, 1);
        json_object_put(value);
}

void json_stream_string(JsonStream *stream, const char *key, const char *value) {
        struct json_object *string = json_object_new_string(value);

        if (!string)
                stream->error = -ENOMEM;
        json_stream_member(stream, key, string);
}

void json_stream_array_begin(JsonStream *stream, const char *key) {
        put_key(stream, key);
        put_text(stream, "[", 1);
        stream->has_elements = false;
}

void json_stream_element(JsonStream *stream, struct json_object *value) {
        if (!value) {
                stream->error = -ENOMEM;
                return;
        }
        if (stream->has_elements)
                put_text(stream, ",", 1);
        stream->has_elements = true;
        put_break(stream, 2);
        put_value(stream, value, 2);
        json_object_put(value);
}

void json_stream_array_end(JsonStream *stream) {
        if (stream->has_elements)
                put_break(stream, 1);
        put_text(stream, "]", 1);
}

int json_stream_end(JsonStream *stream) {
        put_break(stream, 0);
        put_text(stream, "}\n", 2);
        if (stream->error == 0 && fflush(stream->file) != 0)
                stream->error = -errno;
        return stream->error;
}
