/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/sysfs-device.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sources/attributes.h"
#include "sources/source-note.h"


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
        { "sriov_numvfs", ATTRIBUTE_DECIMAL, UINT16_MAX, offsetof(Device, sriov_vfs), false },
};

/* Display controllers only. */
static const Attribute display_attributes[] = {
        { "boot_vga", ATTRIBUTE_DECIMAL, 1, offsetof(Device, boot_vga), false },
};

/* Only where there is sriov_numvfs. */
static const Attribute sriov_attributes[] = {
        { "sriov_totalvfs", ATTRIBUTE_DECIMAL, UINT16_MAX, offsetof(Device, sriov_total_vfs), false },
};

/* Any bus. */
static const Attribute common_attributes[] = {
        { "numa_node", ATTRIBUTE_DECIMAL_OR_NEGATIVE, UINT16_MAX, offsetof(Device, numa_node), false },
        { "driver_override", ATTRIBUTE_STRING, 0, offsetof(Device, driver_override), false },
        { "power/runtime_status", ATTRIBUTE_STRING, 0, offsetof(Device, runtime_status), false },
};

/* Only devices bound to a vfio driver have the directory; asking the others would cost a system
 * call each for nothing. */
static int read_vfio_device(RootDir *dir, Device *device, Snapshot *snapshot) {
        _cleanup_(names_done) Names names = { 0 };
        int r;

        if (!device->driver || !strstr(device->driver, "vfio"))
                return 0;
        r = root_list(dir, "vfio-dev", &names);
        if (r == -ENOENT)
                return 0; /* before Linux 6.1 */
        if (r < 0)
                return source_note(snapshot, dir, "vfio-dev", r);
        if (names.count > 0)
                device->vfio_device = TAKE_PTR(names.items[0]);
        return 0;
}

static int read_common(RootDir *dir, Device *device, Snapshot *snapshot) {
        int r;

        r = read_attributes(dir, common_attributes, ARRAY_SIZE(common_attributes), device, snapshot);
        if (r == 0)
                r = read_link(dir, "driver", &device->driver, snapshot);
        if (r == 0)
                r = read_link(dir, "iommu", &device->unit_link, snapshot);
        if (r == 0)
                r = read_link(dir, "iommu_group", &device->group_link, snapshot);
        if (r == 0)
                r = read_vfio_device(dir, device, snapshot);
        return r;
}

static int read_pci(RootDir *dir, Device *device, Snapshot *snapshot) {
        int r;

        r = read_attributes(dir, pci_attributes, ARRAY_SIZE(pci_attributes), device, snapshot);
        if (r == 0 && device->class.known && device->class.value >> 16 == 0x03)
                r = read_attributes(dir, display_attributes, ARRAY_SIZE(display_attributes), device,
                                snapshot);
        if (r == 0 && device->sriov_vfs.known)
                r = read_attributes(dir, sriov_attributes, ARRAY_SIZE(sriov_attributes), device,
                                snapshot);
        if (r == 0)
                r = read_link(dir, "physfn", &device->physical_function, snapshot);
        return r;
}

/* path may differ from the name where the member of a group is meant. */
static int read_device(Root *root, const char *path, const char *name, const char *subsystem,
                HardwareNames *names, Snapshot *snapshot) {
        _cleanup_root_dir_ RootDir dir = ROOT_DIR_INIT;
        Device *device;
        int r;

        device = snapshot_add_device(snapshot);
        if (!device)
                return -ENOMEM;
        device->name = strdup(name);
        if (!device->name)
                return -ENOMEM;
        device->is_pci = parse_pci_address(name, &device->address) == 0;
        r = root_dir_open(root, path, &dir);
        if (r < 0)
                return source_note_path(snapshot, path, r);
        if (subsystem) {
                device->subsystem = strdup(subsystem);
                if (!device->subsystem)
                        return -ENOMEM;
                r = read_pci(&dir, device, snapshot);
        } else
                r = read_link(&dir, "subsystem", &device->subsystem, snapshot);
        if (r == 0)
                r = read_common(&dir, device, snapshot);
        if (r == 0 && names)
                r = hardware_names_look_up(names, device, snapshot);
        return r;
}

int read_pci_devices(Root *root, HardwareNames *names, Snapshot *snapshot) {
        _cleanup_root_dir_ RootDir bus = ROOT_DIR_INIT;
        _cleanup_(names_done) Names devices = { 0 };
        int r;

        r = root_dir_open(root, PCI_DEVICES, &bus);
        if (r == -ENOENT)
                return 0; /* a machine without PCI */
        if (r == 0)
                r = root_list(&bus, ".", &devices);
        if (r < 0)
                return source_note_path(snapshot, PCI_DEVICES, r);
        for (size_t i = 0; i < devices.count; i++) {
                _cleanup_text_ Text path = TEXT_INIT;
                PciAddress address;

                text_add_format(&path, PCI_DEVICES "/%s", devices.items[i]);
                if (text_error(&path) < 0)
                        return -ENOMEM;
                if (parse_pci_address(devices.items[i], &address) < 0)
                        r = source_note_malformed(snapshot, &bus, devices.items[i],
                                        "not the address of a PCI function");
                else
                        r = read_device(root, text_get(&path), devices.items[i], "pci", names,
                                        snapshot);
                if (r < 0)
                        return r;
        }
        return 0;
}

static int compare_names(const void *a, const void *b) {
        return strcmp(*(const char *const *) a, *(const char *const *) b);
}

int read_other_devices(Root *root, Snapshot *snapshot) {
        size_t n_known = snapshot->n_devices;
        _cleanup_free_ const char **known = calloc(MAX(n_known, (size_t) 1), sizeof(*known));
        int r;

        if (!known)
                return -ENOMEM;
        for (size_t i = 0; i < n_known; i++)
                known[i] = snapshot->devices[i].name;
        if (n_known > 1)
                qsort(known, n_known, sizeof(*known), compare_names);

        for (size_t i = 0; i < snapshot->n_groups; i++) {
                const Group *group = snapshot->groups + i;

                for (size_t j = 0; j < group->device_names.count; j++) {
                        const char *name = group->device_names.items[j];
                        _cleanup_text_ Text path = TEXT_INIT;

                        if (bsearch(&name, known, n_known, sizeof(*known), compare_names))
                                continue;
                        text_add_format(&path, "sys/kernel/iommu_groups/%" PRIu64 "/devices/%s",
                                        group->id, name);
                        if (text_error(&path) < 0)
                                return -ENOMEM;
                        r = read_device(root, text_get(&path), name, NULL, NULL, snapshot);
                        if (r < 0)
                                return r;
                }
        }
        return 0;
}
