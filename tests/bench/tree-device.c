/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Formats are those of drivers/pci/{pci-sysfs,iov}.c and drivers/base/power/sysfs.c. */

#include "tests/bench/tree-device.h"

#include <stdio.h>

#include "tests/bench/tree-config.h"

#define RESOURCES_ENDPOINT 13u /* with CONFIG_PCI_IOV */
#define RESOURCES_BRIDGE   17u
#define IORESOURCE_MEM_64  0x000000000014220cull
#define VFIO_MAJOR         511u

static bool is_display(const TreeKind *kind) {
        return kind->class_code >> 16 == 0x03;
}

static const char *driver_of(const TreeDevice *device) {
        return device->vfio ? "vfio-pci" : device->kind->driver;
}

static void format_modalias(const TreeKind *k, char ret_text[static 64]) {
        snprintf(ret_text, 64, "pci:v%08Xd%08Xsv%08Xsd%08Xbc%02Xsc%02Xi%02X", k->vendor, k->device,
                        k->subvendor, k->subdevice, (k->class_code >> 16) & 0xff,
                        (k->class_code >> 8) & 0xff, k->class_code & 0xff);
}

static void write_identity(TreeWriter *w, const TreeDevice *device) {
        const TreeKind *k = device->kind;
        const char *driver = driver_of(device);
        char address[16], modalias[64];

        tree_plan_format_address(device, address);
        format_modalias(k, modalias);

        tree_writer_text(w, "vendor", "0x%04x\n", k->vendor);
        tree_writer_text(w, "device", "0x%04x\n", k->device);
        tree_writer_text(w, "subsystem_vendor", "0x%04x\n", k->subvendor);
        tree_writer_text(w, "subsystem_device", "0x%04x\n", k->subdevice);
        tree_writer_text(w, "revision", "0x%02x\n", k->revision);
        tree_writer_text(w, "class", "0x%06x\n", k->class_code);
        tree_writer_text(w, "modalias", "%s\n", modalias);
        tree_writer_text(w, "uevent",
                        "%s%s%sPCI_CLASS=%X\nPCI_ID=%04X:%04X\nPCI_SUBSYS_ID=%04X:%04X\n"
                        "PCI_SLOT_NAME=%s\nMODALIAS=%s\n",
                        driver ? "DRIVER=" : "", driver ? driver : "", driver ? "\n" : "",
                        k->class_code, k->vendor, k->device, k->subvendor, k->subdevice, address,
                        modalias);
}

static void write_resources(TreeWriter *w, const TreePlan *plan, const TreeDevice *device) {
        static const char unused[] = "0x0000000000000000 0x0000000000000000 0x0000000000000000\n";
        unsigned n = device->kind->bridge ? RESOURCES_BRIDGE : RESOURCES_ENDPOINT;
        uint64_t bar = tree_config_bar_address(plan, device);
        char text[RESOURCES_BRIDGE * sizeof(unused)] = "";
        size_t used = 0;

        for (unsigned i = 0; i < n; i++) {
                if (i == 0 && bar != 0)
                        used += snprintf(text, sizeof(text), "0x%016llx 0x%016llx 0x%016llx\n",
                                        (unsigned long long) bar,
                                        (unsigned long long) bar + TREE_CONFIG_BAR_BYTES - 1,
                                        IORESOURCE_MEM_64);
                else
                        used += snprintf(text + used, sizeof(text) - used, "%s", unused);
        }
        tree_writer_bytes(w, "resource", text, used);
}

static void write_settings(TreeWriter *w, const TreePlan *plan, const TreeDevice *device) {
        const TreeKind *k = device->kind;
        bool enabled = driver_of(device) && !device->suspended;
        unsigned node = device->unit % 2;

        tree_writer_text(w, "irq", "%u\n", tree_config_irq(plan, device));
        tree_writer_text(w, "numa_node", "%u\n", node);
        tree_writer_text(w, "local_cpus", "%s\n", node ? "ffff0000" : "0000ffff");
        tree_writer_text(w, "local_cpulist", "%s\n", node ? "16-31" : "0-15");
        tree_writer_text(w, "dma_mask_bits", "%u\n", k->dma_mask_bits);
        tree_writer_text(w, "consistent_dma_mask_bits", "%u\n", k->dma_mask_bits);
        tree_writer_text(w, "enable", "%u\n", enabled);
        tree_writer_text(w, "msi_bus", "1\n");
        tree_writer_text(w, "ari_enabled", "%u\n", device->physfn >= 0);
        tree_writer_text(w, "d3cold_allowed", "%u\n", k->pcie);
        tree_writer_text(w, "driver_override", "%s\n", device->vfio ? "vfio-pci" : "(null)");
        if (k->reset_methods)
                tree_writer_text(w, "reset_method", "%s\n", k->reset_methods);
        if (is_display(k))
                tree_writer_text(w, "boot_vga", "%u\n", device->unit == 0);
}

static void write_power(TreeWriter *w, const TreeDevice *device) {
        TreeWriter power;
        bool may_sleep = device->suspended || device->kind->bridge;

        tree_writer_text(w, "power_state", "%s\n", device->suspended ? "D3hot" : "D0");
        power = tree_writer_open(w, "power");
        tree_writer_text(&power, "runtime_status", "%s\n",
                        device->suspended ? "suspended" : "active");
        tree_writer_text(&power, "control", "%s\n", may_sleep ? "auto" : "on");
        tree_writer_close(&power, w);
}

/* Back out of sys/devices/pci.../ and the bridges to sys/devices. */
static void format_up(const TreePlan *plan, const TreeDevice *device, char ret_up[static 64]) {
        unsigned n = 2 + tree_plan_depth(plan, device);
        size_t used = 0;

        for (unsigned i = 0; i < n && used < 60; i++)
                used += snprintf(ret_up + used, 64 - used, "../");
}

static void write_links(TreeWriter *w, const TreePlan *plan, const TreeDevice *device) {
        const char *driver = driver_of(device);
        char up[64];

        format_up(plan, device, up);
        tree_writer_link(w, "subsystem", "%s../bus/pci", up);
        tree_writer_link(w, "iommu", "%svirtual/iommu/dmar%u", up, device->unit);
        tree_writer_link(w, "iommu_group", "%s../kernel/iommu_groups/%u", up, device->group);
        if (driver)
                tree_writer_link(w, "driver", "%s../bus/pci/drivers/%s", up, driver);
}

/* What only some functions have: virtual functions, their owner, the character device of VFIO. */
static void write_extras(TreeWriter *w, const TreePlan *plan, const TreeDevice *device) {
        size_t index = device - plan->devices;
        char address[16], name[32];

        if (device->physfn >= 0) {
                tree_plan_format_address(&plan->devices[device->physfn], address);
                tree_writer_link(w, "physfn", "../%s", address);
        }
        if (device->vf_count > 0) {
                tree_writer_text(w, "sriov_totalvfs", "64\n");
                tree_writer_text(w, "sriov_numvfs", "%u\n", device->vf_count);
                tree_writer_text(w, "sriov_drivers_autoprobe", "1\n");
        }
        for (size_t i = index + 1; device->vf_count > 0 && i < plan->n_devices; i++) {
                const TreeDevice *vf = &plan->devices[i];

                if (vf->bus != device->bus || vf->segment != device->segment)
                        break;
                if (vf->physfn != (int) index)
                        continue;
                tree_plan_format_address(vf, address);
                snprintf(name, sizeof(name), "virtfn%u", vf->vf_number);
                tree_writer_link(w, name, "../%s", address);
        }
        if (device->vfio) {
                TreeWriter vfio;

                snprintf(name, sizeof(name), "vfio-dev/vfio%zu", index);
                vfio = tree_writer_open(w, name);
                tree_writer_text(&vfio, "dev", "%u:%zu\n", VFIO_MAJOR, index);
                tree_writer_close(&vfio, w);
        }
}

void tree_device_write(TreeWriter *sys_devices, const TreePlan *plan, const TreeDevice *device) {
        uint8_t config[TREE_CONFIG_MAX];
        char path[TREE_PATH_MAX];
        TreeWriter w;

        tree_plan_format_path(plan, device, path);
        w = tree_writer_open(sys_devices, path);
        write_identity(&w, device);
        write_resources(&w, plan, device);
        write_settings(&w, plan, device);
        write_power(&w, device);
        write_links(&w, plan, device);
        write_extras(&w, plan, device);
        tree_writer_bytes(&w, "config", config, tree_config_fill(plan, device, config));
        tree_writer_close(&w, sys_devices);
}
