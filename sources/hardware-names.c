/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/hardware-names.h"

#include <errno.h>
#include <inttypes.h>
#include <libudev.h>
#include <stdio.h>
#include <string.h>

#include "sources/recorder.h"

typedef struct Entry {
        uint64_t key; /* vendor, device, base class and subclass */
        const char *vendor, *device, *class; /* in the snapshot's pool */
} Entry;

struct HardwareNames {
        Root *root;
        struct udev *udev;
        struct udev_hwdb *database; /* NULL without one */
        Entry *entries;    /* open addressing; key 0 with no vendor is never stored */
        bool *used;
        size_t count;
        size_t capacity; /* a power of two */
};

HardwareNames *hardware_names_free(HardwareNames *names) {
        if (!names)
                return NULL;
        if (names->database)
                udev_hwdb_unref(names->database);
        if (names->udev)
                udev_unref(names->udev);
        free(names->entries);
        free(names->used);
        free(names);
        return NULL;
}

int hardware_names_new(Root *root, HardwareNames **ret) {
        _cleanup_hardware_names_ HardwareNames *names = calloc(1, sizeof(*names));

        if (!names)
                return -ENOMEM;
        names->root = root;
        if (root_kind(root) != ROOT_CAPTURE)
                names->udev = udev_new();
        if (names->udev)
                names->database = udev_hwdb_new(names->udev);
        *ret = TAKE_PTR(names);
        return 0;
}

static size_t find_slot(const HardwareNames *names, uint64_t key) {
        /* Fibonacci hashing: the ids differ in few, scattered bits. */
        size_t slot = (size_t) (key * 0x9e3779b97f4a7c15ULL >> 32) & (names->capacity - 1);

        while (names->used[slot] && names->entries[slot].key != key)
                slot = (slot + 1) & (names->capacity - 1);
        return slot;
}

static int grow(HardwareNames *names) {
        HardwareNames bigger = { .capacity = MAX(names->capacity * 2, (size_t) 64) };

        if (names->count * 2 < names->capacity)
                return 0;
        bigger.entries = calloc(bigger.capacity, sizeof(*bigger.entries));
        bigger.used = calloc(bigger.capacity, sizeof(*bigger.used));
        if (!bigger.entries || !bigger.used) {
                free(bigger.entries);
                free(bigger.used);
                return -ENOMEM;
        }
        for (size_t i = 0; i < names->capacity; i++)
                if (names->used[i]) {
                        size_t slot = find_slot(&bigger, names->entries[i].key);

                        bigger.entries[slot] = names->entries[i];
                        bigger.used[slot] = true;
                }
        free(names->entries);
        free(names->used);
        names->entries = bigger.entries;
        names->used = bigger.used;
        names->capacity = bigger.capacity;
        return 0;
}

/* A name, from a list of properties or from the capture, into the pool and the recorder. */
static int store_name(HardwareNames *names, struct udev_list_entry *properties, const char *modalias,
                const char *kind, const char *property, Snapshot *snapshot, const char **ret) {
        const char *name = root_find_recorded_name(names->root, modalias, kind);
        struct udev_list_entry *entry;

        udev_list_entry_foreach(entry, properties)
                if (strcmp(udev_list_entry_get_name(entry), property) == 0)
                        name = udev_list_entry_get_value(entry);
        if (!name)
                return 0;
        if (root_recorder(names->root))
                recorder_add_name(root_recorder(names->root), modalias, kind, name);
        if (names_add(&snapshot->pool, name) < 0)
                return -ENOMEM;
        *ret = snapshot->pool.items[snapshot->pool.count - 1];
        return 0;
}

static int fill_entry(HardwareNames *names, const Device *device, Snapshot *snapshot, Entry *entry) {
        struct udev_list_entry *properties = NULL;
        char modalias[80];
        int r;

        /* As drivers/pci/pci-sysfs.c makes it, without the subsystem. */
        (void) snprintf(modalias, sizeof(modalias),
                        "pci:v%08" PRIX64 "d%08" PRIX64 "sv00000000sd00000000bc%02" PRIX64
                        "sc%02" PRIX64 "i00",
                        device->vendor.value, device->device.value, device->class.value >> 16,
                        device->class.value >> 8 & 0xff);
        if (names->database)
                properties = udev_hwdb_get_properties_list_entry(names->database, modalias, 0);
        r = store_name(names, properties, modalias, "vendor", "ID_VENDOR_FROM_DATABASE", snapshot,
                        &entry->vendor);
        if (r == 0)
                r = store_name(names, properties, modalias, "device", "ID_MODEL_FROM_DATABASE", snapshot,
                                &entry->device);
        if (r == 0)
                r = store_name(names, properties, modalias, "class", "ID_PCI_SUBCLASS_FROM_DATABASE",
                                snapshot, &entry->class);
        return r;
}

int hardware_names_look_up(HardwareNames *names, Device *device, Snapshot *snapshot) {
        Entry *entry;
        size_t slot;
        int r;

        if (!device->vendor.known || !device->device.known || !device->class.known)
                return 0;
        r = grow(names);
        if (r < 0)
                return r;
        slot = find_slot(names, device->vendor.value << 32 | device->device.value << 16 |
                                        device->class.value >> 8);
        entry = names->entries + slot;
        if (!names->used[slot]) {
                entry->key = device->vendor.value << 32 | device->device.value << 16 |
                                device->class.value >> 8;
                r = fill_entry(names, device, snapshot, entry);
                if (r < 0)
                        return r;
                names->used[slot] = true;
                names->count++;
        }
        device->vendor_name = entry->vendor;
        device->device_name = entry->device;
        device->class_name = entry->class;
        return 0;
}
