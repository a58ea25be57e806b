/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/isolation.h"

#include "base/text.h"

typedef struct Search Search;

/* The highest port on the way up that explains the group, and the highest that might. */
struct Search {
        size_t port, unknown_port;
        unsigned port_depth, unknown_depth; /* bridges above it */
};

PortState compute_port_state(const Device *port) {
        const PciCapabilities *capabilities = &port->capabilities;

        if (!capabilities->is_known)
                return PORT_UNKNOWN;
        if (!capabilities->is_pcie || capabilities->port_type == PCIE_TO_PCI_BRIDGE ||
                        capabilities->port_type == PCI_TO_PCIE_BRIDGE)
                return PORT_CONVENTIONAL;
        /* Any other is asked only for what goes between its functions. */
        if (!pci_is_port_above(capabilities) && !capabilities->is_multifunction)
                return PORT_ISOLATES;
        if (!capabilities->extended_known)
                return PORT_UNKNOWN;
        if (!capabilities->has_acs)
                return PORT_WITHOUT_ACS;
        return pci_acs_missing(capabilities) ? PORT_LACKS_BITS : PORT_ISOLATES;
}

static unsigned compute_depth(const Snapshot *snapshot, size_t device) {
        unsigned depth = 0;

        while (snapshot->devices[device].parent != NO_INDEX && depth < PATH_STEPS_MAX) {
                device = snapshot->devices[device].parent;
                depth++;
        }
        return depth;
}

static void take_higher(size_t device, unsigned depth, size_t *port, unsigned *port_depth) {
        if (*port == NO_INDEX || depth < *port_depth) {
                *port = device;
                *port_depth = depth;
        }
}

/* A port outside of the group doesn't explain it: the kernel holds it to isolate. A bridge to
 * conventional PCI does in any case, since its own requester id stands for all behind it. */
static void search_path(const Snapshot *snapshot, size_t group, size_t above, Search *search) {
        unsigned depth = above == NO_INDEX ? 0 : compute_depth(snapshot, above);

        for (unsigned steps = 0; above != NO_INDEX && steps < PATH_STEPS_MAX; steps++) {
                const Device *port = snapshot->devices + above;
                PortState state = compute_port_state(port);
                unsigned here = depth > steps ? depth - steps : 0;

                if (state == PORT_CONVENTIONAL)
                        take_higher(above, here, &search->port, &search->port_depth);
                else if (port->group == group && state == PORT_UNKNOWN)
                        take_higher(above, here, &search->unknown_port, &search->unknown_depth);
                else if (port->group == group && state != PORT_ISOLATES)
                        take_higher(above, here, &search->port, &search->port_depth);
                above = port->parent;
        }
}

static Search search_ports(const Snapshot *snapshot, size_t group) {
        Search search = { .port = NO_INDEX, .unknown_port = NO_INDEX };
        const Group *members = snapshot->groups + group;
        size_t last = NO_INDEX;

        for (size_t i = 0; i < members->n_devices; i++) {
                size_t above = snapshot->devices[members->devices[i]].parent;

                /* Neighbours mostly have the same one. */
                if (above != last)
                        search_path(snapshot, group, above, &search);
                last = above;
        }
        return search;
}

static void add_missing_bits(uint8_t bits, Text *ret) {
        for (unsigned bit = 0; bit < ACS_BITS; bit++)
                if (bits & 1U << bit)
                        text_add_format(ret, " %s", pci_capabilities_bit_name(bit));
}

static void explain_port(const Device *port, GroupFacts *facts, Text *reason) {
        switch (compute_port_state(port)) {
        case PORT_CONVENTIONAL:
                facts->isolation = ISOLATION_CONVENTIONAL;
                text_add_format(reason, "behind %s, %s", port->name,
                                !port->capabilities.is_pcie ? "a conventional PCI bridge"
                                : port->capabilities.port_type == PCIE_TO_PCI_BRIDGE
                                                ? "a PCIe-to-PCI bridge"
                                                : "a PCI-to-PCIe bridge");
                return;
        case PORT_WITHOUT_ACS:
                facts->isolation = ISOLATION_PORT;
                text_add_format(reason, "%s has no ACS", port->name);
                return;
        default:
                facts->isolation = ISOLATION_PORT;
                text_add_format(reason, "%s lacks", port->name);
                add_missing_bits(pci_acs_missing(&port->capabilities), reason);
        }
}

static bool is_one_slot(const Snapshot *snapshot, const Group *group) {
        const Device *first = snapshot->devices + group->devices[0];

        for (size_t i = 1; i < group->n_devices; i++) {
                const Device *device = snapshot->devices + group->devices[i];

                if (device->address.segment != first->address.segment ||
                                device->address.bus != first->address.bus ||
                                device->address.device != first->address.device)
                        return false;
        }
        return true;
}

/* Between functions, the one that doesn't send everything up decides. */
static PortState compute_slot_state(const Snapshot *snapshot, const Group *group) {
        PortState state = PORT_ISOLATES;

        for (size_t i = 0; i < group->n_devices; i++) {
                const PciCapabilities *one = &snapshot->devices[group->devices[i]].capabilities;

                if (one->is_known && one->extended_known && !one->has_acs)
                        return PORT_WITHOUT_ACS;
                if (!one->is_known || !one->extended_known)
                        state = PORT_UNKNOWN;
                else if (pci_acs_missing(one) && state == PORT_ISOLATES)
                        state = PORT_LACKS_BITS;
        }
        return state;
}

static void explain_slot(const Snapshot *snapshot, const Group *group, GroupFacts *facts, Text *reason) {
        PciAddress address = snapshot->devices[group->devices[0]].address;
        PortState state = compute_slot_state(snapshot, group);

        facts->isolation = state == PORT_ISOLATES ? ISOLATION_UNKNOWN : ISOLATION_MULTIFUNCTION;
        text_add_format(reason, "functions of one device (%04x:%02x:%02x)", address.segment, address.bus,
                        address.device);
        text_add(reason, state == PORT_WITHOUT_ACS ? " without ACS between them"
                                         : state == PORT_LACKS_BITS ? " whose ACS is not fully enabled"
                                         : state == PORT_UNKNOWN
                                         ? "; whether there is ACS between them is not known"
                                         : ", though ACS is enabled; they may share requester ids");
}

static bool is_all_pci(const Snapshot *snapshot, const Group *group) {
        for (size_t i = 0; i < group->n_devices; i++)
                if (!snapshot->devices[group->devices[i]].is_pci)
                        return false;
        return true;
}

static void explain(const Snapshot *snapshot, size_t index, GroupFacts *facts, Text *reason) {
        const Group *group = snapshot->groups + index;
        Search search = search_ports(snapshot, index);

        if (!is_all_pci(snapshot, group))
                text_add(reason, "not all of them are PCI functions, and sysfs doesn't say what they share");
        else if (search.port != NO_INDEX) {
                facts->isolation_port = search.port;
                explain_port(snapshot->devices + search.port, facts, reason);
        } else if (search.unknown_port != NO_INDEX)
                text_add_format(reason, "below %s, whose ACS is not known",
                                snapshot->devices[search.unknown_port].name);
        else if (is_one_slot(snapshot, group))
                explain_slot(snapshot, group, facts, reason);
        else
                text_add(reason, "neither a port above them nor a common slot explains it; they may share "
                                 "requester ids");
}

int compute_isolation(const Snapshot *snapshot, size_t group, GroupFacts *facts) {
        _cleanup_text_ Text reason = TEXT_INIT;

        if (snapshot->groups[group].n_devices == 1)
                facts->isolation = ISOLATION_ALONE;
        if (snapshot->groups[group].n_devices <= 1)
                return 0;
        explain(snapshot, group, facts, &reason);
        return text_finish(&reason, &facts->isolation_reason);
}
