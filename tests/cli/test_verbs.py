# SPDX-License-Identifier: LGPL-2.1-or-later
"""The verbs: what each prints, and how objects are named."""

import json
import re

import pytest

from cli_program import run, run_json, run_text
from sample_machines import laptop_2022
from sysfs_tree import MSI, SysfsTree


@pytest.fixture(scope="module", name="tree")
def make_tree(tmp_path_factory):
    tree = SysfsTree(tmp_path_factory.mktemp("verbs"))
    tree.add_intel_unit()
    tree.add_group(7, regions=[MSI])
    tree.add_pci("0000:00:01.0", 0x8086, 0x1901, group=7, unit="dmar0", driver="vfio-pci")
    tree.add_pci("0001:00:01.0", 0x8086, 0x1902, group=8, unit="dmar0")
    tree.add_pci("0000:00:1d.0")
    tree.add_platform("7", group=9, unit="dmar0")
    return tree


def keys_of(text):
    return dict(line.split("=", 1) for line in text.splitlines())


def test_report_is_the_default(tree):
    assert run_text(root=tree) == run_text("report", root=tree) != ""


@pytest.mark.parametrize("verb, legend, lines", [("units", "UNIT", 1), ("groups", "GROUP", 3), ("devices", "DEVICE", 4)])
def test_lists(tree, verb, legend, lines):
    text = run_text(verb, root=tree).splitlines()
    assert text[0].split()[0] == legend
    assert len(text) == 1 + lines
    assert len(run_text("--no-legend", verb, root=tree).splitlines()) == lines


@pytest.mark.parametrize("name, kind, found", [
    ("dmar0", "unit", "dmar0"), ("unit/dmar0", "unit", "dmar0"),
    ("7", "group", 7), ("group/7", "group", 7),
    ("0000:00:01.0", "device", "0000:00:01.0"), ("00:01.0", "device", "0000:00:01.0"),
    ("device/00:01.0", "device", "0000:00:01.0"), ("0001:00:01.0", "device", "0001:00:01.0"),
    ("device/7", "device", "7"),
])
def test_names_of_objects(tree, name, kind, found):
    one, = run_json("show", name, root=tree)["objects"]
    assert (one["object"], one["id" if kind == "group" else "name"]) == (kind, found)


@pytest.mark.parametrize("name", ["dmar9", "unit/7", "unit/", "group/dmar0", "group/", "99", "-1", "+7", "7 ", "07x",
                                  "0000:00:01.9", "00:02.0", "device/dmar0", "", "/", "group/7/x", "%n", "\x1b[31m"])
def test_names_of_nothing(tree, name):
    result = run("show", "--", name, root=tree)
    assert (result.status, result.stdout) == (1, b"")
    assert result.message.startswith("iommu-diag: ") and result.message.count("\n") == 1
    assert "\x1b" not in result.message
    assert name.replace("\x1b", "\\x1b") in result.message


def test_show_prints_all_facts(tree):
    facts = keys_of(run_text("show", "0000:00:01.0", root=tree))
    described, = run_json("show", "0000:00:01.0", root=tree)["objects"]
    assert {key.split(".")[0] for key in facts} == set(described)
    assert (facts["vendor"], facts["driver"], facts["group"], facts["numa_node"]) == ("0x8086", "vfio-pci", "7", "")
    assert facts["reset_methods"] == "flr bus"


def test_show_of_a_group_and_a_unit(tree):
    group = keys_of(run_text("show", "7", root=tree))
    assert group["windows.0.first"] == "0x0000000000000000" and group["windows.1.last"] == "0x0000007fffffffff"
    assert group["reserved.0.type"] == "msi"
    unit = keys_of(run_text("show", "dmar0", root=tree))
    assert unit["registers.cap"] == "0x00d2008c40660462" and unit["page_sizes"] == "4096 2097152 1073741824"


def test_show_of_several_keeps_their_order(tree):
    objects = run_json("show", "8", "dmar0", "00:01.0", "8", root=tree)["objects"]
    assert [one["object"] for one in objects] == ["group", "unit", "device", "group"]
    assert run_text("show", "8", "dmar0", root=tree).count("\n\n") == 1


def test_show_of_one_unknown_among_known_prints_nothing(tree):
    result = run("show", "dmar0", "nonesuch", root=tree)
    assert (result.status, result.stdout) == (1, b"")
    assert "nonesuch" in result.message and "dmar0" not in result.message


@pytest.mark.parametrize("arguments, groups", [
    ([], [7, 8, 9]), (["8"], [8]), (["group/8", "7"], [8, 7]), (["00:01.0"], [7]), (["device/7"], [9])])
def test_windows(tree, arguments, groups):
    assert [one["id"] for one in run_json("windows", *arguments, root=tree)["windows"]] == groups
    text = run_text("windows", *arguments, root=tree)
    assert [int(number) for number in re.findall(r"^group (\d+) ", text, re.MULTILINE)] == groups


def test_windows_in_text(tree):
    text = run_text("windows", "7", root=tree)
    assert "511.9G usable in 2 windows" in text
    assert "  0x0000000000000000 - 0x00000000fedfffff  3.9G\n" in text
    assert "  0x00000000fef00000 - 0x0000007fffffffff  508G\n" in text


def test_relaxable_region_in_text(tmp_path):
    text = run_text("windows", "2", root=laptop_2022(tmp_path))
    assert "0x0000000099cc8000 - 0x0000000099ce7fff  direct-relaxable: stays usable" in text


@pytest.mark.parametrize("name, reason", [
    ("dmar0", "unit"), ("0000:00:1d.0", "no IOMMU group"), ("nonesuch", "no group or device")])
def test_windows_of_what_has_none(tree, name, reason):
    result = run("windows", name, root=tree)
    assert (result.status, result.stdout) == (1, b"")
    assert name in result.message and reason in result.message


def test_capture_to_stdout_and_dash(tree):
    documents = [json.loads(run("capture", *arguments, root=tree).stdout) for arguments in ((), ("-",))]
    for document in documents:
        assert document["schema"] == "iommu-diag/capture/1"
        document.pop("generated")
    assert documents[0] == documents[1]


def test_live_machine():
    """Whatever this machine is, looking at it works."""
    document = run_json("report")
    assert document["source"] == "live"
    assert (document["verdict"] == "no-iommu") == (not document["units"])
    for verb in ("units", "groups", "devices"):
        assert run_json(verb)[verb] == document[verb]
    assert "Verdict: " in run_text()
