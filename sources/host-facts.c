/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sources/host-facts.h"

#include <errno.h>
#include <string.h>

#include "base/parse.h"
#include "sources/boot-options.h"
#include "sources/firmware-tables.h"
#include "sources/source-note.h"

#define KERNEL      "proc/sys/kernel"
#define HUGE_PAGES  "sys/kernel/mm/transparent_hugepage"
#define MODULES     "sys/module"
#define ACPI_TABLES "sys/firmware/acpi/tables"
#define DEVICETREE  "sys/firmware/devicetree/base"

static int read_kernel(Root *root, Snapshot *snapshot) {
        _cleanup_root_dir_ RootDir dir = ROOT_DIR_INIT;
        char text[ROOT_NAME_MAX];
        int r;

        r = root_dir_open(root, KERNEL, &dir);
        if (r == 0)
                r = root_read_text(&dir, "osrelease", NULL, text, sizeof(text));
        if (r == 0) {
                snapshot->host.kernel = strdup(text);
                r = snapshot->host.kernel ? 0 : -ENOMEM;
        }
        if (r < 0)
                r = source_note_path(snapshot, KERNEL "/osrelease", r);
        if (r < 0)
                return r;
        r = root_read_machine(root, &dir, &snapshot->host.machine);
        return r < 0 ? source_note_path(snapshot, KERNEL "/arch", r) : 0;
}

/*
 * One page of a page table covers page_bytes / 8 pages, and that is what sysfs shows as the size of a
 * huge page on arm64: 2 MiB, 32 MiB or 512 MiB. PCs have no choice. A kernel without huge pages tells
 * nothing.
 */
static int read_page_size(Root *root, Snapshot *snapshot) {
        static const uint64_t sizes[] = { 4096, 16384, 65536 };
        _cleanup_root_dir_ RootDir dir = ROOT_DIR_INIT;
        const char *machine = snapshot->host.machine;
        char text[ATTRIBUTE_MAX_BYTES];
        uint64_t huge;

        if (machine && strcmp(machine, "x86_64") == 0)
                snapshot->host.page_bytes = number(4096);
        if (!machine || strcmp(machine, "aarch64") != 0)
                return 0;
        if (root_dir_open(root, HUGE_PAGES, &dir) < 0 ||
                        root_read_text(&dir, "hpage_pmd_size", NULL, text, sizeof(text)) < 0 ||
                        parse_unsigned(text, 10, UINT64_MAX, &huge) < 0)
                return 0;
        for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
                if (huge == sizes[i] / 8 * sizes[i])
                        snapshot->host.page_bytes = number(sizes[i]);
        return 0;
}

static int add_parameter(Host *host, const char *module, const char *name, const char *value) {
        ModuleParameter *parameter;

        if (!array_grow(&host->parameters, &host->parameters_capacity, host->n_parameters,
                            sizeof(*host->parameters)))
                return -ENOMEM;
        parameter = host->parameters + host->n_parameters++;
        parameter->module = strdup(module);
        parameter->name = strdup(name);
        parameter->value = strdup(value);
        return parameter->module && parameter->name && parameter->value ? 0 : -ENOMEM;
}

static int read_module(Root *root, const char *module, Snapshot *snapshot) {
        _cleanup_text_ Text path = TEXT_INIT;
        _cleanup_root_dir_ RootDir dir = ROOT_DIR_INIT;
        _cleanup_(names_done) Names names = { 0 };
        char text[ATTRIBUTE_MAX_BYTES + 1];
        int r;

        text_add_format(&path, MODULES "/%s/parameters", module);
        if (text_error(&path) < 0)
                return -ENOMEM;
        r = root_dir_open(root, text_get(&path), &dir);
        if (r == -ENOENT)
                return 0; /* not loaded, or without parameters */
        if (r == 0)
                r = root_list(&dir, ".", &names);
        if (r < 0)
                return source_note_path(snapshot, text_get(&path), r);
        for (size_t i = 0; i < names.count; i++) {
                r = root_read_text(&dir, names.items[i], NULL, text, sizeof(text));
                if (r < 0)
                        r = source_note(snapshot, &dir, names.items[i], r);
                else
                        r = add_parameter(&snapshot->host, module, names.items[i], text);
                if (r < 0)
                        return r;
        }
        return 0;
}

static bool is_module_of_interest(const char *name) {
        static const char *const modules[] = {
                "amd_iommu", "arm_smmu", "arm_smmu_v3", "intel_iommu", "iommufd", "virtio_iommu",
        };

        for (size_t i = 0; i < ARRAY_SIZE(modules); i++)
                if (strcmp(name, modules[i]) == 0)
                        return true;
        return strstr(name, "vfio") != NULL;
}

static int read_parameters(Root *root, Snapshot *snapshot) {
        _cleanup_root_dir_ RootDir dir = ROOT_DIR_INIT;
        _cleanup_(names_done) Names names = { 0 };
        int r;

        r = root_dir_open(root, MODULES, &dir);
        if (r == -ENOENT)
                return 0;
        if (r == 0)
                r = root_list(&dir, ".", &names);
        if (r < 0)
                return source_note_path(snapshot, MODULES, r);
        for (size_t i = 0; i < names.count && r == 0; i++)
                if (is_module_of_interest(names.items[i]))
                        r = read_module(root, names.items[i], snapshot);
        return r;
}

/* What is in the tables is for root alone; that they are there is for everyone. */
static int list_firmware_tables(Root *root, Snapshot *snapshot) {
        static const char *const wanted[] = { "DMAR", "IVRS", "IORT", "VIOT" };
        _cleanup_root_dir_ RootDir dir = ROOT_DIR_INIT;
        _cleanup_(names_done) Names names = { 0 };
        int r;

        r = root_dir_open(root, ACPI_TABLES, &dir);
        if (r == -ENOENT) {
                snapshot->host.has_acpi = TRUTH_NO;
                return 0;
        }
        if (r == 0)
                r = root_list(&dir, ".", &names);
        if (r < 0)
                return source_note_path(snapshot, ACPI_TABLES, r);
        snapshot->host.has_acpi = TRUTH_YES;
        for (size_t i = 0; i < names.count; i++)
                for (size_t j = 0; j < ARRAY_SIZE(wanted); j++)
                        if (strcmp(names.items[i], wanted[j]) == 0 &&
                                        names_add(&snapshot->host.firmware_tables, wanted[j]) < 0)
                                return -ENOMEM;
        return read_firmware_tables(&dir, snapshot);
}

/* Devicetree recommends "iommu@ADDRESS" as the name of a node; older trees and QEMU say smmu. */
static bool is_unit_node(const char *name) {
        static const char *const prefixes[] = { "iommu@", "smmu@", "smmuv3@" };

        for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++)
                if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
                        return true;
        return false;
}

/* Units sit at the top of the tree or below "soc"; deeper ones are not looked for. */
static int read_devicetree(Root *root, Snapshot *snapshot) {
        static const char *const directories[] = { DEVICETREE, DEVICETREE "/soc" };

        for (size_t i = 0; i < ARRAY_SIZE(directories); i++) {
                _cleanup_root_dir_ RootDir dir = ROOT_DIR_INIT;
                _cleanup_(names_done) Names names = { 0 };
                int r;

                r = root_dir_open(root, directories[i], &dir);
                if (r == -ENOENT)
                        continue;
                if (r == 0)
                        r = root_list(&dir, ".", &names);
                if (r < 0)
                        return source_note_path(snapshot, directories[i], r);
                if (snapshot->host.devicetree_has_unit == TRUTH_UNKNOWN)
                        snapshot->host.devicetree_has_unit = TRUTH_NO;
                for (size_t j = 0; j < names.count; j++)
                        if (is_unit_node(names.items[j]))
                                snapshot->host.devicetree_has_unit = TRUTH_YES;
        }
        return 0;
}

size_t scrub_cpuinfo(char *data, size_t length) {
        static const char word[] = "hypervisor";
        size_t n = sizeof(word) - 1;
        const char *found = memmem(data, length, word, n);

        if (!found)
                return 0;
        memmove(data, word, n);
        return n;
}

/* x86 tells by a CPU flag, other machines by what the firmware calls the system. */
static int read_guest(Root *root, RootDir *proc, Snapshot *snapshot) {
        static const char *const vendors[] = {
                "Amazon EC2", "Bochs", "Google", "KVM", "OpenStack Foundation", "Parallels", "QEMU",
                "VMware, Inc.", "Xen", "innotek GmbH",
        };
        _cleanup_root_dir_ RootDir dmi = ROOT_DIR_INIT;
        char text[ATTRIBUTE_MAX_BYTES];
        const char *machine = snapshot->host.machine;
        ssize_t n;

        if (machine && strcmp(machine, "x86_64") == 0) {
                if (!proc->root)
                        return 0;
                /* The flags of the first CPU are enough, and asking each CPU for its frequency
                 * would disturb all of them. */
                n = root_read_start(proc, "cpuinfo", scrub_cpuinfo, text, sizeof(text));
                if (n < 0)
                        return n == -ENOENT ? 0 : source_note(snapshot, proc, "cpuinfo", (int) n);
                snapshot->host.is_guest = n > 0 ? TRUTH_YES : TRUTH_NO;
                return 0;
        }
        if (root_dir_open(root, "sys/class/dmi/id", &dmi) < 0 ||
                        root_read_text(&dmi, "sys_vendor", NULL, text, sizeof(text)) < 0)
                return 0;
        snapshot->host.is_guest = TRUTH_NO;
        for (size_t i = 0; i < ARRAY_SIZE(vendors); i++)
                if (strcmp(text, vendors[i]) == 0)
                        snapshot->host.is_guest = TRUTH_YES;
        return 0;
}

/* The command line and the CPU flags, by one look at /proc. */
static int read_proc(Root *root, Snapshot *snapshot) {
        _cleanup_root_dir_ RootDir proc = ROOT_DIR_INIT;
        int r;

        r = root_dir_open(root, "proc", &proc);
        r = r < 0 ? source_note_path(snapshot, "proc/cmdline", r) : read_boot_options(&proc, snapshot);
        return r == 0 ? read_guest(root, &proc, snapshot) : r;
}

/* A container may hide /sys/firmware; then nothing is known about tables, not that there are none. */
static int read_firmware(Root *root, Snapshot *snapshot) {
        int r;

        r = list_firmware_tables(root, snapshot);
        if (r == 0)
                r = read_devicetree(root, snapshot);
        if (snapshot->host.has_acpi == TRUTH_NO && snapshot->host.devicetree_has_unit == TRUTH_UNKNOWN)
                snapshot->host.has_acpi = TRUTH_UNKNOWN;
        return r;
}

int read_host(Root *root, Snapshot *snapshot) {
        static int (*const readers[])(Root *root, Snapshot *snapshot) = {
                read_kernel, read_page_size, read_proc, read_parameters, read_firmware,
        };

        for (size_t i = 0; i < ARRAY_SIZE(readers); i++) {
                int r = readers[i](root, snapshot);

                if (r < 0)
                        return r;
        }
        return 0;
}
