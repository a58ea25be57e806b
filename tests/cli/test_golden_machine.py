# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the report says on the machine of the 2022 report, fact by fact."""

import pytest

from cli_program import by_name, finding_ids, group_of, ranges, report, run_json, run_text
from sample_machines import laptop_2022
from sysfs_tree import MSI, SysfsTree


@pytest.fixture(scope="module", name="tree")
def make_tree(tmp_path_factory):
    return laptop_2022(tmp_path_factory.mktemp("laptop"))


@pytest.fixture(scope="module", name="document")
def make_document(tree):
    return report(tree)


def test_unit(document):
    unit = by_name(document["units"], "dmar1")
    assert unit["kind"] == "intel-vtd"
    assert unit["registers"] == {"cap": "0x00d2008c40660462", "ecap": "0x0000000000f050da"}
    assert (unit["address"], unit["version"]) == ("0x00000000fed91000", "1:0")
    assert unit["iova_bits"] == 39
    assert unit["page_sizes"] == [1 << 12, 1 << 21, 1 << 30]
    assert unit["page_walk_coherent"] == "no"
    assert unit["device_tlb"] == "no"
    assert unit["snoop_control"] == "yes"
    assert unit["interrupt_remapping"] == "yes"
    assert (unit["domains_supported"], unit["domains_used"]) == (256, 5)
    assert "0000:3d:00.0" in unit["devices"] and "0000:00:02.0" not in unit["devices"]


def test_windows(document):
    group = group_of(document, 12)
    assert ranges(group["windows"]) == [(0, 0xFEDFFFFF), (0xFEF00000, 0x7FFFFFFFFF)]
    assert group["windows_source"] == "derived"
    assert group["reserved"] == [{"first": "0x00000000fee00000", "last": "0x00000000feefffff", "type": "msi"}]
    assert group["units"] == ["dmar1"]


def test_causes_of_windows(document):
    low, high = group_of(document, 12)["windows"]
    msi = "reserved region 0x00000000fee00000-0x00000000feefffff (msi)"
    assert (low["first_cause"], low["last_cause"]) == ("start of the aperture", msi)
    assert high["first_cause"] == msi
    assert high["last_cause"].startswith("end of the aperture")


def test_relaxable_region_stays_usable(document):
    group = group_of(document, 2)
    assert [region["type"] for region in group["reserved"]] == ["direct-relaxable", "msi"]
    assert ranges(group["windows"]) == [(0, 0xFEDFFFFF), (0xFEF00000, 0x7FFFFFFFFF)]


def test_boot_options_of_others_are_left_out(document):
    assert document["host"]["boot_options"] == ["intel_iommu=on,igfx_off", "iommu=pt", "vfio_pci.ids=8086:15b8"]
    assert document["host"]["firmware_tables"] == ["DMAR"]
    assert document["host"]["is_guest"] == "no"
    assert document["host"]["module_parameters"]["vfio_iommu_type1.dma_entry_limit"] == "65535"


def test_host_and_verdict(document):
    assert (document["source"], document["verdict"]) == ("root", "ok")
    assert (document["host"]["kernel"], document["host"]["machine"]) == ("5.15.0-25-generic", "x86_64")
    assert finding_ids(document) == ["passthrough", "kernel-may-keep-translations"]
    assert document["notes"] == []


def test_device(document):
    device = by_name(document["devices"], "0000:3d:00.0")
    assert (device["vendor"], device["device"], device["class"]) == ("0x144d", "0xa808", "0x010802")
    assert (device["subsystem"], device["driver"], device["driver_override"]) == ("pci", "vfio-pci", "vfio-pci")
    assert (device["group"], device["unit"], device["dma_mask_bits"]) == (12, "dmar1", 64)
    assert device["numa_node"] is None, "-1 in sysfs means unknown"
    assert device["reset_methods"] == ["flr", "bus"]
    graphics = by_name(document["devices"], "0000:00:02.0")
    assert (graphics["driver_override"], graphics["boot_vga"]) == (None, 1)


@pytest.mark.parametrize("group, answer, reason", [
    (12, "yes", None),
    (2, "no", "bound to a host driver: 0000:00:14.0 (xhci_hcd)"),
    (1, "no", "only bridges, which VFIO doesn't assign"),
])
def test_assignable(document, group, answer, reason):
    found = group_of(document, group)
    assert (found["assignable"], found["assignable_reason"]) == (answer, reason)


def test_text_has_the_same_facts(tree):
    text = run_text("report", root=tree)
    assert "Verdict: ok   2 units, 5 groups, 7 devices, " in text
    assert "\ndmar1 intel-vtd   39 4K 2M 1G no   yes   no  yes       6\n" in text
    assert "511.9G" in text


def test_firmware_region_that_forbids_assignment(tmp_path):
    tree = SysfsTree(tmp_path)
    tree.add_intel_unit()
    tree.add_group(7, regions=[(0x7B800000, 0x7FFFFFFF, "direct"), (0xF0000000, 0xF00FFFFF, "reserved"), MSI])
    tree.add_pci("0000:00:02.0", group=7, unit="dmar0")
    group = group_of(report(tree), 7)
    assert ranges(group["windows"]) == [(0, 0x7B7FFFFF), (0x80000000, 0xEFFFFFFF), (0xF0100000, 0xFEDFFFFF),
                                        (0xFEF00000, 0x7FFFFFFFFF)]
    assert group["assignable"] == "no" and "0x000000007b800000-0x000000007fffffff" in group["assignable_reason"]


def test_lists_hold_what_the_report_holds(tree, document):
    for verb in ("units", "groups", "devices"):
        assert run_json(verb, root=tree)[verb] == document[verb]
    keys = ("id", "windows", "windows_source", "windows_reason")
    assert [{key: one[key] for key in keys} for one in run_json("windows", root=tree)["windows"]] == [
        {key: group[key] for key in keys} for group in document["groups"]]
