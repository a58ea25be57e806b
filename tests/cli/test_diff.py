# SPDX-License-Identifier: LGPL-2.1-or-later
"""iommu-diag diff: what it says about two captures or trees, and what it does not say."""

import itertools
import json
import re

import pytest

from cli_program import run_json, run_text
from golden_captures import capture_file, capture_names
from sample_machines import server_amd
from sysfs_tree import GROUPS, MSI, PCI_BUS, SysfsTree

SIDES = {"before": "after", "after": "before", "before_with": "after_with", "after_with": "before_with"}
MIRRORED = {"added": "removed", "removed": "added"}


def top_of(root):
    return getattr(root, "top", root)


def changes(before, after):
    return run_json("diff", top_of(before), top_of(after))["changes"]


def facts(before, after):
    """The changes without what is concluded from them, which grows with each check."""
    return [one for one in changes(before, after) if one["object"] != "finding" and one["field"] != "verdict"]


def brief(before, after):
    """{(subject, field, before, after)}"""
    return {(one["subject"], one["field"], one["before"], one["after"]) for one in facts(before, after)}


def mirror(change):
    """A change as it is seen from the other side."""
    turned = {SIDES.get(key, key): value for key, value in change.items()}
    turned["kind"] = MIRRORED.get(change["kind"], change["kind"])
    if change["was"] is not None:
        turned["subject"], turned["was"] = change["was"], change["subject"]
    return turned


def in_order(some):
    return sorted(some, key=lambda one: json.dumps(one, sort_keys=True))


# --- no difference


@pytest.mark.parametrize("name", capture_names())
def test_same_capture_twice(name):
    assert changes(capture_file(name), capture_file(name)) == []
    text = run_text("diff", capture_file(name), capture_file(name))
    assert " ".join(text.split()).endswith(", no difference")


def test_capture_of_a_tree_is_that_tree(tmp_path):
    tree = server_amd(tmp_path / "tree")
    run_text("capture", tmp_path / "capture.json", root=tree)
    assert changes(tree, tmp_path / "capture.json") == []


# --- both directions


@pytest.mark.parametrize("one, other", itertools.combinations(capture_names(), 2))
def test_mirrored(one, other):
    there = run_json("diff", capture_file(one), capture_file(other))
    back = run_json("diff", capture_file(other), capture_file(one))
    assert (there["before"], there["after"]) == (back["after"], back["before"])
    assert in_order(map(mirror, there["changes"])) == in_order(back["changes"]) != []


# --- one thing changed


def small(top, kernel="6.1.0-21-amd64", cmdline="quiet intel_iommu=on"):
    """A unit, a group of two functions, a group of one, a device without a group."""
    tree = SysfsTree(top, kernel, cmdline=cmdline, tables=("DMAR",))
    tree.add_intel_unit()
    tree.add_group(3, regions=[MSI])
    tree.add_group(4, regions=[MSI])
    tree.add_pci("0000:01:00.0", 0x8086, 0x1592, driver="ice", group=3, unit="dmar0", dma_mask_bits="64")
    tree.add_pci("0000:01:00.1", 0x8086, 0x1592, driver="ice", group=3, unit="dmar0")
    tree.add_pci("0000:02:00.0", 0x144D, 0xA808, 0x010802, driver="vfio-pci", group=4, unit="dmar0",
                 sriov_numvfs="0", sriov_totalvfs="8")
    tree.add_pci("0000:00:1d.0", kind=0x030000, boot_vga="0")
    tree.write("sys/module/vfio_iommu_type1/parameters/dma_entry_limit", "65535\n")
    return tree


NVME = f"{PCI_BUS}/0000:02:00.0"
UNIT = "sys/class/iommu/dmar0/intel-iommu"


def write(name, text):
    return lambda tree: tree.write(name, f"{text}\n")


def relink_driver(driver):
    def change(tree):
        directory = tree.pci_directory("0000:02:00.0")
        tree.remove(f"{directory}/driver")
        if driver:
            tree.directory(f"sys/bus/pci/drivers/{driver}")
            tree.link(f"{directory}/driver", f"sys/bus/pci/drivers/{driver}")
    return change


DEVICE = "device/0000:02:00.0"
SINGLE = {
    "kernel": (write("proc/sys/kernel/osrelease", "6.1.0-22-amd64"),
               {("host", "kernel", "6.1.0-21-amd64", "6.1.0-22-amd64")}),
    "machine": (write("proc/sys/kernel/arch", "i686"), {
        ("host", "machine", "x86_64", "i686"), ("host", "is_guest", "no", "unknown")}),
    "guest": (write("proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu hypervisor"), {("host", "is_guest", "no", "yes")}),
    "option added": (write("proc/cmdline", "quiet intel_iommu=on iommu.forcedac=1"),
                     {("host", "boot_options", None, "iommu.forcedac=1")}),
    "option removed": (write("proc/cmdline", "quiet"), {("host", "boot_options", "intel_iommu=on", None)}),
    "parameter": (write("sys/module/vfio_iommu_type1/parameters/dma_entry_limit", "99"),
                  {("host", "module_parameters", "vfio_iommu_type1.dma_entry_limit=65535",
                    "vfio_iommu_type1.dma_entry_limit=99")}),
    "table": (lambda tree: tree.remove("sys/firmware/acpi/tables/DMAR"), {("host", "firmware_tables", "DMAR", None)}),
    "unit's address": (write(f"{UNIT}/address", "fed91000"), {("unit/dmar0", "address", "0xfed90000", "0xfed91000")}),
    "unit's version": (write(f"{UNIT}/version", "4:0"), {("unit/dmar0", "version", "1:0", "4:0")}),
    "unit's domains": (write(f"{UNIT}/domains_supported", "65536"),
                       {("unit/dmar0", "domains_supported", "256", "65536")}),
    "used domains": (write(f"{UNIT}/domains_used", "9"), set()),
    "snoop control": (write(f"{UNIT}/ecap", "f0505a"), {
        ("unit/dmar0", "registers.ecap", "0xf050da", "0xf0505a"), ("unit/dmar0", "snoop_control", "yes", "no")}),
    "device TLB": (write(f"{UNIT}/ecap", "f050de"), {
        ("unit/dmar0", "registers.ecap", "0xf050da", "0xf050de"), ("unit/dmar0", "device_tlb", "no", "yes")}),
    "type": (write(f"{GROUPS}/4/type", "DMA"), {("group/4", "type", "DMA-FQ", "DMA")}),
    "region": (lambda tree: tree.write(f"{GROUPS}/4/reserved_regions", "0x00000000fee00000 0x00000000feefffff msi\n"
                                       "0x0000000000001000 0x0000000000001fff direct-relaxable\n"),
               {("group/4", "reserved", None, "0x0000000000001000-0x0000000000001fff direct-relaxable")}),
    "vendor": (write(f"{NVME}/vendor", "0x144e"), {(DEVICE, "vendor", "0x144d", "0x144e")}),
    "device": (write(f"{NVME}/device", "0xa809"), {(DEVICE, "device", "0xa808", "0xa809")}),
    "class": (write(f"{NVME}/class", "0x010803"), {(DEVICE, "class", "0x10802", "0x10803")}),
    "subsystem vendor": (write(f"{NVME}/subsystem_vendor", "0x1"), {(DEVICE, "subsystem_vendor", "0x144d", "0x1")}),
    "subsystem device": (write(f"{NVME}/subsystem_device", "0x2"), {(DEVICE, "subsystem_device", "0x1", "0x2")}),
    "revision": (write(f"{NVME}/revision", "0x03"), {(DEVICE, "revision", "0x1", "0x3")}),
    "mask": (write(f"{NVME}/dma_mask_bits", "64"), {(DEVICE, "dma_mask_bits", "32", "64")}),
    "consistent mask": (write(f"{NVME}/consistent_dma_mask_bits", "64"),
                        {(DEVICE, "consistent_dma_mask_bits", "32", "64")}),
    "node": (write(f"{NVME}/numa_node", "1"), {(DEVICE, "numa_node", None, "1")}),
    "override": (write(f"{NVME}/driver_override", "vfio-pci"), {(DEVICE, "driver_override", None, "vfio-pci")}),
    "resets": (write(f"{NVME}/reset_method", "bus"), {(DEVICE, "reset_methods", "flr bus", "bus")}),
    "functions": (write(f"{NVME}/sriov_numvfs", "2"), {(DEVICE, "sriov_vfs", "0", "2")}),
    "most functions": (write(f"{NVME}/sriov_totalvfs", "9"), {(DEVICE, "sriov_total_vfs", "8", "9")}),
    "display": (write(f"{PCI_BUS}/0000:00:1d.0/boot_vga", "1"), {("device/0000:00:1d.0", "boot_vga", "0", "1")}),
    "power": (write(f"{NVME}/power_state", "D3cold"), set()),
    "run time": (write(f"{NVME}/power/runtime_status", "suspended"), set()),
    "idle driver": (relink_driver("pci-stub"), {(DEVICE, "driver", "vfio-pci", "pci-stub")}),
    "no driver": (relink_driver(None), {(DEVICE, "driver", "vfio-pci", None)}),
    "host driver": (relink_driver("nvme"), {(DEVICE, "driver", "vfio-pci", "nvme"), ("group/4", "assignable", "yes", "no")}),
    "vfio": (lambda tree: tree.bind_vfio("0000:02:00.0", 0), {(DEVICE, "vfio_device", None, "yes")}),
    "missing attribute": (lambda tree: tree.remove(f"{tree.pci_directory('0000:02:00.0')}/dma_mask_bits"),
                          {(DEVICE, "dma_mask_bits", "32", None)}),
}


@pytest.mark.parametrize("change, expected", SINGLE.values(), ids=SINGLE)
def test_one_change(tmp_path, change, expected):
    before, after = small(tmp_path / "a"), small(tmp_path / "b")
    assert changes(before, after) == []
    change(after)
    assert brief(before, after) == expected
    assert in_order(map(mirror, changes(before, after))) == in_order(changes(after, before))
    text = run_text("diff", before.top, after.top)
    count = len(changes(before, after))
    assert f"{count} change{'' if count == 1 else 's'}\n" in text if count else "no difference\n" in text
    for _, field, was, now in expected:
        assert re.sub("_", " ", field) in text and (was or "") in text and (now or "") in text


def test_windows_follow_a_region(tmp_path):
    before, after = small(tmp_path / "a"), small(tmp_path / "b")
    after.write(f"{GROUPS}/4/reserved_regions", "0x00000000fee00000 0x0000007fffffffff msi\n")
    assert {one[1:] for one in brief(before, after)} == {
        ("reserved", "0x00000000fee00000-0x00000000feefffff msi", None),
        ("reserved", None, "0x00000000fee00000-0x0000007fffffffff msi"),
        ("windows", "0x00000000fef00000-0x0000007fffffffff", None)}


def test_regions_that_could_not_be_read_are_unknown_and_not_gone(tmp_path):
    before, after = small(tmp_path / "a"), small(tmp_path / "b")
    after.write(f"{GROUPS}/4/reserved_regions", "garbage\n")
    found = {one["field"]: one for one in facts(before, after)}
    assert {"reserved", "windows", "assignable"} <= set(found)
    for field in ("reserved", "windows"):
        assert (found[field]["kind"], found[field]["after"]) == ("changed", None)
    assert "reserved: 0x00000000fee00000-0x00000000feefffff msi -> unknown: group 4" in " ".join(
        run_text("diff", before.top, after.top).split())


def test_order_of_options_matters(tmp_path):
    before, after = (small(tmp_path / words.replace(" ", "_"), cmdline=words)
                     for words in ("iommu=pt iommu=nopt", "iommu=nopt iommu=pt"))
    assert brief(before, after) == {("host", "boot_options", "iommu=pt, iommu=nopt", "iommu=nopt, iommu=pt")}


# --- groups


def numbered(top, groups, first=0):
    """Groups of these functions of bus 1, numbered from `first` on."""
    tree = SysfsTree(top)
    tree.add_intel_unit()
    for number, functions in enumerate(groups, first):
        for function in functions:
            tree.add_pci(f"0000:01:00.{function}", 0x8086, 0x1500 + function, group=number, unit="dmar0")
    return tree


def test_renumbered_groups(tmp_path):
    before = numbered(tmp_path / "a", [[0, 1], [2], [3, 4, 5]])
    after = numbered(tmp_path / "b", [[3, 4, 5], [0, 1], [2]], 7)
    found = facts(before, after)
    assert {(one["was"], one["subject"]) for one in found} == {
        ("group/0", "group/8"), ("group/1", "group/9"), ("group/2", "group/7")}
    assert {(one["object"], one["kind"], one["field"]) for one in found} == {("group", "moved", "id")}
    text = run_text("diff", before.top, after.top)
    assert "no difference but the numbers of groups" in " ".join(text.split())
    assert text.splitlines()[-1] == "  group numbers changed: 3"


def test_facts_follow_a_renumbered_group(tmp_path):
    before, after = numbered(tmp_path / "a", [[0], [1]]), numbered(tmp_path / "b", [[1], [0]])
    after.write(f"{GROUPS}/1/type", "identity\n")
    change, = [one for one in facts(before, after) if one["field"] != "id"]
    assert (change["was"], change["subject"], change["field"]) == ("group/0", "group/1", "type")


def sentences(before, after):
    text = " ".join(run_text("diff", before.top, after.top).split())
    return re.findall(r"0000:01:00\.\d (?:left|was alone).*?\(\d+\) and is now .*?\(\d+\)", text)


SPLITS = {
    "split": ([[0, 1]], [[0], [1]], ["0000:01:00.1 left the group of 0000:01:00.0 (0) and is now alone (1)"]),
    "merged": ([[0], [1]], [[0, 1]], ["0000:01:00.1 was alone (1) and is now in the group of 0000:01:00.0 (0)"]),
    "left the larger part": ([[0, 1, 2]], [[0], [1, 2]],
                             ["0000:01:00.0 left the group of 0000:01:00.1 (0) and is now alone (0)"]),
    "changed sides": ([[0, 1, 2], [3, 4]], [[0, 1], [2, 3, 4]],
                      ["0000:01:00.2 left the group of 0000:01:00.0 (0) and is now in the group of 0000:01:00.3 (1)"]),
    "all alone": ([[0, 1, 2]], [[0], [1], [2]],
                  ["0000:01:00.1 left the group of 0000:01:00.0 (0) and is now alone (1)",
                   "0000:01:00.2 left the group of 0000:01:00.0 (0) and is now alone (2)"]),
}


@pytest.mark.parametrize("was, now, expected", SPLITS.values(), ids=SPLITS)
def test_members_that_went(tmp_path, was, now, expected):
    before, after = numbered(tmp_path / "a", was), numbered(tmp_path / "b", now)
    assert sentences(before, after) == expected
    found = [one for one in facts(before, after) if one["field"] != "id"]
    assert {(one["object"], one["kind"], one["field"]) for one in found} == {("group", "moved", "group")}
    assert len(found) == len(expected), "groups that came or went are explained by their members"
    assert in_order(map(mirror, changes(before, after))) == in_order(changes(after, before))


def test_groups_of_new_devices_are_new(tmp_path):
    before, after = numbered(tmp_path / "a", [[0]]), numbered(tmp_path / "b", [[0], [1], [2]])
    assert {(one["object"], one["kind"], one["subject"]) for one in facts(before, after)} == {
        ("group", "added", "group/1"), ("group", "added", "group/2"),
        ("device", "added", "device/0000:01:00.1"), ("device", "added", "device/0000:01:00.2")}
    assert "  added (DMA-FQ): groups 1-2 (2)\n" in run_text("diff", before.top, after.top)


def test_groups_that_were_not_there(tmp_path):
    """A kernel with its IOMMU off, then on."""
    before, after = SysfsTree(tmp_path / "a"), numbered(tmp_path / "b", [[0], [1, 2]])
    for function in range(3):
        before.add_pci(f"0000:01:00.{function}", 0x8086, 0x1500 + function)
    text = run_text("diff", before.top, after.top)
    assert "  in no group before, now in one: 0000:01:00.0, 0000:01:00.1, 0000:01:00.2 (3)\n" in text
    assert "  in no group any more: " in run_text("diff", after.top, before.top)


def test_many_alike_take_a_line(tmp_path):
    before, after = server_amd(tmp_path / "a"), server_amd(tmp_path / "b")
    for path in after.path(GROUPS).iterdir():
        (path / "type").write_text("DMA\n")
    text = run_text("diff", before.top, after.top)
    assert "  type: DMA-FQ -> DMA: groups 0-3, 20, 30-46 (22)\n" in text
    assert len(facts(before, after)) == 22
    for address in after.path(PCI_BUS).iterdir():
        (address / "dma_mask_bits").write_text("36\n")
    text = run_text("diff", before.top, after.top)
    assert re.search(r"dma mask bits: 32 -> 36: 0000:00:00.2, .* and \d+\s+more \(24\)", text, re.DOTALL)
    assert "0000:42:00.0" in run_text("--full", "diff", before.top, after.top)


# --- devices and units by other names


def test_moved_device(tmp_path):
    before, after = SysfsTree(tmp_path / "a"), SysfsTree(tmp_path / "b")
    for tree, bus in ((before, 1), (after, 2)):
        tree.add_intel_unit()
        tree.add_group(5, regions=[MSI])
        tree.add_pci(f"0000:0{bus}:00.0", 0x144D, 0xA808, driver="nvme", group=5, unit="dmar0",
                     dma_mask_bits="64" if bus == 2 else "32")
    after.add_pci("0000:01:00.0", 0x10DE, 0x1234, group=6, unit="dmar0")
    found = changes(before, after)
    moved = [one for one in found if one["kind"] == "moved"]
    assert [(one["subject"], one["was"], one["field"]) for one in moved] == [
        ("device/0000:02:00.0", "device/0000:01:00.0", "name")]
    assert [(one["subject"], one["was"]) for one in found if one["field"] == "dma_mask_bits"] == [
        ("device/0000:02:00.0", "device/0000:01:00.0")]
    assert [one["subject"] for one in found if one["kind"] == "added"] == ["group/6", "device/0000:01:00.0"]
    assert [one for one in found if one["field"] == "group"] == []
    assert "  name: 0000:01:00.0 -> 0000:02:00.0\n" in run_text("diff", before.top, after.top)
    assert in_order(map(mirror, found)) == in_order(changes(after, before))


@pytest.mark.parametrize("was, now", [((1, 2), (1, 3)), ((1, 2), (3, 4)), ((1,), (3, 4)), ((1, 2), (3,))])
def test_device_of_a_pair_has_not_moved(tmp_path, was, now):
    before, after = SysfsTree(tmp_path / "a"), SysfsTree(tmp_path / "b")
    for tree, buses in ((before, was), (after, now)):
        for bus in buses:
            tree.add_pci(f"0000:0{bus}:00.0", 0x144D, 0xA808)
    assert {(one["kind"], one["subject"]) for one in facts(before, after)} == {
        *(("removed", f"device/0000:0{bus}:00.0") for bus in set(was) - set(now)),
        *(("added", f"device/0000:0{bus}:00.0") for bus in set(now) - set(was))}


def test_another_card_in_the_slot(tmp_path):
    before, after = SysfsTree(tmp_path / "a"), SysfsTree(tmp_path / "b")
    before.add_pci("0000:01:00.0", 0x144D, 0xA808)
    after.add_pci("0000:01:00.0", 0x10DE, 0xA808)
    assert {one[1:] for one in brief(before, after)} == {
        ("vendor", "0x144d", "0x10de"), ("subsystem_vendor", "0x144d", "0x10de")}


def test_virtual_function_moves_with_its_physical_one(tmp_path):
    before, after = SysfsTree(tmp_path / "a"), SysfsTree(tmp_path / "b")
    for tree, bus in ((before, 1), (after, 2)):
        tree.add_intel_unit()
        tree.add_pci(f"0000:0{bus}:00.0", 0x8086, 0x1592, group=0, unit="dmar0")
        tree.add_virtual_functions(f"0000:0{bus}:00.0", [f"0000:0{bus}:01.0"], 1, "dmar0")
    assert {(one["kind"], one["field"], one["after"]) for one in facts(before, after)} == {
        ("moved", "name", "0000:02:00.0"), ("moved", "name", "0000:02:01.0")}


def test_renamed_units(tmp_path):
    before, after = SysfsTree(tmp_path / "a"), SysfsTree(tmp_path / "b")
    for tree, names in ((before, ("dmar0", "dmar1")), (after, ("dmar1", "dmar0"))):
        for name, address in zip(names, ("fed90000", "fed91000")):
            tree.add_intel_unit(name, address=address)
        tree.add_pci("0000:01:00.0", group=0, unit=names[0])
    assert {(one["was"], one["subject"], one["kind"]) for one in facts(before, after)} == {
        ("unit/dmar0", "unit/dmar1", "moved"), ("unit/dmar1", "unit/dmar0", "moved")}


def test_findings(tmp_path):
    before, after = SysfsTree(tmp_path / "a"), SysfsTree(tmp_path / "b", cmdline="intel_iommu=off")
    found = [one for one in changes(before, after) if one["object"] == "finding"]
    assert ("added", "iommu-off-by-boot-option", "warning") in {
        (one["kind"], one["field"], one["after"]) for one in found}
    assert all(one["summary"] for one in found)
    assert "  appeared: warning: host: " in run_text("diff", before.top, after.top)
    assert "  gone: warning: host: " in run_text("diff", after.top, before.top)


# --- text from outside


def test_hostile_text_is_escaped(tmp_path):
    before, after = small(tmp_path / "a"), small(tmp_path / "b", "6.1\x1b[2J", "intel_iommu=\x1b[31m")
    after.add_platform("evil\n\x1b[31m\u202e", "bad\x07driver", 9, "dmar0")
    after.write(f"{GROUPS}/4/name", "\x1b[31m\n")
    after.write(f"{NVME}/driver_override", "\x9b31m%n")
    for one, other in ((before, after), (after, before), (before, capture_file("hostile")), (capture_file("hostile"), after)):
        text = run_text("--full", "diff", top_of(one), top_of(other))
        assert not [c for c in text if (ord(c) < 0x20 and c != "\n") or 0x7F <= ord(c) < 0xA0 or 0x202A <= ord(c) <= 0x202E]
        changes(one, other)
    assert "evil\\x0a\\x1b[31m" in run_text("--full", "diff", before.top, after.top)
