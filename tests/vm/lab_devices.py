# SPDX-License-Identifier: LGPL-2.1-or-later
"""The devices that can be put into a guest: what each needs in QEMU besides its name."""

import itertools

from lab_errors import UsageError

# Conventional PCI devices are at home on the root bus; all others get a root port, and so a group, of their own.
ON_ROOT_BUS = ("rocker", "lsi53c895a")
BEHIND_PORT = ("edu", "nvme", "e1000e", "qemu-xhci", "virtio-")
# virtio devices use the IOMMU only if told to, and only through the modern interface.
VIRTIO_DEFAULTS = {"disable-legacy": "on", "iommu_platform": "on"}
# Boot ROMs of network cards come in a package that QEMU only recommends.
NETWORK = ("e1000", "virtio-net")
DISK_BYTES = 16 << 20
FIRST_PORT_SLOT, LAST_PORT_SLOT = 0x10, 0x1e


class DeviceArguments:
    """Collects QEMU arguments; disk images are made in the run's own directory."""

    def __init__(self, directory):
        self.words = []
        self._directory = directory
        self._numbers = itertools.count(1)

    def add(self, specification):
        """One --device=NAME[,property=value...]. A device with bus= is left where the caller puts it."""
        name, *rest = specification.split(",")
        if not name or any("=" not in item for item in rest):
            raise UsageError(f"--device={specification}: expected NAME[,property=value...]")
        properties = dict(item.split("=", 1) for item in rest)
        number = next(self._numbers)
        if name.startswith("virtio-"):
            properties = {**VIRTIO_DEFAULTS, **properties}
        if name in ("nvme", "virtio-blk-pci") and "drive" not in properties:
            properties["drive"] = self._add_disk(number)
        if name == "nvme":
            properties.setdefault("serial", f"lab{number}")
        if name.startswith(NETWORK):
            properties.setdefault("romfile", "")
        if name.startswith(BEHIND_PORT) and "bus" not in properties:
            self._add_port(f"port{number}", number)
            properties["bus"] = f"port{number}"
        self._add_device(name, properties)

    def add_ports(self, count):
        """Root ports, eight functions to a slot, each with a small device behind: a group for each."""
        most = 8 * (LAST_PORT_SLOT - FIRST_PORT_SLOT + 1)
        if count > most:
            raise UsageError(f"--ports={count}: there is room for {most}")
        for index in range(count):
            slot, function = FIRST_PORT_SLOT + index // 8, index % 8
            self._add_port(f"row{index}", 1000 + index, addr=f"{slot:#x}.{function}", multifunction="on")
            self._add_device("edu", {"bus": f"row{index}"})

    def _add_port(self, name, number, **properties):
        # Chassis and slot must differ from port to port; no I/O window, there is not enough for many.
        self._add_device("pcie-root-port", {"id": name, "chassis": str(number // 256), "slot": str(number % 256),
                                            "io-reserve": "0", **properties})

    def _add_device(self, name, properties):
        self.words += ["-device", ",".join([name, *(f"{key}={value}" for key, value in properties.items())])]

    def _add_disk(self, number):
        image = self._directory / f"disk{number}.img"
        with open(image, "wb") as opened:
            opened.truncate(DISK_BYTES)
        self.words += ["-drive", f"file={image},if=none,format=raw,id=disk{number}"]
        return f"disk{number}"


def known_devices():
    return ON_ROOT_BUS + tuple(f"{name}*" if name.endswith("-") else name for name in BEHIND_PORT)
