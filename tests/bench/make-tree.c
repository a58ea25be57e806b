/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * make-tree: writes the sysfs, procfs and firmware files of a machine that does not exist, for
 * the scan benchmark.
 *
 *     make-tree DEVICES DIRECTORY
 *
 * DIRECTORY becomes a root for `iommu-diag --root=DIRECTORY`; its sys/ can be bound over /sys in a
 * private mount namespace. DEVICES 0 makes the directories of a machine without any device, by
 * which the cost of starting a program is told from the cost of reading.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/bench/tree-device.h"
#include "tests/bench/tree-dmar.h"
#include "tests/bench/tree-iommu.h"
#include "tests/bench/tree-plan.h"
#include "tests/bench/tree-writer.h"

static void write_devices(TreeWriter *sys, const TreePlan *plan) {
        TreeWriter devices = tree_writer_open(sys, "devices");
        TreeWriter bus = tree_writer_open(sys, "bus/pci/devices");
        TreeWriter vfio = tree_writer_open(sys, "class/vfio-dev");
        char path[TREE_PATH_MAX], address[16], name[32];

        for (size_t i = 0; i < plan->n_devices; i++) {
                const char *driver = plan->devices[i].kind->driver;

                tree_device_write(&devices, plan, &plan->devices[i]);
                tree_plan_format_address(&plan->devices[i], address);
                tree_plan_format_path(plan, &plan->devices[i], path);
                tree_writer_link(&bus, address, "../../../devices/%s", path);
                if (plan->devices[i].vfio) {
                        snprintf(name, sizeof(name), "vfio%zu", i);
                        tree_writer_link(&vfio, name, "../../devices/%s/vfio-dev/%s", path, name);
                }
                if (driver) {
                        snprintf(path, sizeof(path), "bus/pci/drivers/%s", driver);
                        tree_writer_directory(sys, path);
                }
        }
        tree_writer_close(&vfio, sys);
        tree_writer_close(&bus, sys);
        tree_writer_close(&devices, sys);
}

static void write_firmware(TreeWriter *sys, const TreePlan *plan) {
        TreeWriter tables = tree_writer_open(sys, "firmware/acpi/tables");
        uint8_t *table = NULL;
        size_t size = 0;

        if (plan->n_units > 0 && tree_dmar_new(plan, &table, &size) < 0)
                tables.error = -ENOMEM;
        if (table)
                tree_writer_bytes(&tables, "DMAR", table, size);
        free(table);
        tree_writer_close(&tables, sys);
}

static void write_modules(TreeWriter *sys) {
        static const struct {
                const char *path, *value;
        } parameters[] = {
  /* clang-format off */
                { "vfio_iommu_type1/parameters/allow_unsafe_interrupts", "N" },
                { "vfio_iommu_type1/parameters/disable_hugepages", "N" },
                { "vfio_iommu_type1/parameters/dma_entry_limit", "65535" },
                { "vfio_pci/parameters/disable_idle_d3", "N" },
                { "vfio_pci/parameters/disable_vga", "N" },
                { "vfio_pci/parameters/disable_denylist", "N" },
                { "vfio_pci/parameters/enable_sriov", "N" },
                { "vfio_pci/parameters/nointxmask", "N" },
  /* clang-format on */
        };
        TreeWriter module = tree_writer_open(sys, "module");

        tree_writer_directory(&module, "vfio_iommu_type1/parameters");
        tree_writer_directory(&module, "vfio_pci/parameters");
        for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++)
                tree_writer_text(&module, parameters[i].path, "%s\n", parameters[i].value);
        tree_writer_close(&module, sys);
}

static void write_rest(TreeWriter *root, TreeWriter *sys) {
        TreeWriter proc = tree_writer_open(root, "proc/sys/kernel");

        tree_writer_text(&proc, "osrelease", "6.12.38-amd64\n");
        tree_writer_text(&proc, "arch", "x86_64\n");
        tree_writer_text(&proc, "../../cmdline",
                        "BOOT_IMAGE=/boot/vmlinuz-6.12.38-amd64 root=/dev/sda2 ro quiet "
                        "intel_iommu=on iommu.strict=0\n");
        tree_writer_close(&proc, root);

        tree_writer_directory(sys, "class/iommu");
        tree_writer_directory(sys, "kernel/iommu_groups");
        tree_writer_directory(sys, "bus/pci/drivers/vfio-pci");
        /* a place where lstopo can be given the real processors */
        tree_writer_directory(sys, "devices/system");
}

static int write_tree(const char *directory, const TreePlan *plan) {
        TreeWriter here = { .fd = AT_FDCWD }, root, sys;

        root = tree_writer_open(&here, directory);
        sys = tree_writer_open(&root, "sys");
        write_devices(&sys, plan);
        tree_iommu_write_units(&sys, plan);
        tree_iommu_write_groups(&sys, plan);
        write_firmware(&sys, plan);
        write_modules(&sys);
        write_rest(&root, &sys);
        tree_writer_close(&sys, &root);
        tree_writer_close(&root, &here);
        return here.error;
}

/* A decimal number. */
static int parse_count(const char *text, size_t max, size_t *ret_count) {
        size_t count = 0;

        if (*text == '\0')
                return -EINVAL;
        for (; *text; text++) {
                if (*text < '0' || *text > '9')
                        return -EINVAL;
                count = count * 10 + (*text - '0');
                if (count > max)
                        return -ERANGE;
        }
        *ret_count = count;
        return 0;
}

int main(int argc, char **argv) {
        TreePlan plan = { 0 };
        size_t count, n_regions = 0;
        int r;

        if (argc < 3 || argc > 4 || parse_count(argv[1], TREE_DEVICES_MAX, &count) < 0 ||
                        (argc == 4 && parse_count(argv[3], TREE_REGIONS_MAX - 3, &n_regions) < 0)) {
                fprintf(stderr, "Usage: make-tree DEVICES DIRECTORY [REGIONS]   (DEVICES: 0 to %u)\n",
                                TREE_DEVICES_MAX);
                return 2;
        }
        umask(022);
        r = count > 0 ? tree_plan_init(&plan, count) : 0;
        plan.n_regions = n_regions;
        if (r == 0)
                r = write_tree(argv[2], &plan);
        if (r < 0)
                fprintf(stderr, "make-tree: %s: %s\n", argv[2], strerror(-r));
        tree_plan_done(&plan);
        return r < 0 ? 1 : 0;
}
