/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * JsonBuilder: a JSON object in the making, with the forms that values have
 * everywhere: unknown is null, addresses are "0x" strings of fixed width, and text
 * from outside is escaped.
 *
 * A failed allocation is remembered, and json_builder_finish() gives NULL then.
 * Keys must be string literals, each used once. Values are taken over.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "model/enums.h"
#include "model/snapshot.h"

typedef struct JsonBuilder JsonBuilder;

struct json_object;

struct JsonBuilder {
        struct json_object *json;
        bool failed;
};

JsonBuilder json_builder_new(void);
struct json_object *json_builder_finish(JsonBuilder *builder);

/* NULL means null; for the second, that memory ran out. */
void json_builder_add(JsonBuilder *builder, const char *key, struct json_object *value);
void json_builder_add_required(JsonBuilder *builder, const char *key, struct json_object *value);

void json_builder_add_text(JsonBuilder *builder, const char *key, const char *string);
/* For words of our own, which need no escaping. */
void json_builder_add_word(JsonBuilder *builder, const char *key, const char *word);
void json_builder_add_number(JsonBuilder *builder, const char *key, Number value);
void json_builder_add_hex(JsonBuilder *builder, const char *key, Number value, int digits);
void json_builder_add_truth(JsonBuilder *builder, const char *key, Truth truth);
/* Of bit n set: 2^n, as an array; none is null. */
void json_builder_add_sizes(JsonBuilder *builder, const char *key, uint64_t sizes);

/* A new array, which belongs to the object already; NULL when memory runs out. */
struct json_object *json_builder_add_array(JsonBuilder *builder, const char *key, size_t count);
void json_builder_append(JsonBuilder *builder, struct json_object *array, struct json_object *value);

/* A string value; NULL when memory runs out. */
struct json_object *json_builder_escaped(const char *string);
