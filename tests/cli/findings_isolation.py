# SPDX-License-Identifier: LGPL-2.1-or-later
"""Machines that trigger the checks on isolation, and near misses: one fact is different."""

from pci_config import DOWNSTREAM_PORT, ISOLATING, RR, ROOT_PORT, UPSTREAM_PORT, endpoint, port
from sysfs_tree import SysfsTree

DISPLAY, NVME, NETWORK, BRIDGE = 0x030000, 0x010802, 0x020000, 0x060400
PORT_A, PORT_B = "0000:00:1c.0", "0000:00:1d.0"
UP, DOWN_A, DOWN_B = "0000:01:00.0", "0000:02:00.0", "0000:02:01.0"
OPEN, CLOSED = (ISOLATING, ISOLATING), (ISOLATING, 0)
WINDOW = (0xA0000000, 0xA00FFFFF)


def make_tree(top, options=""):
    tree = SysfsTree(top, "6.1.0-21-amd64", cmdline=f"quiet intel_iommu=on {options}", tables=("DMAR",))
    tree.add_intel_unit()
    return tree


def add(tree, address, group, config, kind=NETWORK, **rest):
    tree.add_pci(address, kind=kind, group=group, unit="dmar0", config=config, **rest)


def two_ports(top, acs, shared, driver=None, options="", memory=WINDOW):
    """Two root ports with a device behind each, in one group (shared) or in one each."""
    tree = make_tree(top, options)
    groups = (1, 1, 1, 1) if shared else (1, 2, 3, 4)
    add(tree, PORT_A, groups[0], port(ROOT_PORT, 1, acs=acs, memory=memory), BRIDGE, driver="pcieport")
    add(tree, PORT_B, groups[1], port(ROOT_PORT, 2, acs=acs), BRIDGE, driver="pcieport")
    add(tree, "0000:01:00.0", groups[2], endpoint(), below=PORT_A, driver=driver)
    add(tree, "0000:02:00.0", groups[3], endpoint(), below=PORT_B)
    return tree


def switch(top, acs=OPEN, kinds=(DISPLAY, NVME)):
    """A switch with two devices, each in a group of its own, however it is set up."""
    tree = make_tree(top)
    add(tree, PORT_A, 1, port(ROOT_PORT, 1, 4, acs=OPEN), BRIDGE)
    add(tree, UP, 2, port(UPSTREAM_PORT, 2, 4), BRIDGE, below=PORT_A)
    for i, (down, kind) in enumerate(zip((DOWN_A, DOWN_B), kinds)):
        add(tree, down, 3 + i, port(DOWNSTREAM_PORT, 3 + i, acs=acs), BRIDGE, below=UP)
        add(tree, f"0000:{3 + i:02x}:00.0", 5 + i, endpoint(kind), kind, below=down)
    return tree


def one_device(top, ats):
    tree = make_tree(top)
    add(tree, "0000:00:03.0", 1, endpoint(ats=ats))
    return tree


def booted_with(option):
    return lambda top: two_ports(top, OPEN, False, options=option)


FIXTURES = {
    "acs-missing-on-port": (lambda top: two_ports(top, None, True), lambda top: two_ports(top, None, False)),
    "acs-not-enabled": (lambda top: two_ports(top, CLOSED, True), lambda top: two_ports(top, OPEN, True)),
    "acs-weakened-by-boot-option": (booted_with("pci=noats,config_acs=10x0x@pci:0:0"),
                                    booted_with("pci=noats,config_acs=11x0x@pci:0:0")),
    "acs-override-patch": (booted_with("pcie_acs_override=downstream,multifunction"),
                           booted_with("pcie_aspm=off")),
    "risky-bridge-window": (lambda top: two_ports(top, None, True, driver="vfio-pci"),
                            lambda top: two_ports(top, None, True, driver="vfio-pci", memory=None)),
    "ats-enabled": (lambda top: one_device(top, True), lambda top: one_device(top, False)),
    "ats-off-by-boot-option": (booted_with("pci=nomsi,noats"), booted_with("pci=nomsi")),
    "peer-to-peer-redirected": (switch, lambda top: switch(top, acs=(ISOLATING, ISOLATING & ~RR))),
}
