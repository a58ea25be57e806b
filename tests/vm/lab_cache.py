# SPDX-License-Identifier: LGPL-2.1-or-later
"""The lab's cache: a directory outside the repository whose entries are made once, whole, by one process."""

import contextlib
import fcntl
import os
import pathlib
import shutil
import sys


def cache_dir():
    """Where kernels, Debian packages and the arm64 build live; made on first use."""
    chosen = os.environ.get("IOMMU_DIAG_LAB_CACHE")
    if not chosen:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
        chosen = os.path.join(base, "iommu-diag-lab")
    path = pathlib.Path(chosen).absolute()
    path.mkdir(parents=True, exist_ok=True)
    return path


@contextlib.contextmanager
def locked(name):
    """Hold the cache's lock of that name; the kernel drops it if we die."""
    with open(cache_dir() / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def cached_entry(name, build):
    """The path of a cache entry. build(path) makes a missing one beside it; the rename makes it visible whole."""
    entry = cache_dir() / name
    if entry.exists():
        return entry
    with locked(name.replace("/", "-")):
        if entry.exists():  # somebody else made it while we waited
            return entry
        entry.parent.mkdir(parents=True, exist_ok=True)
        unfinished = entry.with_name(f".unfinished-{entry.name}")
        discard(unfinished)  # left behind by a run that was killed; the lock says it is nobody's
        build(unfinished)
        unfinished.rename(entry)
    return entry


def discard(path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def tell(message):
    """Progress, for things that take longer than a person expects."""
    print(f"lab: {message}", file=sys.stderr, flush=True)
