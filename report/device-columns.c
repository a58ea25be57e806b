/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <inttypes.h>

#include "report/columns.h"

static const Device *device_at(const Snapshot *snapshot, size_t i) {
        return snapshot->devices + i;
}

static void add_name(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        text_add_escaped(cell, device_at(snapshot, i)->name);
}

static void add_subsystem(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_,
                size_t i) {
        text_add_escaped(cell, device_at(snapshot, i)->subsystem);
}

static void add_group(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        const Device *device = device_at(snapshot, i);

        if (device->group != NO_INDEX)
                text_add_format(cell, "%" PRIu64, snapshot->groups[device->group].id);
}

static void add_unit(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        const Device *device = device_at(snapshot, i);

        if (device->unit != NO_INDEX)
                text_add_escaped(cell, snapshot->units[device->unit].name);
}

static void add_ids(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        const Device *device = device_at(snapshot, i);

        if (device->vendor.known && device->device.known)
                text_add_format(cell, "%04" PRIx64 ":%04" PRIx64, device->vendor.value,
                                device->device.value);
}

static void add_class(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        if (device_at(snapshot, i)->class.known)
                text_add_format(cell, "%06" PRIx64, device_at(snapshot, i)->class.value);
}

static void add_driver(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        text_add_escaped(cell, device_at(snapshot, i)->driver);
}

static void add_override(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_,
                size_t i) {
        text_add_escaped(cell, device_at(snapshot, i)->driver_override);
}

static void add_number(Text *cell, Number value) {
        if (value.known)
                text_add_format(cell, "%" PRIu64, value.value);
}

static void add_mask(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        add_number(cell, device_at(snapshot, i)->dma_mask_bits);
}

static void add_node(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        add_number(cell, device_at(snapshot, i)->numa_node);
}

static void add_resets(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        text_add_escaped(cell, device_at(snapshot, i)->reset_methods);
}

static void add_power(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        text_add_escaped(cell, device_at(snapshot, i)->runtime_status);
}

static void add_function(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_,
                size_t i) {
        text_add_escaped(cell, device_at(snapshot, i)->physical_function);
}

static void add_vfio(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        text_add_escaped(cell, device_at(snapshot, i)->vfio_device);
}

static void add_model(Text *cell, const Snapshot *snapshot, const Assessment *assessment _unused_, size_t i) {
        const Device *device = device_at(snapshot, i);

        text_add_escaped(cell, device->vendor_name);
        text_add(cell, device->vendor_name && device->device_name ? " " : "");
        text_add_escaped(cell, device->device_name);
}

static void add_coherency(Text *cell, const Snapshot *snapshot _unused_, const Assessment *assessment,
                size_t i) {
        text_add(cell, coherency_to_string(assessment->devices[i].coherency.verdict));
}

const Column device_columns[] = {
        { "DEVICE", "name in sysfs", true, false, false, add_name },
        { "GROUP", "its IOMMU group", true, true, false, add_group },
        { "UNIT", "the unit that it is behind", true, false, false, add_unit },
        { "ID", "vendor and device id", true, false, false, add_ids },
        { "DRIVER", "the driver that it is bound to", true, false, false, add_driver },
        { "MODEL", "vendor and device name", true, false, true, add_model },
        { "SUBSYSTEM", "the bus that it is on", false, false, false, add_subsystem },
        { "CLASS", "base class, subclass and programming interface", false, false, false, add_class },
        { "OVERRIDE", "the driver that it is reserved for", false, false, false, add_override },
        { "MASK", "bits of the DMA mask that the last kernel driver set", false, true, false, add_mask },
        { "NODE", "NUMA node", false, true, false, add_node },
        { "RESETS", "how the kernel can reset it", false, false, false, add_resets },
        { "POWER", "runtime power state", false, false, false, add_power },
        { "PF", "the physical function of a virtual one", false, false, false, add_function },
        { "VFIO", "its VFIO device, while bound to a VFIO driver", false, false, false, add_vfio },
        { "COHERENCY", "do it and the CPUs see the same data", false, false, false, add_coherency },
};
const size_t n_device_columns = ARRAY_SIZE(device_columns);
