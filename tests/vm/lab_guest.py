# SPDX-License-Identifier: LGPL-2.1-or-later
"""Guest: one emulated machine, described once and booted for each run.

    guest = Guest(iommu="vtd", devices=["rocker", "edu"], vfio=["all"])
    result = guest.run(["iommu-diag", "report", "--json=short"])
    boot = guest.boot([["uname", "-r"], Command(["iommu-diag", "report"], user="nobody")])

Each boot takes seconds, so a test that asks several things asks them in one. A command's failure is a result;
LabError means that there is no result.
"""

import dataclasses
import pathlib
import subprocess
import tarfile
import tempfile
import time

from lab_devices import DeviceArguments
from lab_errors import LabError
from lab_initramfs import base_archive, run_archive
from lab_kernel import Kernel
from lab_machines import find_machine
from lab_programs import (PROGRAM_NAMES, arm64_build, arm64_libraries, built_programs, host_build,
                          host_libraries, tail)
from lab_sysroot import sysroot


@dataclasses.dataclass(frozen=True)
class Command:
    argv: list
    user: str = "root"
    stdin: bytes = b""


@dataclasses.dataclass(frozen=True)
class Result:
    """What one command left."""
    argv: list
    stdout: bytes
    stderr: bytes
    status: int

    @property
    def text(self):
        return self.stdout.decode()


@dataclasses.dataclass(frozen=True)
class Boot:
    """What one boot left. seconds: wall clock; uptime: the guest's own, when the last command had ended."""
    results: list
    files: dict
    dmesg: str
    seconds: float
    uptime: float


@dataclasses.dataclass
class Guest:
    iommu: str
    kernel: str = "6.1"
    boot_mode: str = "default"
    append: str = ""
    devices: tuple = ()
    ports: int = 0
    vfio: tuple = ()  # "all", addresses, VENDOR:DEVICE
    modules: tuple = ()  # besides VFIO's
    build: str = None
    put: tuple = ()  # (host path, guest path)
    get: tuple = ()  # guest paths
    hwdb: bool = False
    memory: int = 512  # MiB
    timeout: float = 120

    def run(self, argv, user="root", stdin=b""):
        """One command in a boot of its own."""
        return self.boot([Command(argv, user, stdin)]).results[0]

    def boot(self, commands):
        """Run commands, argument lists or Command objects, one after the other."""
        commands = [item if isinstance(item, Command) else Command(list(item)) for item in commands]
        with tempfile.TemporaryDirectory(prefix="iommu-diag-lab-") as name:
            directory = pathlib.Path(name)
            started = time.monotonic()
            words = self.prepare(directory, commands)
            self._run_qemu(words, directory)
            return read_results(directory, commands, time.monotonic() - started)

    def shell(self):
        """An interactive shell on our terminal; ends with the guest."""
        with tempfile.TemporaryDirectory(prefix="iommu-diag-lab-") as name:
            words = self.prepare(pathlib.Path(name), [], interactive=True)
            return subprocess.run(words).returncode

    def prepare(self, directory, commands, interactive=False):
        """Write the guest's initramfs into the directory and return the QEMU command line."""
        machine = find_machine(self.iommu)
        machine.check_kernel(self.kernel)
        boot_words = machine.boot_words(self.boot_mode)
        devices = DeviceArguments(directory)
        for specification in self.devices:
            devices.add(specification)
        devices.add_ports(self.ports)

        kernel = Kernel(machine.architecture, self.kernel)
        settings = {
            "VFIO": " ".join(self.vfio),
            "RESULT_PORT": machine.result_port,
            # Only for the case that the host is gone by then. A person at a shell is not hurried.
            "TIMEOUT": 86400 if interactive else int(self.timeout) + 10,
            "INTERACTIVE": "yes" if interactive else "",
        }
        programs, libraries = self._programs(machine, commands)
        (directory / "initramfs").write_bytes(
            base_archive(kernel, machine, self.modules)
            + run_archive(programs, libraries, commands, settings, self.put, self.get, self.hwdb))

        console = f"file,id=console,path={directory}/console"
        if interactive:
            console = "stdio,id=console,signal=off"
        # Errors only, and a panic: a serial line is slow. All of it is in dmesg.
        append = f"console={machine.console} loglevel=4 panic=-1 {machine.kernel_words} {boot_words} {self.append}".split()
        return [*machine.qemu, "-m", str(self.memory), "-nodefaults", "-display", "none", "-no-reboot",
                "-kernel", str(kernel.image), "-initrd", f"{directory}/initramfs", "-append", " ".join(append),
                *machine.channels(console, f"file,id=results,path={directory}/results"), *devices.words]

    def _programs(self, machine, commands):
        is_arm = machine.architecture == "arm64"
        build = arm64_build(self.build) if is_arm else host_build(self.build)
        programs = built_programs(build)
        for command in commands:
            if command.argv[0] in PROGRAM_NAMES - {program.name for program in programs}:
                raise LabError(f"{build} has no {command.argv[0]}: build it first")
        libraries = arm64_libraries(programs, sysroot()) if is_arm and programs else host_libraries(programs)
        return programs, libraries

    def _run_qemu(self, words, directory):
        qemu = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True)
        try:
            _, errors = qemu.communicate(timeout=self.timeout)
        except subprocess.TimeoutExpired:
            raise LabError(f"the guest did not end within {self.timeout:g} s{console_tail(directory)}") from None
        finally:
            qemu.kill()  # also when we are interrupted; harmless after its end
            qemu.wait()
        if qemu.returncode != 0:
            raise LabError(f"QEMU failed: {errors.strip()}{console_tail(directory)}")


def read_results(directory, commands, seconds):
    """Take the guest's archive apart. Whatever is missing in it means that the guest broke down."""
    try:
        with tarfile.open(directory / "results", "r:gz") as archive:
            members = {member.name[2:]: archive.extractfile(member).read()
                       for member in archive.getmembers() if member.isfile()}
    except (OSError, EOFError, tarfile.TarError) as error:
        raise LabError(f"the guest sent no results ({error}){console_tail(directory)}") from None
    if "trouble" in members:
        raise LabError(f"{members['trouble'].decode().strip()}{console_tail(directory)}")
    results = [Result(command.argv, members[f"{number:04}/stdout"], members[f"{number:04}/stderr"],
                      int(members[f"{number:04}/status"])) for number, command in enumerate(commands)]
    files = {name[len("files"):]: content for name, content in members.items() if name.startswith("files/")}
    return Boot(results, files, members["dmesg"].decode(errors="replace"), seconds,
                float(members["uptime"].split()[0]))


def console_tail(directory):
    console = directory / "console"
    if not console.exists():
        return ""
    text = tail(console.read_text(errors="replace"))
    return f"\nend of the guest's console:\n{text}" if text else "\nthe guest's console is empty"
