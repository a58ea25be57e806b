/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/object-name.h"

#include <errno.h>
#include <string.h>

#include "base/parse.h"
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

int find_object(const Snapshot *snapshot, const char *name, ObjectKind *ret_kind, size_t *ret_index) {
        /* In this order where no kind is given: a number is a group. */
        static const struct {
                const char *prefix;
                size_t (*find)(const Snapshot *snapshot, const char *name);
        } kinds[] = {
                [OBJECT_UNIT] = { "unit/", snapshot_find_unit },
                [OBJECT_GROUP] = { "group/", find_group },
                [OBJECT_DEVICE] = { "device/", find_device },
        };

        for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
                size_t n = strlen(kinds[i].prefix), index;
                bool has_prefix = strncmp(name, kinds[i].prefix, n) == 0;

                index = kinds[i].find(snapshot, has_prefix ? name + n : name);
                if (index == NO_INDEX)
                        continue;
                *ret_kind = (ObjectKind) i;
                *ret_index = index;
                return 0;
        }
        return -ENOENT;
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
