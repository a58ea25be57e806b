# SPDX-License-Identifier: LGPL-2.1-or-later
"""A capture replays as the machine that it was made on, and a capture of a capture is the same."""

import json

import pytest

from cli_program import run, run_json, run_text
from sample_machines import SAMPLES
from sysfs_tree import SysfsTree

TEXT_VERBS = (["report"], ["report", "--full"], ["units"], ["groups"], ["devices"], ["windows"],
              ["units", "-o", "+DOMAINS,CAP,ECAP,EFR,VERSION"], ["groups", "-o", "+REASON,RESERVED,BAR"],
              ["devices", "-o", "+SUBSYSTEM,CLASS,OVERRIDE,MASK,NODE,RESETS,POWER,PF,VFIO"])


def absent_by_option(top):
    tree = SysfsTree(top, cmdline="intel_iommu=off", tables=("DMAR",))
    tree.add_pci("0000:00:01.0")
    return tree


def absent_in_guest(top):
    return SysfsTree(top, cpu_flags="fpu hypervisor", tables=("APIC",))


def absent_in_kernel(top):
    return SysfsTree(top, has_class=False, machine=None)


def damaged(top):
    """Errors of every kind, which a capture has to keep."""
    tree = SAMPLES["laptop-2022"](top)
    tree.write("sys/kernel/iommu_groups/2/reserved_regions", b"0x0\0\xff" * 9000)
    tree.remove("sys/kernel/iommu_groups/4/type")
    tree.directory("sys/kernel/iommu_groups/4/type")
    tree.raw_link("sys/kernel/iommu_groups/9", "9")
    tree.write("sys/kernel/iommu_groups/10", "x")
    tree.raw_link("sys/bus/pci/devices/0000:3d:00.0/driver", "..")
    tree.raw_link("sys/bus/pci/devices/0000:00:14.0/iommu_group", "../../../../../../etc")
    tree.raw_link("sys/bus/pci/devices/0000:05:00.0", "nowhere")
    tree.directory("sys/kernel/iommu_groups/11")
    return tree


def not_utf8(top):
    tree = SAMPLES["laptop-2022"](top)
    tree.write("proc/sys/kernel/arch", b"\xff\xfe\x80\n")
    return tree


BUILDERS = {**SAMPLES, "not-UTF-8": not_utf8, "absent-by-option": absent_by_option, "absent-in-guest": absent_in_guest,
            "absent-in-kernel": absent_in_kernel, "damaged": damaged}


@pytest.fixture(scope="module", params=BUILDERS, name="machine")
def make_machine(request, tmp_path_factory):
    """A tree and the capture of it."""
    top = tmp_path_factory.mktemp(request.param)
    tree = BUILDERS[request.param](top / "tree")
    file = top / "capture.json"
    result = run("capture", file, root=tree)
    assert (result.status, result.stdout, result.message) == (0, b"", "")
    return tree, file


def without(document, *keys):
    assert set(keys) <= set(document)
    return {key: value for key, value in document.items() if key not in keys}


def test_report(machine):
    tree, file = machine
    first, second = run_json("report", root=tree), run_json("report", root=file)
    assert (first["source"], second["source"]) == ("root", "capture")
    assert without(first, "generated", "source") == without(second, "generated", "source")


@pytest.mark.parametrize("verb", ["units", "groups", "devices", "windows"])
def test_lists(machine, verb):
    tree, file = machine
    assert run_text("--json=pretty", verb, root=tree) == run_text("--json=pretty", verb, root=file)


def test_show(machine):
    tree, file = machine
    document = run_json("report", root=tree)
    names = [f"unit/{unit['name']}" for unit in document["units"]] + [f"group/{group['id']}" for group in document["groups"]]
    names += [f"device/{device['name']}" for device in document["devices"] if "\\" not in device["name"]]
    if names:
        assert run_text("show", *names, root=tree) == run_text("show", *names, root=file)
        assert run_json("show", *names, root=tree) == run_json("show", *names, root=file)


@pytest.mark.parametrize("arguments", TEXT_VERBS, ids=" ".join)
def test_text(machine, arguments):
    tree, file = machine
    assert run_text(*arguments, root=tree).replace(" (root)\n", " (capture)\n", 1) == run_text(*arguments, root=file)


def test_capture_of_a_capture(machine):
    _, file = machine
    first, second = file.read_text(), run_text("capture", root=file)
    assert without(json.loads(first), "generated") == without(json.loads(second), "generated")
    assert [line for line in first.splitlines() if '"generated"' not in line] == [
        line for line in second.splitlines() if '"generated"' not in line]


def test_capture_is_ascii_and_pretty(machine):
    text = machine[1].read_bytes()
    assert text.endswith(b"}\n") and text.count(b"\n") > 10
    assert not [byte for byte in text if (byte < 0x20 and byte != 0x0A) or byte == 0x7F]


def test_capture_of_this_machine(tmp_path):
    file = tmp_path / "live.json"
    assert run("capture", file).status == 0
    first, second = run_json("report"), run_json("report", root=file)
    assert (first["source"], second["source"]) == ("live", "capture")
    for key in ("host", "verdict", "units", "groups", "findings"):
        assert first[key] == second[key]
    assert [device["name"] for device in first["devices"]] == [device["name"] for device in second["devices"]]
