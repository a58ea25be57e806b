# SPDX-License-Identifier: LGPL-2.1-or-later
"""Attributes that no kernel would print: the fact is unknown, a note names the file, the rest holds."""

import os
import stat

import pytest

from cli_program import by_name, check_every_output, group_of, ranges, run
from sysfs_tree import GROUPS, MSI, SysfsTree

REGIONS = f"{GROUPS}/2/reserved_regions"
SOUND = [(0, 0xFEDFFFFF), (0xFEF00000, 0x7FFFFFFFFF)]
LINE = b"0x00000000fee00000 0x00000000feefffff msi\n"


@pytest.fixture(name="tree")
def make_tree(tmp_path):
    tree = SysfsTree(tmp_path)
    tree.add_intel_unit()
    for group in (1, 2, 3):
        tree.add_group(group, regions=[MSI])
        tree.add_pci(f"0000:00:0{group}.0", group=group, unit="dmar0", driver="vfio-pci")
    return tree


def notes_of(document):
    return {note["source"]: note for note in document["notes"]}


def check_others(document):
    for number in (1, 3):
        assert ranges(group_of(document, number)["windows"]) == SOUND
        assert group_of(document, number)["assignable"] == "yes"


BAD_REGIONS = {
    "garbage": b"garbage\n",
    "garbage behind a sound line": LINE + b"garbage\n",
    "one column": b"0x00000000fee00000\n",
    "two columns": b"0x00000000fee00000 0x00000000feefffff\n",
    "four columns": b"0x00000000fee00000 0x00000000feefffff msi msi\n",
    "two blanks": b"0x00000000fee00000  0x00000000feefffff msi\n",
    "tabs": b"0x00000000fee00000\t0x00000000feefffff\tmsi\n",
    "blank at the end": b"0x00000000fee00000 0x00000000feefffff msi \n",
    "first behind last": b"0x00000000feefffff 0x00000000fee00000 msi\n",
    "65 bits": b"0x00000000fee00000 0x10000000000000000 msi\n",
    "very many digits": b"0x0 0x" + b"f" * 3000 + b" msi\n",
    "negative": b"-0x1 0x00000000feefffff msi\n",
    "plus sign": b"+0x1 0x00000000feefffff msi\n",
    "no prefix": b"fee00000 feefffff msi\n",
    "decimal": b"1 2 msi\n",
    "nothing behind the prefix": b"0x 0x msi\n",
    "unknown type": b"0x00000000fee00000 0x00000000feefffff bogus\n",
    "type in capitals": b"0x00000000fee00000 0x00000000feefffff MSI\n",
    "no newline": LINE[:-1],
    "cut inside the last line": LINE + b"0x0000000000000000 0x0000000000ffffff direct",
    "NUL in the middle": b"0x00000000fee00000 0x00000000feefffff\0msi\n",
    "NUL at the end": LINE + b"\0",
    "NULs only": bytes(16),
    "empty line in the middle": LINE + b"\n" + LINE,
    "carriage returns": LINE.replace(b"\n", b"\r\n"),
    "bytes that are no text": bytes(range(128, 256)) + b"\n",
    "escape sequence": b"0x0 0x1 \x1b[2J\n",
    "format": b"%n %n %n\n",
    "1 MiB": LINE * (1024 * 1024 // len(LINE)),
}


@pytest.mark.parametrize("data", BAD_REGIONS.values(), ids=BAD_REGIONS)
def test_reserved_regions(tree, data):
    tree.write(REGIONS, data)
    document = check_every_output(tree)
    group = group_of(document, 2)
    assert (group["reserved"], group["windows"], group["windows_source"]) == (None, [], "unknown")
    assert "reserved regions" in group["windows_reason"]
    assert group["assignable"] == "unknown"
    note, = document["notes"]
    assert (note["source"], note["kind"]) == (f"/{REGIONS}", "malformed")
    assert document["verdict"] == "unknown"
    check_others(document)


@pytest.mark.parametrize("data, line", [(b"x\n", 1), (LINE + b"x\n", 2), (LINE * 3 + b"0x1 0x0 msi\n", 4)])
def test_note_names_the_line(tree, data, line):
    tree.write(REGIONS, data)
    note, = check_every_output(tree)["notes"]
    assert note["reason"].startswith(f"line {line}: ")


def test_empty_regions_are_no_error(tree):
    tree.write(REGIONS, "")
    document = check_every_output(tree)
    assert (group_of(document, 2)["reserved"], document["notes"], document["verdict"]) == ([], [], "ok")


def test_regions_of_a_large_page(tree):
    """A page of arm64 may have 64 KiB."""
    tree.write(REGIONS, b"0x0000000000000000 0x0000000000ffffff direct-relaxable\n" * 1000)
    document = check_every_output(tree)
    assert len(group_of(document, 2)["reserved"]) == 1000


ATTRIBUTES = {
    "sys/bus/pci/devices/0000:00:02.0/vendor": ("vendor", [
        "8086", "0x18086", "0x-1", "-0x1", "0x", "", "0x8086 ", " 0x8086", "0x80 86", "0x8086\n0x8086",
        "0xZZZZ", "0x8086\0", "\x1b[31m"]),
    "sys/bus/pci/devices/0000:00:02.0/class": ("class", ["010802", "0x1000000", "0x", "mass storage"]),
    "sys/bus/pci/devices/0000:00:02.0/dma_mask_bits": ("dma_mask_bits", ["999", "65", "-1", "0x40", "64bit", ""]),
    "sys/bus/pci/devices/0000:00:02.0/numa_node": ("numa_node", ["65536", "-", "--1", "one", ""]),
    "sys/bus/pci/devices/0000:00:02.0/revision": ("revision", ["0x100", "01"]),
}


@pytest.mark.parametrize("path, key, text", [
    (path, key, text) for path, (key, texts) in ATTRIBUTES.items() for text in texts])
def test_device_attribute(tree, path, key, text):
    tree.write(path, f"{text}\n")
    document = check_every_output(tree)
    assert by_name(document["devices"], "0000:00:02.0")[key] is None
    note = notes_of(document)[f"/{path}"]
    assert note["kind"] == "malformed"
    assert document["verdict"] == "unknown"
    check_others(document)


@pytest.mark.parametrize("name, text", [
    ("cap", "0xd2008c40660462"), ("cap", "-1"), ("cap", ""), ("cap", "1d2008c40660462ff"), ("ecap", "f050da f"),
    ("ecap", "nonsense"), ("address", "fed9000g"), ("domains_used", "-5")])
def test_unit_attribute(tree, name, text):
    path = f"sys/class/iommu/dmar0/intel-iommu/{name}"
    tree.write(path, f"{text}\n")
    document = check_every_output(tree)
    assert set(notes_of(document)) == {f"/{path}"}
    assert document["verdict"] == "unknown"
    unit, = document["units"]
    if name in ("cap", "ecap"):
        assert (unit["registers"][name], unit["iova_bits"], unit["page_sizes"]) == (None, None, None)
        assert unit["page_walk_coherent"] == unit["device_tlb"] == "unknown"
        assert group_of(document, 1)["windows_source"] == "unknown"
    else:
        assert unit[name] is None
        check_others(document)


def test_unit_without_cap(tree):
    tree.remove("sys/class/iommu/dmar0/intel-iommu/cap")
    document = check_every_output(tree)
    assert document["units"][0]["registers"] == {"cap": None, "ecap": "0x0000000000f050da"}
    assert "cap" in group_of(document, 1)["windows_reason"]
    note, = document["notes"]
    assert (note["source"], note["kind"]) == ("/sys/class/iommu/dmar0/intel-iommu/cap", "missing")


def test_unit_without_any_attribute(tree):
    tree.remove("sys/class/iommu/dmar0/intel-iommu")
    document = check_every_output(tree)
    assert document["units"][0]["version"] is None
    assert len(document["notes"]) == 4


@pytest.mark.parametrize("text", ["bogus", "dma", "DMA ", "", "DMA\nDMA", "auto", "\x1b[1m"])
def test_group_type(tree, text):
    tree.write(f"{GROUPS}/2/type", f"{text}\n")
    document = check_every_output(tree)
    assert group_of(document, 2)["type"] == "unknown"
    assert set(notes_of(document)) == {f"/{GROUPS}/2/type"}


# --- things of another kind in the place of a file

PLACES = {
    REGIONS: lambda document: group_of(document, 2)["reserved"],
    "sys/bus/pci/devices/0000:00:02.0/vendor": lambda document: by_name(document["devices"], "0000:00:02.0")["vendor"],
    "sys/class/iommu/dmar0/intel-iommu/version": lambda document: document["units"][0]["version"],
    "proc/sys/kernel/osrelease": lambda document: document["host"]["kernel"],
}


def put_large_file(path):
    path.write_bytes(b"0" * (1024 * 1024))


def put_link_to_itself(path):
    path.symlink_to(path.name)


def put_link_to_device(path):
    path.symlink_to("/dev/zero")


def put_empty_directory(path):
    path.mkdir()


THINGS = {"1 MiB": put_large_file, "directory": put_empty_directory, "link to itself": put_link_to_itself,
          "link out of the tree": put_link_to_device}


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("put", THINGS.values(), ids=THINGS)
def test_something_else_in_place_of_a_file(tree, path, put):
    tree.remove(path)
    put(tree.path(path))
    document = check_every_output(tree)
    assert PLACES[path](document) is None
    assert notes_of(document)[f"/{path}"]["kind"] in ("malformed", "unreadable")
    check_others(document)


@pytest.mark.parametrize("path", PLACES)
def test_fifo_in_place_of_a_file(tree, path):
    """It has no writer: a reader that waits for one hangs for ever."""
    tree.remove(path)
    os.mkfifo(tree.path(path))
    document = check_every_output(tree)
    assert not PLACES[path](document)
    check_others(document)
    assert run("capture", root=tree).status == 0


def test_unreadable_file_makes_no_verdict(tree):
    if os.geteuid() == 0:
        pytest.skip("root may read everything; test_streams has this case as nobody")
    tree.path(REGIONS).chmod(0)
    document = check_every_output(tree)
    assert notes_of(document)[f"/{REGIONS}"]["kind"] == "unreadable"


def test_nothing_is_written_to_the_tree(tree):
    def listing():
        return sorted((str(path), path.lstat().st_mtime_ns, stat.S_IFMT(path.lstat().st_mode))
                      for path in tree.top.rglob("*"))
    before = listing()
    check_every_output(tree)
    assert run("capture", root=tree).status == 0
    assert listing() == before
