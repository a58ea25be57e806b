/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "tests/bench/tree-plan.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/tree-kinds.h"

#define BUSES_PER_COMPLEX     56u
#define BUSES_PER_SEGMENT     256u
#define ROOT_PORT_FIRST_SLOT  1u
#define FUNCTIONS_PER_SLOT    8u
#define CONVENTIONAL_PER_CARD 158u /* with its bridge and itself below 160, as seen in the field */
#define VFS_PER_FUNCTION      63u

/* Where the next function goes. */
typedef struct Cursor {
        uint16_t segment;
        unsigned next_bus;
        uint8_t root_bus;
        unsigned root_port;
        unsigned card; /* cards so far, over all complexes */
} Cursor;

/* Everything behind one root port. */
typedef void (*CardFunc)(TreePlan *plan, Cursor *cursor, int port, uint8_t bus);

uint32_t tree_plan_random(TreePlan *plan, uint32_t limit) {
        uint32_t x = plan->random; /* xorshift32 */

        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        plan->random = x;
        return x % limit;
}

static bool is_full(const TreePlan *plan) {
        return plan->n_devices == plan->n_wanted;
}

/* Adds a function in the group of the device before it, or in a new one. Returns its index or -1
 * when the plan has as many devices as wanted. */
static int add(TreePlan *plan, const Cursor *cursor, const TreeKind *kind, int parent, uint8_t bus,
                unsigned slot, unsigned function, bool shares_group) {
        if (is_full(plan))
                return -1;

        if (!shares_group)
                plan->n_groups++;
        plan->devices[plan->n_devices] = (TreeDevice){
                .kind = kind,
                .parent = parent,
                .physfn = -1,
                .group = plan->n_groups - 1,
                .unit = plan->n_units - 1,
                .segment = cursor->segment,
                .root_bus = cursor->root_bus,
                .bus = bus,
                .slot = slot,
                .function = function,
        };
        return plan->n_devices++;
}

static void card_nvme(TreePlan *plan, Cursor *cursor, int port, uint8_t bus) {
        add(plan, cursor, &tree_kinds_nvme[tree_plan_random(plan, 3)], port, bus, 0, 0, false);
}

static void card_storage(TreePlan *plan, Cursor *cursor, int port, uint8_t bus) {
        add(plan, cursor, &tree_kinds_storage[tree_plan_random(plan, 2)], port, bus, 0, 0, false);
}

static void card_network(TreePlan *plan, Cursor *cursor, int port, uint8_t bus) {
        unsigned kind = tree_plan_random(plan, 3), n = tree_plan_random(plan, 2) ? 4 : 2;

        for (unsigned i = 0; i < n; i++)
                add(plan, cursor, &tree_kinds_network[kind], port, bus, 0, i, false);
}

/* Functions of a graphics card have no ACS: they share a group, but not with their port. */
static void card_graphics(TreePlan *plan, Cursor *cursor, int port, uint8_t bus) {
        for (unsigned i = 0; i < 4; i++)
                add(plan, cursor, &tree_kinds_graphics[i], port, bus, 0, i, i > 0);
}

/* Two physical functions, and VFs with the numbers that ARI routing gives them. */
static void card_sriov(TreePlan *plan, Cursor *cursor, int port, uint8_t bus) {
        unsigned kind = tree_plan_random(plan, 2);
        unsigned n_vfs = plan->n_wanted < 256 ? 4 : VFS_PER_FUNCTION;
        int physfn[2];

        for (unsigned i = 0; i < 2; i++)
                physfn[i] = add(plan, cursor, &tree_kinds_physical[kind], port, bus, 0, i, false);

        for (unsigned i = 0; i < 2 * n_vfs; i++) {
                unsigned devfn = 2 + i, owner = i / n_vfs;
                int vf = add(plan, cursor, &tree_kinds_virtual[kind], port, bus, devfn / 8,
                                devfn % 8, false);

                if (vf < 0)
                        return;
                plan->devices[vf].physfn = physfn[owner];
                plan->devices[vf].vf_number = plan->devices[physfn[owner]].vf_count++;
        }
}

static void card_conventional(TreePlan *plan, Cursor *cursor, int port, uint8_t bus) {
        unsigned n = plan->n_wanted / 16 < CONVENTIONAL_PER_CARD ? plan->n_wanted / 16
                                                                 : CONVENTIONAL_PER_CARD;
        uint8_t below;
        int bridge;

        bridge = add(plan, cursor, &tree_kinds_pci_bridge, port, bus, 0, 0, false);
        if (bridge < 0)
                return;

        below = cursor->next_bus++;
        plan->devices[bridge].secondary_bus = below;
        for (unsigned i = 0; i < n; i++)
                add(plan, cursor, &tree_kinds_conventional[i % 4], bridge, below, i / 8, i % 8,
                                true);
}

/* The order is the mix: mostly storage and network, VFs about half of a large machine. */
static CardFunc next_card(const TreePlan *plan, Cursor *cursor) {
        /* clang-format off */
        static const CardFunc cards[] = {
                card_nvme, card_network, card_nvme, card_storage, card_sriov, card_nvme,
                card_graphics, card_nvme, card_network, card_nvme, card_nvme, card_network,
                card_nvme, card_storage, card_nvme, card_nvme,
        };
        /* clang-format on */
        unsigned i = cursor->card++, round = i / 16;

        /* One large group in four rounds, the first early enough for a small machine. */
        if (i % 16 == 3 && round % 4 == 0 && plan->n_wanted >= 64)
                return card_conventional;
        return cards[i % 16];
}

static void add_onboard(TreePlan *plan, Cursor *cursor, const TreeOnboard *table, size_t n) {
        for (size_t i = 0; i < n; i++)
                add(plan, cursor, &table[i].kind, -1, cursor->root_bus, table[i].slot,
                                table[i].function, table[i].shares_group);
}

static void add_port_with_card(TreePlan *plan, Cursor *cursor) {
        unsigned slot = ROOT_PORT_FIRST_SLOT + cursor->root_port / FUNCTIONS_PER_SLOT;
        unsigned function = cursor->root_port % FUNCTIONS_PER_SLOT;
        uint8_t bus = cursor->next_bus++;
        int port;

        port = add(plan, cursor, &tree_kinds_root_port[function % 4], -1, cursor->root_bus, slot,
                        function, false);
        cursor->root_port++;
        if (port < 0)
                return;

        plan->devices[port].secondary_bus = bus;
        next_card(plan, cursor)(plan, cursor, port, bus);
}

/* A root complex with its own unit and about @n_devices functions. */
static void add_complex(TreePlan *plan, Cursor *cursor, size_t n_devices) {
        size_t end = plan->n_devices + n_devices;
        bool first = plan->n_units == 0;

        if (cursor->next_bus + BUSES_PER_COMPLEX > BUSES_PER_SEGMENT) {
                cursor->segment++;
                cursor->next_bus = 0;
        }
        cursor->root_bus = cursor->next_bus++;
        cursor->root_port = 0;

        plan->units[plan->n_units] = (TreeUnit){
                .address = 0xfbffc000 - plan->n_units * 0x1000,
                .segment = cursor->segment,
                .root_bus = cursor->root_bus,
                .snoop_control = plan->n_units % 4 != 3,
        };
        plan->n_units++;

        if (first)
                add_onboard(plan, cursor, tree_kinds_chipset, tree_kinds_chipset_count);
        else
                add_onboard(plan, cursor, tree_kinds_uncore, tree_kinds_uncore_count);

        /* A card takes at most two buses. */
        while (plan->n_devices < end && !is_full(plan) &&
                        cursor->next_bus < cursor->root_bus + BUSES_PER_COMPLEX - 2)
                add_port_with_card(plan, cursor);
}

/* The header of every function of a slot says that it has several. Functions of a slot follow each
 * other in the plan, but for root ports, which always have company. */
static void mark_multifunction(TreePlan *plan) {
        for (size_t i = 1; i < plan->n_devices; i++) {
                TreeDevice *d = &plan->devices[i], *before = d - 1;

                if (d->parent < 0 && d->kind->bridge)
                        d->multifunction = true;
                else if (d->physfn < 0 && d->parent == before->parent && d->bus == before->bus &&
                                d->slot == before->slot)
                        d->multifunction = before->multifunction = true;
        }
}

/* Who drives it, and who sleeps: decided when the whole plan stands, because a physical function
 * with VFs does not sleep. */
static void decide_states(TreePlan *plan) {
        unsigned graphics_group = 0;
        bool graphics_vfio = false;

        for (size_t i = 0; i < plan->n_devices; i++) {
                TreeDevice *d = &plan->devices[i];
                unsigned dice = tree_plan_random(plan, 100);

                if (d->kind >= tree_kinds_graphics && d->kind < tree_kinds_graphics + 4) {
                        if (d->group != graphics_group)
                                graphics_vfio = dice < 50;
                        graphics_group = d->group;
                        d->vfio = graphics_vfio;
                } else if (!d->kind->bridge && d->parent >= 0)
                        d->vfio = dice < (d->physfn >= 0 ? 40 : 5) && d->vf_count == 0;

                d->suspended = d->kind->driver && d->physfn < 0 && d->vf_count == 0 &&
                               tree_plan_random(plan, 100) < (d->kind->bridge ? 4 : 10);
        }
}

int tree_plan_init(TreePlan *plan, size_t n_devices) {
        size_t n_complexes = n_devices / 128 < 2 ? 2 : n_devices / 128;
        Cursor cursor = { 0 };

        assert(n_devices > 0 && n_devices <= TREE_DEVICES_MAX);

        if (n_complexes > 32)
                n_complexes = 32;
        *plan = (TreePlan){ .n_wanted = n_devices, .random = 2463534242u ^ (uint32_t) n_devices };
        plan->devices = calloc(n_devices, sizeof(*plan->devices));
        plan->units = calloc(n_devices + 1, sizeof(*plan->units));
        if (!plan->devices || !plan->units) {
                tree_plan_done(plan);
                return -ENOMEM;
        }

        while (!is_full(plan))
                add_complex(plan, &cursor, n_devices / n_complexes);
        mark_multifunction(plan);
        decide_states(plan);
        return 0;
}

void tree_plan_done(TreePlan *plan) {
        free(plan->devices);
        free(plan->units);
        *plan = (TreePlan){ 0 };
}

void tree_plan_format_address(const TreeDevice *d, char ret_text[static 16]) {
        /* the & keeps the compiler sure that it fits */
        snprintf(ret_text, 16, "%04x:%02x:%02x.%x", d->segment, d->bus, d->slot & 0x1f,
                        d->function & 7);
}

unsigned tree_plan_depth(const TreePlan *plan, const TreeDevice *d) {
        unsigned depth = 0;

        for (; d->parent >= 0; d = &plan->devices[d->parent])
                depth++;
        return depth;
}

void tree_plan_format_path(const TreePlan *plan, const TreeDevice *device,
                char ret_path[static TREE_PATH_MAX]) {
        char address[16];
        size_t end;

        if (device->parent >= 0)
                tree_plan_format_path(plan, &plan->devices[device->parent], ret_path);
        else
                snprintf(ret_path, TREE_PATH_MAX, "pci%04x:%02x", device->segment,
                                device->root_bus);

        for (end = 0; ret_path[end]; end++)
                ;
        tree_plan_format_address(device, address);
        snprintf(ret_path + end, TREE_PATH_MAX - end, "/%s", address);
}
