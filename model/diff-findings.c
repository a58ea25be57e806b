/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/diff-findings.h"

#include <errno.h>
#include <string.h>

#include "model/diff-subject.h"

/* A finding with its subject as the later side names it. */
typedef struct Place {
        const Finding *finding;
        char *subject;
} Place;

typedef struct Places {
        Place *items;
        size_t count;
} Places;

static void places_done(Places *places) {
        for (size_t i = 0; places->items && i < places->count; i++)
                free(places->items[i].subject);
        free(places->items);
}

static const Matching *matching_of(const SnapshotMatch *match, ChangeScope scope) {
        return scope == CHANGE_OF_UNIT    ? &match->units
               : scope == CHANGE_OF_GROUP ? &match->groups
                                          : &match->devices;
}

/* An object that one side only has is no other's, even if another one has its name now. */
static char *translate(const DiffSide *side, const DiffSide *later, const SnapshotMatch *match,
                const char *subject) {
        _cleanup_text_ Text text = TEXT_INIT;
        ChangeScope scope;
        char *result;
        size_t i;

        if (diff_subject_find(side->snapshot, subject, &scope, &i) < 0)
                text_add(&text, subject);
        else {
                const Matching *matching = matching_of(match, scope);
                bool is_later = side->snapshot == later->snapshot;
                size_t other = (is_later ? matching->before_of : matching->after_of)[i];

                if (other == NO_INDEX)
                        text_add_format(&text, "%c%s", is_later ? '+' : '-', subject);
                else
                        diff_subject_add(&text, later->snapshot, scope, is_later ? i : other);
        }
        return text_finish(&text, &result) < 0 ? NULL : result;
}

static int compare_places(const void *a, const void *b) {
        const Place *left = a, *right = b;
        int order = strcmp(left->finding->id, right->finding->id);

        return order != 0 ? order : strcmp(left->subject, right->subject);
}

static int list_places(const DiffSide *side, const DiffSide *later, const SnapshotMatch *match,
                Places *ret) {
        const Findings *findings = &side->assessment->findings;

        ret->count = findings->count;
        ret->items = calloc(MAX(findings->count, (size_t) 1), sizeof(*ret->items));
        if (!ret->items)
                return -ENOMEM;
        for (size_t i = 0; i < findings->count; i++) {
                ret->items[i].finding = findings->items + i;
                ret->items[i].subject = translate(side, later, match, findings->items[i].subject);
                if (!ret->items[i].subject)
                        return -ENOMEM;
        }
        qsort(ret->items, ret->count, sizeof(*ret->items), compare_places);
        return 0;
}

static void add_change(Changes *changes, const Finding *before, const Finding *after) {
        const Finding *there = after ? after : before;
        Change change = {
                .scope = CHANGE_OF_FINDING,
                .kind = !before  ? CHANGE_ADDED
                        : !after ? CHANGE_REMOVED
                                 : CHANGE_CHANGED,
                .subject = there->subject,
                .field = there->id,
                .before = before ? severity_to_string(before->severity) : NULL,
                .after = after ? severity_to_string(after->severity) : NULL,
                .summary = there->summary,
        };

        if (before && after && before->severity == after->severity)
                return;
        if (before && strcmp(before->subject, there->subject) != 0)
                change.was = before->subject;
        changes_add(changes, &change);
}

int diff_findings_add(
                Changes *changes, DiffSide before, DiffSide after, const SnapshotMatch *match) {
        _cleanup_(places_done) Places was = { 0 }, is = { 0 };
        size_t i = 0, j = 0;
        int r;

        r = list_places(&before, &after, match, &was);
        if (r == 0)
                r = list_places(&after, &after, match, &is);
        if (r < 0)
                return r;
        while (i < was.count || j < is.count) {
                const Place *a = i < was.count ? was.items + i : NULL,
                            *b = j < is.count ? is.items + j : NULL;
                int order = !a ? 1 : !b ? -1 : compare_places(a, b);

                add_change(changes, order <= 0 ? a->finding : NULL, order >= 0 ? b->finding : NULL);
                i += order <= 0;
                j += order >= 0;
        }
        return 0;
}
