/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The options of `windows`: which questions to ask about one group.
 */

#include "base/macros.h"
#include "model/fit.h"
#include "model/snapshot.h"

typedef struct WindowOptions WindowOptions;

struct WindowOptions {
        bool has_guest, has_place;
        GuestRequest guest; /* machine NULL and has_amd_vcpu false unless given */
        bool has_vcpu;
        PlaceRequest place;
};

/* From arg_values. 0, or the exit status after a message. */
_warn_unused_ int parse_window_options(int n_objects, WindowOptions *ret);

/* Fills in what depends on the machine that is looked at. 0, or the exit status after a message. */
_warn_unused_ int window_options_complete(WindowOptions *options, const Snapshot *snapshot);
