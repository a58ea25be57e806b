# SPDX-License-Identifier: LGPL-2.1-or-later
"""The programs under test: where the build left them, and the libraries that go with them into the guest."""

import functools
import os
import pathlib
import re
import subprocess

from lab_errors import LabError, UsageError

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
PROGRAMS = ("iommu-diag", "iommu-diagd", "iommu-diag-worker", "tests/vm/vfio-info", "tests/vm/vfio-map")
PROGRAM_NAMES = {pathlib.Path(name).name for name in PROGRAMS}


def host_build(asked):
    """The build directory to take amd64 programs from."""
    if asked:
        if not pathlib.Path(asked).is_dir():
            raise UsageError(f"--build={asked}: no such directory")
        return pathlib.Path(asked)
    if os.environ.get("BUILDDIR"):
        return pathlib.Path(os.environ["BUILDDIR"])
    build = REPOSITORY / "build"
    return build if build.is_dir() else REPOSITORY


def arm64_build(asked):
    """The cross build, brought up to date first. A directory that was asked for is taken as it is."""
    return host_build(asked) if asked else run_cross_build()


@functools.lru_cache  # once per process: guests of one test run see one build
def run_cross_build():
    done = subprocess.run([HERE / "cross-build"], stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise LabError(f"tests/vm/cross-build failed:\n{tail(done.stderr)}")
    return pathlib.Path(done.stdout.strip())


def tail(text, lines=25):
    return "\n".join(text.rstrip().splitlines()[-lines:])


def built_programs(build):
    """Paths of the programs that the build has; a build in progress may lack some."""
    return [build / name for name in PROGRAMS if (build / name).is_file()]


def host_libraries(programs):
    """{guest path: host path} of all that the dynamic loader opens, itself included."""
    found = {}
    for program in programs:
        listed = subprocess.run(["ldd", program], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if listed.returncode != 0:
            if "not a dynamic executable" in listed.stdout:
                continue
            raise LabError(f"ldd {program}: {listed.stdout.strip()}")
        for line in listed.stdout.splitlines():
            match = re.search(r"(?:=> |^\s+)(/\S+) \(0x", line)
            if match:
                found[match.group(1)] = match.group(1)
            elif "not found" in line:
                raise LabError(f"{program}: {line.strip()}")
    return found


def arm64_libraries(programs, sysroot):
    """The same for programs that this machine cannot run: follow NEEDED through the sysroot."""
    folders = [sysroot / "lib/aarch64-linux-gnu", sysroot / "usr/lib/aarch64-linux-gnu"]
    found = {}
    pending = list(programs)
    while pending:
        binary = pending.pop()
        listed = subprocess.run(["readelf", "-d", "-l", binary], text=True, check=True, stdout=subprocess.PIPE).stdout
        interpreter = re.search(r"program interpreter: (/\S+)\]", listed)
        if interpreter:
            loader = sysroot / interpreter.group(1).lstrip("/")
            if not loader.exists():
                raise UsageError(f"{binary} is not built for arm64; leave --build out to cross-build it")
            found[interpreter.group(1)] = loader
        for name in re.findall(r"\(NEEDED\).*\[(\S+)\]", listed):
            target = f"/lib/aarch64-linux-gnu/{name}"
            if target in found:
                continue
            source = next((folder / name for folder in folders if (folder / name).exists()), None)
            if source is None:
                raise LabError(f"{binary} needs {name}, which the arm64 sysroot does not have")
            found[target] = source
            pending.append(source)
    return found
