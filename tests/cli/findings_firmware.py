# SPDX-License-Identifier: LGPL-2.1-or-later
"""Machines that trigger the checks on firmware tables, and near misses."""

from acpi_tables import BRIDGE, Iort, dmar, ivrs, viot
from sysfs_tree import MSI, SOFTWARE_MSI, SysfsTree

ADDRESS, SECOND = 0xFED90000, 0xFED91000
SMMU = 0x9050000
SMMU_NAME = f"smmu3.0x{SMMU:016x}"
REGION = (0x7B800000, 0x7BFFFFFF)
FIRMWARE_REGION = {"first": REGION[0], "last": REGION[1], "scopes": ["00:14.0"]}
PREBOOT = 0x04
REMAPPING = 0x01
TABLE = "sys/firmware/acpi/tables/DMAR"


def intel(top, flags=REMAPPING | PREBOOT, gpu_unit=True, gpu_behind="dmar0", option="", rmrrs=(), regions=(MSI,),
          usb_driver="xhci_hcd", kernel="6.1.0-21-amd64", gpu_scope="00:02.0", second=SECOND, gpu_class=0x030000,
          guest=False):
    """Two units: one for graphics, one for the rest."""
    tree = SysfsTree(top, kernel, cmdline=f"quiet {option}", cpu_flags="fpu hypervisor" if guest else "fpu")
    tree.add_table("DMAR", dmar([{"base": ADDRESS, "scopes": [gpu_scope]}, {"base": second, "include_all": True}], rmrrs,
                                flags))
    if gpu_unit:
        tree.add_intel_unit("dmar0", address=f"{ADDRESS:x}")
    tree.add_intel_unit("dmar1", address=f"{SECOND:x}")
    tree.add_group(1, regions=regions)
    tree.add_pci("0000:00:02.0", kind=gpu_class, driver="i915", group=0 if gpu_unit else None,
                 unit=gpu_behind if gpu_unit else None)
    tree.add_pci("0000:00:14.0", kind=0x0C0330, driver=usb_driver, group=1, unit="dmar1")
    return tree


def amd(top, second_there=True, info=0x203043):
    tree = SysfsTree(top, "6.8.0")
    tree.add_table("IVRS", ivrs([{"function": "00:00.2", "base": 0xFEB80000, "ranges": [("00:01.0", "3f:1f.7")]},
                                 {"function": "40:00.2", "base": 0xFEB90000, "ranges": [("40:01.0", "7f:1f.7")]}], info=info))
    tree.add_amd_unit("ivhd0", "0000:00:00.2")
    if second_there:
        tree.add_amd_unit("ivhd1", "0000:40:00.2")
    tree.add_pci("0000:01:00.0", group=0, unit="ivhd0")
    tree.add_pci("0000:41:00.0", group=1 if second_there else None, unit="ivhd1" if second_there else None)
    return tree


def arm(top, access=3, coherent=1, limit=64, rmr_shown=True, with_rmr=False):
    tree = SysfsTree(top, "6.12.9", "aarch64", tables=())
    iort = Iort()
    smmu = iort.smmu_v3(SMMU, 1)
    iort.root_complex([(0, 0x10000, 0, smmu)], 0, coherent, access, limit)
    if with_rmr:
        iort.rmr([(0x90000000, 0x9000FFFF)], [(0, 1, 0x100, smmu)])
    tree.add_table("IORT", iort.table())
    tree.add_unit(SMMU_NAME)
    regions = [SOFTWARE_MSI] + ([(0x90000000, 0x9000FFFF, "direct")] if with_rmr and rmr_shown else [])
    tree.add_group(0, "DMA", regions)
    tree.add_pci("0000:01:00.0", group=0, unit=SMMU_NAME)
    return tree


def guest(top, units):
    tree = SysfsTree(top, "6.12.9", cpu_flags="fpu hypervisor")
    tree.add_table("VIOT", viot(["00:02.0", "00:05.0"], [("00:03.0", "00:03.7", 0), ("00:04.0", "00:04.7", 1)]))
    for function in ("0000:00:02.0", "0000:00:05.0"):
        tree.add_pci(function, 0x1AF4, 0x1057, 0x088000, "virtio-pci")
    for i, function in enumerate(units):
        tree.add_unit(function, parent=tree.pci_directory(function))
        tree.add_pci(f"0000:00:{3 + i:02x}.0", group=i, unit=function)
    for i in range(len(units), 2):
        tree.add_pci(f"0000:00:{3 + i:02x}.0")
    return tree


def rewrite(tree, change):
    """The table after a change to its bytes."""
    data = bytearray(tree.path(TABLE).read_bytes())
    change(data)
    tree.write(TABLE, bytes(data))
    return tree


def wrong_scope(data):
    """The graphics unit's device is 00:02.9, which can't be; the checksum is right."""
    at = 48 + 16 + 7
    data[9] = (data[9] - 9 + data[at]) & 0xFF
    data[at] = 9


DIRECT = [(*REGION, "direct"), MSI]
RELAXABLE = [(*REGION, "direct-relaxable"), MSI]

FIXTURES = {
    "firmware-unit-not-used": (lambda top: intel(top, gpu_unit=False),
                               lambda top: intel(top, gpu_unit=False, gpu_scope="00:03.0")),
    "device-behind-other-unit": (lambda top: intel(top, gpu_behind="dmar1"), intel),
    "firmware-region-not-reserved": (lambda top: intel(top, rmrrs=[FIRMWARE_REGION]),
                                     lambda top: intel(top, rmrrs=[FIRMWARE_REGION], regions=RELAXABLE)),
    "direct-region-on-assigned-device": (
        lambda top: intel(top, rmrrs=[FIRMWARE_REGION], regions=DIRECT, usb_driver="vfio-pci"),
        lambda top: intel(top, rmrrs=[FIRMWARE_REGION], regions=DIRECT)),
    "firmware-table-damaged": (lambda top: rewrite(intel(top), wrong_scope), intel),
    "unit-not-in-firmware": (lambda top: intel(top, second=SECOND + 0x1000), intel),
    "relaxable-region-on-assigned-device": (
        lambda top: intel(top, rmrrs=[FIRMWARE_REGION], regions=RELAXABLE, usb_driver="vfio-pci"),
        lambda top: intel(top, rmrrs=[FIRMWARE_REGION], regions=RELAXABLE)),
    "interrupt-remapping-opt-out": (lambda top: intel(top, flags=PREBOOT), intel),
    "iort-path-doubtful": (lambda top: arm(top, access=2), lambda top: arm(top, access=1)),
    "address-limit-zero": (lambda top: arm(top, limit=0), lambda top: arm(top, limit=40)),
    "firmware-table-doubtful": (lambda top: rewrite(intel(top), lambda data: data.extend(b"junk")), intel),
    "x2apic-opt-out": (lambda top: intel(top, flags=REMAPPING | PREBOOT | 0x02), intel),
    "preboot-dma-protection-off": (lambda top: intel(top, flags=REMAPPING),
                                   lambda top: intel(top, flags=REMAPPING, guest=True)),
    "address-limit-below-window": (lambda top: arm(top, limit=30), lambda top: arm(top, limit=40)),
}

# Further pairs, for what one pair can't show.
MORE = [
    ("firmware-unit-not-used", lambda top: amd(top, second_there=False), amd),
    ("firmware-unit-not-used", lambda top: guest(top, ["0000:00:02.0"]),
     lambda top: guest(top, ["0000:00:02.0", "0000:00:05.0"])),
    # Graphics switched off by request is what was asked for; other devices of that unit aren't.
    ("firmware-unit-not-used",
     lambda top: intel(top, gpu_unit=False, option="intel_iommu=on,igfx_off", gpu_class=0x020000),
     lambda top: intel(top, gpu_unit=False, option="intel_iommu=on,igfx_off")),
    ("firmware-region-not-reserved", lambda top: arm(top, with_rmr=True, rmr_shown=False),
     lambda top: arm(top, with_rmr=True)),
    ("preboot-dma-protection-off", lambda top: amd(top, info=0x203041), amd),
    ("interrupt-remapping-opt-out", lambda top: intel(top, flags=0),
     lambda top: intel(top, flags=REMAPPING)),
]


def bridged(top, secondary=None):
    """A unit for all behind a bridge; the bridge's own bus is in its configuration space."""
    tree = SysfsTree(top)
    tree.add_table("DMAR", dmar([{"base": ADDRESS, "scopes": [("00:1c.0", BRIDGE)]},
                                 {"base": SECOND, "include_all": True}], flags=REMAPPING | PREBOOT))
    tree.add_intel_unit("dmar0", address=f"{ADDRESS:x}")
    tree.add_intel_unit("dmar1", address=f"{SECOND:x}")
    bridge = tree.add_pci("0000:00:1c.0", kind=0x060400, driver="pcieport", group=0, unit="dmar0")
    tree.add_pci("0000:01:00.0", group=0, unit="dmar0")
    tree.add_pci("0000:02:00.0", group=1, unit="dmar1")
    if secondary:
        header = bytearray(64)
        header[0x0E], header[0x19], header[0x1A] = 1, secondary, secondary
        tree.write(f"{bridge}/config", bytes(header))
    return tree
