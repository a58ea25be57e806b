# SPDX-License-Identifier: LGPL-2.1-or-later
"""`windows`: how certain they are, advice, and the questions that its options ask."""

import re

import pytest

from cli_program import check_every_output, run, run_json, run_text
from findings_windows import BOTH_STAGES, SERVER
from sample_machines import HYPERTRANSPORT, SAMPLES
from sysfs_tree import MSI, SysfsTree

GIB = 1 << 30


@pytest.fixture(scope="module", name="client")
def make_client(tmp_path_factory):
    tree = SysfsTree(tmp_path_factory.mktemp("client"))
    tree.add_intel_unit()
    tree.add_pci("0000:00:01.0", 0x8086, 0x1901, group=7, unit="dmar0", driver="i915", dma_mask_bits="39")
    tree.add_pci("0000:00:02.0", 0x8086, 0x1902, group=8, unit="dmar0", driver="vfio-pci", dma_mask_bits="64")
    tree.add_pci("0000:00:03.0", 0x8086, 0x1903, group=9)
    tree.add_pci("0000:00:04.0", 0x8086, 0x1904)
    return tree


@pytest.fixture(scope="module", name="amd")
def make_amd(tmp_path_factory):
    tree = SysfsTree(tmp_path_factory.mktemp("amd"))
    tree.add_amd_unit()
    tree.add_group(1, regions=[MSI, HYPERTRANSPORT])
    tree.add_pci("0000:01:00.0", 0x144D, group=1, unit="ivhd0", driver="vfio-pci")
    return tree


@pytest.fixture(scope="module", name="undecided")
def make_undecided(tmp_path_factory):
    """Scalable mode on a kernel that may use either stage."""
    tree = SysfsTree(tmp_path_factory.mktemp("undecided"), "6.14.0")
    tree.add_intel_unit(cap=SERVER, ecap=BOTH_STAGES)
    tree.add_pci("0000:01:00.0", group=1, unit="dmar0")
    return tree


def windows(*arguments, root):
    one, = run_json("windows", *arguments, root=root)["windows"]
    return one


def guest(*arguments, root):
    return windows(*arguments, root=root)["guest"]


def place(*arguments, root):
    return windows(*arguments, root=root)["place"]


def last_line(*arguments, root):
    text = run_text("windows", *arguments, root=root, env={"COLUMNS": "300"})
    return text.splitlines()[-1]


# --- what every group has

def test_confidence(client, undecided, tmp_path):
    assert windows("7", root=client)["windows_confidence"] == "certain"
    assert windows("7", root=client)["windows_alternative"] is None
    assert windows("9", root=client)["windows_confidence"] == "unknown"
    one = windows("1", root=undecided)
    assert (one["windows_confidence"], one["windows"][-1]["last"]) == ("one-of-two", "0x00007fffffffffff")
    assert one["windows_alternative"]["last"] == "0x0000ffffffffffff"
    text = run_text("windows", "1", root=undecided)
    assert "(derived, one-of-two)" in text
    assert "  or, if the kernel uses the second stage, up to 0x0000ffffffffffff\n" in text
    board = SAMPLES["board-smmu"](tmp_path)
    assert windows("0", root=board)["windows_confidence"] == "lower-bound"


def test_advice(client, amd, tmp_path):
    advice = windows("7", root=client)["advice"]
    assert (advice["device_mask_bits"], advice["device_mask_reason"]) == (39, "0000:00:01.0 (i915)")
    assert (advice["platform_bits"], advice["platform_reason"]) == (None, None)
    for root, group in ((client, "8"), (amd, "1")):
        advice = windows(group, root=root)["advice"]
        assert advice["device_mask_bits"] is None and "says nothing" in advice["device_mask_reason"]
    text = run_text("windows", "7", root=client)
    assert re.search(r"KERNEL WINDOW +PLATFORM ADVICE +DEVICE ADVICE\n +to 0x0000007fffffffff +\? +39 bits: 0000", text)
    board = SAMPLES["board-smmu"](tmp_path)
    assert "dma-ranges" in windows("0", root=board)["advice"]["platform_reason"]


def test_a_narrow_mask_leaves_the_windows_alone(client, tmp_path):
    tree = SysfsTree(tmp_path)
    tree.add_intel_unit()
    tree.add_pci("0000:00:01.0", 0x8086, 0x1901, group=7, unit="dmar0", driver="edu", dma_mask_bits="28")
    assert windows("7", root=tree)["windows"] == windows("7", root=client)["windows"]


def test_user_addresses(client, amd, undecided):
    user = windows("7", root=client)["user_addresses"]
    assert (user["fits"], user["dpdk"], user["spdk"]) == (
        "no", {"mask_bits": 39, "right": "yes"}, {"addresses": "physical", "right": "yes"})
    user = windows("1", root=amd)["user_addresses"]
    assert (user["fits"], user["dpdk"], user["spdk"]) == (
        "yes", {"mask_bits": None, "right": "yes"}, {"addresses": "virtual", "right": "yes"})
    assert windows("1", root=undecided)["user_addresses"]["fits"] == "yes"
    assert windows("9", root=client)["user_addresses"]["fits"] == "unknown"


def test_show_has_it_and_the_report_does_not(client):
    one, = run_json("show", "7", root=client)["objects"]
    details = ("windows_confidence", "windows_alternative", "advice", "user_addresses")
    described = windows("7", root=client)
    assert [one[key] for key in details] == [described[key] for key in details]
    assert not set(details) & set(run_json("report", root=client)["groups"][0])
    assert "advice.device_mask_bits=39\n" in run_text("show", "7", root=client)


def test_groups_with_other_masks_are_not_folded(tmp_path):
    tree = SysfsTree(tmp_path)
    tree.add_intel_unit()
    for i in range(8):
        tree.add_pci(f"0000:01:00.{i}", group=i, unit="dmar0", driver="iavf", dma_mask_bits="64" if i < 4 else "48")
    text = run_text("windows", root=tree)
    assert re.findall(r"^groups? (\S+)", text, re.MULTILINE) == ["0-3", "4-7"]


# --- guests

@pytest.mark.parametrize("size, machine, fits, largest", [
    ("510G", "q35", "yes", 510), ("510GiB", "q35", "yes", 510), ("0x7f80000000", "q35", "yes", 510),
    ("534773760K", "q35", "yes", 510), ("511G", "q35", "no", 510), ("511G", "pc", "yes", 511), ("512G", "pc", "no", 511),
    ("1P", "pc", "no", 511)])
def test_guest(client, size, machine, fits, largest):
    answer = guest("7", f"--guest={size}", f"--machine={machine}", root=client)
    assert (answer["fits"], int(answer["largest_size"], 16), answer["machine"]) == (fits, largest * GIB, machine)
    assert answer["vcpu"] == "intel"
    assert sum(int(part["last"], 16) - int(part["first"], 16) + 1 for part in answer["ram"]) == int(answer["size"], 16)
    line = last_line("7", f"--guest={size}", f"--machine={machine}", root=client)
    assert (" fits; " in line) == (fits == "yes") and f"has {largest}G" in line


def test_sizes_are_not_rounded(client):
    assert last_line("7", "--guest=534773764K", root=client) == \
        "A guest of 534773764K (q35, Intel) does not fit; the largest that does has 510G."
    assert last_line("7", "--guest=1T", root=client).startswith("A guest of 1T ")


def test_guest_of_arm_on_a_pc(client):
    """Its RAM is one piece from 1 GiB on, and the interrupts of a PC lie in it."""
    answer = guest("7", "--guest=4G", "--machine=virt", root=client)
    assert (answer["fits"], answer["vcpu"]) == ("no", None)
    assert int(answer["largest_size"], 16) == 0xFEE00000 - GIB
    assert "0x00000000fee00000-0x00000000feefffff (msi)" in answer["ram"][0]["reason"]


def test_guest_beside_hypertransport(amd):
    answer = guest("1", "--guest=1T", root=amd)
    assert (answer["vcpu"], answer["fits"]) == ("amd", "yes")
    assert answer["ram"][1]["first"] == "0x0000010000000000"
    answer = guest("1", "--guest=1T", "--vcpu=intel", root=amd)
    assert (answer["fits"], int(answer["largest_size"], 16)) == ("no", 1010 * GIB)
    assert "0x000000fd00000000-0x000000ffffffffff (reserved)" in answer["ram"][1]["reason"]


def test_guest_where_the_end_is_unknown(undecided, client, tmp_path):
    answer = guest("1", "--guest=200T", root=undecided)
    assert (answer["fits"], answer["reason"]) == ("unknown", None)
    assert "if the kernel uses the second stage" in answer["ram"][1]["reason"]
    sizes = [int(answer[key], 16) for key in ("largest_size", "largest_possible_size")]
    assert sizes == [(1 << 47) - 2 * GIB, (1 << 48) - 2 * GIB]
    assert guest("1", "--guest=100T", root=undecided)["fits"] == "yes"
    assert guest("1", "--guest=300T", root=undecided)["fits"] == "no"
    board = SAMPLES["board-smmu"](tmp_path)
    assert (guest("0", "--guest=3G", root=board)["machine"], guest("0", "--guest=3G", root=board)["fits"]) == ("virt", "yes")
    assert guest("0", "--guest=4G", root=board)["fits"] == "unknown"
    answer = guest("9", "--guest=4G", root=client)
    assert (answer["fits"], answer["largest_size"]) == ("unknown", None) and answer["reason"]
    assert "is unknown" in last_line("9", "--guest=4G", root=client)


# --- places

@pytest.mark.parametrize("arguments, first", [
    (["--fit=4K"], 0), (["--fit=3G"], 0), (["--fit=4G"], 0xFEF00000), (["--fit=4G", "--align=1G"], 0x100000000),
    (["--fit=508G", "--align=4096"], 0xFEF00000), (["--fit=256G", "--align=256G"], 0x4000000000),
    (["--fit=1M", "--below=1M"], 0), (["--fit=4K", "--align=1"], 0), (["--fit=4G", "--below=0x8000000000"], 0xFEF00000)])
def test_place(client, arguments, first):
    answer = place("7", *arguments, root=client)
    assert (answer["found"], int(answer["first"], 16)) == ("yes", first)
    assert int(answer["last"], 16) - first + 1 == int(answer["size"], 16)
    assert f"0x{first:016x}" in last_line("7", *arguments, root=client)


@pytest.mark.parametrize("arguments", [
    ["--fit=509G"], ["--fit=1M", "--below=0xfffff"], ["--fit=256G", "--align=512G"], ["--fit=4G", "--below=4G"],
    ["--fit=18446744073709547520"]])
def test_no_place(client, arguments):
    answer = place("7", *arguments, root=client)
    assert (answer["found"], answer["first"], answer["last"], answer["reason"]) == ("no", None, None, None)
    assert last_line("7", *arguments, root=client).endswith(" do not fit.")


def test_room(client, amd, undecided):
    answer = place("7", "--fit=4K", root=client)
    assert int(answer["usable_size"], 16) == (1 << 39) - (1 << 20)
    assert answer["largest"] == {"first": "0x00000000fef00000", "last": "0x0000007fffffffff"}
    assert answer["may_have_more"] == "no"
    assert int(place("1", "--fit=4K", root=amd)["usable_size"], 16) == (1 << 64) - (1 << 20) - 12 * GIB
    assert place("1", "--fit=4K", root=undecided)["may_have_more"] == "yes"
    answer = place("1", "--fit=200T", root=undecided)
    assert (answer["found"], answer["first"]) == ("unknown", "0x00000000fef00000")
    answer = place("9", "--fit=4K", root=client)
    assert (answer["found"], answer["first"], answer["usable_size"], answer["largest"]) == ("unknown", None, None, None)
    assert answer["reason"]


def test_the_whole_space(tmp_path):
    tree = SysfsTree(tmp_path)
    tree.add_amd_unit()
    tree.add_group(1, regions=[])
    tree.add_pci("0000:01:00.0", group=1, unit="ivhd0")
    answer = place("1", "--fit=4K", root=tree)
    assert answer["usable_size"] == "0x10000000000000000"
    assert "usable: 16E, in one piece 16E" in run_text("windows", "1", "--fit=4K", root=tree)
    assert int(guest("1", "--guest=4K", "--machine=virt", root=tree)["largest_size"], 16) == (1 << 64) - GIB


def test_both_questions_at_once(client):
    one = windows("7", "--guest=1G", "--fit=1G", root=client)
    assert (one["guest"]["fits"], one["place"]["found"]) == ("yes", "yes")
    text = run_text("windows", "00:01.0", "--guest=1G", "--fit=1G", root=client)
    assert text.index("A guest of 1G") < text.index("1G fit at")


def test_details_only_where_asked(client):
    assert not {"guest", "place"} & set(windows("7", root=client))


# --- errors

@pytest.mark.parametrize("arguments, option", [
    (["7", "--guest="], "--guest"), (["7", "--guest=0"], "--guest"), (["7", "--guest=1g"], "--guest"),
    (["7", "--guest=-1G"], "--guest"), (["7", "--guest=1.5G"], "--guest"), (["7", "--guest=16E"], "--guest"),
    (["7", "--guest=4097"], "--guest"), (["7", "--guest=\x1b"], "--guest"), (["--guest=1G"], "--guest"),
    (["7", "8", "--guest=1G"], "--guest"), (["7", "--machine=q35"], "--machine"),
    (["7", "--guest=1G", "--machine=isa"], "--machine"), (["7", "--vcpu=amd"], "--vcpu"),
    (["7", "--guest=1G", "--vcpu=AMD"], "--vcpu"), (["7", "--guest=1G", "--machine=virt", "--vcpu=amd"], "--vcpu"),
    (["7", "--fit=x"], "--fit"), (["7", "--fit=1"], "--fit"), (["7", "--fit=0x10000000000000000"], "--fit"),
    (["--fit=1M"], "--fit"), (["7", "--align=4K"], "--align"), (["7", "--fit=1M", "--align=3"], "--align"),
    (["7", "--fit=1M", "--align=0"], "--align"), (["7", "--fit=1M", "--below=0"], "--below"),
    (["7", "--fit=1M", "--below=top"], "--below"), (["7", "--below=1G"], "--below")])
def test_usage(client, arguments, option):
    result = run("windows", *arguments, root=client)
    assert (result.status, result.stdout) == (2, b"")
    assert result.message.startswith(f"iommu-diag: {option}: ") and result.message.count("\n") == 1
    assert "\x1b" not in result.message


@pytest.mark.parametrize("option", ["guest=1G", "machine=q35", "vcpu=amd", "fit=4K", "align=4K", "below=4K"])
@pytest.mark.parametrize("verb", [["report"], ["units"], ["show", "7"], ["capture"]])
def test_options_of_another_verb(client, verb, option):
    result = run(*verb, f"--{option}", root=client)
    assert (result.status, result.stdout) == (2, b"")
    assert f"--{option.split('=')[0]}" in result.message and "windows" in result.message


@pytest.mark.parametrize("name", ["nonesuch", "dmar0", "00:04.0"])
def test_objects_without_windows(client, name):
    result = run("windows", name, "--guest=1G", root=client)
    assert (result.status, result.stdout) == (1, b"") and name in result.message


def test_every_output_of_every_kind(client, amd, undecided):
    for root in (client, amd, undecided):
        check_every_output(root)
