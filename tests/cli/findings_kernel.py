# SPDX-License-Identifier: LGPL-2.1-or-later
"""The kernel and how it was booted."""

from sysfs_tree import GROUPS, SysfsTree


def booted(cmdline="quiet", kernel="6.1.0-21-amd64", kind="DMA"):
    def build(top):
        tree = SysfsTree(top, kernel, cmdline=cmdline, tables=("DMAR",))
        tree.add_intel_unit()
        tree.add_pci("0000:00:02.0", group=0, unit="dmar0")
        tree.write(f"{GROUPS}/0/type", f"{kind}\n")
        return tree
    return build


FIXTURES = {
    "kernel-may-keep-translations": (booted(kernel="5.17.15-100.fc34"), booted(kernel="5.18.0-1-amd64")),
    "malformed-source": (booted(kind="bogus"), booted()),
    "boot-option-without-effect": (booted("amd_iommu=on"), booted("intel_iommu=on")),
    "mappings-are-counted": (booted("iommu.debug_pagealloc=1"), booted("iommu.debug_pagealloc=0")),
}
