# SPDX-License-Identifier: LGPL-2.1-or-later
"""Units of every maker, and what their kernels show of them."""

import pytest

from cli_program import by_name, check_every_output, finding_ids, group_of, ranges, report
from sample_machines import board_smmu, guest_virtio, server_amd
from sysfs_tree import SysfsTree

EFR = "0x058f77ef22294a5a"


@pytest.mark.parametrize("kernel, features, efr2", [
    ("5.10.0-30-amd64", "58f77ef22294a5a", None),
    ("6.1.0-21-amd64", "2:58f77ef22294a5a", "0x0000000000000002"),
    ("6.5.0-1-amd64", "0:58f77ef22294a5a", "0x0000000000000000"),
    ("6.8.0-31-generic", "58f77ef22294a5a:2", "0x0000000000000002"),
    ("6.12.9", "58f77ef22294a5a:0", "0x0000000000000000"),
])
def test_amd_features_by_kernel(tmp_path, kernel, features, efr2):
    tree = SysfsTree(tmp_path, kernel)
    tree.add_amd_unit(features=features)
    unit, = report(tree)["units"]
    assert unit["registers"] == {"efr": EFR, "efr2": efr2, "capability": "0x190b640f"}
    assert (unit["kind"], unit["parent"]) == ("amd-vi", "0000:00:00.2")
    assert unit["page_sizes"][:3] == [4096, 8192, 16384]
    assert unit["iova_bits"] == 64
    assert unit["device_tlb"] == "yes"
    assert unit["page_walk_coherent"] == "unknown"


@pytest.mark.parametrize("features", ["0", "0:0"])
def test_amd_unit_without_extended_features(tmp_path, features):
    tree = SysfsTree(tmp_path)
    tree.add_amd_unit(features=features)
    document = check_every_output(tree)
    assert document["units"][0]["iova_bits"] is None
    assert document["notes"] == []


@pytest.mark.parametrize("features", ["", "xyz", "1:2:3", ":", "58f77ef22294a5a:", "-1"])
def test_amd_features_of_no_known_form(tmp_path, features):
    tree = SysfsTree(tmp_path)
    tree.add_amd_unit(features=features)
    document = check_every_output(tree)
    assert document["units"][0]["registers"]["efr"] is None
    assert [note["source"] for note in document["notes"]] == ["/sys/class/iommu/ivhd0/amd-iommu/features"]
    assert document["verdict"] == "unknown"


def test_amd_server(tmp_path):
    document = check_every_output(server_amd(tmp_path))
    assert [unit["name"] for unit in document["units"]] == ["ivhd0", "ivhd1"]
    assert document["verdict"] == "attention" and document["notes"] == []
    assert finding_ids(document) == ["group-not-viable"]
    group = group_of(document, 20)
    assert ranges(group["windows"]) == [(0, 0xFEDFFFFF), (0xFEF00000, 0xFCFFFFFFFF),
                                        (0x10000000000, 0xFFFFFFFFFFFFFFFF)]
    assert (group["assignable"], group["assignable_reason"]) == (
        "no", "bound to a host driver: 0000:21:00.1 (snd_hda_intel)")


def test_amd_windows_of_newer_kernels_have_an_unknown_end(tmp_path):
    """Those may cut them to the width in the IVRS table."""
    tree = SysfsTree(tmp_path, "7.2.13")
    tree.add_amd_unit()
    tree.add_pci("0000:01:00.0", group=1, unit="ivhd0")
    windows = group_of(check_every_output(tree), 1)["windows"]
    assert ranges(windows) == [(0, 0xFEDFFFFF), (0xFEF00000, None)]
    assert windows[-1]["last_cause"].startswith("unknown end of the aperture")


def test_virtual_functions(tmp_path):
    document = report(server_amd(tmp_path))
    physical = by_name(document["devices"], "0000:23:00.0")
    assert (physical["sriov_vfs"], physical["sriov_total_vfs"], physical["physical_function"]) == (16, 64, None)
    virtual = [device for device in document["devices"] if device["physical_function"] == "0000:23:00.0"]
    assert len(virtual) == 16
    assert [device["group"] for device in virtual] == list(range(31, 47))


def test_vfio_device(tmp_path):
    document = report(server_amd(tmp_path))
    assert by_name(document["devices"], "0000:21:00.0")["vfio_device"] == "vfio0"
    assert by_name(document["devices"], "0000:21:00.1")["vfio_device"] is None


def test_smmu_board(tmp_path):
    document = check_every_output(board_smmu(tmp_path))
    assert [(unit["kind"], unit["address"]) for unit in document["units"]] == [
        ("arm-smmu-v2", "0x00000000fd800000"), ("arm-smmu-v3", "0x0000000009050000")]
    for unit in document["units"]:
        assert unit["registers"] == {} and unit["iova_bits"] is None and unit["page_sizes"] is None
        assert unit["page_walk_coherent"] == "unknown"
    group = group_of(document, 0)
    assert ranges(group["windows"]) == [(0, 0x7FFFFFF), (0x8100000, None)]
    assert group["windows_source"] == "derived"
    assert document["verdict"] == "ok"


def test_platform_devices(tmp_path):
    document = report(board_smmu(tmp_path))
    device = by_name(document["devices"], "ff0e0000.ethernet")
    assert (device["subsystem"], device["driver"], device["group"]) == ("platform", "macb", 1)
    assert device["unit"] == "smmu.0x00000000fd800000"
    assert all(device[key] is None for key in ("vendor", "device", "class", "dma_mask_bits", "reset_methods"))
    assert group_of(document, 2)["assignable"] == "no", "its firmware needs a direct mapping"


def test_virtio_guest(tmp_path):
    document = check_every_output(guest_virtio(tmp_path))
    assert [(unit["name"], unit["kind"]) for unit in document["units"]] == [
        ("0000:00:02.0", "virtio-iommu"), ("virtio3", "virtio-iommu")]
    assert document["host"]["is_guest"] == "yes"
    for number in (0, 1):
        assert group_of(document, number)["windows"][-1]["last"] is None
    assert by_name(document["devices"], "0000:00:04.0")["vfio_device"] == "vfio0"


def test_unit_of_a_kind_that_nobody_knows(tmp_path):
    tree = SysfsTree(tmp_path, machine="riscv64")
    tree.add_unit("riscv-iommu@10010000")
    tree.add_pci("0000:01:00.0", group=0, unit="riscv-iommu@10010000")
    document = check_every_output(tree)
    assert document["units"][0]["kind"] == "other"
    assert group_of(document, 0)["windows_source"] == "unknown"
    assert group_of(document, 0)["windows"] == []


def test_pci_function_that_only_looks_like_a_unit(tmp_path):
    tree = SysfsTree(tmp_path)
    tree.add_pci("0000:00:02.0", 0x1AF4, 0x1041)
    tree.add_unit("0000:00:02.0", parent=tree.pci_directory("0000:00:02.0"))
    assert report(tree)["units"][0]["kind"] == "other"
