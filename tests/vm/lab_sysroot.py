# SPDX-License-Identifier: LGPL-2.1-or-later
"""A place with arm64 headers and libraries to cross-build against, made of Debian packages."""

import os

from lab_apt import unpack_packages
from lab_cache import cached_entry

# All that configure asks for; their dependencies come along.
PACKAGES = ("libc6-dev", "libsystemd-dev", "libudev-dev", "libjson-c-dev", "libsmartcols-dev")


def sysroot():
    """The sysroot's path."""
    return cached_entry("arm64-sysroot", build_sysroot)


def build_sysroot(path):
    unpack_packages("arm64", PACKAGES, path, with_dependencies=True)
    for folder, folders, files in os.walk(path):
        for name in folders + files:
            make_link_relative(os.path.join(folder, name), path)


def make_link_relative(link, root):
    """An absolute link in the packages means a path below the sysroot, not one of the host."""
    if not os.path.islink(link):
        return
    target = os.readlink(link)
    if target.startswith("/"):
        os.unlink(link)
        os.symlink(os.path.relpath(f"{root}{target}", os.path.dirname(link)), link)


if __name__ == "__main__":  # for cross-build
    print(sysroot())
