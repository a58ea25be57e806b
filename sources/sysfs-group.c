/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/sysfs-group.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/parse.h"
#include "base/string-set.h"
#include "sources/reserved-regions.h"
#include "sources/source-note.h"

#define GROUPS "sys/kernel/iommu_groups"

/* A group that comes and goes while we read is tried this often. */
#define TRIES_MAX 3

/* All groups are read through the one directory fd, as "7/type": a group of its own would cost
 * two more system calls for each. */
typedef struct GroupPath {
        char text[64];
} GroupPath;

static GroupPath group_path(uint64_t id, const char *attribute) {
        GroupPath path;

        (void) snprintf(path.text, sizeof(path.text), "%" PRIu64 "/%s", id, attribute);
        return path;
}

static bool is_gone(int error) {
        return error == -ENOENT || error == -ENODEV;
}

static int read_type(RootDir *dir, Group *group, bool last_try, Snapshot *snapshot) {
        GroupPath path = group_path(group->id, "type");
        char text[ATTRIBUTE_MAX_BYTES + 1];
        int r;

        r = root_read_text(dir, path.text, NULL, text, sizeof(text));
        if (is_gone(r) && !last_try)
                return r;
        if (r < 0)
                return source_note(snapshot, dir, path.text, r);
        if (parse_group_type(text, &group->type) < 0)
                return source_note_malformed(snapshot, dir, path.text, "an unknown type of domain");
        return 0;
}

/* The kernel names only groups that it has no domain for: "vfio-noiommu", and those of PowerPC. */
static int read_name(RootDir *dir, Group *group, Snapshot *snapshot) {
        GroupPath path = group_path(group->id, "name");
        char text[ATTRIBUTE_MAX_BYTES + 1];
        int r;

        if (group->type != GROUP_TYPE_UNKNOWN)
                return 0;
        r = root_read_text(dir, path.text, NULL, text, sizeof(text));
        if (r == -ENOENT)
                return 0;
        if (r < 0)
                return source_note(snapshot, dir, path.text, r);
        group->name = strdup(text);
        return group->name ? 0 : -ENOMEM;
}

static int read_reserved(RootDir *dir, Group *group, bool last_try, Snapshot *snapshot) {
        GroupPath path = group_path(group->id, "reserved_regions");
        static char text[ATTRIBUTE_LARGE_MAX_BYTES + 1];
        _cleanup_text_ Text error = TEXT_INIT;
        ssize_t n;
        int r;

        /* Not as one line of text: the newline at the end tells that nothing is cut off. */
        n = root_read_bytes(dir, path.text, NULL, text, ATTRIBUTE_LARGE_MAX_BYTES);
        if (n >= 0 && memchr(text, '\0', (size_t) n))
                n = -EILSEQ;
        if (is_gone((int) n) && !last_try)
                return (int) n;
        if (n < 0)
                return source_note(snapshot, dir, path.text, (int) n);
        text[n] = '\0';
        r = parse_reserved_regions(text, &group->reserved, &group->n_reserved, &error);
        if (r == -EINVAL)
                return source_note_malformed(snapshot, dir, path.text, text_get(&error));
        group->reserved_known = r == 0;
        return r;
}

/*
 * Fails with -ENOENT, and leaves nothing behind, when a part of the group isn't
 * there. On the last try what is missing is noted instead.
 */
static int read_group_once(RootDir *dir, uint64_t id, bool last_try, Snapshot *snapshot) {
        Group *group = snapshot_add_group(snapshot);
        int r;

        if (!group)
                return -ENOMEM;
        group->id = id;
        r = read_type(dir, group, last_try, snapshot);
        if (r == 0)
                r = read_name(dir, group, snapshot);
        if (r == 0)
                r = read_reserved(dir, group, last_try, snapshot);
        if (is_gone(r)) {
                snapshot_drop_group(snapshot);
                return -ENOENT;
        }
        return r;
}

static int read_group(RootDir *dir, const char *name, Snapshot *snapshot) {
        uint64_t id;
        int r = -ENOENT;

        if (parse_unsigned(name, 10, UINT32_MAX, &id) < 0 || (name[0] == '0' && name[1]))
                return source_note_malformed(snapshot, dir, name, "not the number of a group");
        for (unsigned tries = 1; r == -ENOENT && tries <= TRIES_MAX; tries++)
                r = read_group_once(dir, id, tries == TRIES_MAX, snapshot);
        return r;
}

int read_groups(Root *root, Snapshot *snapshot) {
        _cleanup_root_dir_ RootDir dir = ROOT_DIR_INIT;
        _cleanup_(names_done) Names names = { 0 };
        int r;

        r = root_dir_open(root, GROUPS, &dir);
        if (r == -ENOENT)
                return 0; /* no IOMMU class either: the report says why */
        if (r == 0)
                r = root_list(&dir, ".", &names);
        if (r < 0)
                return source_note_path(snapshot, GROUPS, r);
        for (size_t i = 0; i < names.count; i++) {
                r = read_group(&dir, names.items[i], snapshot);
                if (r < 0)
                        return r;
        }
        return 0;
}

int read_unclaimed_members(Root *root, Snapshot *snapshot) {
        _cleanup_root_dir_ RootDir dir = ROOT_DIR_INIT;
        _cleanup_string_set_ StringSet claimed = STRING_SET_INIT;
        int r = 0;

        for (size_t i = 0; i < snapshot->n_devices && r == 0; i++)
                if (snapshot->devices[i].group_link)
                        r = string_set_add(&claimed, snapshot->devices[i].group_link);
        for (size_t i = 0; i < snapshot->n_groups && r == 0; i++) {
                Group *group = snapshot->groups + i;
                GroupPath path = group_path(group->id, "devices");
                char name[32];

                (void) snprintf(name, sizeof(name), "%" PRIu64, group->id);
                if (string_set_contains(&claimed, name))
                        continue;
                if (!dir.root)
                        r = root_dir_open(root, GROUPS, &dir);
                if (r == 0)
                        r = root_list(&dir, path.text, &group->device_names);
                if (r < 0 && dir.root)
                        r = source_note(snapshot, &dir, path.text, r);
        }
        return r == -ENOMEM ? r : 0;
}
