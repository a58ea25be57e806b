/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/risky-windows.h"

#include <errno.h>

#include "analysis/isolation.h"

typedef struct Walk Walk;

struct Walk {
        const Snapshot *snapshot;
        size_t group;
        size_t *visited; /* group + 1 of the last visit, by device */
        bool is_known;
        RiskyRange *ranges; /* windows of bridges, as they come */
        size_t count, capacity;
};

static int add_range(Walk *walk, IovaRange range, size_t bridge) {
        if (!array_grow(&walk->ranges, &walk->capacity, walk->count, sizeof(*walk->ranges)))
                return -ENOMEM;
        walk->ranges[walk->count++] = (RiskyRange) { range, bridge };
        return 0;
}

static int add_bridge(Walk *walk, size_t bridge) {
        const BridgeFacts *facts = &walk->snapshot->devices[bridge].capabilities.bridge;
        int r = 0;

        if (walk->visited[bridge] == walk->group + 1)
                return 0;
        walk->visited[bridge] = walk->group + 1;
        if (!facts->is_known)
                walk->is_known = false;
        if (facts->has_memory)
                r = add_range(walk, facts->memory, bridge);
        if (r == 0 && facts->has_prefetchable)
                r = add_range(walk, facts->prefetchable, bridge);
        return r;
}

/* A bit that a port doesn't offer counts as wired to the safe side. */
static Truth compute_redirects(const Device *port) {
        switch (compute_port_state(port)) {
        case PORT_UNKNOWN:
                return TRUTH_UNKNOWN;
        case PORT_CONVENTIONAL:
                return TRUTH_NO;
        case PORT_WITHOUT_ACS:
                return pci_is_port_above(&port->capabilities) ? TRUTH_NO : TRUTH_YES;
        case PORT_LACKS_BITS:
                return pci_is_port_above(&port->capabilities) &&
                                                (pci_acs_missing(&port->capabilities) & ACS_REQUEST_REDIRECT)
                                ? TRUTH_NO
                                : TRUTH_YES;
        default:
                return TRUTH_YES;
        }
}

/* In the window of the port lie the functions of its own device; in that of the upstream port above a
 * downstream port, all that is below the switch. */
static int add_port(Walk *walk, size_t port) {
        const Device *device = walk->snapshot->devices + port;
        int r;

        r = add_bridge(walk, port);
        if (r == 0 && device->capabilities.is_pcie && device->capabilities.port_type == PCIE_DOWNSTREAM_PORT &&
                        device->parent != NO_INDEX)
                r = add_bridge(walk, device->parent);
        return r;
}

static int walk_up(Walk *walk, size_t above) {
        int r = 0;

        for (unsigned steps = 0; above != NO_INDEX && steps < PATH_STEPS_MAX && r == 0; steps++) {
                const Device *port = walk->snapshot->devices + above;
                Truth redirects;

                if (port->group != NO_INDEX && port->group != walk->group)
                        break;
                redirects = compute_redirects(port);
                if (redirects == TRUTH_UNKNOWN)
                        walk->is_known = false;
                else if (redirects == TRUTH_NO)
                        r = add_port(walk, above);
                above = port->parent;
        }
        return r;
}

/* Bridges are not assigned, so nobody maps anything for them. */
static int walk_members(Walk *walk) {
        const Group *group = walk->snapshot->groups + walk->group;
        size_t last = NO_INDEX;
        int r = 0;

        for (size_t i = 0; i < group->n_devices && r == 0; i++) {
                const Device *device = walk->snapshot->devices + group->devices[i];

                if (!device->is_pci || device_is_bridge(device))
                        continue;
                if (!device->parent_known)
                        walk->is_known = false;
                else if (device->parent != last)
                        r = walk_up(walk, device->parent);
                last = device->parent;
        }
        return r;
}

/* The wider one of two that begin alike comes first, so that the other is within it. */
static int compare_ranges(const void *a, const void *b) {
        const IovaRange *left = &((const RiskyRange *) a)->range, *right = &((const RiskyRange *) b)->range;

        if (left->first != right->first)
                return left->first < right->first ? -1 : 1;
        if (left->last != right->last)
                return left->last > right->last ? -1 : 1;
        return 0;
}

/* Windows of bridges lie within those of the bridges above; what is left ascends at both ends. */
static size_t drop_contained(RiskyRange *ranges, size_t count) {
        size_t kept = 0;

        if (count > 1)
                qsort(ranges, count, sizeof(*ranges), compare_ranges);
        for (size_t i = 0; i < count; i++)
                if (kept == 0 || ranges[i].range.last > ranges[kept - 1].range.last)
                        ranges[kept++] = ranges[i];
        return kept;
}

static int intersect(const RiskyRange *ranges, size_t count, GroupFacts *facts) {
        size_t capacity = 0;

        for (size_t i = 0; i < count; i++)
                for (size_t j = 0; j < facts->n_windows; j++) {
                        IovaRange range = {
                                MAX(ranges[i].range.first, facts->windows[j].range.first),
                                MIN(ranges[i].range.last, facts->windows[j].range.last),
                        };

                        if (range.first > range.last)
                                continue;
                        if (!array_grow(&facts->risky, &capacity, facts->n_risky, sizeof(*facts->risky)))
                                return -ENOMEM;
                        facts->risky[facts->n_risky++] = (RiskyRange) { range, ranges[i].bridge };
                }
        return 0;
}

int compute_risky_windows(const Snapshot *snapshot, size_t group, size_t *visited, GroupFacts *facts) {
        Walk walk = {
                .snapshot = snapshot,
                .group = group,
                .visited = visited,
                .is_known = true,
        };
        int r;

        if (facts->windows_source == WINDOWS_UNKNOWN)
                return 0;
        r = walk_members(&walk);
        if (r == 0)
                r = intersect(walk.ranges, drop_contained(walk.ranges, walk.count), facts);
        /* Once more: windows that overlap, which they shouldn't, may end up one in another. */
        facts->n_risky = drop_contained(facts->risky, facts->n_risky);
        facts->risky_known = r == 0 && walk.is_known;
        free(walk.ranges);
        return r;
}
