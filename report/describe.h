/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Describe: one object of the model as JSON, the one description that JSON
 * output, `show` and later the bus share.
 *
 * Unknown is null, addresses are "0x" strings of 16 digits (a JSON number can't
 * hold 64 bits), and text from outside is escaped as text_add_escaped() does.
 * Keys never go away or change their meaning within a schema version.
 * All return a new object, or NULL when memory runs out.
 */

#include "base/macros.h"
#include "base/text.h"
#include "model/assessment.h"
#include "model/snapshot.h"

struct json_object;

struct json_object *describe_host(const Snapshot *snapshot, const Assessment *assessment);
struct json_object *describe_unit(const Snapshot *snapshot, const Assessment *assessment, size_t i);
struct json_object *describe_group(const Snapshot *snapshot, const Assessment *assessment, size_t i);
struct json_object *describe_device(const Snapshot *snapshot, const Assessment *assessment, size_t i);
struct json_object *describe_finding(const Finding *finding);
struct json_object *describe_note(const Note *note);

/* A group's id, windows and risky ranges alone. */
struct json_object *describe_windows(const Snapshot *snapshot, const Assessment *assessment, size_t i);

/* Who or what bounds a window, in words: "reserved region 0x...-0x... (msi)". */
void describe_first_bound(const Window *window, Text *ret);
void describe_last_bound(const GroupFacts *facts, const Window *window, Text *ret);
