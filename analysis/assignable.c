/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/assignable.h"

#include <inttypes.h>
#include <string.h>

#include "analysis/host-options.h"
#include "base/text.h"
#include "model/kernel-release.h"

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
                text_add_format(ret, "%s (%s)", device->name, device->driver);
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
static bool refuses_direct(const Snapshot *snapshot, const Group *group) {
        for (size_t i = 0; i < group->n_units; i++)
                if (snapshot->units[group->units[i]].kind == UNIT_INTEL_VTD)
                        return true;
        return kernel_release_compare(snapshot->host.kernel, 6, 5) > 0;
}

/* A guest's device could raise any interrupt of the host where nothing checks its messages:
 * interrupt remapping on a PC, the ITS on Arm. */
static const char *find_interrupt_obstacle(const Host *host, const Unit *unit) {
        bool is_pc = host->machine && strcmp(host->machine, "x86_64") == 0;

        if (unit->abilities.interrupt_remapping == TRUTH_NO)
                return "the unit can't remap interrupts";
        if (is_pc && (find_boot_option(host, "intremap", "off") || has_boot_word(host, "nointremap")))
                return "interrupt remapping is off by boot option";
        if (is_pc && unit->kind == UNIT_VIRTIO_IOMMU)
                return "a virtio-iommu doesn't remap the interrupts of a PC";
        return NULL;
}

static bool allows_unsafe_interrupts(const Host *host) {
        for (size_t i = 0; i < host->n_parameters; i++)
                if (strcmp(host->parameters[i].name, "allow_unsafe_interrupts") == 0 &&
                                strcmp(host->parameters[i].value, "Y") == 0)
                        return true;
        return false;
}

static void describe_interrupt_obstacle(const Snapshot *snapshot, const Group *group, Text *ret) {
        if (allows_unsafe_interrupts(&snapshot->host))
                return;
        for (size_t i = 0; i < group->n_units && ret->length == 0; i++) {
                const char *obstacle = find_interrupt_obstacle(
                                &snapshot->host, snapshot->units + group->units[i]);

                if (obstacle)
                        text_add_format(ret, "%s, and allow_unsafe_interrupts is not set", obstacle);
        }
}

int compute_assignable(const Snapshot *snapshot, const Group *group, GroupFacts *facts) {
        const ReservedRegion *direct = find_direct_region(group);
        _cleanup_text_ Text reason = TEXT_INIT;

        if (group->name && strcmp(group->name, "vfio-noiommu") == 0)
                text_add(&reason, "no IOMMU isolates this group (VFIO no-IOMMU mode, or a mediated device)");
        else if (direct && refuses_direct(snapshot, group))
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
