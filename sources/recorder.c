/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/recorder.h"

#include <errno.h>
#include <string.h>

#include "sources/capture-document.h"
#include "sources/capture-writer.h"

struct Recorder {
        struct json_object *document;
        struct json_object *tree;  /* borrowed from the document */
        struct json_object *names; /* likewise */
        bool failed;
};

Recorder *recorder_free(Recorder *recorder) {
        if (!recorder)
                return NULL;
        json_object_put(recorder->document);
        free(recorder);
        return NULL;
}

static struct json_object *add_object(struct json_object *parent, const char *key) {
        struct json_object *object = json_object_new_object();

        if (!object || json_object_object_add(parent, key, object) < 0)
                return NULL;
        return object;
}

static bool add_string(struct json_object *parent, const char *key, const char *string) {
        struct json_object *object = json_object_new_string(string);

        return object && json_object_object_add(parent, key, object) == 0;
}

Recorder *recorder_new(void) {
        _cleanup_recorder_ Recorder *recorder = calloc(1, sizeof(*recorder));

        if (!recorder)
                return NULL;
        recorder->document = json_object_new_object();
        if (!recorder->document || !add_string(recorder->document, "schema", CAPTURE_SCHEMA) ||
                        !add_string(recorder->document, "generated", "") ||
                        !add_string(recorder->document, "program", PACKAGE_STRING))
                return NULL;
        recorder->names = add_object(recorder->document, "names");
        recorder->tree = add_object(recorder->document, "tree");
        if (!recorder->names || !recorder->tree)
                return NULL;
        return TAKE_PTR(recorder);
}

struct json_object *recorder_tree(Recorder *recorder) {
        return recorder->tree;
}

struct json_object *record_directory(Recorder *recorder, struct json_object *directory, const char *path) {
        struct json_object *node;

        if (!directory)
                return NULL;
        node = capture_add_directory(directory, path);
        if (!node)
                recorder->failed = true;
        return node;
}

static void record_error(Recorder *recorder, struct json_object *directory, const char *path, int error) {
        if (error != -ENOENT && capture_add_error(directory, path, error) < 0)
                recorder->failed = true;
}

void record_bytes(Recorder *recorder, struct json_object *directory, const char *path,
                const void *data, ssize_t length_or_error) {
        if (!directory)
                return;
        if (length_or_error < 0)
                record_error(recorder, directory, path, (int) length_or_error);
        else if (capture_add_bytes(directory, path, data, (size_t) length_or_error) < 0)
                recorder->failed = true;
}

void record_link(Recorder *recorder, struct json_object *directory, const char *path,
                const char *target, int error) {
        if (!directory)
                return;
        if (error < 0)
                record_error(recorder, directory, path, error);
        else if (capture_add_link(directory, path, target) < 0)
                recorder->failed = true;
}

void record_names(Recorder *recorder, struct json_object *directory, const char *path,
                char *const *names, size_t count, int error) {
        struct json_object *node;

        if (!directory)
                return;
        if (error < 0) {
                record_error(recorder, directory, path, error);
                return;
        }
        node = record_directory(recorder, directory, path);
        for (size_t i = 0; node && i < count; i++) {
                _cleanup_text_ Text key = TEXT_INIT;

                text_add_escaped(&key, names[i]);
                if (json_object_object_get_ex(node, text_get(&key), NULL))
                        continue;
                if (text_error(&key) < 0 || json_object_object_add(node, text_get(&key), NULL) < 0)
                        recorder->failed = true;
        }
}

void recorder_set_machine(Recorder *recorder, const char *machine) {
        /* What isn't plain comes from the file of a tree, which is recorded as it is. */
        if (text_is_plain(machine) && !add_string(recorder->document, "machine", machine))
                recorder->failed = true;
}

void recorder_add_name(Recorder *recorder, const char *key, const char *kind, const char *name) {
        struct json_object *entry;

        if (!json_object_object_get_ex(recorder->names, key, &entry))
                entry = add_object(recorder->names, key);
        if (!entry || !add_string(entry, kind, name))
                recorder->failed = true;
}

int recorder_write(Recorder *recorder, const char *generated, FILE *file) {
        const char *string;

        if (recorder->failed || !add_string(recorder->document, "generated", generated))
                return -ENOMEM;
        string = json_object_to_json_string_ext(recorder->document,
                        JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);
        if (!string)
                return -ENOMEM;
        errno = 0;
        if (fputs(string, file) == EOF || fputc('\n', file) == EOF)
                return errno > 0 ? -errno : -EIO;
        return 0;
}
