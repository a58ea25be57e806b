# SPDX-License-Identifier: LGPL-2.1-or-later
"""Debian packages of any architecture, without installing anything on the host.

apt runs with a state directory of its own, so the host's package lists, stale or missing, don't matter and
are not changed. It reads the host's sources; a pin lets through only archives that call themselves Debian.
"""

import os
import pathlib
import subprocess
import time

from lab_cache import cache_dir, locked, tell
from lab_errors import LabError

LISTS_AGE_MAX_SEC = 3600
PREFERENCES = """\
Package: *
Pin: release o=Debian
Pin-Priority: 500

Package: *
Pin: release o=*
Pin-Priority: -1
"""


class Apt:
    """apt for one architecture ("amd64", "arm64")."""

    def __init__(self, architecture):
        self.architecture = architecture
        self.state = cache_dir() / "apt" / architecture
        self._stamp = self.state / "updated"

    def resolve_kernel(self, series):
        """The name of the newest signed kernel package of a series ("6.1"), as the archive names it today."""
        for meta in (f"linux-image-{series}-{self.architecture}", f"linux-image-{self.architecture}"):
            for name in self._dependencies(meta):
                if name.startswith(f"linux-image-{series}."):
                    return name
        raise LabError(f"the Debian archives of this host have no {self.architecture} kernel {series}")

    def unpack(self, names, directory, with_dependencies=False):
        """Download packages and unpack them into one directory."""
        directory.mkdir(parents=True)
        with locked(f"apt-{self.architecture}"):
            for package in self._download(names, with_dependencies):
                subprocess.run(["dpkg", "-x", package, directory], check=True)
                package.unlink()

    def _dependencies(self, name):
        """Names a package depends on; none if there is no such package."""
        with locked(f"apt-{self.architecture}"):
            self._freshen()
            shown = self._run("apt-cache", "show", "--no-all-versions", name)
        for line in shown.stdout.splitlines():
            if line.startswith("Depends:"):
                return [item.split("(")[0].strip() for item in line[len("Depends:"):].split(",")]
        return []

    def _download(self, names, with_dependencies):
        archives = self.state / "archives"
        (archives / "partial").mkdir(parents=True, exist_ok=True)
        for leftover in archives.glob("*.deb"):
            leftover.unlink()
        # Install without installing: apt works out the dependencies, from an empty system on.
        command = ["apt-get", "install", "--download-only", "--no-install-recommends", "--yes", *names]
        if not with_dependencies:
            command = ["apt-get", "download", *names]
        tell(f"fetching {' '.join(names)} ({self.architecture})")
        self._freshen()
        done = self._run(*command, cwd=archives)
        if done.returncode != 0:
            self._stamp.unlink(missing_ok=True)  # the lists may name files that are gone: next time, ask again
            raise LabError(f"cannot download {' '.join(names)}: {done.stderr.strip()}")
        return sorted(archives.glob("*.deb"))

    def _freshen(self):
        """Fetch the package lists if ours are old or not there.

        A third-party source that fails is no trouble: what counts is what we find afterwards.
        """
        if self._stamp.exists() and time.time() - self._stamp.stat().st_mtime < LISTS_AGE_MAX_SEC:
            return
        tell(f"updating the {self.architecture} package lists")
        (self.state / "lists" / "partial").mkdir(parents=True, exist_ok=True)
        (self.state / "preferences").write_text(PREFERENCES)
        (self.state / "status").write_text("")
        done = self._run("apt-get", "update")
        if not any((self.state / "lists").glob("*_Packages*")):
            raise LabError(f"cannot fetch any {self.architecture} package list: {done.stderr.strip()}")
        self._stamp.touch()

    def _run(self, program, *arguments, cwd=None):
        options = {
            "APT::Architecture": self.architecture,
            "APT::Architectures": self.architecture,
            "APT::Sandbox::User": "",  # the download user may not enter a cache in somebody's home
            "Acquire::Languages": "none",
            "Debug::NoLocking": "1",  # our own lock is held
            "Dir::Cache": self.state,
            "Dir::Cache::archives": self.state / "archives",
            "Dir::Etc::preferences": self.state / "preferences",
            "Dir::Etc::preferencesparts": "/dev/null",
            "Dir::State": self.state,
            "Dir::State::lists": self.state / "lists",
            "Dir::State::status": self.state / "status",
        }
        command = [program, "--quiet=2"] if program == "apt-get" else [program]
        for key, value in options.items():
            command += ["-o", f"{key}={value}"]
        return subprocess.run([*command, *arguments], cwd=cwd, text=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=dict(os.environ, LC_ALL="C", DEBIAN_FRONTEND="noninteractive"))


def unpack_packages(architecture, names, directory, with_dependencies=False):
    Apt(architecture).unpack(names, pathlib.Path(directory), with_dependencies)
