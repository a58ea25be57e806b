# SPDX-License-Identifier: LGPL-2.1-or-later
"""ACPI tables on IOMMUs in the scan: read, joined with sysfs, and never a reason to fail."""

import json
import os

import pytest

from acpi_tables import dmar, ivrs, virtual_bits
from cli_program import by_name, check_every_output, finding_ids, group_of, ranges, report, run, run_json, run_text
from findings_firmware import FIXTURES, MORE, PREBOOT, REGION, REMAPPING, TABLE, amd, arm, bridged, intel
from sample_machines import SAMPLES, guest_virtio, laptop_2022, server_arm
from sysfs_tree import MSI, SysfsTree

PAIRS = [(name, *pair) for name, pair in FIXTURES.items()] + MORE


def found(root):
    return {one["id"]: one for one in check_every_output(root)["findings"]}


@pytest.mark.parametrize("name, trigger, clean", PAIRS, ids=[f"{i}-{pair[0]}" for i, pair in enumerate(PAIRS)])
def test_a_check_and_its_near_miss(tmp_path, name, trigger, clean):
    findings = found(trigger(tmp_path / "trigger"))
    assert name in findings
    assert findings[name]["evidence"], "every finding has evidence"
    assert any("/firmware/acpi/tables/" in one["source"] for one in findings[name]["evidence"])
    assert name not in found(clean(tmp_path / "clean"))


def test_direct_region_without_a_table(tmp_path):
    """sysfs alone says that the device can't be handed out; the table adds whose region it is."""
    tree = intel(tmp_path, regions=[(*REGION, "direct"), MSI], usb_driver="vfio-pci")
    tree.remove(TABLE)
    evidence = found(tree)["direct-region-on-assigned-device"]["evidence"]
    assert [one["source"] for one in evidence] == ["/sys/kernel/iommu_groups/1/reserved_regions"]


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "hostile"])
def test_sample_machines_have_nothing_to_worry(tmp_path, name):
    document = report(SAMPLES[name](tmp_path))
    assert not set(finding_ids(document)) & FIXTURES.keys()
    units = document["firmware"]["units"] if document["firmware"] else []
    assert all(one["unit"] for one in units)


# --- reading

def test_no_table_is_nothing_known(tmp_path):
    tree = intel(tmp_path)
    tree.remove(TABLE)
    document = report(tree)
    assert document["firmware"] is None and document["notes"] == []
    shown = run_json("show", "dmar0", "0000:00:02.0", root=tree)["objects"]
    assert shown[0]["firmware"] is None
    assert shown[1]["firmware_unit"] is None and shown[1]["firmware_regions"] is None


def test_a_table_that_may_not_be_read_is_no_note(tmp_path):
    capture = json.loads(run_text("capture", root=intel(tmp_path / "tree")))
    tables = capture["tree"]["sys"]["firmware"]["acpi"]["tables"]
    assert tables["DMAR"][0] == "hex", "a capture has what the scan read"
    for error, notes in (("EACCES", 0), ("EPERM", 0), ("EIO", 1)):
        tables["DMAR"] = ["error", error]
        path = tmp_path / f"{error}.json"
        path.write_text(json.dumps(capture), encoding="utf-8")
        document = report(path)
        assert document["firmware"] is None and len(document["notes"]) == notes
        assert document["host"]["firmware_tables"] == ["DMAR"]


@pytest.mark.parametrize("data, reason", [
    (b"", "not a table of this name"),
    (b"DMAR", "not a table of this name"),
    (b"FACP" + bytes(200), "not a table of this name"),
    (b"DMAR" + bytes(32), "the table says that it has 0 bytes; 48 are the least"),
    (dmar()[:40], "the table says that it has 48 bytes, but there are 40"),
    (dmar() + bytes(1024 * 1024), "larger than any table may be"),
], ids=["empty", "short", "other", "header", "cut", "large"])
def test_what_is_no_table_is_a_note(tmp_path, data, reason):
    tree = intel(tmp_path)
    tree.write(TABLE, data)
    document = check_every_output(tree)
    assert document["notes"] == [{"source": f"/{TABLE}", "kind": "malformed", "reason": reason}]
    assert document["firmware"] is None


def test_a_capture_replays_the_tables(tmp_path):
    tree = server_arm(tmp_path / "tree")
    path = tmp_path / "capture.json"
    path.write_text(run_text("capture", root=tree), encoding="utf-8")
    first, second = report(tree), report(path)
    assert first["firmware"]["regions"] and first["firmware"] == second["firmware"]
    assert run_text("report", root=tree).split("\n")[1:] == run_text("report", root=path).split("\n")[1:]


# --- joining

def test_intel(tmp_path):
    tree = laptop_2022(tmp_path)
    firmware = report(tree)["firmware"]
    assert {key: firmware[key] for key in ("interrupt_remapping", "x2apic_opt_out", "preboot_protection",
                                           "remapping_opt_out", "is_complete")} == {
        "interrupt_remapping": "yes", "x2apic_opt_out": "no", "preboot_protection": "yes", "remapping_opt_out": "no",
        "is_complete": True}
    assert [(one["unit"], one["address"], one["takes_rest"]) for one in firmware["units"]] == [
        ("dmar0", "0x00000000fed90000", False), ("dmar1", "0x00000000fed91000", True)]
    assert [(one["devices"], one["groups"], one["is_reserved"]) for one in firmware["regions"]] == [
        (["0000:00:14.0"], [2], "yes"), (["0000:00:02.0"], [0], "yes")]
    unit, device = run_json("show", "dmar1", "0000:00:14.0", root=tree)["objects"]
    assert unit["firmware"] == {"table": "DMAR", "offset": 72, "address": "0x00000000fed91000", "segment": 0,
                                "function": None, "scope": "all others of segment 0000"}
    assert device["firmware_unit"] == {"table": "DMAR", "offset": 72, "unit": "dmar1"}
    assert [(one["first"], one["is_reserved"]) for one in device["firmware_regions"]] == [("0x0000000099cc8000", "yes")]


def test_text_shows_what_is_wanted_one_to_one(tmp_path):
    text = run_text("report", root=laptop_2022(tmp_path))
    section = text[text.index("\nFIRMWARE\n"):].split("\n\n")[0].splitlines()[2:]
    assert section == ["DMA protection before the kernel starts: yes",
                       "DMAR one to one 0x99cc8000-0x99ce7fff for 0000:00:14.0; group 2",
                       "DMAR one to one 0x9b800000-0x9fffffff for 0000:00:02.0; group 0"]


def test_many_regions_are_cut_short(tmp_path):
    rmrrs = [{"first": 0x1000 * i, "last": 0x1000 * i + 0xFFF, "scopes": ["00:14.0"]} for i in range(1, 41)]
    tree = intel(tmp_path, rmrrs=rmrrs, regions=[(0x1000, 0x28FFF, "direct-relaxable"), MSI])
    assert run_text("report", root=tree).count("one to one") == 16
    assert run_text("--full", "report", root=tree).count("one to one") == 40
    assert len(report(tree)["firmware"]["regions"]) == 40


def test_amd(tmp_path):
    tree = amd(tmp_path)
    assert [(one["unit"], one["function"]) for one in report(tree)["firmware"]["units"]] == [
        ("ivhd0", "00:00.2"), ("ivhd1", "40:00.2")]
    unit, device = run_json("show", "ivhd1", "0000:41:00.0", root=tree)["objects"]
    assert unit["firmware"]["scope"] == "40:01.0-7f:1f.7"
    assert device["firmware_unit"]["unit"] == "ivhd1"


@pytest.mark.parametrize("kernel, bits, last", [
    ("6.8.0", 48, 2**64 - 1), ("7.2.13", 48, 2**48 - 1), ("7.2.13", 0, 2**64 - 1), ("6.14.2", 48, None),
    ("6.14.2", 64, 2**64 - 1)])
def test_amd_windows_end_where_the_table_says(tmp_path, kernel, bits, last):
    tree = SysfsTree(tmp_path, kernel)
    tree.add_table("IVRS", ivrs([{"function": "00:00.2", "base": 0xFEB80000, "ranges": [None]}], info=virtual_bits(bits)))
    tree.add_amd_unit()
    tree.add_pci("0000:01:00.0", group=1, unit="ivhd0")
    assert ranges(group_of(check_every_output(tree), 1)["windows"])[-1] == (0xFEF00000, last)


def test_arm(tmp_path):
    tree = arm(tmp_path, with_rmr=True)
    firmware = report(tree)["firmware"]
    assert [(one["devices"], one["is_reserved"]) for one in firmware["regions"]] == [(["0000:01:00.0"], "yes")]
    unit, = run_json("show", firmware["units"][0]["unit"], root=tree)["objects"]
    assert unit["firmware"]["scope"] == "segment 0000 ids 0x0-0xffff"
    assert firmware["preboot_protection"] == "unknown"


def test_a_virtual_unit_that_only_the_virtio_bus_names(tmp_path):
    tree = guest_virtio(tmp_path)
    assert [one["unit"] for one in report(tree)["firmware"]["units"]] == ["0000:00:02.0", "virtio3"]
    device, = run_json("show", "0000:00:04.0", root=tree)["objects"]
    assert device["firmware_unit"]["unit"] == "virtio3"


@pytest.mark.parametrize("secondary", [None, 1])
def test_what_is_behind_a_bridge_goes_with_it(tmp_path, secondary):
    document = check_every_output(bridged(tmp_path, secondary))
    assert finding_ids(document) == []
    assert by_name(document["firmware"]["units"], "dmar0", "unit")["has_device"] == "yes"


def test_interrupt_remapping_that_is_not_offered(tmp_path):
    """VFIO will refuse the group, so nobody may call it assignable."""
    for flags, answer in ((PREBOOT, "no"), (REMAPPING | PREBOOT, "yes")):
        tree = intel(tmp_path / answer, flags=flags, usb_driver="vfio-pci")
        document = check_every_output(tree)
        assert {unit["interrupt_remapping"] for unit in document["units"]} == {answer}
        group = group_of(document, 1)
        assert group["assignable"] == answer
        assert ("INTR_REMAP" in (group["assignable_reason"] or "")) == (answer == "no")
        prediction = run_json("explain", "map", "--device=1", "--iova=0", "--size=4K", root=tree)
        isolated, = [one for one in prediction["prerequisites"] if one["name"] == "interrupts-isolated"]
        assert isolated["met"] == answer
        assert ("interrupt-remapping-opt-out" in finding_ids(document, "warning")) == (answer == "no")


def test_table_of_100_mebibytes(tmp_path):
    """Refused without being read; nothing else suffers."""
    tree = intel(tmp_path)
    os.truncate(tree.path(TABLE), 100 << 20)
    document = check_every_output(tree)
    assert document["firmware"] is None
    assert [note["source"] for note in document["notes"]] == [f"/{TABLE}"]
    assert group_of(document, 1)["assignable"] == "no" and finding_ids(document) == ["malformed-source"]
    result = run("decode", "acpi", tree.path(TABLE))
    assert result.status == 1 and "1048576" in result.message or "1 MiB" in result.message
