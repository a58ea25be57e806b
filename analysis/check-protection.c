/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/check-protection.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analysis/host-options.h"
#include "analysis/protection.h"

/* How the groups are spread over the protections, and the first few of each. */
typedef struct Census {
        NameList names[_PROTECTION_MAX];
} Census;

static void census_done(Census *census) {
        for (size_t i = 0; i < ARRAY_SIZE(census->names); i++)
                name_list_done(census->names + i);
}

static void census_take(Census *census, const Snapshot *snapshot, const Assessment *assessment) {
        for (size_t i = 0; i < snapshot->n_groups; i++) {
                char id[24];

                (void) snprintf(id, sizeof(id), "%" PRIu64, snapshot->groups[i].id);
                name_list_add(census->names + assessment->groups[i].protection, id);
        }
}

/* "type" of the first group that is protected like that. */
static int add_type_evidence(const Snapshot *snapshot, const Assessment *assessment, Protection protection,
                Finding *finding) {
        for (size_t i = 0; i < snapshot->n_groups; i++)
                if (assessment->groups[i].protection == protection)
                        return check_add_evidence(finding, group_type_to_string(snapshot->groups[i].type),
                                        "/sys/kernel/iommu_groups/%" PRIu64 "/type", snapshot->groups[i].id);
        return 0;
}

static int report_census(const Check *check, const Snapshot *snapshot, Assessment *assessment,
                Protection protection, const char *option, const char *what) {
        _cleanup_(census_done) Census census = { 0 };
        Finding *finding;
        int r;

        census_take(&census, snapshot, assessment);
        finding = check_report(check, assessment, "host", "%s: group%s %s", what,
                        census.names[protection].count == 1 ? "" : "s", name_list_get(census.names + protection));
        if (!finding)
                return -ENOMEM;
        r = add_type_evidence(snapshot, assessment, protection, finding);
        return r == 0 && option ? finding_add_evidence(finding, "/proc/cmdline", option) : r;
}

static size_t count_groups(const Snapshot *snapshot, const Assessment *assessment, Protection protection) {
        size_t count = 0;

        for (size_t i = 0; i < snapshot->n_groups; i++)
                count += assessment->groups[i].protection == protection;
        return count;
}

static bool is_translated_anywhere(const Snapshot *snapshot, const Assessment *assessment) {
        return count_groups(snapshot, assessment, PROTECTION_STRICT) +
                        count_groups(snapshot, assessment, PROTECTION_LAZY) > 0;
}

/* The rule, to which an external device or one with a quirk may be an exception. */
static bool is_passthrough(const Snapshot *snapshot, const Assessment *assessment) {
        return count_groups(snapshot, assessment, PROTECTION_IDENTITY) > 0 &&
                        (!is_translated_anywhere(snapshot, assessment) || find_passthrough_option(&snapshot->host));
}

static int find_passthrough(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        if (!is_passthrough(snapshot, assessment))
                return 0;
        return report_census(check, snapshot, assessment, PROTECTION_IDENTITY,
                        find_passthrough_option(&snapshot->host), "devices are not translated for the kernel's own drivers");
}

static int find_some_untranslated(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        if (count_groups(snapshot, assessment, PROTECTION_IDENTITY) == 0 || is_passthrough(snapshot, assessment))
                return 0;
        return report_census(check, snapshot, assessment, PROTECTION_IDENTITY, NULL,
                        "some groups are not translated, while others are");
}

static int find_passthrough_ignored(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        const char *option = find_passthrough_option(&snapshot->host);
        Protection protection = count_groups(snapshot, assessment, PROTECTION_LAZY) > 0 ? PROTECTION_LAZY
                                                                                          : PROTECTION_STRICT;

        if (!option || !is_translated_anywhere(snapshot, assessment) ||
                        count_groups(snapshot, assessment, PROTECTION_IDENTITY) > 0)
                return 0;
        return report_census(check, snapshot, assessment, protection, option,
                        "passthrough was asked for, and devices are translated all the same");
}

static int find_lazy(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        if (count_groups(snapshot, assessment, PROTECTION_LAZY) == 0)
                return 0;
        return report_census(check, snapshot, assessment, PROTECTION_LAZY, find_lazy_option(&snapshot->host),
                        "unmapped addresses stay usable for some milliseconds");
}

static int find_strict_against_wish(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        const char *option = find_lazy_option(&snapshot->host);

        if (!option || count_groups(snapshot, assessment, PROTECTION_STRICT) == 0)
                return 0;
        return report_census(check, snapshot, assessment, PROTECTION_STRICT, option,
                        "lazy invalidation was asked for, and the kernel is strict");
}

static int find_no_interrupt_remapping(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        const char *option = find_boot_option(&snapshot->host, "intremap", "off");

        if (!option && has_boot_word(&snapshot->host, "nointremap"))
                option = "nointremap";
        for (size_t i = 0; i < snapshot->n_units; i++) {
                const Unit *unit = snapshot->units + i;
                Finding *finding;
                char value[32];
                int r;

                if ((unit->kind != UNIT_INTEL_VTD && unit->kind != UNIT_AMD_VI) ||
                                (!option && unit->abilities.interrupt_remapping != TRUTH_NO))
                        continue; /* where the firmware or another unit is to blame, that is told by itself */
                finding = check_report_object(check, assessment, "unit", unit->name, "interrupts are not remapped");
                if (!finding)
                        return -ENOMEM;
                (void) snprintf(value, sizeof(value), "%" PRIx64,
                                unit->kind == UNIT_INTEL_VTD ? unit->ecap.value : unit->efr.value);
                r = option ? finding_add_evidence(finding, "/proc/cmdline", option)
                           : check_add_evidence(finding, value, "/sys/class/iommu/%s/%s", unit->name,
                                             unit->kind == UNIT_INTEL_VTD ? "intel-iommu/ecap" : "amd-iommu/features");
                if (r < 0)
                        return r;
                if (option)
                        return 0; /* it concerns all units alike */
        }
        return 0;
}

static int report_parameter(const Check *check, const Snapshot *snapshot, Assessment *assessment,
                const char *name, const char *what) {
        for (size_t i = 0; i < snapshot->host.n_parameters; i++) {
                const ModuleParameter *parameter = snapshot->host.parameters + i;
                Finding *finding;
                int r;

                if (strcmp(parameter->name, name) != 0 || strcmp(parameter->value, "Y") != 0)
                        continue;
                finding = check_report(check, assessment, "host", "%s (%s)", what, parameter->module);
                if (!finding)
                        return -ENOMEM;
                r = check_add_evidence(finding, parameter->value, "/sys/module/%s/parameters/%s", parameter->module,
                                parameter->name);
                if (r < 0)
                        return r;
        }
        return 0;
}

static int find_unsafe_interrupts(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        return report_parameter(check, snapshot, assessment, "allow_unsafe_interrupts",
                        "VFIO takes devices whose interrupts are not isolated");
}

static int find_noiommu_mode(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        return report_parameter(check, snapshot, assessment, "enable_unsafe_noiommu_mode",
                        "VFIO takes devices without an IOMMU");
}

static int find_noiommu_group(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        _cleanup_name_list_ NameList names = NAME_LIST_INIT;
        uint64_t first = 0;
        Finding *finding;

        for (size_t i = 0; i < snapshot->n_groups; i++) {
                const Group *group = snapshot->groups + i;

                if (assessment->groups[i].protection != PROTECTION_NONE)
                        continue;
                if (names.count == 0)
                        first = group->id;
                for (size_t j = 0; j < group->n_devices; j++)
                        name_list_add(&names, snapshot->devices[group->devices[j]].name);
        }
        if (names.count == 0)
                return 0;
        finding = check_report(check, assessment, "host", "user space drives devices that no IOMMU confines: %s",
                        name_list_get(&names));
        if (!finding)
                return -ENOMEM;
        return check_add_evidence(finding, "vfio-noiommu", "/sys/kernel/iommu_groups/%" PRIu64 "/name", first);
}

/* Bridges of all sorts may have none, and so do IOMMUs: class 0806, and virtio-iommu (1af4:1057). */
static bool should_have_group(const Device *device) {
        if (!device->is_pci || !device->class.known || device->class.value >> 16 == 0x06 ||
                        device->class.value >> 8 == 0x0806)
                return false;
        return device->vendor.value != 0x1af4 || device->device.value != 0x1057;
}

static int find_groupless(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        _cleanup_name_list_ NameList names = NAME_LIST_INIT;
        const Device *first = NULL;
        Finding *finding;

        if (snapshot->n_units == 0)
                return 0;
        for (size_t i = 0; i < snapshot->n_devices; i++) {
                const Device *device = snapshot->devices + i;

                if (device->group != NO_INDEX || device->group_link || !should_have_group(device))
                        continue;
                first = first ? first : device;
                name_list_add(&names, device->name);
        }
        if (!first)
                return 0;
        finding = check_report(check, assessment, "host", "no unit translates for %s", name_list_get(&names));
        if (!finding)
                return -ENOMEM;
        return check_add_evidence(finding, "not there", "/sys/bus/pci/devices/%s/iommu_group", first->name);
}

const Check protection_checks[] = {
        {
                .id = "noiommu-group",
                .severity = SEVERITY_CRITICAL,
                .title = "user space drives a device that no IOMMU confines",
                .cause = "The device is bound to VFIO in no-IOMMU mode. Whoever has it open can make it read and write "
                         "all memory of the machine; the kernel is tainted.",
                .cure = "Give the machine an IOMMU (a virtual one in a guest), and set enable_unsafe_noiommu_mode back to N.",
                .find = find_noiommu_group,
        },
        {
                .id = "noiommu-mode-allowed",
                .severity = SEVERITY_WARNING,
                .title = "VFIO may hand out devices without an IOMMU",
                .cause = "The module parameter enable_unsafe_noiommu_mode of vfio is set. A device without an IOMMU can "
                         "then be bound to VFIO, and reach all memory.",
                .cure = "Set it to N, unless the machine has no IOMMU and the user of the device is trusted like root.",
                .find = find_noiommu_mode,
        },
        {
                .id = "unsafe-interrupts-allowed",
                .severity = SEVERITY_WARNING,
                .title = "VFIO takes devices whose interrupts are not isolated",
                .cause = "The module parameter allow_unsafe_interrupts is set. Where interrupts are not remapped, a "
                         "device can raise any interrupt of the host, and so attack it.",
                .cure = "Set it to N where the units remap interrupts. Else assign devices to trusted guests only.",
                .find = find_unsafe_interrupts,
        },
        {
                .id = "interrupt-remapping-off",
                .severity = SEVERITY_WARNING,
                .title = "interrupts are not remapped",
                .cause = "The unit can't remap interrupts, or a boot option forbids it. VFIO refuses the devices behind "
                         "it with EPERM unless unsafe interrupts are allowed.",
                .cure = "Remove intremap=off or nointremap; enable interrupt remapping or x2APIC in the firmware's setup. "
                        "For an emulated VT-d in QEMU: intremap=on, and kernel-irqchip=split.",
                .find = find_no_interrupt_remapping,
        },
        {
                .id = "passthrough",
                .severity = SEVERITY_NOTICE,
                .title = "devices are not translated for the kernel's own drivers",
                .cause = "The default domain is identity (iommu=pt, iommu.passthrough=1, or the kernel's configuration). "
                         "VFIO still translates for the devices that it has, but a device with a kernel driver reaches "
                         "all memory, and a stray DMA of a broken one is not caught.",
                .cure = "Boot with iommu.passthrough=0 if protection matters more than speed. With a lazy domain the "
                        "difference is small on most machines.",
                .find = find_passthrough,
        },
        {
                .id = "passthrough-not-in-effect",
                .severity = SEVERITY_NOTICE,
                .title = "passthrough was asked for, and devices are translated all the same",
                .cause = "Memory encryption or secure nested paging rule passthrough out, the unit can't do it, the "
                         "device is external, or the type of a group was changed later.",
                .cure = "Nothing, if translation is welcome. Else look for iommu and AMD-Vi or DMAR lines in the kernel log.",
                .find = find_passthrough_ignored,
        },
        {
                .id = "groups-without-translation",
                .severity = SEVERITY_INFO,
                .title = "some groups are not translated, while others are",
                .cause = "The kernel has quirks for a few devices (integrated graphics and sound, devices with PASID), "
                         "or somebody wrote identity to the group's type.",
                .cure = "Nothing, unless a device of these groups is not to be trusted.",
                .find = find_some_untranslated,
        },
        {
                .id = "device-without-group",
                .severity = SEVERITY_NOTICE,
                .title = "no unit translates for a device",
                .cause = "The device is in no IOMMU group although the machine has units: the firmware's table leaves it "
                         "out, its unit was not brought up (intel_iommu=igfx_off, broken registers), or the unit's "
                         "driver came too late.",
                .cure = "Compare with the units in the firmware's table (iommu-diag decode acpi), and look for DMAR, "
                        "AMD-Vi or iommu lines in the kernel log. The device can't be assigned.",
                .find = find_groupless,
        },
        {
                .id = "strict-against-wish",
                .severity = SEVERITY_INFO,
                .title = "lazy invalidation was asked for, and the kernel is strict",
                .cause = "An emulated unit (caching mode) or an untrusted device makes the kernel invalidate at each unmap, "
                         "whatever the boot option says.",
                .cure = "Nothing on an emulated unit. For a single group, DMA-FQ can be written to its type.",
                .find = find_strict_against_wish,
        },
        {
                .id = "lazy-invalidation",
                .severity = SEVERITY_INFO,
                .title = "unmapped addresses stay usable for some milliseconds",
                .cause = "The kernel's own domains collect invalidations in a flush queue (type DMA-FQ). A device that "
                         "misbehaves can reach memory shortly after its driver has unmapped it. VFIO's domains are "
                         "always strict.",
                .cure = "Boot with iommu.strict=1 where devices are not trusted; it costs speed.",
                .find = find_lazy,
        },
};

const size_t n_protection_checks = ARRAY_SIZE(protection_checks);
