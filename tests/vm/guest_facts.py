# SPDX-License-Identifier: LGPL-2.1-or-later
"""What show-facts printed in the guest, made easy to ask. Knows sysfs, but nothing of iommu-diag."""

import collections

UNITS = "/sys/class/iommu"
GROUPS = "/sys/kernel/iommu_groups"
PCI = "/sys/bus/pci/devices"


class Facts:
    def __init__(self, text):
        self._files = collections.defaultdict(list)
        self._links = {}
        self._lists = collections.defaultdict(list)
        for line in text.splitlines():
            kind, path, value = line.split("\t", 2)
            if kind == "file":
                self._files[path].append(value)
            elif kind == "link":
                self._links[path] = value
            elif value:
                self._lists[path].append(value)

    def lines(self, path):
        """A file's lines, without empty ones; none if there is no such file."""
        return [line for line in self._files.get(path, []) if line]

    def line(self, path):
        """The only line of a file, or None."""
        lines = self.lines(path)
        return lines[0] if lines else None

    def names(self, directory):
        return sorted(self._lists.get(directory, []))

    def link(self, path):
        return self._links.get(path)

    def kernel_series(self):
        major, minor = self.line("release").split(".")[:2]
        return int(major), int(minor.split("-")[0])

    def unit(self, name, attribute):
        return self.line(f"{UNITS}/{name}/{attribute}")

    def unit_devices(self, name):
        return self.names(f"{UNITS}/{name}/devices")

    def groups(self):
        return sorted(int(name) for name in self.names(GROUPS))

    def group_devices(self, number):
        return self.names(f"{GROUPS}/{number}/devices")

    def group_type(self, number):
        return self.line(f"{GROUPS}/{number}/type")

    def reserved(self, number):
        """(first, last, type) for each reserved region."""
        split = (line.split() for line in self.lines(f"{GROUPS}/{number}/reserved_regions"))
        return [(int(first, 16), int(last, 16), kind) for first, last, kind in split]

    def group_units(self, number):
        return sorted({self.device_unit(name) for name in self.group_devices(number)} - {None})

    def devices(self):
        return self.names(PCI)

    def device(self, name, attribute):
        return self.line(f"{PCI}/{name}/{attribute}")

    def driver(self, name):
        return self.link(f"{PCI}/{name}/driver")

    def device_group(self, name):
        number = self.link(f"{PCI}/{name}/iommu_group")
        return None if number is None else int(number)

    def device_unit(self, name):
        return self.link(f"{PCI}/{name}/iommu")
