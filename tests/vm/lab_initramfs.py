# SPDX-License-Identifier: LGPL-2.1-or-later
"""The guest's file system: two archives, one after the other, as the kernel allows.

The base (busybox, modules) is made once per kernel and kept; the rest is written anew for each boot: the
programs, their libraries and the commands.
"""

import hashlib
import io
import shlex

from lab_apt import unpack_packages
from lab_cache import cached_entry
from lab_cpio import CpioWriter
from lab_errors import LabError, UsageError
from lab_programs import HERE

VFIO_MODULES = ("irqbypass", "vfio", "vfio_virqfd", "vfio_iommu_type1", "vfio-pci-core", "vfio-pci")
UNIT_MODULES = {"virtio": ("virtio_pci", "virtio_iommu")}
PORT_MODULES = {"arm64": ("virtio_mmio", "virtio_console")}

ACCOUNTS = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n"
GROUPS = "root:x:0:\nnogroup:x:65534:\n"
# Helpers for commands in the guest, besides busybox.
GUEST_TOOLS = {"bind-vfio": "guest-bind-vfio.sh", "show-facts": "guest-show-facts.sh"}
HWDB = "/usr/lib/udev/hwdb.bin"
GUEST_HWDB = "/etc/udev/hwdb.bin"  # where every libsystemd looks


def base_archive(kernel, machine, extra_modules):
    """Bytes of the part that depends on kernel and machine only."""
    for name in extra_modules:
        if not kernel.has_module(name):
            raise UsageError(f"--module={name}: kernel {kernel.release} has no such module")
    modules = (*PORT_MODULES.get(machine.architecture, ()), *VFIO_MODULES,
               *UNIT_MODULES.get(machine.name, ()), *extra_modules)
    digest = hashlib.sha256(" ".join(modules).encode()).hexdigest()[:12]

    def build(path):
        with open(path, "wb") as stream:
            write_base(CpioWriter(stream), kernel, modules)
    return cached_entry(f"initramfs/{kernel.release}-{digest}.cpio", build).read_bytes()


def write_base(archive, kernel, modules):
    archive.device("/dev/console", 5, 1)
    for folder in ("/proc", "/sys", "/tmp", "/run", "/root"):
        archive.directory(folder)
    archive.copy("/bin/busybox", busybox(kernel.architecture), mode=0o755)
    ordered = kernel.load_order(modules)
    for name, content in ordered:
        archive.file(f"/lab/modules/{name}.ko", content)
    archive.file("/lab/modules/order", "".join(f"{name}\n" for name, _ in ordered).encode())
    archive.finish()


def busybox(architecture):
    directory = cached_entry(f"busybox-{architecture}",
                             lambda path: unpack_packages(architecture, ["busybox-static"], path))
    found = next(directory.glob("**/bin/busybox"), None)
    if found is None:
        raise LabError("the package busybox-static has no bin/busybox")
    return found


def run_archive(programs, libraries, commands, settings, put=(), get=(), hwdb=False):
    """Bytes of the part that is new in each boot."""
    stream = io.BytesIO()
    archive = CpioWriter(stream)
    archive.copy("/init", HERE / "guest-init.sh", mode=0o755)
    archive.file("/etc/passwd", ACCOUNTS.encode())
    archive.file("/etc/group", GROUPS.encode())
    for name, script in GUEST_TOOLS.items():
        archive.copy(f"/lab/bin/{name}", HERE / script, mode=0o755)
    for program in programs:
        archive.copy(f"/lab/bin/{program.name}", program, mode=0o755)
    for target, source in libraries.items():
        archive.copy(target, source, mode=0o755)
    if hwdb:
        archive.copy(GUEST_HWDB, HWDB, mode=0o644)
    for source, target in put:
        archive.copy(target, source)
    archive.file("/lab/get", "".join(f"{path}\n" for path in get).encode())
    archive.file("/lab/settings", "".join(f"{key}={shlex.quote(str(value))}\n"
                                          for key, value in settings.items()).encode())
    for number, command in enumerate(commands):
        write_command(archive, f"/lab/commands/{number:04}", command)
    archive.finish()
    return stream.getvalue()


def write_command(archive, directory, command):
    archive.file(f"{directory}/run", f"exec {shlex.join(command.argv)}\n".encode())
    archive.file(f"{directory}/user", command.user.encode())
    archive.file(f"{directory}/stdin", command.stdin)
