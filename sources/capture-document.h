/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The capture document: one JSON file that holds all a scan looked at.
 *
 *   { "schema": "iommu-diag/capture/1", "generated": ..., "program": ...,
 *     "machine": "x86_64",
 *     "names": { "KEY": { "vendor": ..., "device": ..., "class": ... } },
 *     "tree": { "sys": { "class": { "iommu": {} } },
 *               "proc": { "cmdline": "intel_iommu=on\n" } } }
 *
 * In the tree an object is a directory, a string is a text file, null a name
 * that was listed and not looked at, and an array is one of ["link", TARGET],
 * ["hex", BYTES], ["error", ERRNO-NAME]. A name that isn't there wasn't there.
 * Names are escaped as text_add_escaped() does. The link ".." in a device's directory says
 * where it really lies, since the link that led to the directory is not kept.
 */

#include <stddef.h>
#include <json-c/json.h>

#include "base/macros.h"
#include "base/text.h"
#include "model/snapshot.h"

#define CAPTURE_SCHEMA    "iommu-diag/capture/1"
#define CAPTURE_MAX_BYTES (512UL * 1024 * 1024)
/* Values in it: each takes some 150 bytes of memory, however short it is in the file. A capture of a
 * machine with 65,536 devices has fewer. */
#define CAPTURE_MAX_VALUES 2000000UL

/* Parses and checks a document. On -EBADMSG, ret_error says, unescaped, what is wrong and where. */
_warn_unused_ int parse_capture(
                const char *text, size_t length, struct json_object **ret, Text *ret_error);

/* Looks a path up from a directory node. 0, -ENOENT, -ENOTDIR or the recorded error. */
_warn_unused_ int capture_find(
                struct json_object *directory, const char *path, struct json_object **ret);

/* What a node says, copied out. The errors of root.h. */
_warn_unused_ ssize_t capture_read_bytes(struct json_object *node, void *buffer, size_t size);
_warn_unused_ int capture_read_link(struct json_object *node, char *buffer, size_t size);
_warn_unused_ int capture_list(struct json_object *node, Names *ret);

/* For the writer: the name that an error is kept under, and the next component of *path, escaped
 * as names in the tree are; false at the end. "." is no component. */
const char *capture_error_name(int error);
bool capture_next_component(const char **path, Text *component);
