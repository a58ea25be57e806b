# SPDX-License-Identifier: LGPL-2.1-or-later
"""The file that a capture is written to: private, whole or not there, and never in a device's place."""

import contextlib
import json
import os
import resource
import signal
import stat
import subprocess
import threading

import pytest

from cli_program import ASAN_PROGRAM, run
from sample_machines import laptop_2022, server_amd


@pytest.fixture(name="tree")
def make_tree(tmp_path):
    return laptop_2022(tmp_path / "tree")


@pytest.fixture(name="directory")
def make_directory(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def names_in(directory):
    return sorted(path.name for path in directory.iterdir())


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_mode(tree, directory, umask):
    result = run("capture", directory / "capture.json", root=tree, umask=umask)
    assert (result.status, result.stdout, result.message) == (0, b"", "")
    assert stat.S_IMODE((directory / "capture.json").stat().st_mode) == 0o600
    assert names_in(directory) == ["capture.json"]


def test_replaces_what_was_there(tree, directory):
    file = directory / "capture.json"
    file.write_text("old" * 100000)
    file.chmod(0o644)
    assert run("capture", file, root=tree).status == 0
    assert json.loads(file.read_text())["schema"] == "iommu-diag/capture/1"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert names_in(directory) == ["capture.json"]


def test_relative_name(tree, directory):
    assert run("capture", "capture.json", root=tree, cwd=directory).status == 0
    assert names_in(directory) == ["capture.json"]


def test_capture_over_its_own_source(tree, directory):
    file = directory / "capture.json"
    assert run("capture", file, root=tree).status == 0
    before = json.loads(file.read_text())
    assert run("capture", file, root=file).status == 0
    after = json.loads(file.read_text())
    assert {**before, "generated": ""} == {**after, "generated": ""}


@pytest.mark.parametrize("name, reason", [
    ("nonesuch/capture.json", "No such file or directory"), ("", "No such file or directory"),
    (".", "Is a directory"), ("x" * 300, "File name too long")])
def test_where_no_file_can_be(tree, directory, name, reason):
    result = run("capture", name, root=tree, cwd=directory)
    assert (result.status, result.stdout) == (1, b"")
    assert result.message == f"iommu-diag: {name}: {reason}\n"
    assert names_in(directory) == []


def test_device_is_written_to_and_stays(tree, directory):
    """Root could put a file in the place of /dev/null, and must not. Through links, so that no more
    than the link is lost if it does."""
    for device, status in (("/dev/null", 0), ("/dev/full", 1)):
        link = directory / "link"
        link.symlink_to(device)
        result = run("capture", link, root=tree)
        assert result.status == status
        assert link.is_symlink() and names_in(directory) == ["link"]
        link.unlink()
    assert result.message == f"iommu-diag: {link}: No space left on device\n"


def test_pipe_is_written_to_and_stays(tree, directory):
    """As in a shell's >(...)."""
    fifo = directory / "fifo"
    os.mkfifo(fifo)
    received = []
    runs = 2 if ASAN_PROGRAM else 1
    readers = threading.Thread(target=lambda: received.extend(fifo.read_bytes() for _ in range(runs)))
    readers.start()
    assert run("capture", fifo, root=tree).status == 0
    readers.join(timeout=30)
    assert not readers.is_alive()
    assert len(received) == runs
    assert all(json.loads(text)["schema"] == "iommu-diag/capture/1" for text in received)
    assert stat.S_ISFIFO(fifo.stat().st_mode)


@contextlib.contextmanager
def small_filesystem(top, size):
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", top], check=False,
                                           capture_output=True).returncode != 0:
        pytest.skip("needs root and the right to mount")
    try:
        yield
    finally:
        subprocess.run(["umount", top], check=True)


@pytest.mark.parametrize("old", [None, "old contents\n"])
def test_full_disk(tmp_path, directory, old):
    tree = server_amd(tmp_path / "server")
    with small_filesystem(directory, "8k"):
        file = directory / "capture.json"
        if old:
            file.write_text(old)
        result = run("capture", file, root=tree)
        assert result.status == 1
        assert result.message == f"iommu-diag: {file}: No space left on device\n"
        assert names_in(directory) == (["capture.json"] if old else [])
        assert not old or file.read_text() == old


def test_file_size_limit(tree, directory):
    """The same without root: a limit on the size of files, whose signal is ignored."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    result = run("capture", directory / "capture.json", root=tree, preexec_fn=limit)
    assert (result.status, result.message) == (1, f"iommu-diag: {directory}/capture.json: File too large\n")
    assert names_in(directory) == []
