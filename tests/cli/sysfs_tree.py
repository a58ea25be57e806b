# SPDX-License-Identifier: LGPL-2.1-or-later
"""A made-up root directory with the files and links that the kernel shows for its IOMMUs."""

import os
import pathlib
import shutil

import acpi_tables

GROUPS = "sys/kernel/iommu_groups"
PCI_BUS = "sys/bus/pci/devices"
TABLES = "sys/firmware/acpi/tables"

MSI = (0xFEE00000, 0xFEEFFFFF, "msi")
SOFTWARE_MSI = (0x8000000, 0x80FFFFF, "msi")


def region_lines(regions):
    """As iommu_group_show_resv_regions() prints them."""
    return "".join(f"0x{first:016x} 0x{last:016x} {kind}\n" for first, last, kind in regions)


class SysfsTree:
    """Paths are relative to the top, without a leading slash. What a test wants to be broken it
    breaks afterwards with write(), link(), remove() and their like."""

    def __init__(self, top, kernel="6.1.0-21-amd64", machine="x86_64", cmdline="quiet", cpu_flags="fpu vme",
                 tables=(), has_class=True):
        self.top = pathlib.Path(top)
        self.above = {}  # PCI function: the bridge above it
        self.write("proc/cmdline", f"BOOT_IMAGE=/vmlinuz {cmdline}\n")
        self.write("proc/sys/kernel/osrelease", f"{kernel}\n")
        if machine:
            self.write("proc/sys/kernel/arch", f"{machine}\n")
        self.write("proc/cpuinfo", f"processor\t: 0\nflags\t\t: {cpu_flags}\n")
        self.directory("sys/class")
        if has_class:
            self.directory("sys/class/iommu")
            self.directory(GROUPS)
        for table in tables:
            self.add_table(table)

    def add_table(self, signature, data=None):
        """One that is sound and says nothing, unless its bytes are given (see acpi_tables.py)."""
        self.write(f"{TABLES}/{signature}", acpi_tables.empty(signature) if data is None else data)

    # --- files

    def path(self, name):
        return self.top / name

    def directory(self, name):
        self.path(name).mkdir(parents=True, exist_ok=True)

    def write(self, name, data):
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        self.path(name).write_bytes(data.encode() if isinstance(data, str) else data)

    def link(self, name, target):
        """A relative link to another path of the tree. It ends with the target's name even where ".."
        would do, as sysfs has it (fs/kernfs/symlink.c)."""
        target = self.path(target)
        self.raw_link(name, os.path.join(os.path.relpath(target.parent, self.path(name).parent), target.name))

    def raw_link(self, name, text):
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(self.path(name)):
            self.remove(name)
        os.symlink(text, self.path(name))

    def remove(self, name):
        path = self.path(name)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()

    # --- units

    def unit_directory(self, name, parent=None):
        return f"{parent}/iommu/{name}" if parent else f"sys/devices/virtual/iommu/{name}"

    def add_unit(self, name, attributes=None, parent=None):
        """attributes: {"intel-iommu/cap": TEXT, ...}; parent: path of the device that is the unit."""
        directory = self.unit_directory(name, parent)
        self.directory(f"{directory}/devices")
        for attribute, value in (attributes or {}).items():
            self.write(f"{directory}/{attribute}", f"{value}\n")
        if parent:
            self.link(f"{directory}/device", parent)
        self.link(f"sys/class/iommu/{name}", directory)
        return directory

    def add_intel_unit(self, name="dmar0", cap="d2008c40660462", ecap="f050da", address="fed90000", version="1:0"):
        return self.add_unit(name, {f"intel-iommu/{key}": value for key, value in {
            "address": address, "version": version, "cap": cap, "ecap": ecap, "domains_supported": 256,
            "domains_used": 5}.items()})

    def add_amd_unit(self, name="ivhd0", function="0000:00:00.2", cap="190b640f", features="58f77ef22294a5a:0"):
        if not self.path(f"{PCI_BUS}/{function}").exists():
            self.add_pci(function, 0x1022, 0x1481, 0x080600)
        return self.add_unit(name, {"amd-iommu/cap": cap, "amd-iommu/features": features},
                             parent=self.pci_directory(function))

    # --- groups

    def add_group(self, group, kind="DMA-FQ", regions=(MSI,), name=None):
        directory = f"{GROUPS}/{group}"
        if self.path(directory).exists():
            return
        self.directory(f"{directory}/devices")
        self.write(f"{directory}/type", f"{kind}\n")
        self.write(f"{directory}/reserved_regions", regions if isinstance(regions, (str, bytes)) else region_lines(regions))
        if name is not None:
            self.write(f"{directory}/name", f"{name}\n")

    # --- devices

    def pci_directory(self, address):
        bridge = self.above.get(address)
        return f"{self.pci_directory(bridge)}/{address}" if bridge else f"sys/devices/pci{address[:7]}/{address}"

    def add_pci(self, address, vendor=0x8086, device=0x1234, kind=0x020000, driver=None, group=None, unit=None,
                below=None, config=None, **attributes):
        """below: the bridge above it; config: bytes. Further attributes by name, as text; those of the kernel's
        defaults may be replaced."""
        if below:
            self.above[address] = below
        directory = self.pci_directory(address)
        if config is not None:
            self.write(f"{directory}/config", config)
        texts = {"vendor": f"0x{vendor:04x}", "device": f"0x{device:04x}", "class": f"0x{kind:06x}",
                 "subsystem_vendor": f"0x{vendor:04x}", "subsystem_device": "0x0001", "revision": "0x01",
                 "dma_mask_bits": "32", "consistent_dma_mask_bits": "32", "numa_node": "-1", "power_state": "D0",
                 "driver_override": "(null)", "reset_method": "flr bus", **attributes}
        for name, text in texts.items():
            if text is not None:
                self.write(f"{directory}/{name}", f"{text}\n")
        self.write(f"{directory}/power/runtime_status", "active\n")
        self.link(f"{PCI_BUS}/{address}", directory)
        self.attach(directory, address, "pci", driver, group, unit)
        return directory

    def add_platform(self, name, driver=None, group=None, unit=None):
        directory = f"sys/devices/platform/{name}"
        self.write(f"{directory}/driver_override", "(null)\n")
        self.link(f"sys/bus/platform/devices/{name}", directory)
        self.attach(directory, name, "platform", driver, group, unit)
        return directory

    def attach(self, directory, name, bus, driver, group, unit):
        """The links of a device to its bus, driver, group and unit, and back."""
        self.directory(f"sys/bus/{bus}")
        self.link(f"{directory}/subsystem", f"sys/bus/{bus}")
        if driver:
            self.directory(f"sys/bus/{bus}/drivers/{driver}")
            self.link(f"{directory}/driver", f"sys/bus/{bus}/drivers/{driver}")
        if group is not None:
            self.add_group(group)
            self.link(f"{directory}/iommu_group", f"{GROUPS}/{group}")
            self.link(f"{GROUPS}/{group}/devices/{name}", directory)
        if unit:
            self.link(f"{directory}/iommu", self.unit_path(unit))
            self.link(f"{self.unit_path(unit)}/devices/{name}", directory)

    def unit_path(self, name):
        """Where a unit's link in the class leads to."""
        return os.path.relpath(os.path.realpath(self.path(f"sys/class/iommu/{name}")), os.path.realpath(self.top))

    def add_virtual_functions(self, physical, addresses, first_group, unit, driver=None, device=0x1889):
        """One group each, as hardware with access control has them."""
        parent = self.pci_directory(physical)
        self.write(f"{parent}/sriov_numvfs", f"{len(addresses)}\n")
        self.write(f"{parent}/sriov_totalvfs", "64\n")
        for i, address in enumerate(addresses):
            directory = self.add_pci(address, 0x8086, device, 0x020000, driver, first_group + i, unit)
            self.link(f"{directory}/physfn", parent)
            self.link(f"{parent}/virtfn{i}", directory)

    def bind_vfio(self, address, number):
        """What vfio-pci adds from Linux 6.1 on."""
        name = number if isinstance(number, str) else f"vfio{number}"
        directory = f"{self.pci_directory(address)}/vfio-dev/{name}"
        self.directory(directory)
        self.link(f"{directory}/device", self.pci_directory(address))
        self.link(f"sys/class/vfio-dev/{name}", directory)
