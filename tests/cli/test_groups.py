# SPDX-License-Identifier: LGPL-2.1-or-later
"""Groups of unusual shapes, and reserved regions in every order."""

import random

import pytest

from cli_program import by_name, check_every_output, group_of, ranges, report, run_text
from sysfs_tree import MSI, SysfsTree

LAST_39 = 0x7FFFFFFFFF
LAST_64 = 0xFFFFFFFFFFFFFFFF


def tree_with(tmp_path, regions, **unit):
    tree = SysfsTree(tmp_path)
    tree.add_intel_unit(**unit)
    tree.add_group(7, regions=regions)
    tree.add_pci("0000:00:01.0", group=7, unit="dmar0")
    return tree


def windows_of(tmp_path, regions, **unit):
    return ranges(group_of(report(tree_with(tmp_path, regions, **unit)), 7)["windows"])


@pytest.mark.parametrize("regions, expected", [
    ([], [(0, LAST_39)]),
    ([(0, LAST_64, "reserved")], []),
    ([(0, 0, "reserved")], [(1, LAST_39)]),
    ([(LAST_39, LAST_64, "reserved")], [(0, LAST_39 - 1)]),
    ([(LAST_39 + 1, LAST_64, "reserved")], [(0, LAST_39)]),
    ([(0x1000, LAST_64, "msi")], [(0, 0xFFF)]),
    ([MSI, MSI], [(0, 0xFEDFFFFF), (0xFEF00000, LAST_39)]),
    ([(0x3000, 0x4FFF, "reserved"), (0x1000, 0x3FFF, "msi")], [(0, 0xFFF), (0x5000, LAST_39)]),
    ([(0x4000, 0x4FFF, "reserved"), (0x1000, 0x1FFF, "direct")], [(0, 0xFFF), (0x2000, 0x3FFF), (0x5000, LAST_39)]),
    ([(0x1000, 0x9FFF, "reserved"), (0x3000, 0x3FFF, "msi")], [(0, 0xFFF), (0xA000, LAST_39)]),
    ([(0, LAST_64, "direct-relaxable")], [(0, LAST_39)]),
    ([(0x1000, 0x1FFF, "direct-relaxable"), (0x1000, 0x1FFF, "reserved")], [(0, 0xFFF), (0x2000, LAST_39)]),
], ids=lambda value: None)
def test_regions_are_subtracted(tmp_path, regions, expected):
    assert windows_of(tmp_path, regions) == expected


@pytest.mark.parametrize("seed", range(4))
def test_random_regions_against_a_model(tmp_path, seed):
    """A bitmap over the first 256 pages says which pages are left."""
    generator = random.Random(seed)
    regions = []
    for _ in range(30):
        first = generator.randrange(256)
        last = min(255, first + generator.randrange(8))
        regions.append((first << 12, (last << 12) + 0xFFF, generator.choice(("direct", "reserved", "msi", "direct-relaxable"))))
    regions.append((256 << 12, LAST_64, "reserved"))
    free = set(range(256)) - {page for first, last, kind in regions[:-1] if kind != "direct-relaxable"
                              for page in range(first >> 12, (last >> 12) + 1)}
    windows = windows_of(tmp_path, regions)
    assert {page for first, last in windows for page in range(first >> 12, (last >> 12) + 1)} == free
    assert all(a[1] + 1 < b[0] for a, b in zip(windows, windows[1:])), "windows must not touch"


def test_regions_are_shown_as_the_kernel_lists_them(tmp_path):
    regions = [(0x4000, 0x4FFF, "reserved"), (0x1000, 0x1FFF, "direct-relaxable"), MSI, MSI]
    found = group_of(report(tree_with(tmp_path, regions)), 7)["reserved"]
    assert [(int(one["first"], 16), int(one["last"], 16), one["type"]) for one in found] == regions


def test_no_window_left_is_not_unknown(tmp_path):
    tree = tree_with(tmp_path, [(0, LAST_64, "reserved")])
    group = group_of(check_every_output(tree), 7)
    assert (group["windows"], group["windows_source"], group["windows_reason"]) == ([], "derived", None)


def test_window_of_all_addresses(tmp_path):
    tree = SysfsTree(tmp_path, "6.1.0")
    tree.add_amd_unit()
    tree.add_group(0, regions=[])
    tree.add_pci("0000:01:00.0", group=0, unit="ivhd0")
    assert ranges(group_of(report(tree), 0)["windows"]) == [(0, LAST_64)]
    assert "16E" in run_text("windows", root=tree)


def test_two_units_of_different_width(tmp_path):
    tree = tree_with(tmp_path, [])
    tree.add_intel_unit("dmar1", cap="d2078c106f0466", address="fed91000")
    tree.add_pci("0000:00:02.0", group=7, unit="dmar1")
    tree.add_pci("0000:00:03.0", group=8, unit="dmar1")
    document = check_every_output(tree)
    assert group_of(document, 7)["units"] == ["dmar0", "dmar1"]
    assert ranges(group_of(document, 7)["windows"]) == [(0, LAST_39)]
    assert ranges(group_of(document, 8)["windows"])[-1][1] == 0xFFFFFFFFFFFF


def test_large_group(tmp_path):
    tree = SysfsTree(tmp_path)
    tree.add_intel_unit()
    names = [f"0000:{1 + i // 256:02x}:{i // 8 % 32:02x}.{i % 8}" for i in range(163)]
    for name in names:
        tree.add_pci(name, group=5, unit="dmar0", driver="vfio-pci")
    document = check_every_output(tree)
    assert group_of(document, 5)["devices"] == names
    assert group_of(document, 5)["assignable"] == "yes"
    assert "163 x 0000:01:00.0 .. 0000:01:14.2" in run_text("report", root=tree)


def test_large_group_with_many_host_drivers_stays_readable(tmp_path):
    tree = SysfsTree(tmp_path)
    tree.add_intel_unit()
    for i in range(40):
        tree.add_pci(f"0000:01:{i // 8:02x}.{i % 8}", group=5, unit="dmar0", driver="nvme")
    group = group_of(check_every_output(tree), 5)
    assert group["assignable"] == "no"
    assert "0000:01:00.0 (nvme)" in group["assignable_reason"]


def test_group_of_pci_and_platform_devices(tmp_path):
    """All members count, on whatever bus: one that a host driver has makes the group unassignable."""
    tree = SysfsTree(tmp_path)
    tree.add_intel_unit()
    tree.add_pci("0000:00:15.0", group=5, unit="dmar0", driver="vfio-pci")
    tree.add_platform("INT33C3:00", "i2c_designware", 5, "dmar0")
    group = group_of(check_every_output(tree), 5)
    assert group["devices"] == ["0000:00:15.0", "INT33C3:00"]
    assert (group["assignable"], group["assignable_reason"]) == (
        "no", "bound to a host driver: INT33C3:00 (i2c_designware)")


def test_noiommu_group(tmp_path):
    tree = SysfsTree(tmp_path)
    tree.add_intel_unit()
    tree.add_group(9, "unknown", [], name="vfio-noiommu")
    tree.add_pci("0000:00:05.0", group=9, driver="vfio-pci")
    document = check_every_output(tree)
    group = group_of(document, 9)
    assert (group["name"], group["windows_source"], group["assignable"]) == ("vfio-noiommu", "unknown", "no")
    assert "no-IOMMU" in group["assignable_reason"]
    assert by_name(document["devices"], "0000:00:05.0")["unit"] is None


@pytest.mark.parametrize("kind", ["DMA", "DMA-FQ", "identity", "blocked", "unmanaged", "unknown"])
def test_types(tmp_path, kind):
    tree = tree_with(tmp_path, [MSI])
    tree.write("sys/kernel/iommu_groups/7/type", f"{kind}\n")
    document = report(tree)
    assert group_of(document, 7)["type"] == kind
    assert document["notes"] == []


def test_device_without_group(tmp_path):
    tree = tree_with(tmp_path, [MSI])
    tree.add_pci("0000:00:1d.0")
    assert by_name(report(tree)["devices"], "0000:00:1d.0")["group"] is None
    assert "1 device is in no group" in run_text("report", root=tree)


def test_groups_are_in_the_order_of_their_numbers(tmp_path):
    tree = SysfsTree(tmp_path)
    tree.add_intel_unit()
    for number in (10, 9, 100, 2):
        tree.add_pci(f"0000:00:{number % 32:02x}.0", group=number, unit="dmar0")
    assert [group["id"] for group in report(tree)["groups"]] == [2, 9, 10, 100]


@pytest.mark.parametrize("driver, answer", [
    ("vfio-pci", "yes"), ("mlx5_vfio_pci", "yes"), ("pci-stub", "yes"), (None, "yes"), ("nvme", "no")])
def test_assignable_by_driver(tmp_path, driver, answer):
    tree = SysfsTree(tmp_path)
    tree.add_intel_unit()
    tree.add_pci("0000:00:01.0", group=7, unit="dmar0", driver=driver)
    assert group_of(report(tree), 7)["assignable"] == answer
