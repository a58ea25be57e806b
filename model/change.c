/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/change.h"

#include <string.h>

static void change_done(Change *change) {
        free((char *) change->subject);
        free((char *) change->was);
        free((char *) change->before);
        free((char *) change->after);
        free((char *) change->before_with);
        free((char *) change->after_with);
        free((char *) change->summary);
}

void changes_done(Changes *changes) {
        for (size_t i = 0; i < changes->count; i++)
                change_done(changes->items + i);
        free(changes->items);
        *changes = (Changes) CHANGES_INIT;
}

static const char *copy_string(Changes *changes, const char *string) {
        char *copy = string ? strdup(string) : NULL;

        if (string && !copy)
                changes->failed = true;
        return copy;
}

void changes_add(Changes *changes, const Change *change) {
        if (changes->failed)
                return;
        if (!array_grow(&changes->items, &changes->capacity, changes->count,
                            sizeof(*changes->items))) {
                changes->failed = true;
                return;
        }
        changes->items[changes->count++] = (Change){
                .scope = change->scope,
                .kind = change->kind,
                .subject = copy_string(changes, change->subject),
                .was = copy_string(changes, change->was),
                .field = change->field,
                .before = copy_string(changes, change->before),
                .after = copy_string(changes, change->after),
                .absent = change->absent ? change->absent : "none",
                .before_with = copy_string(changes, change->before_with),
                .after_with = copy_string(changes, change->after_with),
                .summary = copy_string(changes, change->summary),
        };
}
