# SPDX-License-Identifier: LGPL-2.1-or-later
"""How it is started: closed standard streams, no arguments at all, without privilege."""

import ctypes
import json
import os
import shutil
import stat
import subprocess
import tempfile

import pytest

from cli_program import PROGRAM, TIMEOUT, environment, run_text
from output_schema import check_document
from sample_machines import laptop_2022

NOBODY = 65534


def spawn(prepare, *arguments):
    """Starts the program in a child that has run prepare(); stderr and stdout may be gone, so files
    are what it may leave behind. Returns the exit status."""
    child = os.fork()
    if child == 0:
        try:
            prepare()
            os.execve(PROGRAM, [os.fspath(PROGRAM), *arguments], environment())
        finally:
            os._exit(125)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)])
def test_closed_streams(tmp_path, closed):
    """A file that it opens must not become its stdout: neither the tree nor the capture is damaged."""
    tree = laptop_2022(tmp_path / "tree")
    capture = tmp_path / "capture.json"

    def prepare():
        for descriptor in closed:
            os.close(descriptor)

    assert spawn(prepare, f"--root={tree.top}", "capture", os.fspath(capture)) == 0
    assert json.loads(capture.read_text())["schema"] == "iommu-diag/capture/1"
    assert spawn(prepare, f"--root={tree.top}", "report", "--json=short") in ((0, 1) if 1 in closed else (0,))
    assert spawn(prepare, "frobnicate") == 2


def test_report_with_closed_stdin_and_stderr(tmp_path):
    tree = laptop_2022(tmp_path / "tree")
    output = tmp_path / "output"

    def prepare():
        os.close(0)
        os.close(2)
        os.dup2(os.open(output, os.O_WRONLY | os.O_CREAT, 0o600), 1)

    assert spawn(prepare, f"--root={tree.top}", "report") == 0
    assert output.read_text() == run_text("report", root=tree)


def test_no_arguments_at_all():
    """Not even the program's own name (execve(2), NOTES; Linux 5.18 and newer put one in)."""
    child = os.fork()
    if child == 0:
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 1)
        os.dup2(null, 2)
        empty = (ctypes.c_char_p * 1)(None)
        ctypes.CDLL(None).execve(os.fsencode(PROGRAM), empty, empty)
        os._exit(125)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) in (0, 2)


def test_empty_environment(tmp_path):
    tree = laptop_2022(tmp_path)
    done = subprocess.run([PROGRAM, f"--root={tree.top}"], env={}, capture_output=True, timeout=TIMEOUT, check=True)
    assert done.stdout.decode() == run_text(root=tree)


@pytest.fixture(name="public")
def public_directory():
    """A directory that others may enter, with a copy of the program in it."""
    top = tempfile.mkdtemp()
    os.chmod(top, 0o755)
    shutil.copy(PROGRAM, top)
    yield top
    shutil.rmtree(top)


def run_as_nobody(top, *arguments):
    if os.geteuid() != 0:
        pytest.skip("needs root, to become somebody else")
    return subprocess.run([f"{top}/{PROGRAM.name}", *arguments], user=NOBODY, group=NOBODY, extra_groups=[],
                          env=environment(), capture_output=True, timeout=TIMEOUT, check=False)


def test_without_privilege_on_this_machine(public):
    done = run_as_nobody(public, "report", "--json=short")
    assert (done.returncode, done.stderr) == (0, b"")
    document = json.loads(done.stdout)
    check_document(document)
    assert document["source"] == "live" and document["host"]["kernel"] == os.uname().release


def test_notes_say_what_could_not_be_seen(public):
    tree = laptop_2022(f"{public}/tree")
    secret = tree.path("sys/kernel/iommu_groups/12/reserved_regions")
    secret.chmod(0)
    tree.path("sys/devices/pci0000:00/0000:00:14.0/vendor").chmod(0)
    done = run_as_nobody(public, f"--root={tree.top}", "report", "--json=short")
    assert (done.returncode, done.stderr) == (0, b"")
    document = json.loads(done.stdout)
    check_document(document)
    notes = {note["source"]: (note["kind"], note["reason"]) for note in document["notes"]}
    assert notes == {
        "/sys/kernel/iommu_groups/12/reserved_regions": ("unreadable", "Permission denied"),
        "/sys/bus/pci/devices/0000:00:14.0/vendor": ("unreadable", "Permission denied"),
    }
    group = next(one for one in document["groups"] if one["id"] == 12)
    assert (group["reserved"], group["windows_source"], group["assignable"]) == (None, "unknown", "unknown")
    text = run_as_nobody(public, f"--root={tree.top}").stdout.decode()
    assert "/sys/kernel/iommu_groups/12/reserved_regions: Permission denied\n" in text


def test_capture_without_privilege(public):
    tree = laptop_2022(f"{public}/tree")
    tree.path("sys/firmware/acpi/tables/DMAR").chmod(0o400)
    os.mkdir(f"{public}/out")
    os.chown(f"{public}/out", NOBODY, NOBODY)
    done = run_as_nobody(public, f"--root={tree.top}", "capture", f"{public}/out/capture.json")
    assert (done.returncode, done.stdout) == (0, b"")
    document = json.loads(open(f"{public}/out/capture.json", encoding="utf-8").read())
    assert document["tree"]["sys"]["firmware"]["acpi"]["tables"]["DMAR"] == ["error", "EACCES"]
    assert stat.S_IMODE(os.stat(f"{public}/out/capture.json").st_mode) == 0o600


def test_capture_to_where_one_may_not_write(public):
    tree = laptop_2022(f"{public}/tree")
    done = run_as_nobody(public, f"--root={tree.top}", "capture", f"{public}/capture.json")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == f"iommu-diag: {public}/capture.json: Permission denied\n"
    assert sorted(os.listdir(public)) == [PROGRAM.name, "tree"]
