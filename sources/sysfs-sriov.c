/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/sysfs-sriov.h"

#include <errno.h>
#include <string.h>

#include "sources/attributes.h"
#include "sources/sysfs-config.h"

/* Physical functions only; where there is no first one, the others aren't asked for. */
static const Attribute sriov_attributes[] = {
        { "sriov_numvfs", ATTRIBUTE_DECIMAL, UINT16_MAX, offsetof(Device, sriov_vfs), false },
        { "sriov_totalvfs", ATTRIBUTE_DECIMAL, UINT16_MAX, offsetof(Device, sriov_total_vfs), false },
};

static int read_physfn(SriovReader *reader, RootDir *dir, Device *device, Snapshot *snapshot) {
        reader->physfn_asked = true;
        return read_link(dir, "physfn", &device->physical_function, snapshot);
}

static bool is_on_bus_of_last(const SriovReader *reader, const Device *device) {
        return reader->has_any && reader->last.segment == device->address.segment &&
                        reader->last.bus == device->address.bus;
}

static int copy_parent(const Device *from, Device *to) {
        if (from->parent_link) {
                to->parent_link = strdup(from->parent_link);
                if (!to->parent_link)
                        return -ENOMEM;
        }
        to->parent_known = true;
        return 0;
}

int read_place(SriovReader *reader, RootDir *bus, RootDir *dir, Device *device, Snapshot *snapshot) {
        const Device *physical = NULL;
        int r = 0;

        reader->physfn_asked = false;
        if (is_on_bus_of_last(reader, device))
                r = read_physfn(reader, dir, device, snapshot);
        if (r == 0 && device->physical_function)
                physical = find_listed_function(snapshot, device->physical_function);
        if (r < 0)
                return r;
        /* What holds for the one holds for the other. */
        if (physical && physical != device && physical->parent_known)
                return copy_parent(physical, device);
        return read_pci_parent(bus, dir, device);
}

/* A virtual function's bits in Device Control and its translation unit are those of its physical
 * function and read as zero (PCI Express Base 5.0, 9.3.5 and 9.3.7). */
static void forget_shared_bits(PciCapabilities *capabilities) {
        capabilities->no_snoop = TRUTH_UNKNOWN;
        capabilities->relaxed_ordering = TRUTH_UNKNOWN;
        capabilities->ats_page_bits = 0;
}

/* Where configuration space has been seen, it tells whether the files are there. */
static bool may_be_physical(const Device *device) {
        const PciCapabilities *capabilities = &device->capabilities;

        return !capabilities->is_known || !capabilities->extended_known || capabilities->has_sriov;
}

static bool may_be_virtual(const SriovReader *reader, const Device *device) {
        if (!device->parent_known)
                return reader->has_any;
        if (!device->parent_link)
                return reader->has_on_root_bus;
        return reader->above && strcmp(reader->above, device->parent_link) == 0;
}

static void remember_physical(SriovReader *reader, const Device *device) {
        if (device->sriov_vfs.known ? device->sriov_vfs.value == 0 : !device->capabilities.has_sriov)
                return;
        reader->has_any = true;
        reader->last = device->address;
        if (device->parent_link)
                reader->above = device->parent_link;
        else
                reader->has_on_root_bus = true;
}

static int read_numbers(SriovReader *reader, RootDir *dir, Device *device, Snapshot *snapshot) {
        int r;

        if (!may_be_physical(device))
                return 0;
        r = read_attributes(dir, sriov_attributes, 1, device, snapshot);
        remember_physical(reader, device);
        if (r < 0 || !device->sriov_vfs.known)
                return r;
        return read_attributes(dir, sriov_attributes + 1, ARRAY_SIZE(sriov_attributes) - 1, device, snapshot);
}

/* Bridges are neither physical nor virtual functions, and a virtual function is no physical one. */
int read_sriov(SriovReader *reader, RootDir *dir, Device *device, Snapshot *snapshot) {
        int r = 0;

        if (device_is_bridge(device))
                return 0;
        if (!reader->physfn_asked && may_be_virtual(reader, device))
                r = read_physfn(reader, dir, device, snapshot);
        if (r < 0)
                return r;
        if (!device->physical_function)
                return read_numbers(reader, dir, device, snapshot);
        forget_shared_bits(&device->capabilities);
        return 0;
}
