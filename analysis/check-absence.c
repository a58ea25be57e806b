/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "analysis/check-absence.h"

#include <errno.h>

#include "analysis/absence.h"

static int add_table_evidence(const Snapshot *snapshot, Finding *finding) {
        _cleanup_text_ Text tables = TEXT_INIT;

        for (size_t i = 0; i < snapshot->host.firmware_tables.count; i++)
                text_add_format(&tables, "%s%s", i > 0 ? " " : "",
                                snapshot->host.firmware_tables.items[i]);
        if (text_error(&tables) < 0)
                return -ENOMEM;
        if (snapshot->host.has_acpi != TRUTH_YES)
                return 0;
        return finding_add_evidence(finding, "/sys/firmware/acpi/tables",
                        tables.length > 0 ? text_get(&tables) : "no DMAR, IVRS, IORT or VIOT");
}

/* The rows on an absent IOMMU differ only in their words: at most one of them speaks. */
static int report_absence(const Check *check, const Snapshot *snapshot, Assessment *assessment,
                Absence absence, const char *summary) {
        const char *option;
        Finding *finding;
        int r;

        if (find_absence(snapshot, &option) != absence)
                return 0;
        finding = check_report(check, assessment, "host", "%s%s", summary, option ? option : "");
        if (!finding)
                return -ENOMEM;
        r = finding_add_evidence(finding, "/sys/class/iommu",
                        absence == ABSENCE_KERNEL_SUPPORT ? "not there" : "empty");
        if (r == 0 && option)
                r = finding_add_evidence(finding, "/proc/cmdline", option);
        if (r == 0 && absence == ABSENCE_GUEST)
                r = finding_add_evidence(finding, "/proc/cpuinfo", "hypervisor");
        return r == 0 ? add_table_evidence(snapshot, finding) : r;
}

static int find_kernel_without_support(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        return report_absence(check, snapshot, assessment, ABSENCE_KERNEL_SUPPORT,
                        "this kernel has no IOMMU support");
}

static int find_off_by_boot_option(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        return report_absence(check, snapshot, assessment, ABSENCE_BOOT_OPTION,
                        "the IOMMU is switched off by the boot option ");
}

static int find_not_started(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        return report_absence(check, snapshot, assessment, ABSENCE_NOT_STARTED,
                        "the firmware describes an IOMMU, but the kernel has registered none");
}

static int find_guest_without_viommu(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        return report_absence(check, snapshot, assessment, ABSENCE_GUEST,
                        "this is a virtual machine without a virtual IOMMU");
}

static int find_no_firmware_table(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        return report_absence(check, snapshot, assessment, ABSENCE_FIRMWARE,
                        "the firmware describes no IOMMU");
}

static int find_no_iommu(const Check *check, const Snapshot *snapshot, Assessment *assessment) {
        return report_absence(check, snapshot, assessment, ABSENCE_UNKNOWN,
                        "the kernel has registered no IOMMU, and why can't be told from here");
}

const Check absence_checks[] = {
        {
                .id = "kernel-without-iommu-support",
                .title = "the kernel has no IOMMU support",
                .severity = SEVERITY_WARNING,
                .cause = "The kernel was built without CONFIG_IOMMU_API, so there is no IOMMU class "
                         "in sysfs and no driver that could use the hardware.",
                .cure = "Use a distribution kernel, or build one with CONFIG_IOMMU_SUPPORT and the "
                        "driver of this platform.",
                .find = find_kernel_without_support,
        },
        {
                .id = "iommu-off-by-boot-option",
                .title = "a boot option switches the IOMMU off",
                .severity = SEVERITY_WARNING,
                .cause = "The firmware describes an IOMMU, and a boot option tells the kernel not to use it.",
                .cure = "Remove the option from the kernel command line (on x86 with VT-d, put "
                        "intel_iommu=on in its place) and reboot.",
                .find = find_off_by_boot_option,
        },
        {
                .id = "iommu-not-registered",
                .title = "the firmware describes an IOMMU, but the kernel has registered none",
                .severity = SEVERITY_WARNING,
                .cause = "The firmware has a table for an IOMMU, and no boot option switches it off. The "
                         "kernel may be configured not to use VT-d unless asked (CONFIG_INTEL_IOMMU_DEFAULT_ON), "
                         "may lack the driver, or may have refused the hardware or the table.",
                .cure = "Boot with intel_iommu=on (VT-d), see that the driver is there (virtio-iommu is a "
                        "module of newer kernels, and arm-smmu may be one), and look for DMAR, AMD-Vi, arm-smmu or iommu "
                        "lines in the kernel log.",
                .find = find_not_started,
        },
        {
                .id = "guest-without-viommu",
                .title = "a virtual machine without a virtual IOMMU",
                .severity = SEVERITY_WARNING,
                .cause = "The machine is virtual, and its hypervisor gives it no virtual IOMMU.",
                .cure = "If devices are to be assigned inside this guest, give it one: in QEMU "
                        "-device intel-iommu, amd-iommu or virtio-iommu-pci; in libvirt the iommu element.",
                .find = find_guest_without_viommu,
        },
        {
                .id = "no-iommu-in-firmware",
                .title = "the firmware describes no IOMMU",
                .severity = SEVERITY_WARNING,
                .cause = "There is no table (DMAR, IVRS, VIOT) and no devicetree node for an IOMMU: the "
                         "platform has none, or it is disabled in the firmware's setup.",
                .cure = "Enable VT-d, AMD-Vi, \"IOMMU\" or \"SVM\" in the firmware's setup, and update the firmware.",
                .find = find_no_firmware_table,
        },
        {
                .id = "no-iommu",
                .title = "no IOMMU, and why can't be told",
                .severity = SEVERITY_WARNING,
                .cause = "There is no unit, and whether the firmware describes one can't be seen: only root may read the "
                         "IORT table of an Arm machine, a container "
                         "hides /sys/firmware, or the tree that is read lacks it.",
                .cure = "Run iommu-diag as root, on the host, outside of the container.",
                .find = find_no_iommu,
        },
};

const size_t n_absence_checks = ARRAY_SIZE(absence_checks);
