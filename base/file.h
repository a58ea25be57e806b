/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * File access relative to a directory fd, bounded in size.
 *
 * Names are resolved with openat2() so that neither "..", an absolute link nor
 * a link loop leads out of the directory; where the kernel or a sandbox lacks
 * openat2(), what is opened is looked up in /proc and refused if it lies outside.
 * All functions return 0 (or a count where said) or a negative errno.
 */

#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/macros.h"

/* Opens a directory as a place to look names up in (O_PATH): one beneath dir_fd, or the top one,
 * which is resolved as usual. */
_warn_unused_ int file_open_directory(int dir_fd, const char *path, int *ret_fd);
_warn_unused_ int file_open_top(const char *path, int *ret_fd);

/*
 * Reads a file into buffer, of at most size bytes, and returns the count of bytes.
 * When there are more, -EFBIG, or the first size bytes if may_cut. Opens without
 * blocking, so a FIFO in a copied tree can't hang us; a directory gives -EISDIR, a link
 * -ELOOP. One open, one read, one close: sysfs hands out an attribute in a single
 * read, so a short read is the end.
 */
_warn_unused_ ssize_t file_read(
                int dir_fd, const char *path, bool may_cut, void *buffer, size_t size);

/* A file that the user names, resolved as usual, of at most max_bytes; NUL-terminated. */
_warn_unused_ int file_read_full(const char *path, size_t max_bytes, char **ret, size_t *ret_length);

/* A component of what a link points to: the last one, or so many steps up from it. The link is not
 * followed. -EBADMSG if it has no such component. */
_warn_unused_ int file_read_link(int dir_fd, const char *path, unsigned steps_up, char *buffer, size_t size);

/*
 * Names in a directory, sorted by byte value, without dot files. A list of more
 * than max names is refused with -E2BIG. Release with names_free().
 */
_warn_unused_ int file_list(int dir_fd, const char *path, size_t max, char ***ret, size_t *ret_count);
void names_free(char **names, size_t count);

/* Runs `write` on a temporary file beside path, syncs it and renames it into place: readers
 * see the old contents or the new, never a part. A device or a pipe is written to as it is. */
_warn_unused_ int file_replace(
                const char *path, int (*write)(FILE *file, void *userdata), void *userdata);
