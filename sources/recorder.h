/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Recorder: writes down what a scan is given, as a capture document.
 *
 * It keeps going when memory runs out and says so in the end: a scan must not
 * change because it is recorded.
 */

#include <stdio.h>
#include <sys/types.h>

#include "base/macros.h"

typedef struct Recorder Recorder;

struct json_object;

Recorder *recorder_new(void);
Recorder *recorder_free(Recorder *recorder);
static inline void recorder_freep(Recorder **recorder) {
        *recorder = recorder_free(*recorder);
}
#define _cleanup_recorder_ _cleanup_(recorder_freep)

/* The directory at the top, for what is opened relative to the root. */
struct json_object *recorder_tree(Recorder *recorder);

/* Outcomes of reading `path` beneath a directory. A directory of NULL (no recorder) is ignored.
 * -ENOENT is what a capture says by not mentioning a name. */
struct json_object *record_directory(Recorder *recorder, struct json_object *directory, const char *path);
void record_bytes(Recorder *recorder, struct json_object *directory, const char *path,
                const void *data, ssize_t length_or_error);
void record_link(Recorder *recorder, struct json_object *directory, const char *path,
                const char *target, int error);
void record_names(Recorder *recorder, struct json_object *directory, const char *path,
                char *const *names, size_t count, int error);

void recorder_set_machine(Recorder *recorder, const char *machine);
void recorder_add_name(Recorder *recorder, const char *key, const char *kind, const char *name);

/* Writes the document; generated is a time as the report prints it. 0, -ENOMEM or -EIO. */
_warn_unused_ int recorder_write(Recorder *recorder, const char *generated, FILE *file);
