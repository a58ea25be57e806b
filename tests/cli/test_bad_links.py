# SPDX-License-Identifier: LGPL-2.1-or-later
"""Links to nowhere, in circles or out of the tree, and directories that are missing or wrongly named."""

import pytest

from cli_program import by_name, check_every_output, group_of, ranges, run
from sysfs_tree import GROUPS, MSI, PCI_BUS, SysfsTree

DEVICE = "0000:00:02.0"
SECRET = "outside the tree"


@pytest.fixture(name="tree")
def make_tree(tmp_path):
    (tmp_path / "outside").mkdir()
    for name in ("vendor", "class", "reserved_regions", "type", "secret"):
        (tmp_path / "outside" / name).write_text(f"{SECRET}\n")
    tree = SysfsTree(tmp_path / "tree")
    tree.add_intel_unit()
    for group in (1, 2):
        tree.add_group(group, regions=[MSI])
        tree.add_pci(f"0000:00:0{group}.0", group=group, unit="dmar0", driver="vfio-pci")
    return tree


def check(tree):
    """The report; nothing from outside is in it or in a capture, and the sound group is sound."""
    document = check_every_output(tree)
    assert ranges(group_of(document, 1)["windows"])[0] == (0, 0xFEDFFFFF)
    captured = run("capture", root=tree)
    assert captured.status == 0 and SECRET not in captured.text
    assert SECRET not in str(document)
    return document


def notes_of(document):
    return {note["source"]: note["reason"] for note in document["notes"]}


@pytest.mark.parametrize("target", ["../../../../../../etc", "/etc", "../../nowhere", "/sys/kernel/iommu_groups/9",
                                    "9", "2x", "../../../kernel/iommu_groups/1"])
def test_group_link_elsewhere(tree, target):
    """The group's own list of members counts; a link that says something else is noted."""
    tree.raw_link(f"{PCI_BUS}/{DEVICE}/iommu_group", target)
    document = check(tree)
    assert by_name(document["devices"], DEVICE)["group"] == 2
    assert target.rsplit("/", maxsplit=1)[-1] in notes_of(document)[DEVICE]
    assert document["verdict"] == "unknown"


@pytest.mark.parametrize("target", ["..", ".", "/", "a/..", "2/", "x" * 300])
def test_group_link_without_a_name(tree, target):
    tree.raw_link(f"{PCI_BUS}/{DEVICE}/iommu_group", target)
    document = check(tree)
    assert by_name(document["devices"], DEVICE)["group"] == 2
    assert f"/{PCI_BUS}/{DEVICE}/iommu_group" in notes_of(document)


@pytest.mark.parametrize("target", ["dmar9", "../../../../../../../../etc/dmar7", "dmar0x"])
def test_unit_link_elsewhere(tree, target):
    """Of a device that its unit lists, the list counts; of any other, the link."""
    tree.raw_link(f"{PCI_BUS}/{DEVICE}/iommu", target)
    assert by_name(check(tree)["devices"], DEVICE)["unit"] == "dmar0"
    tree.remove(f"sys/class/iommu/dmar0/devices/{DEVICE}")
    document = check(tree)
    assert by_name(document["devices"], DEVICE)["unit"] is None
    assert target.rsplit("/", maxsplit=1)[-1] in notes_of(document)[DEVICE]


@pytest.mark.parametrize("up", [2, 12])
@pytest.mark.parametrize("what", [f"{PCI_BUS}/{DEVICE}", f"{GROUPS}/2", "sys/class/iommu/dmar1", "sys/module/vfio"])
def test_directory_link_that_escapes(tree, what, up):
    target = "../" * up + str(tree.top.parent / "outside").lstrip("/")
    tree.raw_link(what, target)
    check(tree)


@pytest.mark.parametrize("what", [f"{PCI_BUS}/{DEVICE}", f"{GROUPS}/2", "sys/class/iommu/dmar1"])
def test_absolute_directory_link(tree, what):
    """Taken as relative to the tree's top, where there is no such directory."""
    tree.raw_link(what, str(tree.top.parent / "outside"))
    document = check(tree)
    assert any(source.startswith(f"/{what}") for source in notes_of(document))


@pytest.mark.parametrize("what", [f"{PCI_BUS}/{DEVICE}", f"{PCI_BUS}/0000:00:09.0", f"{GROUPS}/2", f"{GROUPS}/7",
                                  "sys/class/iommu/dmar1"])
def test_circle(tree, what):
    tree.raw_link(what, what.rsplit("/", maxsplit=1)[-1])
    document = check(tree)
    assert any(source.startswith(f"/{what}") for source in notes_of(document))


@pytest.mark.parametrize("what", ["sys/class/iommu", "sys/kernel/iommu_groups", "sys/bus/pci/devices", "sys/class",
                                  "sys/firmware/acpi/tables", "sys/module", "proc"])
@pytest.mark.parametrize("kind", ["circle", "file", "nowhere"])
def test_directory_replaced(tree, what, kind):
    if tree.path(what).exists():
        tree.remove(what)
    if kind == "file":
        tree.write(what, "x\n")
    else:
        tree.raw_link(what, what.rsplit("/", maxsplit=1)[-1] if kind == "circle" else "nowhere")
    document = check_every_output(tree)
    if kind != "nowhere" and what != "sys/module":
        assert document["notes"] != []
    assert run("capture", root=tree).status == 0


def test_member_that_leads_nowhere(tree):
    tree.add_group(4)
    tree.raw_link(f"{GROUPS}/4/devices/ghost", "../../../../nowhere/ghost")
    document = check(tree)
    assert group_of(document, 4)["devices"] == ["ghost"]
    assert notes_of(document)[f"/{GROUPS}/4/devices/ghost"] == "No such file or directory"
    assert by_name(document["devices"], "ghost")["driver"] is None


def test_group_without_its_files(tree):
    """As one that vanishes while it is read."""
    tree.directory(f"{GROUPS}/5")
    document = check(tree)
    assert [group["id"] for group in document["groups"]] in ([1, 2], [1, 2, 5])
    assert any(source.startswith(f"/{GROUPS}/5") for source in notes_of(document))


def test_group_without_its_list_of_members(tree):
    """They point to it themselves."""
    tree.remove(f"{GROUPS}/2/devices")
    assert group_of(check(tree), 2)["devices"] == [DEVICE]


@pytest.mark.parametrize("missing", ["type", "reserved_regions"])
def test_group_without_one_of_its_files(tree, missing):
    tree.remove(f"{GROUPS}/2/{missing}")
    document = check(tree)
    assert f"/{GROUPS}/2/{missing}" in notes_of(document)
    if missing == "reserved_regions":
        group = group_of(document, 2)
        assert (group["reserved"], group["windows_source"]) == (None, "unknown")


def test_group_that_is_a_file(tree):
    tree.write(f"{GROUPS}/6", "x\n")
    document = check(tree)
    assert any(source.startswith(f"/{GROUPS}/6") for source in notes_of(document))


@pytest.mark.parametrize("name", ["abc", "007", "-1", "+1", "1x", "0x1", "4294967296", "99999999999999999999", " 1",
                                  "1\n", "\x1b[2J"])
def test_group_name_that_is_no_number(tree, name):
    tree.add_group(name)
    document = check(tree)
    assert [group["id"] for group in document["groups"]] == [1, 2]
    note, = document["notes"]
    assert (note["kind"], note["reason"]) == ("malformed", "not the number of a group")
    assert document["verdict"] == "unknown"


@pytest.mark.parametrize("name", ["0000:00:02.8", "0000:00:20.0", "00:02.0", "0000:00:02", "0000:00:02.0x", "nonsense"])
def test_pci_name_that_is_no_address(tree, name):
    tree.link(f"{PCI_BUS}/{name}", tree.pci_directory(DEVICE))
    document = check(tree)
    note, = document["notes"]
    assert note["source"].startswith(f"/{PCI_BUS}") and note["kind"] == "malformed"
    assert name in note["source"] + note["reason"]
    assert len(document["devices"]) == 2


def test_unit_that_lists_unknown_devices(tree):
    for name in ("0000:99:00.0", "nonsense"):
        tree.raw_link(f"sys/class/iommu/dmar0/devices/{name}", "../../nowhere")
    document = check(tree)
    for name in ("0000:99:00.0", "nonsense"):
        assert notes_of(document)[f"/sys/class/iommu/dmar0/devices/{name}"] == "No such file or directory"
        assert by_name(document["devices"], name)["driver"] is None


def test_device_in_two_groups(tree):
    tree.link(f"{GROUPS}/1/devices/{DEVICE}", tree.pci_directory(DEVICE))
    document = check(tree)
    listed = [group["id"] for group in document["groups"] if DEVICE in group["devices"]]
    assert by_name(document["devices"], DEVICE)["group"] in listed


def test_driver_that_is_no_link(tree):
    tree.remove(f"{PCI_BUS}/{DEVICE}/driver")
    tree.write(f"{PCI_BUS}/{DEVICE}/driver", "nvme\n")
    assert by_name(check(tree)["devices"], DEVICE)["driver"] is None
