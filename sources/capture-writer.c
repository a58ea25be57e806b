/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/capture-writer.h"

#include <errno.h>
#include <string.h>

#include "sources/capture-document.h"

/* Puts value, which it takes over, in the place named by path. What is there already stays:
 * a directory that was listed first and entered later is one directory. */
static int put(struct json_object *directory, const char *path, struct json_object *value) {
        _cleanup_text_ Text component = TEXT_INIT;
        struct json_object *node;
        bool is_last;

        if (!value)
                return -ENOMEM;
        while (capture_next_component(&path, &component)) {
                is_last = path[strspn(path, "/")] == '\0';
                if (text_error(&component) < 0)
                        break;
                if (is_last) {
                        if (json_object_object_get_ex(directory, text_get(&component), &node) && node) {
                                json_object_put(value);
                                return 0;
                        }
                        return json_object_object_add(directory, text_get(&component), value) < 0
                                        ? -ENOMEM
                                        : 0;
                }
                if (!json_object_object_get_ex(directory, text_get(&component), &node) || !node) {
                        node = json_object_new_object();
                        if (!node || json_object_object_add(directory, text_get(&component), node) < 0)
                                break;
                }
                if (!json_object_is_type(node, json_type_object)) {
                        json_object_put(value);
                        return 0;
                }
                directory = node;
        }
        json_object_put(value);
        /* "." names the directory itself, which is there. */
        return component.data ? -ENOMEM : 0;
}

struct json_object *capture_add_directory(struct json_object *directory, const char *path) {
        struct json_object *node = NULL, *made = json_object_new_object();

        if (!made || put(directory, path, made) < 0)
                return NULL;
        if (capture_find(directory, path, &node) < 0 || !json_object_is_type(node, json_type_object))
                return NULL;
        return node;
}

static struct json_object *new_tagged(const char *kind, const char *value) {
        struct json_object *array = json_object_new_array();

        if (array) {
                json_object_array_add(array, json_object_new_string(kind));
                json_object_array_add(array, json_object_new_string(value));
        }
        return array;
}

/* Text as a string if a reader of the JSON could take it for text; everything else as hex. */
static bool is_plain_text(const char *data, size_t length) {
        if (memchr(data, '\0', length))
                return false;
        for (size_t i = 0; i < length; i++)
                if ((unsigned char) data[i] < 0x20 && data[i] != '\n' && data[i] != '\t')
                        return false;
                else if ((unsigned char) data[i] >= 0x7f)
                        return false;
        return true;
}

int capture_add_bytes(struct json_object *directory, const char *path, const void *data, size_t length) {
        _cleanup_text_ Text hex = TEXT_INIT;
        const uint8_t *bytes = data;
        static const char digits[] = "0123456789abcdef";

        if (is_plain_text(data, length))
                return put(directory, path, json_object_new_string_len(data, (int) length));
        for (size_t i = 0; i < length; i++) {
                text_add_char(&hex, digits[bytes[i] >> 4], 1);
                text_add_char(&hex, digits[bytes[i] & 0xf], 1);
        }
        if (text_error(&hex) < 0)
                return -ENOMEM;
        return put(directory, path, new_tagged("hex", text_get(&hex)));
}

int capture_add_link(struct json_object *directory, const char *path, const char *target) {
        _cleanup_text_ Text escaped = TEXT_INIT;

        text_add_escaped(&escaped, target);
        if (text_error(&escaped) < 0)
                return -ENOMEM;
        return put(directory, path, new_tagged("link", text_get(&escaped)));
}

int capture_add_error(struct json_object *directory, const char *path, int error) {
        return put(directory, path, new_tagged("error", capture_error_name(error)));
}
