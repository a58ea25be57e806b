/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Writing the tree of a capture document, node by node.
 *
 * The directories on the way are made. What is there already stays: a directory that
 * is listed first and entered later is one directory. All return 0 or -ENOMEM.
 */

#include <stddef.h>

#include "base/macros.h"

struct json_object;

struct json_object *capture_add_directory(struct json_object *directory, const char *path);
_warn_unused_ int capture_add_bytes(
                struct json_object *directory, const char *path, const void *data, size_t length);
_warn_unused_ int capture_add_link(
                struct json_object *directory, const char *path, const char *target);
_warn_unused_ int capture_add_error(struct json_object *directory, const char *path, int error);
