/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Root: where facts are read from: this machine, a copied tree or a capture.
 *
 * Readers name files relative to it ("sys/class/iommu/dmar0") and can't tell
 * the three apart. While a recorder is attached, whatever a reader is given is
 * written down on the way, so a capture holds just what a scan looks at, and a
 * replayed scan sees what the first one saw, errors included.
 *
 * All functions return 0 or a count where said, or a negative errno: -ENOENT
 * for what isn't there, -EFBIG for more than a reader takes, -EILSEQ for text
 * with a NUL byte in it, -EBADMSG for what is of another kind than asked for.
 */

#include <stddef.h>

#include "base/macros.h"
#include "base/text.h"
#include "model/enums.h"
#include "model/snapshot.h"

typedef struct Recorder Recorder;
typedef struct Root Root;
typedef struct RootDir RootDir;

struct json_object;

/* An attribute in sysfs is at most a page; reserved_regions may fill a page of 64 KiB on arm64. */
#define ATTRIBUTE_MAX_BYTES       4096
#define ATTRIBUTE_LARGE_MAX_BYTES 65536
#define ROOT_NAMES_MAX            1000000
#define ROOT_NAME_MAX             256

/* An open directory beneath the root. */
struct RootDir {
        Root *root;
        char *path;                 /* from the root, without a leading slash */
        int fd;                     /* live and tree */
        struct json_object *node;   /* capture; borrowed from the root */
        struct json_object *record; /* what the recorder writes to; borrowed */
};

/*
 * Opens "/" for NULL, else a directory tree or a capture file. When the file is no
 * capture, ret_error says in one line what is wrong and where.
 */
_warn_unused_ int root_open(const char *path, Root **ret, Text *ret_error);
Root *root_close(Root *root);
static inline void root_closep(Root **root) {
        *root = root_close(*root);
}
#define _cleanup_root_ _cleanup_(root_closep)

RootKind root_kind(const Root *root);

/* From here on, what is read is recorded too. The recorder must outlive the root. */
void root_set_recorder(Root *root, Recorder *recorder);

_warn_unused_ int root_dir_open(Root *root, const char *path, RootDir *ret);
void root_dir_done(RootDir *dir);
#define ROOT_DIR_INIT { .fd = -1 }
#define _cleanup_root_dir_ _cleanup_(root_dir_done)

/* May rewrite what was read, in place, before anybody sees it; returns the new length. */
typedef size_t (*RootScrub)(char *data, size_t length);

/*
 * Reads a text file into buffer, NUL-terminated and without its last newline;
 * size counts the NUL. name may have several components.
 */
_warn_unused_ int root_read_text(
                RootDir *dir, const char *name, RootScrub scrub, char *buffer, size_t size);

/* Reads a binary file of at most size bytes; returns the count. */
_warn_unused_ ssize_t root_read_bytes(
                RootDir *dir, const char *name, RootScrub scrub, void *buffer, size_t size);

/* The same, and of a larger file the first size bytes. */
_warn_unused_ ssize_t root_read_start(
                RootDir *dir, const char *name, RootScrub scrub, void *buffer, size_t size);

/* The last component of a link's target, or the one so many steps up from it. */
_warn_unused_ int root_read_link(
                RootDir *dir, const char *name, unsigned steps_up, char buffer[static ROOT_NAME_MAX]);

/*
 * The name of the directory that a directory really lies in, where it was reached through a link:
 * name is that link, in dir. A capture has no such links; it keeps the answer as the link ".." in
 * the directory. -ENOENT where it was no link.
 */
_warn_unused_ int root_read_above(
                RootDir *dir, const char *name, RootDir *below, char buffer[static ROOT_NAME_MAX]);

/* Names in a directory, sorted by byte value. */
_warn_unused_ int root_list(RootDir *dir, const char *name, Names *ret);

/* As uname -m says; -ENOENT where a tree doesn't tell. kernel: proc/sys/kernel, if it could be opened. */
_warn_unused_ int root_read_machine(Root *root, RootDir *kernel, char **ret);

/* The name that a capture recorded under this key; NULL if none, or no capture. */
const char *root_find_recorded_name(const Root *root, const char *key, const char *kind);
Recorder *root_recorder(const Root *root);
