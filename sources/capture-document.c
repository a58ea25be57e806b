/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/capture-document.h"

#include <errno.h>
#include <string.h>

/* The errors that a scan can meet and a capture keeps; any other is kept as EIO. */
static const struct {
        int error;
        const char *name;
} error_names[] = {
        { EACCES, "EACCES" }, { EPERM, "EPERM" },       { EIO, "EIO" },       { ENODEV, "ENODEV" },
        { ENXIO, "ENXIO" },   { EINVAL, "EINVAL" },     { EFBIG, "EFBIG" },   { EILSEQ, "EILSEQ" },
        { ELOOP, "ELOOP" },   { ENOTDIR, "ENOTDIR" },   { EISDIR, "EISDIR" }, { EBADMSG, "EBADMSG" },
        { E2BIG, "E2BIG" },   { ETIMEDOUT, "ETIMEDOUT" }, { EAGAIN, "EAGAIN" },
        { EBUSY, "EBUSY" },   { ENAMETOOLONG, "ENAMETOOLONG" }, { EXDEV, "EXDEV" },
        { EOPNOTSUPP, "EOPNOTSUPP" },
};

const char *capture_error_name(int error) {
        for (size_t i = 0; i < ARRAY_SIZE(error_names); i++)
                if (error_names[i].error == -error)
                        return error_names[i].name;
        return "EIO";
}

static int error_from_name(const char *name) {
        for (size_t i = 0; i < ARRAY_SIZE(error_names); i++)
                if (strcmp(error_names[i].name, name) == 0)
                        return -error_names[i].error;
        return -EIO;
}

static void describe_position(const char *text, size_t offset, Text *ret) {
        size_t line = 1, column = 1;

        for (size_t i = 0; i < offset; i++) {
                column = text[i] == '\n' ? 1 : column + 1;
                line += text[i] == '\n';
        }
        text_add_format(ret, "line %zu, column %zu: ", line, column);
}

static int check_document(struct json_object *document, Text *ret_error) {
        struct json_object *schema, *tree;

        if (!json_object_is_type(document, json_type_object) ||
                        !json_object_object_get_ex(document, "schema", &schema)) {
                text_add(ret_error, "not a capture: JSON, but without \"schema\": \"" CAPTURE_SCHEMA "\"");
                return -EBADMSG;
        }
        if (!json_object_is_type(schema, json_type_string) ||
                        strcmp(json_object_get_string(schema), CAPTURE_SCHEMA) != 0) {
                text_add(ret_error, "not a capture that this version reads: \"schema\" is \"");
                text_add(ret_error, schema ? json_object_get_string(schema) : "null");
                text_add(ret_error, "\", not \"" CAPTURE_SCHEMA "\"");
                return -EBADMSG;
        }
        if (!json_object_object_get_ex(document, "tree", &tree) ||
                        !json_object_is_type(tree, json_type_object)) {
                text_add(ret_error, "damaged capture: \"tree\" is missing or not an object");
                return -EBADMSG;
        }
        return 0;
}

/* At least as many as the document has values, at the cost of one look at each byte. */
static size_t count_values(const char *text, size_t length) {
        bool in_string = false;
        size_t count = 1;

        for (size_t i = 0; i < length; i++)
                if (in_string && text[i] == '\\')
                        i++;
                else if (text[i] == '"')
                        in_string = !in_string;
                else if (!in_string)
                        count += text[i] == ',' || text[i] == '[' || text[i] == '{';
        return count;
}

int parse_capture(const char *text, size_t length, struct json_object **ret, Text *ret_error) {
        struct json_tokener *tokener;
        struct json_object *document;
        enum json_tokener_error error;
        size_t end;
        int r;

        if (length > CAPTURE_MAX_BYTES || count_values(text, length) > CAPTURE_MAX_VALUES) {
                text_add(ret_error, "too large for a capture");
                return -EBADMSG;
        }
        tokener = json_tokener_new();
        if (!tokener)
                return -ENOMEM;
        json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
        document = json_tokener_parse_ex(tokener, text, (int) length);
        error = json_tokener_get_error(tokener);
        end = json_tokener_get_parse_end(tokener);
        json_tokener_free(tokener);

        if (error == json_tokener_success)
                while (end < length && strchr(" \t\r\n", text[end]) && text[end])
                        end++;
        if (error != json_tokener_success || end < length) {
                describe_position(text, MIN(end, length), ret_error);
                if (error == json_tokener_continue)
                        text_add(ret_error, "the JSON document ends too early");
                else if (error == json_tokener_success)
                        text_add(ret_error, "more text after the end of the JSON document");
                else
                        text_add_format(ret_error, "not JSON (%s)", json_tokener_error_desc(error));
                json_object_put(document);
                return -EBADMSG;
        }
        r = check_document(document, ret_error);
        if (r < 0) {
                json_object_put(document);
                return r;
        }
        *ret = document;
        return 0;
}

/* The second element of ["kind", "value"], or NULL if the node is something else. */
static const char *tagged_value(struct json_object *node, const char *kind) {
        struct json_object *first, *second;

        if (!json_object_is_type(node, json_type_array) || json_object_array_length(node) != 2)
                return NULL;
        first = json_object_array_get_idx(node, 0);
        second = json_object_array_get_idx(node, 1);
        if (!json_object_is_type(first, json_type_string) ||
                        !json_object_is_type(second, json_type_string) ||
                        strcmp(json_object_get_string(first), kind) != 0)
                return NULL;
        return json_object_get_string(second);
}

static int node_error(struct json_object *node) {
        const char *name = tagged_value(node, "error");

        return name ? error_from_name(name) : 0;
}

bool capture_next_component(const char **path, Text *component) {
        size_t n;

        for (;;) {
                *path += strspn(*path, "/");
                n = strcspn(*path, "/");
                if (n != 1 || **path != '.')
                        break;
                (*path)++;
        }
        if (n == 0)
                return false;
        text_done(component);
        /* The common name needs no escaping and no second copy. */
        text_add_bytes(component, *path, n);
        *path += n;
        if (component->data) {
                _cleanup_text_ Text escaped = TEXT_INIT;

                text_add_escaped(&escaped, component->data);
                text_done(component);
                *component = escaped;
                escaped = (Text) TEXT_INIT;
        }
        return true;
}

int capture_find(struct json_object *directory, const char *path, struct json_object **ret) {
        _cleanup_text_ Text component = TEXT_INIT;
        struct json_object *node = directory;

        while (capture_next_component(&path, &component)) {
                int r = text_error(&component);

                if (r == 0)
                        r = node_error(node);
                if (r < 0)
                        return r;
                if (!json_object_is_type(node, json_type_object))
                        return node ? -ENOTDIR : -ENOENT;
                if (!json_object_object_get_ex(node, text_get(&component), &node))
                        return -ENOENT;
        }
        *ret = node;
        return node_error(node);
}

static int hex_digit(char c) {
        if (c >= '0' && c <= '9')
                return c - '0';
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static ssize_t read_hex(const char *hex, uint8_t *buffer, size_t size) {
        size_t length = strlen(hex);

        if (length % 2 != 0)
                return -EBADMSG;
        if (length / 2 > size)
                return -EFBIG;
        for (size_t i = 0; i < length / 2; i++) {
                int high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);

                if (high < 0 || low < 0)
                        return -EBADMSG;
                buffer[i] = (uint8_t) (high << 4 | low);
        }
        return (ssize_t) (length / 2);
}

ssize_t capture_read_bytes(struct json_object *node, void *buffer, size_t size) {
        const char *hex = tagged_value(node, "hex");
        size_t length;

        if (hex)
                return read_hex(hex, buffer, size);
        if (!node)
                return -ENOENT;
        if (json_object_is_type(node, json_type_object))
                return -EISDIR;
        if (!json_object_is_type(node, json_type_string))
                return -EBADMSG;
        length = (size_t) json_object_get_string_len(node);
        if (length > size)
                return -EFBIG;
        memcpy(buffer, json_object_get_string(node), length);
        return (ssize_t) length;
}

/* Undoes text_add_escaped(), in place. */
static void unescape(char *string) {
        char *to = string;

        for (const char *from = string; *from; to++)
                if (from[0] == '\\' && from[1] == 'x' && hex_digit(from[2]) >= 0 &&
                                hex_digit(from[3]) >= 0) {
                        *to = (char) (hex_digit(from[2]) << 4 | hex_digit(from[3]));
                        from += 4;
                } else
                        *to = *from++;
        *to = '\0';
}

int capture_read_link(struct json_object *node, char *buffer, size_t size) {
        const char *target = tagged_value(node, "link");
        _cleanup_free_ char *name = NULL;

        if (!target)
                return node ? -EINVAL : -ENOENT;
        /* Only what the escaping stood for must fit. */
        name = strdup(target);
        if (!name)
                return -ENOMEM;
        unescape(name);
        if (strlen(name) >= size)
                return -ENAMETOOLONG;
        memcpy(buffer, name, strlen(name) + 1);
        return *buffer && !strchr(buffer, '/') ? 0 : -EBADMSG;
}

static int compare_names(const void *a, const void *b) {
        return strcmp(*(char *const *) a, *(char *const *) b);
}

int capture_list(struct json_object *node, Names *ret) {
        Names names = { 0 };

        if (!json_object_is_type(node, json_type_object))
                return node ? -ENOTDIR : -ENOENT;
        json_object_object_foreach(node, key, value) {
                (void) value;
                if (names_add(&names, key) < 0) {
                        names_done(&names);
                        return -ENOMEM;
                }
                unescape(names.items[names.count - 1]);
        }
        if (names.count > 1)
                qsort(names.items, names.count, sizeof(*names.items), compare_names);
        *ret = names;
        return 0;
}
