/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "report/change-fold.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/parse.h"

static int compare_texts(const char *a, const char *b) {
        if (!a || !b)
                return !b - !a;
        return strcmp(a, b);
}

/* Sentences on single devices. What came from no group, or went into none, folds. */
static bool is_single(const Change *change) {
        return (change_is_membership(change) && change->before && change->after) ||
               (change->kind == CHANGE_MOVED && change->scope != CHANGE_OF_GROUP);
}

/* Which numbers groups have doesn't matter. */
static bool is_without_values(const Change *change) {
        return change_is_membership(change) || change_is_renumbering(change);
}

/* 0: they read the same. */
static int compare_readings(const Change *a, const Change *b) {
        int order;

        if (a->scope != b->scope)
                return a->scope < b->scope ? -1 : 1;
        if (a->kind != b->kind)
                return a->kind < b->kind ? -1 : 1;
        order = compare_texts(a->field, b->field);
        if (order != 0)
                return order;
        if (is_single(a) || is_single(b))
                return a == b ? 0 : a < b ? -1 : 1;
        if (is_without_values(a))
                return !a->before - !b->before;
        order = compare_texts(a->before, b->before);
        if (order == 0)
                order = compare_texts(a->after, b->after);
        return order != 0 ? order : compare_texts(a->summary, b->summary);
}

/* All changes stand in one array, so their places are their order. */
static int compare_changes(const void *a, const void *b) {
        const Change *left = *(const Change *const *) a, *right = *(const Change *const *) b;
        int order = compare_readings(left, right);

        return order != 0 ? order : left < right ? -1 : left > right;
}

static int compare_folds(const void *a, const void *b) {
        const Change *left = ((const ChangeFold *) a)->changes[0],
                     *right = ((const ChangeFold *) b)->changes[0];

        return left < right ? -1 : left > right;
}

void change_folds_done(ChangeFolds *folds) {
        free(folds->items);
        free(folds->changes);
        *folds = (ChangeFolds) CHANGE_FOLDS_INIT;
}

int change_folds_make(const Changes *changes, ChangeFolds *ret) {
        _cleanup_change_folds_ ChangeFolds folds = {
                .items = calloc(MAX(changes->count, (size_t) 1), sizeof(*folds.items)),
                .changes = calloc(MAX(changes->count, (size_t) 1), sizeof(*folds.changes)),
        };

        if (!folds.items || !folds.changes)
                return -ENOMEM;
        for (size_t i = 0; i < changes->count; i++)
                folds.changes[i] = changes->items + i;
        qsort(folds.changes, changes->count, sizeof(*folds.changes), compare_changes);
        for (size_t i = 0, n; i < changes->count; i += n) {
                n = 1;
                while (i + n < changes->count &&
                                compare_readings(folds.changes[i], folds.changes[i + n]) == 0)
                        n++;
                folds.items[folds.count++] = (ChangeFold){ folds.changes + i, n };
        }
        qsort(folds.items, folds.count, sizeof(*folds.items), compare_folds);
        *ret = folds;
        folds = (ChangeFolds) CHANGE_FOLDS_INIT;
        return 0;
}

static bool parse_group_subject(const char *subject, uint64_t *ret) {
        return strncmp(subject, "group/", 6) == 0 &&
               parse_unsigned(subject + 6, 10, UINT64_MAX, ret) == 0;
}

static int compare_numbers(const void *a, const void *b) {
        uint64_t left = *(const uint64_t *) a, right = *(const uint64_t *) b;

        return left < right ? -1 : left > right;
}

static void add_ranges(uint64_t *ids, size_t count, size_t max_ranges, Text *ret) {
        size_t n_ranges = 0;

        qsort(ids, count, sizeof(*ids), compare_numbers);
        text_add(ret, count == 1 ? "group " : "groups ");
        for (size_t i = 0, n; i < count; i += n) {
                n = 1;
                while (i + n < count && ids[i + n] == ids[i] + n)
                        n++;
                if (n_ranges++ == max_ranges) {
                        text_add_format(ret, " and %zu more", count - i);
                        break;
                }
                text_add_format(ret, "%s%" PRIu64, i > 0 ? ", " : "", ids[i]);
                if (n > 1)
                        text_add_format(ret, "-%" PRIu64, ids[i + n - 1]);
        }
}

/* "0000:00:02.0" of "device/0000:00:02.0" */
static const char *name_of(const char *subject) {
        const char *slash = strchr(subject, '/');

        return slash ? slash + 1 : subject;
}

static void add_names(const ChangeFold *fold, size_t max_names, Text *ret) {
        for (size_t i = 0; i < fold->count; i++) {
                if (i == max_names) {
                        text_add_format(ret, " and %zu more", fold->count - i);
                        break;
                }
                text_add_format(ret, "%s%s", i > 0 ? ", " : "", name_of(fold->changes[i]->subject));
        }
}

int change_fold_add_subjects(const ChangeFold *fold, size_t max_names, Text *ret) {
        _cleanup_free_ uint64_t *ids = calloc(fold->count, sizeof(*ids));
        size_t n = 0;

        if (!ids)
                return -ENOMEM;
        if (fold->changes[0]->scope == CHANGE_OF_HOST)
                return 0;
        while (n < fold->count && parse_group_subject(fold->changes[n]->subject, ids + n))
                n++;
        if (n == fold->count)
                add_ranges(ids, n, max_names, ret);
        else
                add_names(fold, max_names, ret);
        if (fold->count > 1)
                text_add_format(ret, " (%zu)", fold->count);
        return text_error(ret);
}
