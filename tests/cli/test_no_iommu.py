# SPDX-License-Identifier: LGPL-2.1-or-later
"""No IOMMU in use, and why: one finding for each reason, and exit status 0."""

import pytest

from cli_program import check_every_output, finding_ids, run_text
from sysfs_tree import SysfsTree

GUEST = "fpu hypervisor lahf_lm"


def absent(tmp_path, **settings):
    tree = SysfsTree(tmp_path, **settings)
    tree.add_pci("0000:00:01.0", driver="nvme")
    return tree


CASES = {
    "VT-d off": (dict(cmdline="intel_iommu=off", tables=("DMAR",)), "iommu-off-by-boot-option", "intel_iommu=off"),
    "VT-d off among others": (dict(cmdline="intel_iommu=sm_on,off", tables=("DMAR",)),
                              "iommu-off-by-boot-option", "intel_iommu=sm_on,off"),
    "AMD-Vi off": (dict(cmdline="amd_iommu=off", tables=("IVRS",)), "iommu-off-by-boot-option", "amd_iommu=off"),
    "all off": (dict(cmdline="iommu=off", tables=("DMAR",)), "iommu-off-by-boot-option", "iommu=off"),
    "off, in a guest": (dict(cmdline="intel_iommu=off", tables=("DMAR",), cpu_flags=GUEST),
                        "iommu-off-by-boot-option", "intel_iommu=off"),
    "no table": (dict(tables=("APIC",)), "no-iommu-in-firmware", "no DMAR, IVRS, IORT or VIOT"),
    "no table, and the option": (dict(tables=("APIC",), cmdline="intel_iommu=off"), "no-iommu-in-firmware",
                                 "no DMAR, IVRS, IORT or VIOT"),
    "option of the other maker": (dict(tables=("DMAR",), cmdline="amd_iommu=off"), "iommu-not-registered", "DMAR"),
    "table, not registered": (dict(tables=("DMAR",)), "iommu-not-registered", "DMAR"),
    "guest with VIOT, no driver": (dict(tables=("VIOT",), cpu_flags=GUEST), "iommu-not-registered", "VIOT"),
    "guest": (dict(tables=("APIC",), cpu_flags=GUEST), "guest-without-viommu", "hypervisor"),
    "Arm with an IORT for interrupts only": (dict(tables=("IORT",), machine="aarch64"), "no-iommu-in-firmware", "IORT"),
    "no firmware to be seen": ({}, "no-iommu", None),
    "kernel without support": (dict(tables=("DMAR",), has_class=False), "kernel-without-iommu-support", "DMAR"),
}


@pytest.mark.parametrize("settings, finding_id, evidence", CASES.values(), ids=CASES)
def test_reason(tmp_path, settings, finding_id, evidence):
    document = check_every_output(absent(tmp_path, **settings))
    assert document["verdict"] == "no-iommu"
    assert (document["units"], document["groups"]) == ([], [])
    finding, = document["findings"]
    assert (finding["id"], finding["severity"], finding["subject"]) == (finding_id, "warning", "host")
    values = [one["value"] for one in finding["evidence"]]
    assert evidence is None or evidence in values
    assert any(one["source"] == "/sys/class/iommu" for one in finding["evidence"])


@pytest.mark.parametrize("settings, finding_id, evidence", CASES.values(), ids=CASES)
def test_reason_in_text(tmp_path, settings, finding_id, evidence):
    text = run_text("report", root=absent(tmp_path, **settings))
    assert "Verdict: no-iommu " in text
    for part in ("evidence: ", "cause: ", "cure: ", f"id: {finding_id}\n"):
        assert f"\n  {part}" in text
    assert evidence is None or evidence in text
    assert "\nUNITS" not in text and "\nGROUPS" not in text


def test_devicetree_node_without_driver(tmp_path):
    tree = absent(tmp_path, machine="aarch64")
    tree.directory("sys/firmware/devicetree/base/soc/iommu@15000000")
    assert [one["id"] for one in check_every_output(tree)["findings"]] == ["iommu-not-registered"]


def test_guest_by_the_name_of_its_firmware(tmp_path):
    tree = absent(tmp_path, machine="aarch64", tables=("APIC",))
    tree.write("sys/class/dmi/id/sys_vendor", "QEMU\n")
    document = check_every_output(tree)
    assert document["host"]["is_guest"] == "yes"
    assert [one["id"] for one in document["findings"]] == ["guest-without-viommu"]


def test_devices_are_still_listed(tmp_path):
    tree = absent(tmp_path, tables=("APIC",))
    document = check_every_output(tree)
    assert [(one["name"], one["driver"], one["group"]) for one in document["devices"]] == [("0000:00:01.0", "nvme", None)]


def test_an_empty_tree_says_nothing_about_the_kernel(tmp_path):
    (tmp_path / "sys").mkdir()
    document = check_every_output(tmp_path)
    assert document["verdict"] == "unknown"
    assert document["findings"] == []
    assert "/sys/class" in {note["source"] for note in document["notes"]}
    assert document["host"]["kernel"] is None and document["host"]["machine"] is None
    assert {note["kind"] for note in document["notes"]} == {"missing"}


def test_registered_units_speak_for_themselves(tmp_path):
    tree = SysfsTree(tmp_path, cmdline="intel_iommu=off", tables=("DMAR",))
    tree.add_intel_unit()
    document = check_every_output(tree)
    assert (document["verdict"], finding_ids(document)) == ("ok", [])
