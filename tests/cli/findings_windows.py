# SPDX-License-Identifier: LGPL-2.1-or-later
"""Windows: their ends, what is left of them, and what stands in the way of using them."""

from sample_machines import HYPERTRANSPORT
from sysfs_tree import MSI, SysfsTree

# Capability registers: IOVAs of 39 bits, of 48, and of 48 without large pages (SSLPS)
CLIENT, SERVER, SMALL_PAGES = "d2008c40660462", "d2008c402f0462", "d20080402f0462"
# Extended capability register: scalable mode with first and second stage (SMTS, SSTS, FSTS)
BOTH_STAGES = "c80000f050da"


def intel(cap=SERVER, ecap="f050da", kernel="6.1.0-21-amd64", cmdline="quiet", regions=(MSI,), driver=None, mask="64",
          **parameters):
    def build(top):
        tree = SysfsTree(top, kernel, cmdline=cmdline, tables=("DMAR",))
        tree.add_intel_unit(cap=cap, ecap=ecap)
        tree.add_group(1, regions=regions)
        tree.add_pci("0000:01:00.0", driver=driver, group=1, unit="dmar0", dma_mask_bits=mask)
        for name, value in parameters.items():
            tree.write(f"sys/module/vfio_iommu_type1/parameters/{name}", f"{value}\n")
        return tree
    return build


def amd(cmdline="quiet", hole=HYPERTRANSPORT):
    def build(top):
        tree = SysfsTree(top, cmdline=cmdline, tables=("IVRS",))
        tree.add_amd_unit()
        tree.add_group(1, regions=[MSI, hole])
        tree.add_pci("0000:01:00.0", group=1, unit="ivhd0")
        return tree
    return build


def all_but(size):
    return [(size, 0xFFFFFFFFFFFFFFFF, "reserved")]


FIXTURES = {
    "no-window-left": (intel(regions=all_but(0xFFFFF)), intel(regions=all_but(0x100000))),
    "dma-entry-limit-lowered": (intel(dma_entry_limit="65534"), intel(dma_entry_limit="65535")),
    "huge-pages-disabled-in-vfio": (intel(disable_hugepages="Y"), intel(disable_hugepages="N")),
    "superpages-off": (intel(cmdline="intel_iommu=on,sp_off"), intel(cmdline="intel_iommu=on amd_iommu=nohugepages")),
    "small-pages-only": (intel(cap=SMALL_PAGES), intel(cap=SMALL_PAGES, cmdline="intel_iommu=sp_off")),
    "aperture-undecided": (intel(ecap=BOTH_STAGES, kernel="6.14.0"), intel(ecap=BOTH_STAGES, kernel="6.12.0")),
    "user-addresses-do-not-fit": (intel(cap=CLIENT), intel(cap=SERVER)),
    "hypertransport-hole": (amd(), amd(hole=(0xFD00000000, 0xFFFFFFFFFE, "reserved"))),
    "dma-mask-says-nothing": (intel(driver="vfio-pci", mask="32"), intel(driver="nvme", mask="32")),
}
