/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What groups are compared in. Their members are compared device by device. */

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "model/diff-fields.h"

static bool get_type(const DiffField *field _unused_, const DiffObject *object, Text *ret) {
        text_add(ret, group_type_to_string(((const Group *) object->data)->type));
        return true;
}

static bool get_windows_reason(
                const DiffField *field _unused_, const DiffObject *object, Text *ret) {
        const GroupFacts *facts = object->facts;

        if (facts->windows_reason)
                text_add(ret, facts->windows_reason);
        return facts->windows_reason;
}

static bool get_assignable_reason(
                const DiffField *field _unused_, const DiffObject *object, Text *ret) {
        const GroupFacts *facts = object->facts;

        if (facts->assignable_reason)
                text_add(ret, facts->assignable_reason);
        return facts->assignable_reason;
}

/* Where windows are unknown on one side only, that is told with the windows. */
static bool is_same_windows_reason(const SnapshotMatch *match _unused_, const DiffObject *before,
                const DiffObject *after) {
        const GroupFacts *a = before->facts, *b = after->facts;

        return !a->windows_reason || !b->windows_reason ||
                        strcmp(a->windows_reason, b->windows_reason) == 0;
}

static bool is_plain(const GroupFacts *facts) {
        return !facts->assignable_reason || facts->reason_is_plain;
}

/* A driver that came or went is told with its device. */
static bool is_same_assignable_reason(const SnapshotMatch *match _unused_, const DiffObject *before,
                const DiffObject *after) {
        return is_plain(before->facts) && is_plain(after->facts);
}

static const DiffField fields[] = {
        { .name = "type", .absent = "unknown", .get = get_type },
        { .name = "name", .absent = "none", .get = diff_field_text, .offset = offsetof(Group, name) },
        { .name = "windows_reason", .absent = "none", .get = get_windows_reason,
          .is_same = is_same_windows_reason },
        { .name = "assignable", .absent = "unknown", .get = diff_field_facts_truth,
          .offset = offsetof(GroupFacts, assignable) },
        { .name = "assignable_reason", .absent = "none", .get = get_assignable_reason,
          .is_same = is_same_assignable_reason },
};

static bool is_same_reserved(const DiffObject *before, const DiffObject *after) {
        const Group *a = before->data, *b = after->data;

        if (a->reserved_known != b->reserved_known || a->n_reserved != b->n_reserved)
                return false;
        for (size_t i = 0; i < a->n_reserved; i++)
                if (a->reserved[i].first != b->reserved[i].first ||
                                a->reserved[i].last != b->reserved[i].last ||
                                a->reserved[i].type != b->reserved[i].type)
                        return false;
        return true;
}

static int list_reserved(const DiffObject *object, Names *ret) {
        const Group *group = object->data;

        for (size_t i = 0; i < group->n_reserved; i++) {
                const ReservedRegion *region = group->reserved + i;
                _cleanup_text_ Text text = TEXT_INIT;

                text_add_format(&text, "0x%016" PRIx64 "-0x%016" PRIx64 " %s", region->first, region->last,
                                region_type_to_string(region->type));
                if (text_error(&text) < 0 || names_add(ret, text_get(&text)) < 0)
                        return -ENOMEM;
        }
        return group->reserved_known;
}

static bool is_same_windows(const DiffObject *before, const DiffObject *after) {
        const GroupFacts *a = before->facts, *b = after->facts;

        if ((a->windows_source == WINDOWS_UNKNOWN) != (b->windows_source == WINDOWS_UNKNOWN) ||
                        a->n_windows != b->n_windows)
                return false;
        for (size_t i = 0; i < a->n_windows; i++)
                if (a->windows[i].range.first != b->windows[i].range.first ||
                                a->windows[i].range.last != b->windows[i].range.last ||
                                a->windows[i].last_known != b->windows[i].last_known)
                        return false;
        return true;
}

static int list_windows(const DiffObject *object, Names *ret) {
        const GroupFacts *facts = object->facts;

        for (size_t i = 0; i < facts->n_windows; i++) {
                const Window *window = facts->windows + i;
                _cleanup_text_ Text text = TEXT_INIT;

                text_add_format(&text, "0x%016" PRIx64 "-", window->range.first);
                if (!window->last_known)
                        text_add(&text, "unknown, at most ");
                text_add_format(&text, "0x%016" PRIx64, window->range.last);
                if (text_error(&text) < 0 || names_add(ret, text_get(&text)) < 0)
                        return -ENOMEM;
        }
        return facts->windows_source != WINDOWS_UNKNOWN;
}

static const DiffList lists[] = {
        { .name = "reserved", .get = list_reserved, .is_same = is_same_reserved },
        { .name = "windows", .get = list_windows, .is_same = is_same_windows },
};

const DiffTable group_diff_table = { fields, ARRAY_SIZE(fields), lists, ARRAY_SIZE(lists) };
