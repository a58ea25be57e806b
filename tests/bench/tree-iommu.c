/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Formats are those of drivers/iommu/intel/iommu.c and drivers/iommu/iommu.c. */

#include "tests/bench/tree-iommu.h"

#include <stdio.h>
#include <string.h>

#include "tests/bench/tree-dmar.h"

static void write_registers(TreeWriter *unit_dir, const TreeUnit *unit, size_t n_domains) {
        TreeWriter w = tree_writer_open(unit_dir, "intel-iommu");

        tree_writer_text(&w, "version", "1:0\n");
        tree_writer_text(&w, "address", "%llx\n", (unsigned long long) unit->address);
        tree_writer_text(&w, "cap", "%s\n",
                        unit->snoop_control ? "d2078c106f0466" : "d2008c10ef0466");
        tree_writer_text(&w, "ecap", "%s\n", unit->snoop_control ? "f020df" : "f0205b");
        tree_writer_text(&w, "domains_supported", "65536\n");
        tree_writer_text(&w, "domains_used", "%zu\n", n_domains);
        tree_writer_close(&w, unit_dir);
}

static void write_members(TreeWriter *unit_dir, const TreePlan *plan, unsigned unit) {
        TreeWriter w = tree_writer_open(unit_dir, "devices");
        char path[TREE_PATH_MAX], address[16];

        for (size_t i = 0; i < plan->n_devices; i++) {
                if (plan->devices[i].unit != unit)
                        continue;
                tree_plan_format_address(&plan->devices[i], address);
                tree_plan_format_path(plan, &plan->devices[i], path);
                tree_writer_link(&w, address, "../../../../%s", path);
        }
        tree_writer_close(&w, unit_dir);
}

void tree_iommu_write_units(TreeWriter *sys, const TreePlan *plan) {
        TreeWriter class_dir = tree_writer_open(sys, "class/iommu");

        for (unsigned i = 0; i < plan->n_units; i++) {
                TreeWriter unit_dir;
                char name[64];

                snprintf(name, sizeof(name), "dmar%u", i);
                tree_writer_link(&class_dir, name, "../../devices/virtual/iommu/%s", name);

                snprintf(name, sizeof(name), "devices/virtual/iommu/dmar%u", i);
                unit_dir = tree_writer_open(sys, name);
                tree_writer_text(&unit_dir, "uevent", "%s", "");
                tree_writer_link(&unit_dir, "subsystem", "../../../../class/iommu");
                write_registers(&unit_dir, &plan->units[i], plan->n_groups / plan->n_units);
                write_members(&unit_dir, plan, i);
                tree_writer_close(&unit_dir, sys);
        }
        tree_writer_close(&class_dir, sys);
}

/* The union over the members, sorted by start, as iommu_get_group_resv_regions() makes it. */
static void write_regions(TreeWriter *group, const TreePlan *plan, const TreeDevice *members, size_t n) {
        bool isa = false, firmware = false, relaxable = true;

        for (size_t i = 0; i < n; i++) {
                isa |= members[i].kind->class_code >> 8 == 0x0601;
                if (tree_dmar_has_region(&members[i])) {
                        firmware = true;
                        relaxable &= members[i].kind->class_code >> 8 == 0x0c03;
                }
        }

        char text[256 + TREE_REGIONS_MAX * 48], line[96] = "";
        if (firmware)
                snprintf(line, sizeof(line), "0x%016x 0x%016x %s\n", TREE_DMAR_REGION_FIRST,
                                TREE_DMAR_REGION_LAST, relaxable ? "direct-relaxable" : "direct");
        snprintf(text, sizeof(text), "%s%s0x00000000fee00000 0x00000000feefffff msi\n",
                        isa ? "0x0000000000000000 0x0000000000ffffff direct-relaxable\n" : "",
                        line);
        size_t used = strlen(text);
        for (size_t i = 0; i < plan->n_regions; i++)
                used += (size_t) snprintf(text + used, sizeof(text) - used, "0x%016llx 0x%016llx reserved\n",
                                0x100000000ULL + i * 0x200000ULL, 0x100000fffULL + i * 0x200000ULL);
        tree_writer_bytes(group, "reserved_regions", text, used);
}

static const char *domain_type(const TreeDevice *first) {
        switch (first->group % 16) {
        case 5:
                return "DMA";
        case 11:
                return first->kind->bridge ? "identity" : "DMA-FQ";
        default:
                return "DMA-FQ";
        }
}

/* Members of a group follow each other in the plan. */
static void write_group(
                TreeWriter *sys, const TreePlan *plan, const TreeDevice *members, size_t n) {
        char name[64], path[TREE_PATH_MAX], address[16];
        TreeWriter group, devices;

        snprintf(name, sizeof(name), "kernel/iommu_groups/%u", members->group);
        group = tree_writer_open(sys, name);
        tree_writer_text(&group, "type", "%s\n", domain_type(members));
        write_regions(&group, plan, members, n);

        devices = tree_writer_open(&group, "devices");
        for (size_t i = 0; i < n; i++) {
                tree_plan_format_address(&members[i], address);
                tree_plan_format_path(plan, &members[i], path);
                tree_writer_link(&devices, address, "../../../../devices/%s", path);
        }
        tree_writer_close(&devices, &group);
        tree_writer_close(&group, sys);
}

void tree_iommu_write_groups(TreeWriter *sys, const TreePlan *plan) {
        size_t first = 0;

        for (size_t i = 1; i <= plan->n_devices; i++)
                if (i == plan->n_devices || plan->devices[i].group != plan->devices[first].group) {
                        write_group(sys, plan, plan->devices + first, i - first);
                        first = i;
                }
}
