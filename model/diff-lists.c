/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/diff-lists.h"

#include <errno.h>
#include <string.h>

static int compare_strings(const void *a, const void *b) {
        return strcmp(*(char *const *) a, *(char *const *) b);
}

static bool is_same_order(const Names *a, const Names *b) {
        if (a->count != b->count)
                return false;
        for (size_t i = 0; i < a->count; i++)
                if (strcmp(a->items[i], b->items[i]) != 0)
                        return false;
        return true;
}

static size_t key_length(const char *string) {
        return strcspn(string, "=");
}

/* The order of their keys alone; elements of the same key are next to each other in both lists. */
static int compare_keys(const char *a, const char *b) {
        size_t n = key_length(a), m = key_length(b);
        int order = strncmp(a, b, MIN(n, m));

        return order != 0 ? order : n < m ? -1 : n > m;
}

static int compare_elements(const void *a, const void *b) {
        int order = compare_keys(*(char *const *) a, *(char *const *) b);

        return order != 0 ? order : compare_strings(a, b);
}

static void add_change(Changes *changes, const Change *place, ChangeKind kind, const char *before,
                const char *after) {
        Change change = *place;

        change.kind = kind;
        change.before = before;
        change.after = after;
        changes_add(changes, &change);
}

static void join(const Names *names, Text *ret) {
        for (size_t i = 0; i < names->count; i++)
                text_add_format(ret, "%s%s", i > 0 ? ", " : "", names->items[i]);
        if (names->count == 0)
                text_add(ret, "none");
}

static void add_whole(
                Changes *changes, const Change *place, const Names *before, const Names *after) {
        _cleanup_text_ Text was = TEXT_INIT, is = TEXT_INIT;

        if (before)
                join(before, &was);
        if (after)
                join(after, &is);
        if (text_error(&was) < 0 || text_error(&is) < 0)
                changes->failed = true;
        add_change(changes, place, CHANGE_CHANGED, before ? text_get(&was) : NULL,
                        after ? text_get(&is) : NULL);
}

/* Both sorted. */
static void add_elements(Changes *changes, const Change *place, bool has_keys, const Names *before,
                const Names *after) {
        size_t i = 0, j = 0;

        while (i < before->count || j < after->count) {
                const char *a = i < before->count ? before->items[i] : NULL;
                const char *b = j < after->count ? after->items[j] : NULL;
                int order = !a ? 1 : !b ? -1 : compare_elements(&a, &b);
                bool is_changed = has_keys && order != 0 && a && b && compare_keys(a, b) == 0;

                if (is_changed)
                        add_change(changes, place, CHANGE_CHANGED, a, b);
                else if (order < 0)
                        add_change(changes, place, CHANGE_REMOVED, a, NULL);
                else if (order > 0)
                        add_change(changes, place, CHANGE_ADDED, NULL, b);
                i += is_changed || order <= 0;
                j += is_changed || order >= 0;
        }
}

void diff_lists_add(Changes *changes, const Change *place, const DiffList *list, Names *before,
                Names *after) {
        Change change = *place;
        size_t count = changes->count;
        _cleanup_text_ Text was = TEXT_INIT, is = TEXT_INIT;
        bool is_same;

        change.field = list->name;
        change.absent = "unknown";
        if (!before || !after) {
                if (before || after)
                        add_whole(changes, &change, before, after);
                return;
        }
        is_same = is_same_order(before, after);
        if (is_same)
                return;
        if (list->has_order) { /* for later: sorting forgets it */
                join(before, &was);
                join(after, &is);
        }
        if (before->count > 1)
                qsort(before->items, before->count, sizeof(*before->items), compare_elements);
        if (after->count > 1)
                qsort(after->items, after->count, sizeof(*after->items), compare_elements);
        add_elements(changes, &change, list->has_keys, before, after);
        if (text_error(&was) < 0 || text_error(&is) < 0)
                changes->failed = true;
        else if (list->has_order && changes->count == count)
                add_change(changes, &change, CHANGE_CHANGED, text_get(&was), text_get(&is));
}
