# SPDX-License-Identifier: LGPL-2.1-or-later
"""Debian kernels, from the package archive into the cache: what to boot, and its modules in loading order."""

import lzma
import pathlib
import re
import shutil
import struct
import subprocess

from lab_apt import Apt
from lab_cache import cached_entry
from lab_errors import LabError

# Three quarters of the modules, and nothing that drives an emulated IOMMU or a device behind one.
BULK = ("sound", "drivers/gpu", "drivers/media", "drivers/infiniband", "drivers/staging", "drivers/net/wireless")


class Kernel:
    """One unpacked kernel package."""

    def __init__(self, architecture, series):
        self.architecture = architecture
        self.directory = cached_entry(f"kernels/{series}-{architecture}", self._fetch(architecture, series))
        self.image = self.directory / "image"
        self.release = (self.directory / "release").read_text()
        self._tree = self.directory / "lib/modules" / self.release
        self._paths = {module_name(path): path for path in self._tree.rglob("*.ko*")}
        builtin = (self._tree / "modules.builtin").read_text().split()
        self._builtin = {module_name(pathlib.Path(line)) for line in builtin}

    def load_order(self, names):
        """(name, content) of the modules and of all that they need, what is needed first.

        A name that this kernel does not have is left out: built in, or of another series.
        """
        order = {}

        def add(name):
            if name in order or name in self._builtin or name not in self._paths:
                return
            content = read_module(self._paths[name])
            for needed in module_dependencies(content):
                add(needed)
            order[name] = content

        for name in names:
            add(name.replace("-", "_"))
        return list(order.items())

    def has_module(self, name):
        name = name.replace("-", "_")
        return name in self._paths or name in self._builtin

    @staticmethod
    def _fetch(architecture, series):
        def fetch(directory):
            apt = Apt(architecture)
            apt.unpack([apt.resolve_kernel(series)], directory)
            release = next((directory / "lib/modules").iterdir()).name
            for folder in BULK:
                shutil.rmtree(directory / "lib/modules" / release / "kernel" / folder, ignore_errors=True)
            vmlinuz = (directory / "boot" / f"vmlinuz-{release}").read_bytes()
            if architecture == "amd64":
                vmlinuz = extract_vmlinux(vmlinuz)
            (directory / "image").write_bytes(vmlinuz)
            (directory / "release").write_text(release)
        return fetch


def extract_vmlinux(image):
    """The ELF kernel inside a bzImage (Documentation/arch/x86/boot.rst, fields payload_offset and _length).

    QEMU boots it by its PVH entry. Decompression in an emulated CPU would take longer than all the rest.
    """
    sectors = image[0x1f1] or 4
    offset, length = struct.unpack_from("<II", image, 0x248)
    start = (sectors + 1) * 512 + offset
    payload = image[start:start + length]
    if payload.startswith(b"\xfd7zXZ\0"):
        # The decompressor object stops at the end of the stream; the unpacked size follows it.
        return lzma.LZMADecompressor().decompress(payload)
    if payload.startswith(b"\x28\xb5\x2f\xfd"):
        return subprocess.run(["zstd", "-dcq"], input=payload[:-4], stdout=subprocess.PIPE, check=True).stdout
    raise LabError(f"kernel image with unknown compression, magic {payload[:4].hex()}")


def module_name(path):
    """Modules are named with underscores, whatever the file says."""
    return path.name.split(".ko")[0].replace("-", "_")


def read_module(path):
    content = path.read_bytes()
    return lzma.decompress(content) if path.suffix == ".xz" else content


def module_dependencies(content):
    """The depends= entry of the module's .modinfo section, which is a row of zero-terminated strings."""
    found = re.search(rb"\0depends=([^\0]*)\0", content)
    return found.group(1).decode().replace("-", "_").split(",") if found and found.group(1) else []
