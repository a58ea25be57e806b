/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * View: the machine, tree or capture that --root names, scanned and analysed.
 */

#include "base/macros.h"
#include "model/assessment.h"
#include "model/snapshot.h"
#include "sources/recorder.h"

typedef struct View View;

#define TIME_TEXT_MAX 32

struct View {
        Snapshot *snapshot;
        Assessment *assessment;
        char generated[TIME_TEXT_MAX]; /* RFC 3339, UTC */
};

#define VIEW_INIT { 0 }

void view_done(View *view);
#define _cleanup_view_ _cleanup_(view_done)

/* 0, or the exit status after a message. With a recorder, all that was read is in it, and the
 * extras of a capture too. */
_warn_unused_ int view_open(View *ret, Recorder *recorder);

/* The same for a capture or a tree that is named otherwise. NULL: this machine. */
_warn_unused_ int view_open_root(const char *path, View *ret, Recorder *recorder);
