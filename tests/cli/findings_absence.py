# SPDX-License-Identifier: LGPL-2.1-or-later
"""Machines without any unit, and why."""

from sysfs_tree import SysfsTree


def with_unit(top, **settings):
    tree = SysfsTree(top, **settings)
    tree.add_intel_unit()
    tree.add_pci("0000:00:1f.6", driver="e1000e", group=1, unit="dmar0")
    return tree


def empty(**settings):
    return lambda top: SysfsTree(top, **settings)


def acpi(**settings):
    """ACPI is there, whatever tables it has."""
    def build(top):
        tree = SysfsTree(top, **settings)
        tree.write("sys/firmware/acpi/tables/APIC", bytes(36))
        return tree
    return build


FIXTURES = {
    "kernel-without-iommu-support": (acpi(has_class=False), acpi()),
    "iommu-off-by-boot-option": (acpi(tables=("DMAR",), cmdline="intel_iommu=off"), acpi(tables=("DMAR",))),
    "iommu-not-registered": (acpi(tables=("DMAR",)), acpi()),
    "guest-without-viommu": (acpi(cpu_flags="fpu hypervisor"), acpi()),
    "no-iommu-in-firmware": (acpi(), acpi(cpu_flags="fpu hypervisor")),
    "no-iommu": (empty(), with_unit),
}
