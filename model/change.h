/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Change: one thing that differs between two snapshots. Changes: a list, which owns all of it
 * but the names of fields.
 *
 * Seen from the other side, a list is the same with before and after swapped, and with what
 * was added removed.
 */

#include <stddef.h>

#include "base/macros.h"
#include "model/enums.h"

typedef struct Change Change;
typedef struct Changes Changes;

struct Change {
        ChangeScope scope;
        ChangeKind kind;
        const char *subject; /* "host", "unit/dmar0", "group/7": as in the later one, if it is there */
        const char *was;     /* the same in the earlier one, if it went by another name there */
        const char *field; /* as JSON spells it, or a finding's id; NULL: the object as a whole */
        const char *before, *after; /* NULL: not there, or not known; `absent` says which */
        const char *absent;         /* "none" or "unknown"; a constant */

        /* Of a device that went to another group: the first other member, NULL if it was alone. */
        const char *before_with, *after_with;
        const char *summary; /* of a finding */
};

struct Changes {
        Change *items;
        size_t count, capacity;
        bool failed; /* memory ran out; the list is not complete */
};

#define CHANGES_INIT \
        { 0 }

/* Copies all strings but field and absent. A failure is remembered in `failed`, so that a caller asks once. */
void changes_add(Changes *changes, const Change *change);

void changes_done(Changes *changes);
#define _cleanup_changes_ _cleanup_(changes_done)

/* A device that left one group, or came into another. */
static inline bool change_is_membership(const Change *change) {
        return change->scope == CHANGE_OF_GROUP && change->kind == CHANGE_MOVED &&
               change->subject[0] == 'd';
}

/* The number of a group is good for one boot only, so this alone means nothing. */
static inline bool change_is_renumbering(const Change *change) {
        return change->scope == CHANGE_OF_GROUP && change->kind == CHANGE_MOVED &&
               change->subject[0] == 'g';
}
