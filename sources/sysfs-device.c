/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/sysfs-device.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/string-set.h"
#include "sources/attributes.h"
#include "sources/source-note.h"
#include "sources/sysfs-config.h"
#include "sources/sysfs-group.h"
#include "sources/sysfs-sriov.h"

#define PCI_DEVICES "sys/bus/pci/devices"

static const Attribute pci_attributes[] = {
        { "vendor", ATTRIBUTE_HEX_PREFIXED, UINT16_MAX, offsetof(Device, vendor), true },
        { "device", ATTRIBUTE_HEX_PREFIXED, UINT16_MAX, offsetof(Device, device), true },
        { "subsystem_vendor", ATTRIBUTE_HEX_PREFIXED, UINT16_MAX,
                        offsetof(Device, subsystem_vendor), false },
        { "subsystem_device", ATTRIBUTE_HEX_PREFIXED, UINT16_MAX,
                        offsetof(Device, subsystem_device), false },
        { "revision", ATTRIBUTE_HEX_PREFIXED, UINT8_MAX, offsetof(Device, revision), false },
        { "class", ATTRIBUTE_HEX_PREFIXED, 0xffffff, offsetof(Device, class), true },
        { "dma_mask_bits", ATTRIBUTE_DECIMAL, 64, offsetof(Device, dma_mask_bits), false },
        { "consistent_dma_mask_bits", ATTRIBUTE_DECIMAL, 64,
                        offsetof(Device, consistent_dma_mask_bits), false },
        { "power_state", ATTRIBUTE_STRING, 0, offsetof(Device, power_state), false },
        { "reset_method", ATTRIBUTE_STRING, 0, offsetof(Device, reset_methods), false },
};

/* Display controllers only. */
static const Attribute display_attributes[] = {
        { "boot_vga", ATTRIBUTE_DECIMAL, 1, offsetof(Device, boot_vga), false },
};

/* Any bus. */
static const Attribute common_attributes[] = {
        { "numa_node", ATTRIBUTE_DECIMAL_OR_NEGATIVE, UINT16_MAX, offsetof(Device, numa_node), false },
        { "driver_override", ATTRIBUTE_STRING, 0, offsetof(Device, driver_override), false },
};

typedef struct Reader {
        Root *root;
        HardwareNames *names;
        Snapshot *snapshot;
        StringSet listed; /* devices that a unit lists */
        SriovReader sriov;
} Reader;

/* The link says what the unit's list says too, except when making one of the two failed; so it is
 * read only for a device that no unit lists. */
static int read_unit_link(Reader *reader, RootDir *dir, Device *device) {
        if (string_set_contains(&reader->listed, device->name))
                return 0;
        return read_link(dir, "iommu", &device->unit_link, reader->snapshot);
}

static int read_common(Reader *reader, RootDir *dir, Device *device) {
        bool is_awake;
        int r;

        r = read_attributes(dir, common_attributes, ARRAY_SIZE(common_attributes), device,
                        reader->snapshot);
        if (r == 0)
                r = read_runtime_status(dir, device, reader->snapshot, &is_awake);
        /* At once, before it falls asleep. */
        if (r == 0 && device->is_pci && is_awake)
                r = read_pci_config(dir, device, reader->snapshot);
        if (r == 0)
                r = read_link(dir, "driver", &device->driver, reader->snapshot);
        if (r == 0)
                r = read_link(dir, "iommu_group", &device->group_link, reader->snapshot);
        if (r == 0 && device->group_link)
                r = read_unit_link(reader, dir, device);
        return r;
}

static int read_pci(RootDir *dir, Device *device, Snapshot *snapshot) {
        int r;

        r = read_attributes(dir, pci_attributes, ARRAY_SIZE(pci_attributes), device, snapshot);
        if (r == 0 && device->class.known && device->class.value >> 16 == 0x03)
                r = read_attributes(dir, display_attributes, ARRAY_SIZE(display_attributes), device,
                                snapshot);
        return r;
}

/* bus: that of the PCI function; NULL for any other device, which tells itself. */
static int read_device(Reader *reader, const char *path, const char *name, RootDir *bus) {
        _cleanup_root_dir_ RootDir dir = ROOT_DIR_INIT;
        Device *device;
        int r;

        device = snapshot_add_device(reader->snapshot);
        if (!device)
                return -ENOMEM;
        device->name = strdup(name);
        if (!device->name)
                return -ENOMEM;
        device->is_pci = parse_pci_address(name, &device->address) == 0;
        r = root_dir_open(reader->root, path, &dir);
        if (r < 0)
                return source_note_path(reader->snapshot, path, r);
        if (bus) {
                device->subsystem = strdup("pci");
                r = device->subsystem ? read_place(&reader->sriov, bus, &dir, device, reader->snapshot)
                                      : -ENOMEM;
                if (r == 0)
                        r = read_pci(&dir, device, reader->snapshot);
        } else
                r = read_link(&dir, "subsystem", &device->subsystem, reader->snapshot);
        if (r == 0)
                r = read_common(reader, &dir, device);
        if (r == 0 && bus)
                r = read_sriov(&reader->sriov, &dir, device, reader->snapshot);
        return r == 0 ? hardware_names_look_up(reader->names, device, reader->snapshot) : r;
}

static int read_pci_device(Reader *reader, RootDir *bus, const char *name) {
        _cleanup_text_ Text path = TEXT_INIT;
        PciAddress address;

        text_add(&path, PCI_DEVICES "/");
        text_add(&path, name);
        if (text_error(&path) < 0)
                return -ENOMEM;
        if (parse_pci_address(name, &address) < 0)
                return snapshot_add_note(reader->snapshot, NOTE_MALFORMED, "/" PCI_DEVICES,
                                "%s is not the address of a PCI function", name);
        return read_device(reader, text_get(&path), name, bus);
}

static int read_pci_devices(Reader *reader) {
        _cleanup_root_dir_ RootDir bus = ROOT_DIR_INIT;
        _cleanup_(names_done) Names names = { 0 };
        int r;

        r = root_dir_open(reader->root, "sys/bus/pci", &bus);
        if (r == 0)
                r = root_list(&bus, "devices", &names);
        if (r == -ENOENT)
                return 0; /* a machine without PCI */
        if (r < 0)
                return source_note_path(reader->snapshot, PCI_DEVICES, r);
        for (size_t i = 0; i < names.count && r == 0; i++)
                r = read_pci_device(reader, &bus, names.items[i]);
        return r;
}

/* Reads each of the names that isn't known yet, as PREFIX/devices/NAME. */
static int read_new_devices(Reader *reader, const char *prefix, const Names *names, StringSet *known) {
        for (size_t i = 0; i < names->count; i++) {
                _cleanup_text_ Text path = TEXT_INIT;
                int r;

                if (string_set_contains(known, names->items[i]))
                        continue;
                text_add_format(&path, "%s/devices/%s", prefix, names->items[i]);
                if (text_error(&path) < 0)
                        return -ENOMEM;
                r = read_device(reader, text_get(&path), names->items[i], NULL);
                if (r < 0)
                        return r;
        }
        return 0;
}

/* All at once: the next question sorts them. */
static int add_known(const Names *names, StringSet *known) {
        int r = 0;

        for (size_t i = 0; i < names->count && r == 0; i++)
                r = string_set_add(known, names->items[i]);
        return r;
}

static int collect_known(const Snapshot *snapshot, StringSet *ret) {
        int r = 0;

        for (size_t i = 0; i < snapshot->n_devices && r == 0; i++)
                r = string_set_add(ret, snapshot->devices[i].name);
        return r;
}

/* Platform devices and the like: those that a unit lists, and the members of groups that have no
 * other. A group whose members point to it needs no list of its own. */
static int read_other_devices(Reader *reader) {
        Snapshot *snapshot = reader->snapshot;
        _cleanup_string_set_ StringSet known = STRING_SET_INIT;
        int r;

        r = collect_known(snapshot, &known);
        for (size_t i = 0; i < snapshot->n_units && r == 0; i++) {
                _cleanup_text_ Text prefix = TEXT_INIT;

                text_add_format(&prefix, "sys/class/iommu/%s", snapshot->units[i].name);
                r = text_error(&prefix);
                if (r == 0)
                        r = read_new_devices(reader, text_get(&prefix), &snapshot->units[i].device_names,
                                        &known);
        }
        for (size_t i = 0; i < snapshot->n_units && r == 0; i++)
                r = add_known(&snapshot->units[i].device_names, &known);
        if (r == 0)
                r = read_unclaimed_members(reader->root, snapshot);
        for (size_t i = 0; i < snapshot->n_groups && r == 0; i++) {
                char prefix[64];

                (void) snprintf(prefix, sizeof(prefix), "sys/kernel/iommu_groups/%" PRIu64,
                                snapshot->groups[i].id);
                r = read_new_devices(reader, prefix, &snapshot->groups[i].device_names, &known);
        }
        return r;
}

int read_devices(Root *root, HardwareNames *names, Snapshot *snapshot) {
        Reader reader = { .root = root, .names = names, .snapshot = snapshot };
        int r = 0;

        for (size_t i = 0; i < snapshot->n_units; i++)
                for (size_t j = 0; j < snapshot->units[i].device_names.count && r == 0; j++)
                        r = string_set_add(&reader.listed, snapshot->units[i].device_names.items[j]);
        if (r == 0)
                r = read_pci_devices(&reader);
        if (r == 0)
                r = read_other_devices(&reader);
        string_set_done(&reader.listed);
        return r;
}
