/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/assignable.h"

#include <inttypes.h>
#include <string.h>

#include "analysis/host-options.h"
#include "analysis/interrupts.h"
#include "base/text.h"
#include "model/kernel-release.h"

bool has_vfio_driver(const Snapshot *snapshot, const Group *group) {
        for (size_t i = 0; i < group->n_devices; i++)
                if (device_is_bound_to_vfio(snapshot->devices + group->devices[i]))
                        return true;
        return false;
}

static const ReservedRegion *find_direct_region(const Group *group) {
        for (size_t i = 0; i < group->n_reserved; i++)
                if (group->reserved[i].type == REGION_DIRECT)
                        return group->reserved + i;
        return NULL;
}

static int set_answer(GroupFacts *facts, Truth answer, Text *reason) {
        facts->assignable = answer;
        return reason->length > 0 ? text_finish(reason, &facts->assignable_reason) : text_error(reason);
}

static void list_foreign_drivers(const Snapshot *snapshot, const Group *group, Text *ret) {
        for (size_t i = 0; i < group->n_devices; i++) {
                const Device *device = snapshot->devices + group->devices[i];

                if (!device_has_host_driver(device))
                        continue;
                text_add(ret, ret->length > 0 ? ", " : "bound to a host driver: ");
                text_add(ret, device->name);
                text_add(ret, " (");
                text_add(ret, device->driver);
                text_add_char(ret, ')', 1);
        }
}

/* VFIO refuses bridges by their header (drivers/vfio/pci, header type other than 0). Host and ISA
 * bridges it would take, but nobody means them unless they are bound to it already. */
static bool is_candidate(const Device *device) {
        uint64_t class = device->class.value >> 8;

        if (device_is_bridge(device))
                return false;
        if (!device->class.known || (class != 0x0600 && class != 0x0601))
                return true;
        return device_is_bound_to_vfio(device);
}

static bool has_candidate(const Snapshot *snapshot, const Group *group) {
        for (size_t i = 0; i < group->n_devices; i++)
                if (is_candidate(snapshot->devices + group->devices[i]))
                        return true;
        return false;
}

/* Up to 6.5 only the VT-d driver refuses a device with a `direct` region; since then all do, by the
 * core (drivers/iommu/iommu.c, require_direct). */
bool is_direct_refused(const Snapshot *snapshot, const Group *group) {
        for (size_t i = 0; i < group->n_units; i++)
                if (snapshot->units[group->units[i]].kind == UNIT_INTEL_VTD)
                        return true;
        return kernel_release_compare(snapshot->host.kernel, 6, 5) > 0;
}

/* What speaks against a device without being in the kernel's way. */
static void add_remarks(const Snapshot *snapshot, const Group *group, Text *ret) {
        /* reset_method */
        bool knows_resets = snapshot->host.kernel && kernel_release_compare(snapshot->host.kernel, 5, 15) >= 0;

        for (size_t i = 0; i < group->n_devices; i++) {
                const Device *device = snapshot->devices + group->devices[i];

                if (!device->is_pci || !is_candidate(device))
                        continue;
                if (device->boot_vga.known && device->boot_vga.value == 1)
                        text_add_format(ret, "%s%s is the firmware's display", ret->length > 0 ? "; " : "", device->name);
                if (knows_resets && !device->reset_methods)
                        text_add_format(ret, "%s%s can't be reset", ret->length > 0 ? "; " : "", device->name);
        }
}

/* A guest's device could raise any interrupt of the host where nothing checks its messages:
 * interrupt remapping on a PC, the ITS on Arm. */
static Truth compute_isolation_by_unit(const Snapshot *snapshot, const Unit *unit, const char **ret_reason) {
        bool is_pc = snapshot->host.machine && strcmp(snapshot->host.machine, "x86_64") == 0;

        if (!is_pc || unit->kind != UNIT_VIRTIO_IOMMU)
                return compute_interrupt_remapping(snapshot, unit, ret_reason);
        *ret_reason = "a virtio-iommu doesn't remap the interrupts of a PC";
        return TRUTH_NO;
}

Truth compute_interrupt_isolation(const Snapshot *snapshot, const Group *group, const char **ret_reason) {
        bool is_certain = group->n_units > 0;

        *ret_reason = "allow_unsafe_interrupts is set";
        if (find_module_switch(&snapshot->host, NULL, "allow_unsafe_interrupts") == TRUTH_YES)
                return TRUTH_YES;
        for (size_t i = 0; i < group->n_units; i++) {
                const Unit *unit = snapshot->units + group->units[i];

                Truth one = compute_isolation_by_unit(snapshot, unit, ret_reason);

                if (one == TRUTH_NO)
                        return TRUTH_NO;
                is_certain = is_certain && one == TRUTH_YES;
        }
        *ret_reason = is_certain ? NULL : "sysfs doesn't tell";
        return is_certain ? TRUTH_YES : TRUTH_UNKNOWN;
}

static void describe_interrupt_obstacle(const Snapshot *snapshot, const Group *group, Text *ret) {
        const char *obstacle;

        if (compute_interrupt_isolation(snapshot, group, &obstacle) == TRUTH_NO)
                text_add_format(ret, "%s, and allow_unsafe_interrupts is not set", obstacle);
}

static int compute_answer(const Snapshot *snapshot, const Group *group, GroupFacts *facts) {
        const ReservedRegion *direct = find_direct_region(group);
        _cleanup_text_ Text reason = TEXT_INIT;

        if (group->name && strcmp(group->name, "vfio-noiommu") == 0)
                text_add(&reason, "no IOMMU isolates this group (VFIO no-IOMMU mode, or a mediated device)");
        else if (direct && is_direct_refused(snapshot, group))
                text_add_format(&reason, "firmware needs 0x%016" PRIx64 "-0x%016" PRIx64 " mapped at all times",
                                direct->first, direct->last);
        else if (facts->windows_source != WINDOWS_UNKNOWN && facts->n_windows == 0)
                text_add(&reason, "its reserved regions leave no address to map anything at");
        if (reason.length > 0)
                return set_answer(facts, TRUTH_NO, &reason);

        facts->reason_is_plain = true;
        if (!has_candidate(snapshot, group))
                text_add(&reason, group->n_devices > 0 ? "only bridges, which VFIO doesn't assign"
                                                       : "no device in it");
        else
                list_foreign_drivers(snapshot, group, &reason);
        if (text_error(&reason) < 0 || reason.length > 0)
                return set_answer(facts, TRUTH_NO, &reason);

        facts->reason_is_plain = false;
        describe_interrupt_obstacle(snapshot, group, &reason);
        if (reason.length > 0)
                return set_answer(facts, TRUTH_NO, &reason);
        if (facts->windows_source == WINDOWS_UNKNOWN) {
                text_add(&reason, facts->windows_reason);
                return set_answer(facts, TRUTH_UNKNOWN, &reason);
        }
        return set_answer(facts, TRUTH_YES, &reason);
}

int compute_assignable(const Snapshot *snapshot, const Group *group, GroupFacts *facts) {
        _cleanup_text_ Text remarks = TEXT_INIT;
        int r;

        add_remarks(snapshot, group, &remarks);
        r = remarks.length > 0 ? text_finish(&remarks, &facts->assignable_remarks) : text_error(&remarks);
        return r == 0 ? compute_answer(snapshot, group, facts) : r;
}
