/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/source-note.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

static const char *describe_error(int error) {
        switch (-error) {
        case EFBIG:
                return "larger than any attribute may be";
        case EILSEQ:
                return "a NUL byte in text";
        case E2BIG:
                return "too many entries";
        default:
                return strerror(-error);
        }
}

static NoteKind note_kind_of(int error) {
        switch (-error) {
        case ENOENT:
                return NOTE_MISSING;
        case EFBIG:
        case EILSEQ:
        case E2BIG:
        case EBADMSG:
                return NOTE_MALFORMED;
        default:
                return NOTE_UNREADABLE;
        }
}

int source_note_path(Snapshot *snapshot, const char *path, int error) {
        _cleanup_text_ Text source = TEXT_INIT;

        if (error == -ENOMEM)
                return error;
        text_add_format(&source, "/%s", path);
        if (text_error(&source) < 0)
                return -ENOMEM;
        return snapshot_add_note(snapshot, note_kind_of(error), text_get(&source), "%s",
                        describe_error(error));
}

int source_note(Snapshot *snapshot, const RootDir *dir, const char *name, int error) {
        _cleanup_text_ Text path = TEXT_INIT;

        text_add_format(&path, "%s/%s", dir->path, name);
        if (text_error(&path) < 0)
                return -ENOMEM;
        return source_note_path(snapshot, text_get(&path), error);
}

int source_note_malformed(Snapshot *snapshot, const RootDir *dir, const char *name, const char *reason) {
        _cleanup_text_ Text source = TEXT_INIT;

        text_add_format(&source, "/%s/%s", dir->path, name);
        if (text_error(&source) < 0)
                return -ENOMEM;
        return snapshot_add_note(snapshot, NOTE_MALFORMED, text_get(&source), "%s", reason);
}
