# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whether devices and CPUs see the same data."""

from findings_firmware import arm
from sysfs_tree import SysfsTree

SNOOP_CONTROL, NO_SNOOP_CONTROL, COHERENT_WALKS = "f050da", "f0505a", "f050db"
NO_SNOOP_ENABLED = 0x800


def config(control):
    """Configuration space of an endpoint whose only capability is PCI Express, with this device control."""
    data = bytearray(256)
    data[0x00:0x04] = bytes.fromhex("86803412")
    data[0x06] = 0x10
    data[0x34] = 0x40
    data[0x40:0x44] = bytes.fromhex("10000200")
    data[0x48:0x4A] = control.to_bytes(2, "little")
    return bytes(data)


def vtd(ecap, driver="vfio-pci", control=NO_SNOOP_ENABLED):
    def build(top):
        tree = SysfsTree(top, tables=("DMAR",))
        tree.add_intel_unit(ecap=ecap)
        directory = tree.add_pci("0000:01:00.0", driver=driver, group=1, unit="dmar0")
        tree.write(f"{directory}/config", config(control))
        return tree
    return build


def amd(cmdline):
    def build(top):
        tree = SysfsTree(top, "6.12.9-amd64", cmdline=cmdline, tables=("IVRS",))
        tree.add_amd_unit()
        tree.add_pci("0000:01:00.0", group=1, unit="ivhd0")
        return tree
    return build


FIXTURES = {
    "no-snoop-on-assigned-device": (vtd(NO_SNOOP_CONTROL), vtd(SNOOP_CONTROL)),
    "no-snoop-possible": (vtd(NO_SNOOP_CONTROL, "nvme"), vtd(NO_SNOOP_CONTROL, "nvme", control=0)),
    "device-not-coherent": (lambda top: arm(top, coherent=0), arm),
    "no-snoop-block-unproven": (amd("amd_iommu=pgtbl_v2"), amd("amd_iommu=pgtbl_v1")),
    "page-walks-not-coherent": (vtd(SNOOP_CONTROL), vtd(COHERENT_WALKS)),
}
