/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/root.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "base/file.h"
#include "sources/capture-document.h"
#include "sources/recorder.h"

struct Root {
        RootKind kind;
        int fd;                       /* live and tree */
        struct json_object *document; /* capture */
        struct json_object *tree;     /* capture; borrowed from the document */
        Recorder *recorder;           /* borrowed, or NULL */
};

Root *root_close(Root *root) {
        if (!root)
                return NULL;
        closep(&root->fd);
        json_object_put(root->document);
        free(root);
        return NULL;
}

static int open_tree(Root *root, const char *path, Text *ret_error) {
        int probe, r;

        r = file_open_top(path, &root->fd);
        if (r < 0) {
                text_add(ret_error, strerror(-r));
                return r;
        }
        if (root->kind == ROOT_LIVE)
                return 0;
        r = file_open_directory(root->fd, "sys", &probe);
        if (r < 0) {
                text_add_format(ret_error, "not a copied tree: it has no directory \"sys\" (%s)",
                                strerror(-r));
                return r;
        }
        (void) close(probe);
        return 0;
}

static int open_capture(Root *root, const char *path, Text *ret_error) {
        _cleanup_free_ char *text = NULL;
        size_t length;
        int r;

        r = file_read_full(path, CAPTURE_MAX_BYTES, &text, &length);
        if (r < 0) {
                text_add(ret_error, strerror(-r));
                return r;
        }
        r = parse_capture(text, length, &root->document, ret_error);
        if (r < 0)
                return r;
        (void) json_object_object_get_ex(root->document, "tree", &root->tree);
        return 0;
}

int root_open(const char *path, Root **ret, Text *ret_error) {
        _cleanup_root_ Root *root = calloc(1, sizeof(*root));
        struct stat st;
        int r;

        if (!root)
                return -ENOMEM;
        root->fd = -1;
        if (path && stat(path, &st) < 0) {
                r = -errno;
                text_add(ret_error, strerror(-r));
                return r;
        }
        if (path && !S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode)) {
                text_add(ret_error, "neither a file nor a directory");
                return -EINVAL;
        }
        root->kind = !path ? ROOT_LIVE : S_ISDIR(st.st_mode) ? ROOT_TREE : ROOT_CAPTURE;
        if (root->kind == ROOT_CAPTURE)
                r = open_capture(root, path, ret_error);
        else
                r = open_tree(root, path ? path : "/", ret_error);
        if (r < 0)
                return r;
        *ret = TAKE_PTR(root);
        return 0;
}

RootKind root_kind(const Root *root) {
        return root->kind;
}

void root_set_recorder(Root *root, Recorder *recorder) {
        root->recorder = recorder;
}

Recorder *root_recorder(const Root *root) {
        return root->recorder;
}

void root_dir_done(RootDir *dir) {
        closep(&dir->fd);
        free(dir->path);
        *dir = (RootDir) ROOT_DIR_INIT;
}

int root_dir_open(Root *root, const char *path, RootDir *ret) {
        _cleanup_root_dir_ RootDir dir = ROOT_DIR_INIT;
        struct json_object *top = root->recorder ? recorder_tree(root->recorder) : NULL;
        int r;

        dir.root = root;
        dir.path = strdup(path);
        if (!dir.path)
                return -ENOMEM;
        if (root->kind == ROOT_CAPTURE) {
                r = capture_find(root->tree, path, &dir.node);
                if (r == 0 && !json_object_is_type(dir.node, json_type_object))
                        r = dir.node ? -ENOTDIR : -ENOENT;
        } else
                r = file_open_directory(root->fd, path, &dir.fd);
        if (r < 0) {
                if (top)
                        record_bytes(root->recorder, top, path, NULL, r);
                return r;
        }
        if (top)
                dir.record = record_directory(root->recorder, top, path);
        *ret = dir;
        dir = (RootDir) ROOT_DIR_INIT;
        return 0;
}

static ssize_t read_node(RootDir *dir, const char *name, void *buffer, size_t size) {
        struct json_object *node;
        int r;

        r = capture_find(dir->node, name, &node);
        return r < 0 ? r : capture_read_bytes(node, buffer, size);
}

static ssize_t read_and_record(RootDir *dir, const char *name, RootScrub scrub, bool may_cut,
                void *buffer, size_t size) {
        ssize_t n;

        if (dir->root->kind == ROOT_CAPTURE)
                n = read_node(dir, name, buffer, size);
        else
                n = file_read(dir->fd, name, may_cut, buffer, size);
        if (n > 0 && scrub)
                n = (ssize_t) scrub(buffer, (size_t) n);
        record_bytes(dir->root->recorder, dir->record, name, buffer, n);
        return n;
}

ssize_t root_read_bytes(RootDir *dir, const char *name, RootScrub scrub, void *buffer, size_t size) {
        return read_and_record(dir, name, scrub, false, buffer, size);
}

ssize_t root_read_start(RootDir *dir, const char *name, RootScrub scrub, void *buffer, size_t size) {
        return read_and_record(dir, name, scrub, true, buffer, size);
}

int root_read_text(RootDir *dir, const char *name, RootScrub scrub, char *buffer, size_t size) {
        ssize_t n = root_read_bytes(dir, name, scrub, buffer, size - 1);

        if (n < 0)
                return (int) n;
        if (memchr(buffer, '\0', (size_t) n))
                return -EILSEQ;
        if (n > 0 && buffer[n - 1] == '\n')
                n--;
        buffer[n] = '\0';
        return 0;
}

int root_read_link(
                RootDir *dir, const char *name, unsigned steps_up, char buffer[static ROOT_NAME_MAX]) {
        int r;

        if (dir->root->kind == ROOT_CAPTURE) {
                struct json_object *node;

                r = capture_find(dir->node, name, &node);
                if (r == 0)
                        r = capture_read_link(node, buffer, ROOT_NAME_MAX);
        } else
                r = file_read_link(dir->fd, name, steps_up, buffer, ROOT_NAME_MAX);
        record_link(dir->root->recorder, dir->record, name, buffer, r);
        return r;
}

int root_read_above(RootDir *dir, const char *name, RootDir *below, char buffer[static ROOT_NAME_MAX]) {
        int r;

        if (dir->root->kind == ROOT_CAPTURE)
                return root_read_link(below, "..", 0, buffer);
        r = file_read_link(dir->fd, name, 1, buffer, ROOT_NAME_MAX);
        if (r == -EINVAL || r == -EBADMSG)
                r = -ENOENT;
        record_link(dir->root->recorder, below->record, "..", buffer, r);
        return r;
}

int root_list(RootDir *dir, const char *name, Names *ret) {
        Names names = { 0 };
        int r;

        if (dir->root->kind == ROOT_CAPTURE) {
                struct json_object *node;

                r = capture_find(dir->node, name, &node);
                if (r == 0)
                        r = capture_list(node, &names);
        } else {
                r = file_list(dir->fd, name, ROOT_NAMES_MAX, &names.items, &names.count);
                names.capacity = names.count;
        }
        record_names(dir->root->recorder, dir->record, name, names.items, names.count, r);
        if (r == 0)
                *ret = names;
        return r;
}

/* What no recorder writes is no name of a machine. */
static int copy_recorded_machine(Root *root, char *buffer, size_t size) {
        struct json_object *recorded;
        const char *machine;

        if (!json_object_object_get_ex(root->document, "machine", &recorded) ||
                        !json_object_is_type(recorded, json_type_string))
                return -ENOENT;
        machine = json_object_get_string(recorded);
        if (!machine || !text_is_plain(machine) || strlen(machine) >= size)
                return -ENOENT;
        memcpy(buffer, machine, strlen(machine) + 1);
        return 0;
}

static int copy_machine(Root *root, RootDir *kernel, char *buffer, size_t size) {
        struct utsname uts;
        int r;

        if (root->kind == ROOT_LIVE) {
                if (uname(&uts) < 0)
                        return -errno;
                (void) snprintf(buffer, size, "%s", uts.machine);
                return 0;
        }
        /* Linux 6.1 or newer (kernel/utsname_sysctl.c). A capture of a tree has the file too, or the
         * error of reading it; one of a live machine has only what uname said. */
        r = kernel->root ? root_read_text(kernel, "arch", NULL, buffer, size) : -ENOENT;
        return r == -ENOENT && root->kind == ROOT_CAPTURE ? copy_recorded_machine(root, buffer, size) : r;
}

int root_read_machine(Root *root, RootDir *kernel, char **ret) {
        char machine[ROOT_NAME_MAX];
        int r;

        r = copy_machine(root, kernel, machine, sizeof(machine));
        if (r < 0)
                return r;
        if (root->recorder)
                recorder_set_machine(root->recorder, machine);
        *ret = strdup(machine);
        return *ret ? 0 : -ENOMEM;
}

const char *root_find_recorded_name(const Root *root, const char *key, const char *kind) {
        struct json_object *names, *entry, *name;

        if (root->kind != ROOT_CAPTURE ||
                        !json_object_object_get_ex(root->document, "names", &names) ||
                        !json_object_object_get_ex(names, key, &entry) ||
                        !json_object_object_get_ex(entry, kind, &name) ||
                        !json_object_is_type(name, json_type_string))
                return NULL;
        return json_object_get_string(name);
}
