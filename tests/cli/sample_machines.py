# SPDX-License-Identifier: LGPL-2.1-or-later
"""Machines of different makers, built as trees; golden captures and most tests start from them."""

from acpi_tables import Iort, dmar, ivrs, viot
from sysfs_tree import MSI, PCI_BUS, SOFTWARE_MSI, SysfsTree

HYPERTRANSPORT = (0xFD00000000, 0xFFFFFFFFFF, "reserved")


def laptop_2022(top):
    """Intel client machine with the registers of a report from 2022: page walks are not coherent."""
    tree = SysfsTree(top, "5.15.0-25-generic", cmdline="quiet intel_iommu=on,igfx_off iommu=pt vfio_pci.ids=8086:15b8")
    tree.add_table("DMAR", dmar(
        [{"base": 0xFED90000, "scopes": ["00:02.0"]}, {"base": 0xFED91000, "include_all": True}],
        [{"first": 0x99CC8000, "last": 0x99CE7FFF, "scopes": ["00:14.0"]},
         {"first": 0x9B800000, "last": 0x9FFFFFFF, "scopes": ["00:02.0"]}], flags=0x05))
    tree.add_intel_unit("dmar0", cap="1c0000c40660462", ecap="19e2ff0505e", address="fed90000")
    tree.add_intel_unit("dmar1", cap="d2008c40660462", ecap="f050da", address="fed91000")
    tree.add_group(0, "identity", [(0x9B800000, 0x9FFFFFFF, "direct-relaxable"), MSI])
    tree.add_group(1, "identity")
    tree.add_group(12, "identity")
    tree.add_group(2, "identity", [(0x99CC8000, 0x99CE7FFF, "direct-relaxable"), MSI])
    tree.add_group(4, "identity", [(0x0, 0xFFFFFF, "direct-relaxable"), MSI])
    tree.add_pci("0000:00:02.0", 0x8086, 0x3E9B, 0x030000, "i915", 0, "dmar0", dma_mask_bits="39", boot_vga="1")
    tree.add_pci("0000:00:00.0", 0x8086, 0x3EC4, 0x060000, "skl_uncore", 1, "dmar1")
    tree.add_pci("0000:00:14.0", 0x8086, 0xA36D, 0x0C0330, "xhci_hcd", 2, "dmar1", dma_mask_bits="64")
    tree.add_pci("0000:00:1f.0", 0x8086, 0xA30E, 0x060100, None, 4, "dmar1")
    tree.add_pci("0000:00:1f.3", 0x8086, 0xA348, 0x040300, "snd_hda_intel", 4, "dmar1", dma_mask_bits="64")
    tree.add_pci("0000:00:1f.6", 0x8086, 0x15BB, 0x020000, "e1000e", 4, "dmar1", dma_mask_bits="64")
    tree.add_pci("0000:3d:00.0", 0x144D, 0xA808, 0x010802, "vfio-pci", 12, "dmar1", dma_mask_bits="64",
                 driver_override="vfio-pci")
    tree.write("sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts", "N\n")
    tree.write("sys/module/vfio_iommu_type1/parameters/dma_entry_limit", "65535\n")
    return tree


def server_amd(top):
    """AMD server: the HyperTransport hole, a network card with 16 virtual functions, half a group busy."""
    tree = SysfsTree(top, "6.8.0-31-generic", cmdline="quiet amd_iommu=on")
    tree.add_table("IVRS", ivrs([{"function": "00:00.2", "base": 0xFEB80000, "ranges": [("00:01.0", "3f:1f.7")]},
                                 {"function": "40:00.2", "base": 0xFEB90000, "ranges": [("40:01.0", "7f:1f.7")]}]))
    for i, function in enumerate(("0000:00:00.2", "0000:40:00.2")):
        tree.add_amd_unit(f"ivhd{i}", function)
    regions = [MSI, HYPERTRANSPORT]
    for group, (address, vendor, device, kind, driver, unit) in enumerate((
            ("0000:00:01.0", 0x1022, 0x1482, 0x060000, None, "ivhd0"),
            ("0000:00:03.1", 0x1022, 0x1483, 0x060400, "pcieport", "ivhd0"),
            ("0000:40:01.0", 0x1022, 0x1482, 0x060000, None, "ivhd1"),
            ("0000:42:00.0", 0x144D, 0xA80A, 0x010802, "nvme", "ivhd1"))):
        tree.add_group(group, "DMA-FQ", regions)
        tree.add_pci(address, vendor, device, kind, driver, group, unit, numa_node="0" if unit == "ivhd0" else "1")
    tree.add_group(20, "DMA-FQ", regions)
    tree.add_pci("0000:21:00.0", 0x10DE, 0x20B5, 0x030200, "vfio-pci", 20, "ivhd0", numa_node="0", boot_vga="0")
    tree.bind_vfio("0000:21:00.0", 0)
    tree.add_pci("0000:21:00.1", 0x10DE, 0x228B, 0x040300, "snd_hda_intel", 20, "ivhd0", numa_node="0")
    tree.add_group(30, "DMA-FQ", regions)
    tree.add_pci("0000:23:00.0", 0x8086, 0x1592, 0x020000, "ice", 30, "ivhd0", dma_mask_bits="64")
    functions = [f"0000:23:{1 + i // 8:02x}.{i % 8}" for i in range(16)]
    for i in range(len(functions)):
        tree.add_group(31 + i, "DMA-FQ", regions)
    tree.add_virtual_functions("0000:23:00.0", functions, 31, "ivhd0", "vfio-pci")
    return tree


def board_smmu(top):
    """Arm board, devicetree: two kinds of SMMU, platform devices in groups of their own."""
    tree = SysfsTree(top, "6.6.30", "aarch64", "iommu.passthrough=0 arm-smmu.disable_bypass=1")
    tree.directory("sys/firmware/devicetree/base/iommu@9050000")
    tree.add_unit("smmu3.0x0000000009050000")
    tree.add_unit("smmu.0x00000000fd800000")
    tree.add_group(0, "DMA", [SOFTWARE_MSI])
    tree.add_group(1, "DMA-FQ", [SOFTWARE_MSI])
    tree.add_group(2, "DMA", [(0xE0000000, 0xE07FFFFF, "direct"), SOFTWARE_MSI])
    tree.add_pci("0000:01:00.0", 0x144D, 0xA808, 0x010802, "nvme", 0, "smmu3.0x0000000009050000")
    tree.add_platform("ff0e0000.ethernet", "macb", 1, "smmu.0x00000000fd800000")
    tree.add_platform("fd4a0000.display", "zynqmp-dpsub", 2, "smmu.0x00000000fd800000")
    return tree


def guest_virtio(top):
    """Guest with a virtio-iommu that is named after its PCI function, and one named by the virtio bus."""
    tree = SysfsTree(top, "6.12.9-amd64", cmdline="console=ttyS0", cpu_flags="fpu hypervisor")
    tree.add_table("VIOT", viot(["00:02.0", "00:05.0"], [("00:03.0", "00:03.7", 0), ("00:04.0", "00:04.7", 1)]))
    tree.add_pci("0000:00:02.0", 0x1AF4, 0x1057, 0x088000, "virtio-pci")
    tree.add_unit("0000:00:02.0", parent=tree.pci_directory("0000:00:02.0"))
    tree.add_unit("virtio3")
    tree.add_group(0, "DMA-FQ", [SOFTWARE_MSI])
    tree.add_group(1, "DMA-FQ", [MSI])
    tree.add_pci("0000:00:03.0", 0x1AF4, 0x1041, 0x020000, "virtio-pci", 0, "0000:00:02.0")
    tree.add_pci("0000:00:04.0", 0x1B36, 0x0010, 0x010802, "vfio-pci", 1, "virtio3", reset_method="bus")
    tree.bind_vfio("0000:00:04.0", 0)
    return tree


def server_arm(top):
    """Arm server with ACPI: two SMMUs, a network card whose firmware runs on, half the addresses of one segment."""
    tree = SysfsTree(top, "6.12.9", "aarch64", "iommu.strict=1")
    iort = Iort()
    smmus = [iort.smmu_v3(base, 1) for base in (0x50000000, 0x50200000)]
    iort.root_complex([(0, 0x10000, 0, smmus[0])])
    iort.root_complex([(0, 0x8000, 0, smmus[1])], segment=1, limit=40)
    iort.rmr([(0x90000000, 0x9000FFFF)], [(0, 2, 0x100, smmus[0])])
    tree.add_table("IORT", iort.table())
    units = [f"smmu3.0x{base:016x}" for base in (0x50000000, 0x50200000)]
    for unit in units:
        tree.add_unit(unit)
    tree.add_group(0, "DMA", [SOFTWARE_MSI, (0x90000000, 0x9000FFFF, "direct")])
    tree.add_group(1, "DMA", [SOFTWARE_MSI])
    tree.add_pci("0000:01:00.0", 0x14E4, 0x16D7, 0x020000, "bnxt_en", 0, units[0], dma_mask_bits="64")
    tree.add_pci("0000:01:00.1", 0x14E4, 0x16D7, 0x020000, "bnxt_en", 0, units[0], dma_mask_bits="64")
    tree.add_pci("0001:01:00.0", 0x144D, 0xA808, 0x010802, "vfio-pci", 1, units[1])
    return tree


# A checksum that is wrong, a scope that can't be, a structure that is longer than the table.
HOSTILE_TABLE = bytearray(dmar([{"base": 0xFED90000, "scopes": ["00:01.0"]}, {"base": 0xFED91001, "include_all": True}],
                               [{"first": 0x7B800000, "last": 0x7B7FFFFF, "scopes": ["1f:1f.7"]}]))
HOSTILE_TABLE[48 + 16 + 7] = 9
HOSTILE_TABLE[-30] = 0xFF


def hostile(top):
    """Files and names as no kernel would make them; one group and one device are sound."""
    tree = SysfsTree(top, "6.1.0\x1b[31m", cmdline="intel_iommu=on\x07")
    tree.add_table("DMAR", bytes(HOSTILE_TABLE))
    tree.add_intel_unit()
    tree.add_unit("dmar1", {"intel-iommu/address": "0xfed91000", "intel-iommu/cap": "-1", "intel-iommu/version": "1:0"})
    tree.add_pci("0000:00:01.0", driver="vfio-pci", group=1, unit="dmar0")
    tree.add_pci("0000:00:02.0", driver="evil\x1b[2Jdriver", group=2, unit="dmar0")
    tree.write("sys/kernel/iommu_groups/2/reserved_regions", b"0x0 zz\0 msi\n")
    tree.add_pci("0000:00:03.0", group=3, unit="dmar0", vendor=0x8086, dma_mask_bits="999")
    tree.write(f"{PCI_BUS}/0000:00:03.0/vendor", "8086\n")
    tree.write("sys/kernel/iommu_groups/3/type", "bogus\n")
    tree.add_group(4, regions=[(0x0, 0xFFFFFFFFFFFFFFFF, "reserved")])
    tree.directory("sys/kernel/iommu_groups/007")
    tree.directory("sys/kernel/iommu_groups/abc")
    tree.add_platform("plat\n%n\u202e", None, 4, "dmar0")
    tree.raw_link(f"{PCI_BUS}/0000:00:04.0", "0000:00:04.0")
    return tree


SAMPLES = {builder.__name__.replace("_", "-"): builder
           for builder in (laptop_2022, server_amd, board_smmu, server_arm, guest_virtio, hostile)}
