/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/object-name.h"

#include <errno.h>
#include <string.h>

#include "base/parse.h"
#include "base/text.h"
#include "model/snapshot-link.h"

static size_t find_group(const Snapshot *snapshot, const char *name) {
        uint64_t id;

        return parse_unsigned(name, 10, UINT32_MAX, &id) == 0 ? snapshot_find_group(snapshot, id)
                                                              : NO_INDEX;
}

static size_t find_device(const Snapshot *snapshot, const char *name) {
        char full[PCI_ADDRESS_TEXT_MAX];
        PciAddress address;

        if (parse_pci_address_lenient(name, &address) < 0)
                return snapshot_find_device(snapshot, name);
        pci_address_format(address, full);
        return snapshot_find_device(snapshot, full);
}

/* 1 if the name is printed as it is spelled here, else 0; or -ENOMEM. */
static int is_printed_as(const char *name, const char *spelled) {
        _cleanup_text_ Text text = TEXT_INIT;

        if (text_is_plain(name))
                return 0; /* it is printed as it is, and so would have been found */
        text_add_escaped(&text, name);
        return text_error(&text) < 0 ? -ENOMEM : strcmp(text_get(&text), spelled) == 0;
}

static int find_printed_unit(const Snapshot *snapshot, const char *name, size_t *ret_index) {
        for (size_t i = 0; i < snapshot->n_units; i++) {
                int r = is_printed_as(snapshot->units[i].name, name);

                *ret_index = i;
                if (r != 0)
                        return r < 0 ? r : 0;
        }
        return -ENOENT;
}

static int find_printed_device(const Snapshot *snapshot, const char *name, size_t *ret_index) {
        for (size_t i = 0; i < snapshot->n_devices; i++) {
                int r = is_printed_as(snapshot->devices[i].name, name);

                *ret_index = i;
                if (r != 0)
                        return r < 0 ? r : 0;
        }
        return -ENOENT;
}

/* In this order where no kind is given: a number is a group. */
static const struct {
        const char *prefix;
        size_t (*find)(const Snapshot *snapshot, const char *name);
        int (*find_printed)(const Snapshot *snapshot, const char *name, size_t *ret_index); /* or NULL */
} kinds[] = {
        [OBJECT_UNIT] = { "unit/", snapshot_find_unit, find_printed_unit },
        [OBJECT_GROUP] = { "group/", find_group, NULL },
        [OBJECT_DEVICE] = { "device/", find_device, find_printed_device },
};

static const char *skip_prefix(const char *name, ObjectKind kind) {
        size_t n = strlen(kinds[kind].prefix);

        return strncmp(name, kinds[kind].prefix, n) == 0 ? name + n : name;
}

static int find_printed_object(const Snapshot *snapshot, const char *name, ObjectKind *ret_kind, size_t *ret_index) {
        for (ObjectKind kind = 0; kind < ARRAY_SIZE(kinds); kind++) {
                size_t index;
                int r;

                if (!kinds[kind].find_printed)
                        continue;
                r = kinds[kind].find_printed(snapshot, skip_prefix(name, kind), &index);
                if (r == -ENOENT)
                        continue;
                if (r < 0)
                        return r;
                *ret_kind = kind;
                *ret_index = index;
                return 0;
        }
        return -ENOENT;
}

int find_object(const Snapshot *snapshot, const char *name, ObjectKind *ret_kind, size_t *ret_index) {
        for (ObjectKind kind = 0; kind < ARRAY_SIZE(kinds); kind++) {
                size_t index = kinds[kind].find(snapshot, skip_prefix(name, kind));

                if (index == NO_INDEX)
                        continue;
                *ret_kind = kind;
                *ret_index = index;
                return 0;
        }
        return find_printed_object(snapshot, name, ret_kind, ret_index);
}

int find_group_of_object(const Snapshot *snapshot, const char *name, size_t *ret_group) {
        ObjectKind kind;
        size_t i;
        int r;

        r = find_object(snapshot, name, &kind, &i);
        if (r < 0)
                return r;
        if (kind == OBJECT_UNIT)
                return -EISDIR;
        if (kind == OBJECT_DEVICE)
                i = snapshot->devices[i].group;
        if (i == NO_INDEX)
                return -ENODEV;
        *ret_group = i;
        return 0;
}
