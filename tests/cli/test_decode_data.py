# SPDX-License-Identifier: LGPL-2.1-or-later
"""Facts of real machines that come without their files: boot lines, headers of tables and maps of
groups. Each becomes the smallest input that has it, and must be found in the output again.

The data are not part of the project: IOMMU_DIAG_DATA names the directory that has them.
"""

import collections
import csv
import json
import os
import pathlib
import re

import pytest

import acpi_tables
from cli_program import PROGRAM, execute, run_json, run_text
from output_schema import check_document
from sysfs_tree import SysfsTree

DATA = os.environ.get("IOMMU_DIAG_DATA")
pytestmark = pytest.mark.skipif(not DATA, reason="IOMMU_DIAG_DATA is not set: no test on real data")

IVHD_TYPES = {0x10: "ivhd-10h", 0x11: "ivhd-11h", 0x40: "ivhd-40h"}
IVHD_FLAGS = ["ht-tunnel", "pass-posted-writes", "response-pass-posted-writes", "isochronous", "remote-iotlb",
              "coherent", "prefetch", "ppr"]
FUNCTION = r"(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]"


def data_rows(name):
    with open(pathlib.Path(DATA) / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(name="figure")
def make_figure(capsys):
    def figure(text):
        with capsys.disabled():
            print(f"\nfigure: {text}")
    return figure


def decode_table(tmp_path, data):
    path = tmp_path / "table"
    path.write_bytes(data)
    table, = run_json("decode", "acpi", path)["tables"]
    assert table["checksum_ok"] == "yes"
    return table


def value_of(fields, register):
    return sum(one["value"] << int(one["bits"].rpartition(":")[2]) for one in fields if one["register"] == register)


# --- SMMUs

def boot_lines(row):
    """What the driver said when it found the unit, as far as the row has it."""
    if row["kind"] == "v2":
        return [f"arm-smmu {row['instance']}: {line}" for line in row["features_or_probe_lines"].split(" | ")]
    features = row["features_or_probe_lines"]
    return [f"arm-smmu-v3 {row['instance']}: ias {row['ias']}-bit, oas {row['oas']}-bit"
            f"{f' (features {features})' if features else ''}"]


def test_smmu_words(figure):
    words = [row["features_or_probe_lines"] for row in data_rows("smmu.tsv")
             if row["kind"] == "v3" and row["features_or_probe_lines"]]
    unknown = 0
    for word in words:
        document = run_json("decode", "smmu", word)
        assert value_of(document["fields"], "FEATURES") == int(word, 16)
        beyond = [one["value"] for one in document["fields"] if one["name"] == "reserved" and one["value"]]
        assert ("newer than this program, and set: bit" in run_text("decode", "smmu", word)) == bool(beyond)
        unknown += bool(beyond)
        answers = {key: one["value"] for key, one in document["answers"].items()}
        assert "yes" in (answers["first_stage"], answers["second_stage"]), word
    assert len(words) >= 11
    figure(f"{len(words)} SMMUv3 feature words decoded, {len(set(words))} different, {unknown} with unknown bits")


def test_smmu_boot_lines_are_no_faults(figure):
    rows, lines = data_rows("smmu.tsv"), 0
    for row in rows:
        text = "".join(f"[    1.{i:06}] {line}\n" for i, line in enumerate(boot_lines(row)))
        result = execute(PROGRAM, ["--json=short", "decode", "log"], stdin=None, input=text.encode())
        assert (result.status, result.stderr) == (0, b"")
        assert json.loads(result.stdout)["faults"] == [], row["instance"]
        lines += text.count("\n")
    assert len(rows) >= 40
    figure(f"{len(rows)} SMMUs, {lines} boot lines without a fault")


# --- tables

def test_ivhd_headers(tmp_path, figure):
    rows, values = data_rows("amd_ivhd_from_ivrs.tsv"), set()
    for row in rows:
        kind, flags, info = (int(row[key], 16) for key in ("ivhd_type", "flags", "feature_info"))
        efr = [int(row[key] or "0", 16) for key in ("efr_image", "efr2_image")]
        ivinfo = int(row["ivinfo"], 16)
        table = decode_table(tmp_path, acpi_tables.ivrs([{
            "function": "00:00.2", "base": 0xFEB80000, "ranges": [None], "kind": kind, "attributes": info,
            "flags": flags, "efr": efr}], info=ivinfo))
        block, = table["blocks"]
        assert int(table["info"], 16) == ivinfo
        assert block["type"] == IVHD_TYPES[kind]
        assert block["flags"] == [word for bit, word in enumerate(IVHD_FLAGS) if flags >> bit & 1]
        assert int(block["features" if kind == 0x10 else "attributes"], 16) == info
        if kind != 0x10:
            assert [int(block[key], 16) for key in ("efr", "efr2")] == efr
            values.add(tuple(efr))
    for efr in values:
        fields = run_json("decode", "amd", *(f"{one:#x}" for one in efr))["fields"]
        assert (value_of(fields, "EFR"), value_of(fields, "EFR2")) == efr
    assert len(rows) >= 32
    figure(f"{len(rows)} IVHD headers found again, {len(values)} different EFR images decoded")


def test_rmrr_ranges(tmp_path, figure):
    """Whether the firmware's map of memory covers a range, or a device has the path that a scope gives,
    no table says: those which the kernel called a firmware bug are as sound in themselves as the others."""
    rows, count, named, workarounds = data_rows("rmrr_from_dmesg.tsv"), 0, 0, 0
    for row in rows:
        expected = [tuple(int(end, 16) for end in one.split("-")) for one in row["rmrr"].split()]
        table = decode_table(tmp_path, acpi_tables.dmar(
            [{"base": 0xFED90000, "include_all": True}],
            [{"first": first, "last": last, "scopes": ["00:14.0"]} for first, last in expected]))
        found = [one for one in table["structures"] if one["type"] == "rmrr"]
        assert [(int(one["first"], 16), int(one["last"], 16)) for one in found] == expected
        odd = {one["offset"] for one, (first, last) in zip(found, expected)
               if last < first or first % 4096 or (last + 1) % 4096}
        assert {note["offset"] for note in table["notes"]} == odd, row["machine"]
        bad = {tuple(int(end, 16) for end in one) for one in re.findall(
            r"bad RMRR \[(0x[0-9a-f]+)-(0x[0-9a-f]+)\]", row["firmware_bug_lines"])}
        assert bad <= set(expected)
        named += len(bad)
        workarounds += "applying workaround" in row["firmware_bug_lines"]
        count += len(expected)
    assert len(rows) >= 110
    figure(f"{len(rows)} machines, {count} RMRRs found again; {named} that Linux called bad, "
           f"and {workarounds} with a wrong path, have no fault that the table shows")


# --- groups

def maps_of_logs():
    """(name, {device: group}); a device that was added again is where it was last."""
    lines = (pathlib.Path(DATA) / "iommu_groups_dmesg.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        machine, *_, groups = line.split("\t")  # a machine's name may have a tab
        members = {}
        for group in groups.split(";"):
            number, _, names = group.partition("=")
            members.update((name, int(number)) for name in names.split(","))
        yield machine, members


def blocks_of_listing(lines):
    """(group, devices, is_whole): with a headline for each group all of its members stand below it."""
    block = None
    for line in lines:
        single = re.match(rf"(?:/sys/kernel/iommu_groups/(\d+)/devices/|IOMMU Group (\d+) |(\d+) (?:-> )?)({FUNCTION}|\S+\.\S+)",
                          line)
        headline = re.match(r"\s*IOMMU group:? (\d+):?$", line.rstrip(), re.IGNORECASE)
        member = re.match(rf"\s+(?:Group Device: )?({FUNCTION}) ", line)
        if single:
            yield int(next(one for one in single.groups()[:3] if one)), [single.group(4)], False
        elif headline:
            if block:
                yield block
            block = (int(headline.group(1)), [], True)
        elif member:
            block[1].append(member.group(1))
        else:
            assert not re.search(rf"(^|\s|/){FUNCTION}", line), line
    if block:
        yield block


def maps_of_listings():
    """(name, {device: group}). Where a device or the headline of a group comes again, another machine begins."""
    text = (pathlib.Path(DATA) / "iommu_groups.txt").read_text(encoding="utf-8")
    for listing in re.split(r"^##### LISTING ", text, flags=re.MULTILINE)[1:]:
        name, *lines = listing.splitlines()
        members, headlines = {}, set()
        for group, names, is_whole in blocks_of_listing(line for line in lines if not line.startswith("#")):
            names = [f"0000:{one}" if re.fullmatch(r"..:..\..", one) else one for one in names]
            if any(one in members for one in names) or group in headlines:
                yield name, members
                members, headlines = {}, set()
            members.update((one, group) for one in names)
            if is_whole:
                headlines.add(group)
        yield name, members


def check_groups(top, name, members):
    tree = SysfsTree(top, "6.12.9")
    tree.add_intel_unit()
    for device, group in members.items():
        add = tree.add_pci if re.fullmatch(FUNCTION, device) else tree.add_platform
        add(device, group=group, unit="dmar0")
    document = json.loads(run_text("--json=short", "report", root=tree))
    check_document(document)
    expected = collections.defaultdict(set)
    for device, group in members.items():
        expected[group].add(device)
    assert {group["id"]: set(group["devices"]) for group in document["groups"]} == expected, name
    assert {one["name"]: one["group"] for one in document["devices"] if one["group"] is not None} == members, name


@pytest.mark.parametrize("maps, least", [(maps_of_logs, 138), (maps_of_listings, 13)],
                         ids=["logs", "listings"])
def test_group_maps(tmp_path, figure, maps, least):
    machines = groups = devices = largest = 0
    for name, members in maps():
        check_groups(tmp_path / str(machines), name, members)
        sizes = collections.Counter(members.values())
        machines, groups, devices = machines + 1, groups + len(sizes), devices + len(members)
        largest = max(largest, *sizes.values())
    assert machines >= least
    figure(f"{machines} group maps, {groups} groups with {devices} devices, up to {largest} in one group")
