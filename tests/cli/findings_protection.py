# SPDX-License-Identifier: LGPL-2.1-or-later
"""What protects the machine from its devices, and what was waived."""

from sysfs_tree import SysfsTree

NO_REMAPPING = "d2008c40660462", "f050d2"
VTD = "d2008c40660462", "f050da"
PARAMETERS = {"unsafe": "sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts",
              "noiommu": "sys/module/vfio/parameters/enable_unsafe_noiommu_mode"}


def machine(cmdline="quiet", types=("DMA-FQ", "DMA-FQ"), registers=VTD, parameters=(), name=None, groupless=None,
            kernel="6.1.0-21-amd64"):
    def build(top):
        tree = SysfsTree(top, kernel, cmdline=cmdline, tables=("DMAR",))
        tree.add_intel_unit(cap=registers[0], ecap=registers[1])
        for i, kind in enumerate(types):
            tree.add_group(i, kind)
            tree.add_pci(f"0000:00:{i + 1:02x}.0", driver="nvme", group=i, unit="dmar0")
        if name is not None:
            tree.add_group(9, "unknown", (), name)
            tree.add_pci("0000:00:09.0", driver="vfio-pci", group=9)
        for parameter, value in parameters:
            tree.write(PARAMETERS[parameter], f"{value}\n")
        if groupless:
            tree.add_pci("0000:00:0a.0", 0x1AF4, *groupless)
        return tree
    return build


FIXTURES = {
    "noiommu-group": (machine(name="vfio-noiommu"), machine(name="other")),
    "noiommu-mode-allowed": (machine(parameters=(("noiommu", "Y"),)), machine(parameters=(("noiommu", "N"),))),
    "unsafe-interrupts-allowed": (machine(parameters=(("unsafe", "Y"),)), machine(parameters=(("unsafe", "N"),))),
    "interrupt-remapping-off": (machine(registers=NO_REMAPPING), machine()),
    # An external device is translated all the same.
    "passthrough": (machine("iommu=pt", ("identity", "DMA")), machine("quiet", ("identity", "DMA"))),
    "passthrough-not-in-effect": (machine("iommu=pt", ("DMA", "DMA")), machine("iommu=pt iommu=nopt", ("DMA", "DMA"))),
    "groups-without-translation": (machine(types=("identity", "DMA")), machine(types=("identity", "identity"))),
    "device-without-group": (machine(groupless=(0x1041, 0x020000)), machine(groupless=(0x1057, 0x088000))),
    "strict-against-wish": (machine("iommu.strict=0", ("DMA", "DMA")), machine("iommu.strict=1", ("DMA", "DMA"))),
    "lazy-invalidation": (machine(), machine(types=("DMA", "DMA"))),
}
