/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Notes on sources that could not be used, in the words that the report shows.
 */

#include "base/macros.h"
#include "model/snapshot.h"
#include "sources/root.h"

/* Note why a file could not be used; -ENOMEM is returned instead of noted. 0 otherwise. */
_warn_unused_ int source_note_path(Snapshot *snapshot, const char *path, int error);
_warn_unused_ int source_note(
                Snapshot *snapshot, const RootDir *dir, const char *name, int error);
_warn_unused_ int source_note_malformed(
                Snapshot *snapshot, const RootDir *dir, const char *name, const char *reason);
