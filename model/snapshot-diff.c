/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "model/snapshot-diff.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "model/diff-fields.h"
#include "model/diff-findings.h"
#include "model/diff-firmware.h"
#include "model/diff-lists.h"
#include "model/diff-subject.h"
#include "model/snapshot-match.h"

typedef struct Diff {
        DiffSide before, after;
        const SnapshotMatch *match;
        Changes *changes;
        Text was, is; /* values at hand; kept, for the memory that they have */
} Diff;

static void clear(Text *text) {
        text->length = 0;
        if (text->data)
                text->data[0] = '\0';
}

static void add_field(Diff *diff, const Change *place, const DiffField *field,
                const DiffObject *before, const DiffObject *after) {
        bool had_value, has_value;
        Change change = *place;

        if (field->is_same && field->is_same(diff->match, before, after))
                return;
        clear(&diff->was);
        clear(&diff->is);
        had_value = field->get(field, before, &diff->was);
        has_value = field->get(field, after, &diff->is);
        if (had_value == has_value && strcmp(text_get(&diff->was), text_get(&diff->is)) == 0)
                return;
        change.kind = CHANGE_CHANGED;
        change.field = field->name;
        change.absent = field->absent;
        change.before = had_value ? text_get(&diff->was) : NULL;
        change.after = has_value ? text_get(&diff->is) : NULL;
        changes_add(diff->changes, &change);
}

static int add_list(Diff *diff, const Change *place, const DiffList *list, const DiffObject *before,
                const DiffObject *after) {
        _cleanup_names_ Names was = { 0 }, is = { 0 };
        int known_before, known_after;

        if (list->is_same && list->is_same(before, after))
                return 0;
        known_before = list->get(before, &was);
        if (known_before < 0)
                return known_before;
        known_after = list->get(after, &is);
        if (known_after < 0)
                return known_after;
        diff_lists_add(diff->changes, place, list, known_before ? &was : NULL,
                        known_after ? &is : NULL);
        return 0;
}

static int compare_objects(Diff *diff, const DiffTable *table, const Change *place,
                const DiffObject *before, const DiffObject *after) {
        for (size_t i = 0; i < table->n_fields; i++)
                add_field(diff, place, table->fields + i, before, after);
        for (size_t i = 0; i < table->n_lists; i++) {
                int r = add_list(diff, place, table->lists + i, before, after);

                if (r < 0)
                        return r;
        }
        return 0;
}

static const FirmwareTable *find_table(const Snapshot *snapshot, FirmwareKind kind) {
        for (size_t i = 0; i < snapshot->n_tables; i++)
                if (snapshot->tables[i].kind == kind)
                        return snapshot->tables + i;
        return NULL;
}

/* Only root sees what is in a table: a table that one side could not read is no change. */
static int compare_tables(Diff *diff) {
        for (FirmwareKind kind = 0; kind < _FIRMWARE_KIND_MAX; kind++) {
                const FirmwareTable *before = find_table(diff->before.snapshot, kind);
                const FirmwareTable *after = find_table(diff->after.snapshot, kind);
                const DiffList list = { .name = firmware_kind_to_string(kind) };
                const Change place = { .scope = CHANGE_OF_HOST, .subject = "host" };
                _cleanup_names_ Names was = { 0 }, is = { 0 };
                int r;

                if (!before || !after)
                        continue;
                r = diff_firmware_list(before, &was);
                if (r == 0)
                        r = diff_firmware_list(after, &is);
                if (r < 0)
                        return r;
                diff_lists_add(diff->changes, &place, &list, &was, &is);
        }
        return 0;
}

static int compare_hosts(Diff *diff) {
        const DiffObject before = {
                .snapshot = diff->before.snapshot,
                .assessment = diff->before.assessment,
                .data = &diff->before.snapshot->host,
                .facts = diff->before.assessment,
        };
        const DiffObject after = {
                .snapshot = diff->after.snapshot,
                .assessment = diff->after.assessment,
                .data = &diff->after.snapshot->host,
                .facts = diff->after.assessment,
        };
        const Change place = { .scope = CHANGE_OF_HOST, .subject = "host" };
        int r;

        r = compare_objects(diff, &host_diff_table, &place, &before, &after);
        return r == 0 ? compare_tables(diff) : r;
}

static DiffObject object_of(const DiffSide *side, ChangeScope scope, size_t i) {
        DiffObject object = { .snapshot = side->snapshot, .assessment = side->assessment, .i = i };

        if (scope == CHANGE_OF_UNIT) {
                object.data = side->snapshot->units + i;
                object.facts = side->assessment->units + i;
        } else if (scope == CHANGE_OF_GROUP) {
                object.data = side->snapshot->groups + i;
                object.facts = side->assessment->groups + i;
        } else
                object.data = side->snapshot->devices + i;
        return object;
}

/* What tells about an object that is on one side only. */
static void add_gist(const DiffSide *side, ChangeScope scope, size_t i, Text *ret) {
        if (scope == CHANGE_OF_UNIT)
                text_add(ret, unit_kind_to_string(side->snapshot->units[i].kind));
        else if (scope == CHANGE_OF_GROUP)
                text_add(ret, group_type_to_string(side->snapshot->groups[i].type));
        else {
                const Device *device = side->snapshot->devices + i;

                if (device->vendor.known && device->device.known)
                        text_add_format(ret, "%04" PRIx64 ":%04" PRIx64, device->vendor.value,
                                        device->device.value);
        }
}

/* True if a member of the group is on the other side too, and so tells where it went. */
static bool has_known_member(const Diff *diff, const Group *group, bool is_after) {
        const Matching *devices = &diff->match->devices;

        for (size_t i = 0; i < group->n_devices; i++)
                if ((is_after ? devices->before_of : devices->after_of)[group->devices[i]] !=
                                NO_INDEX)
                        return true;
        return false;
}

static void add_single(Diff *diff, ChangeScope scope, size_t i, bool is_after) {
        const DiffSide *side = is_after ? &diff->after : &diff->before;
        _cleanup_text_ Text subject = TEXT_INIT, gist = TEXT_INIT;
        Change change = { .scope = scope, .kind = is_after ? CHANGE_ADDED : CHANGE_REMOVED };

        if (scope == CHANGE_OF_GROUP &&
                        has_known_member(diff, side->snapshot->groups + i, is_after))
                return;
        diff_subject_add(&subject, side->snapshot, scope, i);
        add_gist(side, scope, i, &gist);
        change.subject = text_get(&subject);
        if (gist.length > 0)
                *(is_after ? &change.after : &change.before) = text_get(&gist);
        if (text_error(&subject) < 0 || text_error(&gist) < 0)
                diff->changes->failed = true;
        changes_add(diff->changes, &change);
}

static int compare_pair(Diff *diff, const DiffTable *table, ChangeScope scope, size_t i, size_t j) {
        const DiffObject before = object_of(&diff->before, scope, i),
                         after = object_of(&diff->after, scope, j);
        _cleanup_text_ Text was = TEXT_INIT, is = TEXT_INIT;
        Change change = { .scope = scope, .kind = CHANGE_MOVED };

        diff_subject_add(&was, diff->before.snapshot, scope, i);
        diff_subject_add(&is, diff->after.snapshot, scope, j);
        if (text_error(&was) < 0 || text_error(&is) < 0)
                return -ENOMEM;
        change.subject = text_get(&is);
        if (strcmp(text_get(&was), text_get(&is)) != 0) {
                change.was = text_get(&was);
                change.field = scope == CHANGE_OF_GROUP ? "id" : "name";
                change.before = strchr(text_get(&was), '/') + 1;
                change.after = strchr(text_get(&is), '/') + 1;
                changes_add(diff->changes, &change);
                change.field = change.before = change.after = NULL;
        }
        return compare_objects(diff, table, &change, &before, &after);
}

static int compare_all(
                Diff *diff, const DiffTable *table, ChangeScope scope, const Matching *matching) {
        for (size_t i = 0; i < matching->n_before; i++)
                if (matching->after_of[i] == NO_INDEX)
                        add_single(diff, scope, i, false);
        for (size_t j = 0; j < matching->n_after; j++) {
                int r;

                if (matching->before_of[j] == NO_INDEX) {
                        add_single(diff, scope, j, true);
                        continue;
                }
                r = compare_pair(diff, table, scope, matching->before_of[j], j);
                if (r < 0)
                        return r;
        }
        return 0;
}

/* The first member of a device's group beside itself, NULL if there is none. */
static const char *find_companion(const Snapshot *snapshot, size_t device) {
        const Group *group = snapshot->groups + snapshot->devices[device].group;

        if (group->n_devices < 2)
                return NULL;
        return snapshot->devices[group->devices[group->devices[0] == device]].name;
}

static void add_membership(Diff *diff, size_t i, size_t j) {
        const Snapshot *before = diff->before.snapshot, *after = diff->after.snapshot;
        size_t was = before->devices[i].group, is = after->devices[j].group;
        _cleanup_text_ Text old_subject = TEXT_INIT, subject = TEXT_INIT, from = TEXT_INIT,
                            to = TEXT_INIT;
        Change change = { .scope = CHANGE_OF_GROUP, .kind = CHANGE_MOVED, .field = "group" };

        diff_subject_add(&old_subject, before, CHANGE_OF_DEVICE, i);
        diff_subject_add(&subject, after, CHANGE_OF_DEVICE, j);
        change.subject = text_get(&subject);
        change.was = strcmp(text_get(&old_subject), text_get(&subject)) != 0
                                     ? text_get(&old_subject)
                                     : NULL;
        if (was != NO_INDEX) {
                text_add_format(&from, "%" PRIu64, before->groups[was].id);
                change.before = text_get(&from);
                change.before_with = find_companion(before, i);
        }
        if (is != NO_INDEX) {
                text_add_format(&to, "%" PRIu64, after->groups[is].id);
                change.after = text_get(&to);
                change.after_with = find_companion(after, j);
        }
        if (text_error(&old_subject) < 0 || text_error(&subject) < 0 || text_error(&from) < 0 ||
                        text_error(&to) < 0)
                diff->changes->failed = true;
        changes_add(diff->changes, &change);
}

static void compare_memberships(Diff *diff) {
        for (size_t j = 0; j < diff->after.snapshot->n_devices; j++) {
                size_t i = diff->match->devices.before_of[j], was, is;

                if (i == NO_INDEX)
                        continue;
                was = diff->before.snapshot->devices[i].group;
                is = diff->after.snapshot->devices[j].group;
                if (was == NO_INDEX ? is != NO_INDEX : diff->match->groups.after_of[was] != is)
                        add_membership(diff, i, j);
                else if (was != NO_INDEX && is == NO_INDEX)
                        add_membership(diff, i, j);
        }
}

static int compare_sides(Diff *diff) {
        int r;

        r = compare_hosts(diff);
        if (r == 0)
                r = compare_all(diff, &unit_diff_table, CHANGE_OF_UNIT, &diff->match->units);
        if (r == 0)
                r = compare_all(diff, &group_diff_table, CHANGE_OF_GROUP, &diff->match->groups);
        if (r == 0) {
                compare_memberships(diff);
                r = compare_all(diff, &device_diff_table, CHANGE_OF_DEVICE, &diff->match->devices);
        }
        if (r == 0)
                r = diff_findings_add(diff->changes, diff->before, diff->after, diff->match);
        if (r == 0 && (diff->changes->failed || text_error(&diff->was) < 0 ||
                                      text_error(&diff->is) < 0))
                r = -ENOMEM;
        return r;
}

int compute_snapshot_diff(DiffSide before, DiffSide after, Changes *ret) {
        _cleanup_snapshot_match_ SnapshotMatch match = SNAPSHOT_MATCH_INIT;
        _cleanup_changes_ Changes changes = CHANGES_INIT;
        Diff diff = { .before = before, .after = after, .match = &match, .changes = &changes };
        int r;

        r = compute_snapshot_match(before.snapshot, after.snapshot, &match);
        if (r == 0)
                r = compare_sides(&diff);
        text_done(&diff.was);
        text_done(&diff.is);
        if (r < 0)
                return r;
        *ret = changes;
        changes = (Changes) CHANGES_INIT;
        return 0;
}
