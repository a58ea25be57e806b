/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What devices are compared in. Their groups are compared by members. */

#include "model/diff-fields.h"
#include "model/snapshot-link.h"

static bool get_unit(const DiffField *field _unused_, const DiffObject *object, Text *ret) {
        const Device *device = object->data;

        if (device->unit != NO_INDEX)
                text_add(ret, object->snapshot->units[device->unit].name);
        return device->unit != NO_INDEX;
}

/* The same unit may have another name. */
static bool is_same_unit(
                const SnapshotMatch *match, const DiffObject *before, const DiffObject *after) {
        const Device *a = before->data, *b = after->data;

        if (a->unit == NO_INDEX || b->unit == NO_INDEX)
                return a->unit == b->unit;
        return match->units.after_of[a->unit] == b->unit;
}

static size_t find_physical_function(const DiffObject *object) {
        const Device *device = object->data;

        if (!device->physical_function)
                return NO_INDEX;
        return snapshot_find_device(object->snapshot, device->physical_function);
}

/* Likewise the physical function, if its bus has another number. */
static bool is_same_physical_function(
                const SnapshotMatch *match, const DiffObject *before, const DiffObject *after) {
        size_t a = find_physical_function(before), b = find_physical_function(after);

        return a != NO_INDEX && b != NO_INDEX && match->devices.after_of[a] == b;
}

/* Their numbers are given out as devices are bound: only whether there is one means something. */
static bool get_vfio_device(const DiffField *field _unused_, const DiffObject *object, Text *ret) {
        const Device *device = object->data;

        if (device->vfio_device)
                text_add(ret, truth_to_string(TRUTH_YES));
        return device->vfio_device;
}

/* Only root sees them: that one side saw nothing is no change of the machine. */
static bool is_capability_hidden(const SnapshotMatch *match _unused_, const DiffObject *before,
                const DiffObject *after) {
        const Device *a = before->data, *b = after->data;

        return !a->capabilities.extended_known || !b->capabilities.extended_known;
}

static bool get_acs_control(const DiffField *field _unused_, const DiffObject *object, Text *ret) {
        const PciCapabilities *capabilities = &((const Device *) object->data)->capabilities;

        if (capabilities->has_acs)
                text_add_format(ret, "0x%02x", capabilities->acs_control);
        return capabilities->has_acs;
}

static bool add_switch(bool is_there, bool is_on, Text *ret) {
        if (is_there)
                text_add(ret, truth_to_string(is_on ? TRUTH_YES : TRUTH_NO));
        return is_there;
}

static bool get_ats(const DiffField *field _unused_, const DiffObject *object, Text *ret) {
        const PciCapabilities *capabilities = &((const Device *) object->data)->capabilities;

        return add_switch(capabilities->has_ats, capabilities->ats_enabled, ret);
}

static bool get_pri(const DiffField *field _unused_, const DiffObject *object, Text *ret) {
        const PciCapabilities *capabilities = &((const Device *) object->data)->capabilities;

        return add_switch(capabilities->has_pri, capabilities->pri_enabled, ret);
}

static bool get_pasid(const DiffField *field _unused_, const DiffObject *object, Text *ret) {
        const PciCapabilities *capabilities = &((const Device *) object->data)->capabilities;

        return add_switch(capabilities->has_pasid, capabilities->pasid_enabled, ret);
}

#define FIELD(field, absence, getter)                                                              \
        { .name = #field, .absent = absence, .get = getter, .offset = offsetof(Device, field) }
#define TEXT(field, absence) FIELD(field, absence, diff_field_text)
#define NUMBER(field, absence) FIELD(field, absence, diff_field_number)
#define HEX(field) FIELD(field, "unknown", diff_field_hex)
#define CAPABILITY(word, getter)                                                                   \
        { .name = word, .absent = "none", .get = getter, .is_same = is_capability_hidden }

static const DiffField fields[] = {
        TEXT(subsystem, "unknown"),
        HEX(vendor),
        HEX(device),
        HEX(class),
        HEX(subsystem_vendor),
        HEX(subsystem_device),
        HEX(revision),
        { .name = "unit", .absent = "none", .get = get_unit, .is_same = is_same_unit },
        TEXT(driver, "none"),
        TEXT(driver_override, "none"),
        NUMBER(dma_mask_bits, "unknown"),
        NUMBER(consistent_dma_mask_bits, "unknown"),
        NUMBER(numa_node, "none"),
        { .name = "physical_function", .absent = "none", .get = diff_field_text,
          .offset = offsetof(Device, physical_function), .is_same = is_same_physical_function },
        NUMBER(sriov_vfs, "none"),
        NUMBER(sriov_total_vfs, "none"),
        TEXT(reset_methods, "none"),
        { .name = "vfio_device", .absent = "none", .get = get_vfio_device },
        NUMBER(boot_vga, "none"),
        CAPABILITY("acs_control", get_acs_control),
        CAPABILITY("ats_enabled", get_ats),
        CAPABILITY("pri_enabled", get_pri),
        CAPABILITY("pasid_enabled", get_pasid),
};

const DiffTable device_diff_table = { .fields = fields, .n_fields = ARRAY_SIZE(fields) };
