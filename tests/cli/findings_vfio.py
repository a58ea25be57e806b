# SPDX-License-Identifier: LGPL-2.1-or-later
"""Devices that are handed to user space."""

from sysfs_tree import SysfsTree


def assigned(other="vfio-pci", kernel="6.1.0-21-amd64", kind=0x030000, **attributes):
    def build(top):
        tree = SysfsTree(top, kernel, tables=("DMAR",))
        tree.add_intel_unit()
        tree.add_pci("0000:01:00.0", 0x10DE, kind=kind, driver="vfio-pci", group=1, unit="dmar0", **attributes)
        tree.add_pci("0000:01:00.1", 0x10DE, kind=0x040300, driver=other, group=1, unit="dmar0")
        return tree
    return build


FIXTURES = {
    "group-not-viable": (assigned(other="snd_hda_intel"), assigned(other=None)),
    "assigned-device-without-reset": (assigned(reset_method=None), assigned(reset_method=None, kernel="5.10.0-9-amd64")),
    "boot-display-assigned": (assigned(boot_vga="1"), assigned(boot_vga="0")),
}
