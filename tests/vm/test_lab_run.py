# SPDX-License-Identifier: LGPL-2.1-or-later
"""The lab itself: what tests/vm/run promises, tried in small guests."""

import pathlib
import subprocess

import pytest

from guest_facts import Facts
from lab_errors import LabError
from lab_guest import Command, Guest

RUN = pathlib.Path(__file__).parent / "run"


def run(*arguments):
    return subprocess.run([RUN, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_output_and_exit_code_come_back():
    done = run("--iommu=none", "--", "sh", "-c", "echo out; echo err >&2; exit 7")
    assert (done.returncode, done.stdout, done.stderr) == (7, b"out\n", b"err\n")


def test_files_go_in_and_out_whole(tmp_path):
    content = bytes(range(256)) * 300
    (tmp_path / "in").write_bytes(content)
    done = run("--iommu=vtd", f"--put={tmp_path}/in:/tmp/in", f"--get=/tmp/out:{tmp_path}/out", "--user=nobody",
               "--", "sh", "-c", "id -un; cp /tmp/in /tmp/out; cat /tmp/in")
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == b"nobody\n" + content
    assert (tmp_path / "out").read_bytes() == content


@pytest.mark.parametrize("arguments, complaint", [
    (["--iommu=vtd", "--boot=never"], b"--boot=never does not apply to --iommu=vtd"),
    (["--iommu=amd", "--boot=sp_off"], b"--boot=sp_off does not apply to --iommu=amd"),
    (["--iommu=virtio", "--kernel=6.1"], b"--kernel=6.1 does not apply to --iommu=virtio"),
    (["--iommu=riscv"], b"unknown --iommu=riscv"),
    (["--iommu=none", "--user=alice"], b"--user=alice"),
    (["--iommu=none", "--put=/nonexistent"], b"no file /nonexistent"),
    (["--iommu=none", "--get=relative"], b"--get=relative"),
    (["--iommu=none", "--module=nonsense"], b"has no such module"),
    (["--iommu=none", "--device=nvme,serial"], b"NAME[,property=value...]"),
    (["--iommu=none", "--ports=1000"], b"there is room for 120"),
    (["--iommu=none", "--build=/nonexistent"], b"no such directory"),
    (["--iommu=none", "--frobnicate"], b"--frobnicate"),
])
def test_bad_arguments(arguments, complaint):
    done = run(*arguments, "--", "true")
    assert done.returncode == 2
    assert complaint in done.stderr


@pytest.mark.parametrize("arguments, complaint", [
    (["--device=no-such-device"], b"not a valid device model"),
    (["--vfio=dead:beef"], b"no device in the guest fits dead:beef"),
    (["--vfio=all"], b"vfio-pci did not take 0000:00:1f.2"),  # there is no IOMMU
    (["--append=rdinit=/nonexistent"], b"Kernel panic"),
    (["--timeout=1"], b"did not end within 1 s"),
])
def test_lab_trouble_has_its_own_exit_code(arguments, complaint):
    done = run("--iommu=none", *arguments, "--", "true")
    assert done.returncode == 125
    assert complaint in done.stderr
    assert done.stdout == b""


def test_print_command_boots_nothing():
    done = run("--iommu=vtd", "--print-command")
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.startswith(b"qemu-system-x86_64 ")


def test_commands_of_one_boot_are_kept_apart():
    boot = Guest("none").boot([["echo", "it's", "$HOME"], Command(["cat"], stdin=b"\0\xff"),
                               Command(["id", "-u"], user="nobody"), ["false"], ["no-such-program"]])
    assert [result.stdout for result in boot.results] == [b"it's $HOME\n", b"\0\xff", b"65534\n", b"", b""]
    assert [result.status for result in boot.results] == [0, 0, 0, 1, 127]
    assert "Linux version 6.1" in boot.dmesg


def test_missing_result_is_an_error():
    with pytest.raises(LabError, match="sent no results"):
        Guest("none").run(["poweroff", "-f"])


def test_ports_make_groups():
    result = Guest("vtd", ports=20).run(["show-facts"])
    facts = Facts(result.text)
    edus = [name for name in facts.devices() if facts.device(name, "vendor") == "0x1234"]
    assert len(edus) == 20
    assert len({facts.device_group(name) for name in edus}) == 20
