# SPDX-License-Identifier: LGPL-2.1-or-later
"""The rows of the matrix: every machine with every kernel and boot mode that applies, and what we know of the
emulated hardware without asking anybody in the guest."""

import dataclasses

from lab_guest import Guest
from lab_machines import MACHINES

UNIT_KINDS = {"vtd": "intel-vtd", "vtd48": "intel-vtd", "vtd-sm": "intel-vtd", "amd": "amd-vi",
              "virtio": "virtio-iommu", "smmuv3": "arm-smmu-v3", "smmuv3-acpi": "arm-smmu-v3"}
# aw-bits of the QEMU device. The AMD driver of these kernels has no limit; the others don't tell.
IOVA_BITS = {"vtd": 39, "vtd48": 48, "vtd-sm": 39}
# What QEMU's VT-d is configured for (lab_machines.VTD): ECAP bits C, SC, DT and IR.
VTD_ABILITIES = {"page_walk_coherent": "no", "snoop_control": "yes", "device_tlb": "no", "interrupt_remapping": "yes"}

# rocker stands alone; edu is behind a port; e1000e has a driver that sets a 64 bit DMA mask.
DEVICES = ("rocker", "edu", "e1000e")
ROCKER, EDU, AHCI = "1b36:0006", "1234:11e8", "8086:2922"


@dataclasses.dataclass(frozen=True)
class Row:
    iommu: str
    kernel: str
    boot: str

    def __str__(self):
        return f"{self.iommu}/{self.kernel}/{self.boot}"

    @property
    def has_iommu(self):
        return self.iommu != "none" and self.boot != "off"

    @property
    def is_x86(self):
        return MACHINES[self.iommu].architecture == "amd64"

    def guest(self):
        # On the PC, the system functions 1f.x share a group: one with vfio-pci beside one with a driver of
        # its own makes a group that VFIO refuses.
        modules = ("e1000e", "i2c_i801") if self.is_x86 else ("e1000e",)
        bound = (ROCKER, EDU, AHCI) if self.is_x86 else (ROCKER, EDU)
        return Guest(self.iommu, kernel=self.kernel, boot_mode=self.boot, devices=DEVICES, modules=modules,
                     vfio=bound if self.has_iommu else ())


ROWS = [Row(machine.name, kernel, boot)
        for machine in MACHINES.values() for kernel in machine.kernels for boot in machine.boots]
