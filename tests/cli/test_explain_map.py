# SPDX-License-Identifier: LGPL-2.1-or-later
"""explain map: the prediction for a range, its options, and what an errno has to do with it."""

import re
import resource

import pytest

from cli_program import PROGRAM, execute, run, run_json, run_text
from sample_machines import board_smmu, guest_virtio, laptop_2022, server_amd
from sysfs_tree import MSI, SysfsTree

ERRNOS = ["EINVAL", "EOVERFLOW", "EEXIST", "ENOSPC", "ENOMEM", "EFAULT", "EPERM", "EBUSY", "ENODEV", "ENOTTY"]


@pytest.fixture(scope="module", name="laptop")
def make_laptop(tmp_path_factory):
    return laptop_2022(tmp_path_factory.mktemp("explain"))


def explain(root, device, iova, size, *more):
    return run_json("explain", "map", f"--device={device}", f"--iova={iova}", f"--size={size}", *more, root=root)


@pytest.mark.parametrize("iova, size, prediction, errnos, word", [
    ("0", "4K", "success", [], "it lies in the window"),
    ("0xfee00000", "4096", "failure", ["EINVAL"], "reserved region 0x00000000fee00000-0x00000000feefffff (msi)"),
    ("4G", "1GiB", "success", [], "it lies in the window"),
    ("511G", "2G", "failure", ["EINVAL"], "it ends above the aperture, whose last address is 0x0000007fffffffff"),
    ("0x1", "0x1000", "failure", ["EINVAL"], "iova is not a multiple of 4096"),
    ("0", "0", "failure", ["EINVAL"], "the size is 0"),
    ("0xfffffffffffff000", "8K", "failure", ["EINVAL"], "beyond 64 bits"),
])
def test_prediction(laptop, iova, size, prediction, errnos, word):
    document = explain(laptop, 12, iova, size)
    assert (document["prediction"], document["errnos"]) == (prediction, errnos)
    assert word in document["reason"]
    text = run_text("explain", "map", "--device=12", f"--iova={iova}", f"--size={size}", root=laptop)
    assert word in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80
    for errno in errnos:
        assert errno in text


def test_every_way_to_name_a_group(laptop):
    documents = [explain(laptop, name, "0", "4K") for name in
                 ("12", "group/12", "0000:3d:00.0", "3d:00.0", "device/3d:00.0")]
    assert all(document == documents[0] for document in documents)
    assert documents[0]["group"] == 12


def test_bound_and_suggestion(tmp_path):
    tree = server_amd(tmp_path)
    document = explain(tree, 31, "0xfc80000000", "4G")
    assert document["bound"] == {"first": "0x000000fd00000000", "last": "0x000000ffffffffff", "type": "reserved"}
    assert document["suggestion"] == {"first": "0x000000fc00000000"}
    again = explain(tree, 31, document["suggestion"]["first"], "4G")
    assert (again["prediction"], again["bound"], again["suggestion"]) == ("success", None, None)


def test_unknown_end_is_not_no(tmp_path):
    document = explain(guest_virtio(tmp_path), 1, "1T", "4K")
    assert (document["prediction"], document["errnos"]) == ("unknown", ["EINVAL"])
    assert document["bound"] == {"first": "0x0000000000000000", "last": None, "type": "aperture"}


@pytest.mark.parametrize("huge, page", [("2097152", 4096), ("33554432", 16384), ("536870912", 65536), ("1", None),
                                        ("-1", None), (None, None)])
def test_page_size_of_arm(tmp_path, huge, page):
    tree = board_smmu(tmp_path)
    if huge:
        tree.write("sys/kernel/mm/transparent_hugepage/hpage_pmd_size", f"{huge}\n")
    document = explain(tree, 0, "4K", "4K")
    expected = {4096: "success", None: "unknown"}.get(page, "failure")
    assert (document["prediction"], document["page_bytes"]) == (expected, page or 4096)
    assert explain(tree, 0, "64K", "64K")["prediction"] == "success"
    capture = tmp_path / "capture"
    capture.write_text(run_text("capture", root=tree))
    assert explain(capture, 0, "4K", "4K") == document, "a capture says the same"


def test_prerequisites(tmp_path, laptop):
    met = {one["name"]: one["met"] for one in explain(laptop, 12, "0", "4K")["prerequisites"]}
    assert met == {"assignable": "yes", "vfio-driver": "yes", "interrupts-isolated": "yes"}
    tree = SysfsTree(tmp_path)
    tree.add_intel_unit(ecap="f050d2")  # without interrupt remapping
    tree.add_group(7, regions=[MSI])
    tree.add_pci("0000:00:01.0", group=7, unit="dmar0", driver="evil\x1b[2Jdriver")
    rows = explain(tree, 7, "0", "4K")["prerequisites"]
    assert [one["met"] for one in rows] == ["no", "no", "no"]
    assert "\\x1b" in rows[0]["reason"]
    assert "\x1b" not in run_text("explain", "map", "--device=7", "--iova=0", "--size=4K", root=tree)


@pytest.mark.parametrize("name", ERRNOS)
def test_errnos(laptop, name):
    for iova in ("0", "0xfee00000"):
        one = explain(laptop, 12, iova, "4K", f"--errno={name}")["errno"]
        assert one["name"] == name and one["meaning"] and one["look_at"]
        if iova != "0":
            assert (one["agrees"] == "yes") == (name == "EINVAL")
    text = run_text("explain", "map", "--device=12", "--iova=0", "--size=4K", f"--errno={name}", root=laptop)
    assert re.search(rf"^  {name} ", text, re.MULTILINE) and max(map(len, text.splitlines())) <= 80


def test_vaddr(laptop):
    assert explain(laptop, 12, "0", "4K", "--vaddr=0x7f0000001000")["prediction"] == "success"
    document = explain(laptop, 12, "0", "4K", "--vaddr=0x7f0000001001")
    assert (document["prediction"], document["vaddr"]) == ("failure", "0x00007f0000001001")
    assert explain(laptop, 12, "0", "4K", "--vaddr=0xffff888000000000")["errnos"] == ["EFAULT"]


def test_limits_of_another_machine_are_unknown(laptop):
    """Nobody's memlock limit counts for a tree; the text says what it must be."""
    arguments = [f"--root={laptop.top}", "explain", "map", "--device=12", "--iova=4G", "--size=1G"]
    result = execute(PROGRAM, arguments, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_MEMLOCK, (4096, 4096)))
    assert "success" in result.text
    assert "CAP_IPC_LOCK or a memlock limit of at least 1 GiB" in " ".join(result.text.split())


USAGE = {
    "nothing given": ([], "--device, --iova and --size"),
    "no size": (["--device=12", "--iova=0"], "--device, --iova and --size"),
    "size": (["--device=12", "--iova=0", "--size=x"], "--size: 'x'"),
    "empty size": (["--device=12", "--iova=0", "--size="], "--size"),
    "lower case": (["--device=12", "--iova=0", "--size=4k"], "'4k'"),
    "large size": (["--device=12", "--iova=0", "--size=16E"], "more than 64 bits"),
    "iova": (["--device=12", "--iova=-1", "--size=4K"], "--iova"),
    "vaddr": (["--device=12", "--iova=0", "--size=4K", "--vaddr=\x1b"], "--vaddr: '\\x1b'"),
    "errno": (["--device=12", "--iova=0", "--size=4K", "--errno=EAGAIN"], "'EAGAIN' is not one of EINVAL"),
}


@pytest.mark.parametrize("arguments, words", USAGE.values(), ids=USAGE)
def test_usage(laptop, arguments, words):
    result = run("explain", "map", *arguments, root=laptop)
    assert (result.status, result.stdout) == (2, b"")
    assert words in result.message and result.message.count("\n") == 1


@pytest.mark.parametrize("device", ["dmar0", "unit/dmar0", "99", "00:1e.0", "", "\x1b"])
def test_no_group(laptop, device):
    result = run("explain", "map", f"--device={device}", "--iova=0", "--size=4K", root=laptop)
    assert (result.status, result.stdout) == (1, b"")
    assert result.message.count("\n") == 1 and "\x1b" not in result.message


def test_a_device_without_group(tmp_path):
    tree = SysfsTree(tmp_path)
    tree.add_pci("0000:00:1d.0")
    result = run("explain", "map", "--device=00:1d.0", "--iova=0", "--size=4K", root=tree)
    assert (result.status, "in no IOMMU group" in result.message) == (1, True)


@pytest.mark.parametrize("option", ["--device=1", "--iova=0", "--size=4K", "--vaddr=0", "--errno=EINVAL"])
@pytest.mark.parametrize("verb", [[], ["report"], ["units"], ["windows"], ["show", "dmar0"], ["capture"]], ids=str)
def test_options_belong_to_explain(laptop, verb, option):
    result = run(*verb, option, root=laptop)
    assert (result.status, result.stdout) == (2, b"")
    assert result.message == f"iommu-diag: {option.split('=')[0]}: belongs to explain, not to {(verb or ['report'])[0]}\n"


def test_bad_machines_are_answers(tmp_path):
    """A group without a unit, and one whose regions can't be read: no prediction, but no failure either."""
    tree = SysfsTree(tmp_path)
    tree.add_pci("0000:00:01.0", group=7)
    document = explain(tree, 7, "1M", "4K")
    assert (document["prediction"], document["bound"]) == ("unknown", None)
    assert explain(tree, 7, "0xfee00000", "4K")["prediction"] == "failure", "a region is one all the same"
    tree.write("sys/kernel/iommu_groups/7/reserved_regions", b"\0\xff rubbish\n")
    assert explain(tree, 7, "0xfee00000", "4K")["prediction"] == "unknown"
    assert explain(tree, 7, "1", "4K")["errnos"] == ["EINVAL"]
