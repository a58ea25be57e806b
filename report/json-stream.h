/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * JsonStream: one JSON object written member by member, and its arrays element
 * by element, so that a report on 16,000 devices never stands in memory whole.
 *
 * The elements are json-c objects, which the stream takes over. After a failure
 * the rest is dropped; json_stream_end() tells.
 */

#include <stdio.h>

#include "base/macros.h"

typedef struct JsonStream JsonStream;

struct json_object;

struct JsonStream {
        FILE *file;
        bool is_pretty;
        bool has_members;  /* of the object */
        bool has_elements; /* of the array */
        int error;
};

void json_stream_begin(JsonStream *stream, FILE *file, bool is_pretty, const char *schema);

/* NULL means null. */
void json_stream_member(JsonStream *stream, const char *key, struct json_object *value);
void json_stream_string(JsonStream *stream, const char *key, const char *value);

void json_stream_array_begin(JsonStream *stream, const char *key);
/* NULL means that memory ran out. */
void json_stream_element(JsonStream *stream, struct json_object *value);
void json_stream_array_end(JsonStream *stream);

/* Finishes and flushes. 0, -ENOMEM, or the error of the file. */
_warn_unused_ int json_stream_end(JsonStream *stream);
