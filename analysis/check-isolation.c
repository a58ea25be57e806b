/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/check-isolation.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analysis/assignable.h"
#include "analysis/host-options.h"
#include "analysis/isolation.h"

#define CONFIG_FILE "/sys/bus/pci/devices/%s/config"

static bool is_iommu_active(const Snapshot *snapshot) {
        return snapshot->n_units > 0 && snapshot->n_groups > 0;
}

/* Names what was found, with the file of the first as evidence. 0 or -ENOMEM. */
static int report_names(const Check *check, Assessment *assessment, const char *summary, NameList *names,
                const char *first, const char *value) {
        const char *list = name_list_get(names);
        Finding *finding;

        if (names->count == 0)
                return text_error(&names->text);
        finding = check_report(check, assessment, "host", "%s: %s", summary, list);
        return finding && text_error(&names->text) == 0 ? check_add_evidence(finding, value, CONFIG_FILE, first)
                                                        : -ENOMEM;
}

/* More than what one device below a port would be: bridges are no loss to anybody. */
static bool has_several_slots(const Snapshot *snapshot, const Group *group) {
        const Device *first = NULL;

        for (size_t i = 0; i < group->n_devices; i++) {
                const Device *device = snapshot->devices + group->devices[i];

                if (device_is_bridge(device))
                        continue;
                if (!first)
                        first = device;
                if (device->address.segment != first->address.segment ||
                                device->address.bus != first->address.bus ||
                                device->address.device != first->address.device)
                        return true;
        }
        return false;
}

static int find_missing_acs(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        _cleanup_name_list_ NameList names = NAME_LIST_INIT;
        const char *first = NULL;

        for (size_t i = 0; i < snapshot->n_groups; i++) {
                size_t port = assessment->groups[i].isolation_port;

                if (port == NO_INDEX || compute_port_state(snapshot->devices + port) != PORT_WITHOUT_ACS ||
                                !has_several_slots(snapshot, snapshot->groups + i))
                        continue;
                if (!first)
                        first = snapshot->devices[port].name;
                name_list_add(&names, snapshot->devices[port].name);
        }
        return report_names(check, assessment, "ports without ACS put devices into one group", &names, first,
                        "no ACS capability");
}

/* The port right above a device, if its ACS is there and off, and the kernel has put both into one group;
 * where it hasn't, it knows a quirk. Else NO_INDEX. */
static size_t find_open_port(const Snapshot *snapshot, const Device *device) {
        const Device *port;

        if (device->parent == NO_INDEX || device->group == NO_INDEX)
                return NO_INDEX;
        port = snapshot->devices + device->parent;
        return port->group == device->group && pci_is_port_above(&port->capabilities) &&
                                        compute_port_state(port) == PORT_LACKS_BITS
                        ? device->parent
                        : NO_INDEX;
}

static int find_disabled_acs(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        _cleanup_name_list_ NameList names = NAME_LIST_INIT;
        _cleanup_text_ Text value = TEXT_INIT;
        const Device *first = NULL;
        size_t last = NO_INDEX;

        for (size_t i = 0; i < snapshot->n_devices && is_iommu_active(snapshot); i++) {
                size_t port = find_open_port(snapshot, snapshot->devices + i);

                /* Devices are in the order of their addresses: those behind a port are neighbours. */
                if (port == NO_INDEX || port == last)
                        continue;
                last = port;
                if (!has_several_slots(snapshot, snapshot->groups + snapshot->devices[port].group))
                        continue;
                if (!first)
                        first = snapshot->devices + port;
                name_list_add(&names, snapshot->devices[port].name);
        }
        if (!first)
                return 0;
        text_add_format(&value, "ACS capability 0x%02x, control 0x%02x", first->capabilities.acs_capability,
                        first->capabilities.acs_control);
        if (text_error(&value) < 0)
                return -ENOMEM;
        return report_names(check, assessment, "ports have ACS that isn't enabled", &names, first->name,
                        text_get(&value));
}

/* "10x@DEVICE;x@DEVICE": of each list of bits the last one is bit 0; 0 switches off, 1 on. */
static bool weakens_acs(const char *value) {
        while (*value && !strchr(",\"", *value)) {
                size_t bits = strspn(value, "01xX");

                for (size_t i = 0; i < bits; i++)
                        if (value[i] == '0' && bits - 1 - i < ACS_BITS && (ACS_ISOLATION & 1U << (bits - 1 - i)))
                                return true;
                value += strcspn(value, ";,\"");
                value += *value == ';';
        }
        return false;
}

static int report_option(const Check *check, Assessment *assessment, const char *summary, const char *option) {
        Finding *finding = check_report(check, assessment, "host", "%s: %s", summary, option);

        return finding ? check_add_evidence(finding, option, "/proc/cmdline") : -ENOMEM;
}

static int find_weakened_acs(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        const char *option, *value;

        if (!is_iommu_active(snapshot))
                return 0;
        option = find_boot_setting(&snapshot->host, "pci", "disable_acs_redir", &value);
        if (!option) {
                option = find_boot_setting(&snapshot->host, "pci", "config_acs", &value);
                if (option && !weakens_acs(value))
                        option = NULL;
        }
        return option ? report_option(check, assessment, "a boot option switches ACS of ports off", option) : 0;
}

static int find_acs_override(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        const char *option = find_boot_value(&snapshot->host, "pcie_acs_override");

        if (!option || !is_iommu_active(snapshot))
                return 0;
        return report_option(check, assessment, "groups may be smaller than what the hardware isolates", option);
}

static int find_risky_window(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        _cleanup_name_list_ NameList names = NAME_LIST_INIT;
        _cleanup_text_ Text value = TEXT_INIT;
        const char *bridge = NULL;

        for (size_t i = 0; i < snapshot->n_groups; i++) {
                const GroupFacts *facts = assessment->groups + i;
                char id[24];

                /* A device that is alone has nobody to disturb. */
                if (facts->n_risky == 0 || !has_vfio_driver(snapshot, snapshot->groups + i) ||
                                !has_several_slots(snapshot, snapshot->groups + i))
                        continue;
                if (!bridge) {
                        bridge = snapshot->devices[facts->risky->bridge].name;
                        text_add_format(&value, "window 0x%016" PRIx64 "-0x%016" PRIx64,
                                        facts->risky->range.first, facts->risky->range.last);
                }
                (void) snprintf(id, sizeof(id), "%" PRIu64, snapshot->groups[i].id);
                name_list_add(&names, id);
        }
        if (text_error(&value) < 0)
                return -ENOMEM;
        return report_names(check, assessment, "usable addresses that a bridge may route to another device, in groups",
                        &names, bridge, text_get(&value));
}

static int find_enabled_ats(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        _cleanup_name_list_ NameList names = NAME_LIST_INIT;
        const char *first = NULL;

        for (size_t i = 0; i < snapshot->n_devices && is_iommu_active(snapshot); i++) {
                if (!snapshot->devices[i].capabilities.ats_enabled)
                        continue;
                if (!first)
                        first = snapshot->devices[i].name;
                name_list_add(&names, snapshot->devices[i].name);
        }
        return report_names(check, assessment, "devices hold translations of their own", &names, first, "ATS enabled");
}

static int find_ats_off(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        const char *option = find_boot_option(&snapshot->host, "pci", "noats");

        if (!option || !is_iommu_active(snapshot))
                return 0;
        return report_option(check, assessment, "a boot option keeps devices from using ATS", option);
}

/* Devices that exchange data among themselves: display and processing accelerators, NVMe. */
static bool is_peer(const Device *device) {
        uint64_t class = device->class.value;

        return device->class.known && (class >> 16 == 0x03 || class >> 16 == 0x12 || class == 0x010802);
}

/* The downstream port that sends a device's requests for its peers up to an IOMMU that translates
 * them, or NO_INDEX. */
static size_t find_redirecting_port(const Snapshot *snapshot, const Device *device) {
        const PciCapabilities *port;
        GroupType type;

        if (!is_peer(device) || device->parent == NO_INDEX || device->group == NO_INDEX)
                return NO_INDEX;
        type = snapshot->groups[device->group].type;
        port = &snapshot->devices[device->parent].capabilities;
        if ((type != GROUP_TYPE_DMA && type != GROUP_TYPE_DMA_FQ) || !port->is_pcie ||
                        port->port_type != PCIE_DOWNSTREAM_PORT ||
                        !(port->acs_capability & port->acs_control & ACS_REQUEST_REDIRECT))
                return NO_INDEX;
        return device->parent;
}

/* Devices are in the order of their addresses, so the functions behind a port are neighbours: one
 * stands for all of them. firsts: by upstream port, the first device below + 1; 0 for none. */
static int name_peers(const Snapshot *snapshot, size_t *firsts, NameList *names, size_t *ret_port) {
        size_t last = NO_INDEX;

        *ret_port = NO_INDEX;
        for (size_t i = 0; i < snapshot->n_devices; i++) {
                size_t port = find_redirecting_port(snapshot, snapshot->devices + i);
                size_t upstream = port == NO_INDEX ? NO_INDEX : snapshot->devices[port].parent;

                if (upstream == NO_INDEX || port == last)
                        continue;
                last = port;
                if (firsts[upstream] == 0) {
                        firsts[upstream] = i + 1;
                        continue;
                }
                if (*ret_port == NO_INDEX)
                        *ret_port = port;
                if (firsts[upstream] != SIZE_MAX)
                        name_list_add(names, snapshot->devices[firsts[upstream] - 1].name);
                firsts[upstream] = SIZE_MAX;
                name_list_add(names, snapshot->devices[i].name);
        }
        return text_error(&names->text);
}

static int find_redirected_peers(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        _cleanup_free_ size_t *firsts = calloc(MAX(snapshot->n_devices, (size_t) 1), sizeof(*firsts));
        _cleanup_name_list_ NameList names = NAME_LIST_INIT;
        size_t port;
        int r;

        if (!firsts)
                return -ENOMEM;
        r = name_peers(snapshot, firsts, &names, &port);
        if (r < 0 || port == NO_INDEX)
                return r;
        return report_names(check, assessment, "requests between peers below one switch go through the IOMMU",
                        &names, snapshot->devices[port].name, "ACS Request Redirect enabled");
}

const Check isolation_checks[] = {
        {
                .id = "acs-override-patch",
                .title = "the boot options claim isolation that the hardware doesn't give",
                .severity = SEVERITY_WARNING,
                .cause = "A kernel with the ACS override patch takes pcie_acs_override= as a promise that ports and "
                         "functions isolate devices, and makes groups smaller than the hardware does. Devices in "
                         "different groups may then reach each other's registers and memory past the IOMMU. "
                         "A kernel without the patch ignores the option.",
                .cure = "Remove pcie_acs_override= and assign whole groups, or move the device to a slot "
                        "behind a port that has ACS. Keep it only where guests may trust each other and the host.",
                .find = find_acs_override,
        },
        {
                .id = "acs-weakened-by-boot-option",
                .title = "a boot option switches access control of ports off",
                .severity = SEVERITY_NOTICE,
                .cause = "pci=disable_acs_redir= and pci=config_acs= with a 0 keep ports from sending requests "
                         "between devices up to the IOMMU, so that such requests are faster and not checked. The "
                         "devices below may share a group.",
                .cure = "Remove the option if the devices below these ports are to be isolated from each other.",
                .find = find_weakened_acs,
        },
        {
                .id = "acs-not-enabled",
                .title = "a port could isolate devices, but doesn't",
                .severity = SEVERITY_NOTICE,
                .cause = "The port offers ACS bits that isolate devices from each other (SV, RR, CR, UF), and they "
                         "are off. The kernel switches them on at boot when an IOMMU is in use; a boot option, "
                         "firmware, a driver or a tool may have switched them off.",
                .cure = "Look for pci=disable_acs_redir= and pci=config_acs= on the kernel command line and for "
                        "scripts that call setpci on these ports, and reboot without them.",
                .find = find_disabled_acs,
        },
        {
                .id = "risky-bridge-window",
                .title = "mappings at some addresses may never reach the IOMMU",
                .severity = SEVERITY_NOTICE,
                .cause = "A port or bridge above the group doesn't redirect requests. One whose IOVA lies in the window "
                         "of a bridge above may be routed to the registers of another device there and not "
                         "to the IOMMU, although VFIO allows a mapping at this address.",
                .cure = "Keep mappings for these devices out of the ranges that iommu-diag windows marks as risky, "
                        "or use a slot behind a port that has ACS.",
                .find = find_risky_window,
        },
        {
                .id = "acs-missing-on-port",
                .title = "a port without access control puts devices into one group",
                .severity = SEVERITY_INFO,
                .cause = "The port has no ACS capability, so devices behind it, and behind its neighbours, "
                         "may reach each other without the IOMMU. The kernel puts all of them into one group.",
                .cure = "To assign one of them alone, move it to a slot behind a port that has ACS; some firmware "
                        "has a setting for ACS.",
                .find = find_missing_acs,
        },
        {
                .id = "ats-enabled",
                .title = "devices keep translations of their own",
                .severity = SEVERITY_INFO,
                .cause = "With ATS on, a device asks the IOMMU for translations, keeps them, and sends requests that "
                         "the IOMMU then passes on unchecked. It is trusted to drop a translation when it is told to.",
                .cure = "Nothing needs to be done for devices that are trusted. Where one isn't, or doesn't answer "
                        "invalidations in time, boot with pci=noats.",
                .find = find_enabled_ats,
        },
        {
                .id = "ats-off-by-boot-option",
                .title = "a boot option keeps ATS off",
                .severity = SEVERITY_INFO,
                .cause = "pci=noats tells the kernel not to enable ATS on any device. All requests are checked; "
                         "devices that need ATS, for shared virtual addressing say, may not work fully.",
                .cure = "Remove noats from pci= on the kernel command line if ATS is wanted.",
                .find = find_ats_off,
        },
        {
                .id = "peer-to-peer-redirected",
                .title = "peers below a switch talk by way of the IOMMU",
                .severity = SEVERITY_INFO,
                .cause = "The ports of the switch send requests between these devices up to the root complex (ACS "
                         "Request Redirect), and the IOMMU translates them there. This isolates the devices. Peer-to-peer "
                         "transfers are slower for it, and on some platforms fail or hang.",
                .cure = "If peer-to-peer transfers matter and everything below the switch is trusted, "
                        "pci=disable_acs_redir= for its ports or iommu=pt may help; both give up isolation.",
                .find = find_redirected_peers,
        },
};

const size_t n_isolation_checks = ARRAY_SIZE(isolation_checks);
