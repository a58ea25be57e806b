# SPDX-License-Identifier: LGPL-2.1-or-later
"""Writes initramfs archives: cpio in the "newc" format.

Kernel: Documentation/driver-api/early-userspace/buffer-format.rst.

No cpio program is needed, nor root for device nodes; archives may be put one after the other.
"""

import os
import stat


class CpioWriter:
    def __init__(self, stream):
        self._stream = stream
        self._known = set()
        self._inode = 0

    def directory(self, path, mode=0o755):
        if path not in self._known:
            self._entry(path, stat.S_IFDIR | mode, b"")

    def file(self, path, content, mode=0o644):
        self._entry(path, stat.S_IFREG | mode, content)

    def copy(self, path, source, mode=None):
        """A file of the host, links followed."""
        with open(source, "rb") as opened:
            self.file(path, opened.read(), mode or stat.S_IMODE(os.fstat(opened.fileno()).st_mode))

    def link(self, path, target):
        self._entry(path, stat.S_IFLNK | 0o777, target.encode())

    def device(self, path, major, minor, mode=0o600):
        self._entry(path, stat.S_IFCHR | mode, b"", major, minor)

    def finish(self):
        self._entry("TRAILER!!!", 0, b"")
        self._stream.write(b"\0" * (-self._stream.tell() % 512))

    def _entry(self, path, mode, content, major=0, minor=0):
        path = path.strip("/")
        parent = os.path.dirname(path)
        if parent:
            self.directory(parent)
        if path in self._known:
            return
        self._known.add(path)
        self._inode += 1
        name = path.encode() + b"\0"
        fields = (self._inode, mode, 0, 0, 1, 0, len(content), 0, 0, major, minor, len(name), 0)
        self._pad(b"070701" + b"".join(b"%08x" % field for field in fields) + name)
        self._pad(content)

    def _pad(self, data):
        self._stream.write(data)
        self._stream.write(b"\0" * (-len(data) % 4))
