# SPDX-License-Identifier: LGPL-2.1-or-later
"""`decode acpi` on the tables of real machines, field by field against what iasl printed for them.

The tables are not part of the project: IOMMU_DIAG_DATA names the directory that has them.
Every field that iasl shows is compared, or stands in one of the lists of what is not.
"""

import functools
import os
import pathlib
import re

import pytest

import iasl_text
from cli_program import run, run_json

DATA = os.environ.get("IOMMU_DIAG_DATA")
pytestmark = pytest.mark.skipif(not DATA, reason="IOMMU_DIAG_DATA is not set: no test on real tables")

# Shown by iasl, and not by us: reserved, or of no use for an IOMMU.
NOT_SHOWN = {"Reserved", "Padding", "Context Interrupt", "PMU Interrupt", "NSgIrpt", "NSgIrpt Flags", "NSgCfgIrpt",
             "NSgCfgIrpt Flags", "Global Interrupt Offset", "Context Interrupt Offset", "PMU Interrupt Offset",
             "Memory Properties", "Checksum", "FieldName"}

DMAR_TYPES = ["drhd", "rmrr", "atsr", "rhsa", "andd", "satc", "sidp"]
SCOPE_TYPES = [None, "endpoint", "bridge", "ioapic", "hpet", "namespace"]
BLOCK_TYPES = {0x10: "ivhd-10h", 0x11: "ivhd-11h", 0x40: "ivhd-40h", 0x20: "ivmd-all", 0x21: "ivmd-one",
               0x22: "ivmd-range"}
ENTRY_TYPES = {1: "all", 2: "select", 3: "range", 0x42: "alias", 0x43: "alias-range", 0x46: "extended",
               0x47: "extended-range", 0x48: "special", 0xF0: "acpi"}
PADS = (0x00, 0x40)
NODE_TYPES = ["its-group", "named-component", "root-complex", "smmu", "smmuv3", "pmcg", "rmr", "iwb"]

# The words for bits, from bit 0 on, and those that iasl has for the same bits.
DMAR_FLAGS = ["interrupt-remapping", "x2apic-opt-out", "dma-control-opt-in", "remapping-opt-out"]
STRUCTURE_FLAGS = {"drhd": ["include-pci-all"], "atsr": ["all-ports"], "satc": ["atc-required"]}
UNIT_FLAGS = ["ht-tunnel", "pass-posted-writes", "response-pass-posted-writes", "isochronous", "remote-iotlb",
              "coherent", "prefetch", "ppr"]
MEMORY_FLAGS = ["unity", "read", "write", "exclusion"]
SUBFIELDS = {
    "HtTunEn": "ht-tunnel", "PassPW": "pass-posted-writes", "ResPassPW": "response-pass-posted-writes",
    "Isoc Control": "isochronous", "Iotlb Support": "remote-iotlb", "Coherent": "coherent",
    "Prefetch Support": "prefetch", "PPR Support": "ppr", "Unity": "unity", "Readable": "read", "Writeable": "write",
    "Exclusion Range": "exclusion", "DVM Supported": "dvm", "Coherent Walk": "coherent-walk",
    "COHACC Override": "cohacc-override", "Proximity Domain Valid": "proximity-valid",
    "DeviceID Valid": "device-id-valid", "Single Mapping": "single", "Transient": "transient",
    "Write Allocate": "write-allocate", "Read Allocate": "read-allocate", "Override": "override",
    "Coherency": "coherent-path", "Device Attribute": "cacheable-shareable",
    "Ensured Coherency of Accesses": "write-back-override",
}


class Comparison:
    """Counts what agrees, and keeps what doesn't."""

    def __init__(self):
        self.tables = self.fields = 0
        self.differences = []

    def same(self, where, ours, theirs):
        self.fields += 1
        if ours != theirs:
            self.differences.append(f"{where}: {ours!r} is not {theirs!r}")

    def fields_of(self, where, part, expected):
        """expected: the name of each field and what it should be, from our document."""
        for field in part.fields:
            if field.name in NOT_SHOWN:
                continue
            name = f"{where} {field.name} at {field.offset:#x}"
            if field.name not in expected:
                self.differences.append(f"{name} is not looked at")
                continue
            ours = expected[field.name]
            if ours is SKIPPED:
                continue
            self.same(name, ours, field.text if isinstance(ours, str) else field.number)

    def bits(self, where, ours, field, words=None):
        """A list of words against the number, and against what iasl says of its bits."""
        if words is not None:
            theirs = [words[bit] if bit < len(words) else f"bit {bit}" for bit in range(32) if field.number >> bit & 1]
            self.same(f"{where} {field.name}", ours, theirs)
        for name, value in field.subfields.items():
            if name in SUBFIELDS:
                self.same(f"{where} {name}", int(SUBFIELDS[name] in ours), value)


SKIPPED = object()  # compared elsewhere


def number(text):
    """Of our hex, or our unescaped number."""
    return int(text, 16) if isinstance(text, str) else text


def device_id(text):
    bus, device, function = re.fullmatch(r"([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])", text).groups()
    return int(bus, 16) << 8 | int(device, 16) << 3 | int(function)


def unescape(text):
    return re.sub(r"\\x([0-9a-f]{2})", lambda match: chr(int(match.group(1), 16)), text)


def printable(text):
    """Of what is no printable ASCII, iasl shows a blank."""
    return "".join(char if " " <= char <= "~" else " " for char in unescape(text))


def compare_header(result, where, table, head, extra):
    result.fields_of(where, head, {
        "Signature": table["signature"], "Table Length": table["length"], "Revision": table["revision"],
        "Oem ID": printable(table["oem_id"]), "Oem Table ID": printable(table["oem_table_id"]),
        "Oem Revision": number(table["oem_revision"]), "Asl Compiler ID": printable(table["creator_id"]),
        "Asl Compiler Revision": number(table["creator_revision"]), **extra})


def pair_up(result, where, ours, theirs):
    """Both by their offsets, which must be the same ones in the same order."""
    result.same(f"{where} offsets", [one["offset"] for one in ours], [part.offset for part in theirs])
    return zip(ours, theirs) if len(ours) == len(theirs) else ()


def compare_scope(result, where, scope, part):
    path = ["%02x.%x" % tuple(int(byte, 16) for byte in field.value.split()[0].split(","))
            for field in part.fields if field.name == "PCI Path"]
    bus = part.get("PCI Bus Number").number
    result.same(f"{where} path", scope["path"], f"{bus:02x}:{'/'.join(path)}")
    result.same(f"{where} type", scope["type"], SCOPE_TYPES[part.type])
    result.fields_of(where, part, {
        "Device Scope Type": scope["type_code"], "Entry Length": 6 + 2 * len(scope["path"][3:].split("/")),
        "Enumeration ID": scope["enumeration_id"], "PCI Bus Number": SKIPPED, "PCI Path": SKIPPED})


def compare_dmar(result, where, table, text):
    head, parts = iasl_text.parse_dmar(text)
    compare_header(result, where, table, head,
                   {"Host Address Width": table["host_address_bits"] - 1, "Flags": SKIPPED})
    result.bits(where, table["flags"], head.get("Flags"), DMAR_FLAGS)
    for structure, part in pair_up(result, where, table["structures"], parts):
        name = f"{where} {structure['type']} at {structure['offset']:#x}"
        result.same(f"{name} type", structure["type"], DMAR_TYPES[part.type])
        expected = {"Subtable Type": DMAR_TYPES.index(structure["type"]), "Length": structure["length"], "Flags": SKIPPED}
        expected |= {theirs: number(structure[ours]) for theirs, ours in {
            "PCI Segment Number": "segment", "Register Base Address": "address",
            "Base Address": "first" if structure["type"] == "rmrr" else "address", "End Address (limit)": "last",
            "Proximity Domain": "proximity_domain", "Device Number": "device_number"}.items() if ours in structure}
        if "name" in structure:
            expected["Device Name"] = unescape(structure["name"])
        result.fields_of(name, part, expected)
        if "Flags" in part.names():
            result.bits(name, structure["flags"], part.get("Flags"), STRUCTURE_FLAGS[structure["type"]])
        if part.is_unknown:  # to this iasl
            continue
        result.same(f"{name} scopes", len(structure.get("scopes", [])), len(part.parts))
        for scope, inner in zip(structure.get("scopes", []), part.parts):
            compare_scope(result, f"{name} scope at {inner.offset:#x}", scope, inner)


def join_ranges(parts):
    """iasl's entries without pads, and the end of a range as a part of its start."""
    joined = []
    for part in parts:
        if part.type == 0x04:
            joined[-1].parts.append(part)
        elif part.type not in PADS:
            joined.append(part)
    return joined


def compare_entry(result, name, entry, part):
    result.same(f"{name} type", entry["type"], ENTRY_TYPES[part.type])
    expected = {"Subtable Type": SKIPPED, "Entry Type": SKIPPED, "Device ID": device_id(entry["first"]),
                "Data Setting": number(entry["settings"])}
    if "alias" in entry:
        expected["Source Used Device ID"] = device_id(entry["alias"])
    if entry["type"] == "special":
        expected |= {"Handle": entry["handle"], "Variety": {"ioapic": 1, "hpet": 2}[entry["variety"]]}
    if entry["type"] == "acpi":
        uid = entry["uid"]
        expected |= {"ACPI HID": unescape(entry["hid"]), "ACPI CID": unescape(entry["cid"]),
                     "UID Format": 0 if uid is None else 2 if isinstance(uid, str) else 1,
                     "UID Length": len(unescape(uid)) if isinstance(uid, str) else SKIPPED,
                     "UID": unescape(uid) if isinstance(uid, str) else SKIPPED}
    result.fields_of(name, part, expected)
    if "Device ID" in part.names() and entry["type"] != "all":
        last = part.parts[0].get("Device ID").number if part.parts else part.get("Device ID").number
        result.same(f"{name} last", device_id(entry["last"]), last)


def compare_block(result, name, block, part):
    expected = {"Subtable Type": part.type, "Length": block["length"], "Flags": SKIPPED}
    if "unit" in block:
        expected |= {"DeviceId": device_id(block["unit"]), "Capability Offset": number(block["capability_offset"]),
                     "Base Address": number(block["address"]), "PCI Segment Group": block["segment"],
                     "Virtualization Info": number(block["info"])}
        expected |= {theirs: number(block[ours]) for theirs, ours in {
            "Feature Reporting": "features", "Attributes": "attributes", "EFR Image": "efr"}.items() if ours in block}
    else:
        first, last = number(block["first"]), number(block["last"])
        expected |= {"DeviceId": device_id(block["device_first"]), "Start Address": first,
                     "Memory Length": last - first + 1,
                     "Auxiliary Data": device_id(block["device_last"]) if part.type == 0x22 else SKIPPED}
    result.fields_of(name, part, expected)
    if "Flags" in part.names():
        result.bits(name, block["flags"], part.get("Flags"), UNIT_FLAGS if "unit" in block else MEMORY_FLAGS)
    else:
        result.bits(name, block["flags"], part.fields[0])


def compare_ivrs(result, where, table, text):
    head, parts = iasl_text.parse_ivrs(text)
    compare_header(result, where, table, head, {"Virtualization Info": number(table["info"])})
    known = [part for part in parts if part.type in BLOCK_TYPES]
    for block, part in pair_up(result, where, table["blocks"], known):
        name = f"{where} {block['type']} at {block['offset']:#x}"
        result.same(f"{name} type", block["type"], BLOCK_TYPES[part.type])
        compare_block(result, name, block, part)
        if part.is_unknown:  # to this iasl
            continue
        for entry, inner in pair_up(result, name, block.get("entries", []), join_ranges(part.parts)):
            compare_entry(result, f"{name} entry at {entry['offset']:#x}", entry, inner)


def compare_map(result, name, mapping, part):
    result.fields_of(name, part, {
        "Input base": number(mapping["input"]), "ID Count": mapping["count"] - 1,
        "Output Base": number(mapping["output"]), "Output Reference": mapping["reference"], "Flags": SKIPPED})
    result.bits(name, mapping["flags"], part.get("Flags"), ["single"])


def compare_node(result, name, node, part):
    limit = node.get("address_limit_bits")
    maps = node["maps"]
    expected = {"Type": NODE_TYPES.index(node["type"]), "Length": node["length"], "Revision": node["revision"],
                "Mapping Count": len(maps), "Mapping Offset": maps[0]["offset"] - node["offset"] if maps else SKIPPED,
                "Hints": SKIPPED, "Memory Flags": SKIPPED, "Flags": SKIPPED,
                # Linux doesn't look at the limit of a root complex before revision 1, and we show none
                "Memory Size Limit": SKIPPED if limit is None and node["revision"] < 1 else limit,
                "PASID Capabilities": number(node.get("pasid_capabilities") or "0")}
    expected |= {theirs: number(node[ours]) for theirs, ours in {
        "Base Address": "address", "Span": "register_bytes", "Model": "model_code",
        "Context Interrupt Count": "context_interrupts", "PMU Interrupt Count": "pmu_interrupts",
        "VATOS Address": "vatos", "Event GSIV": "event_interrupt", "PRI GSIV": "pri_interrupt",
        "GERR GSIV": "error_interrupt", "Sync GSIV": "sync_interrupt", "Proximity Domain": "proximity_domain",
        "Device ID Mapping Index": "device_id_map", "PCI Segment Number": "segment",
        "Cache Coherency": "cache_coherency"}.items() if ours in node}
    if "ats" in node:
        expected["ATS Attribute"] = sum(1 << ["ats", "pri", "pasid-forward"].index(word) for word in node["ats"])
    if "its" in node:
        expected |= {"ItsCount": len(node["its"]), "Identifiers": node["its"][0]}
    if node["type"] == "named-component":
        expected |= {"Device Name": unescape(node["name"]), "Node Flags": int("stall" in node["flags"]) | node["pasid_bits"] << 1}
    result.fields_of(name, part, expected)
    for theirs, ours in {"Hints": "hints", "Memory Flags": "access", "Flags": "flags"}.items():
        if theirs in part.names():
            result.bits(name, node[ours], part.get(theirs))
            result.same(f"{name} {theirs} is 0", node[ours] == [], part.get(theirs).number == 0)
    if "httu_override" in node:
        result.same(f"{name} HTTU", node["httu_override"], part.get("Flags").subfields.get("HTTU Override", 0))


def compare_iort(result, where, table, text):
    head, parts = iasl_text.parse_iort(text)
    compare_header(result, where, table, head, {"Node Count": table["node_count"],
                                                "Node Offset": table["nodes"][0]["offset"]})
    for node, part in pair_up(result, where, table["nodes"], parts):
        name = f"{where} {node['type']} at {node['offset']:#x}"
        compare_node(result, name, node, part)
        for mapping, inner in pair_up(result, name, node["maps"], part.parts):
            compare_map(result, f"{name} map at {mapping['offset']:#x}", mapping, inner)


COMPARE = {"DMAR": compare_dmar, "IVRS": compare_ivrs, "IORT": compare_iort}


def table_files():
    files = sorted((pathlib.Path(DATA) / "acpi").glob("*.bin"))
    assert files, f"{DATA} has no acpi/*.bin"
    return files


@functools.cache
def decoded():
    """All tables by their names, out of one run."""
    tables = run_json("decode", "acpi", *table_files())["tables"]
    return {pathlib.Path(table["file"]).name: table for table in tables}


def oracle_for(path, tmp_path):
    """The text of iasl, and the table decoded from the bytes that it was made of."""
    text = path.with_suffix(".dsl").read_text(encoding="utf-8", errors="replace")
    raw = iasl_text.parse_raw(text)
    if not raw or raw == path.read_bytes():
        return text, decoded()[path.name]
    copy = tmp_path / path.name
    copy.write_bytes(raw)
    return text, run_json("decode", "acpi", copy)["tables"][0]


@pytest.mark.parametrize("signature", COMPARE)
def test_fields_are_those_of_iasl(signature, tmp_path, capsys):
    result = Comparison()
    for path in table_files():
        if decoded()[path.name]["signature"] == signature and path.with_suffix(".dsl").exists():
            text, table = oracle_for(path, tmp_path)
            COMPARE[signature](result, path.name, table, text)
            result.tables += 1
    with capsys.disabled():
        print(f"\n{signature}: {result.tables} tables and {result.fields} fields compared, "
              f"{len(result.differences)} differences")
    assert result.differences == []
    assert result.tables > 10


def test_every_table_is_decoded():
    assert sorted(decoded()) == [path.name for path in table_files()]
    for path in table_files():
        data, table = path.read_bytes(), decoded()[path.name]
        length = int.from_bytes(data[4:8], "little")
        assert (table["signature"], table["length"]) == (data[:4].decode(), length)
        whole = "unknown" if length > len(data) else "no" if sum(data[:length]) % 256 else "yes"
        assert table["checksum_ok"] == whole, path.name
        assert table["notes_left_out"] == 0


def test_text_of_every_table():
    result = run("decode", "acpi", *table_files(), env={"COLUMNS": "80"})
    assert (result.status, result.message) == (0, "")
    for line in result.text.splitlines():
        assert len(line) <= 80 or " " not in line.strip() or line.startswith(("DMAR ", "IVRS ", "IORT ", "VIOT ")), line
        assert line == line.rstrip()


def notes_of(name):
    return {(note["offset"], note["severity"]): note["text"] for note in decoded()[name]["notes"]}


def test_tables_that_are_known_to_be_wrong():
    for name in ("41C7BA241943", "930650D3950C", "F4301A2723AE", "F9685D1E4132"):
        assert notes_of(f"{name}.IVRS.bin") == {(0x1C4, "info"): "a block of the unknown type 51h is skipped"}
    assert "not made of whole 4 KiB pages" in notes_of("795F37601A0A.DMAR.bin")[(0x78, "warning")]
    assert "registers at 0" in notes_of("188EB681251A.DMAR.bin")[(0x60, "warning")]
    damaged = notes_of("microsoft-surface-pro-12-in.IORT.bin")
    assert "347979759 bytes, but there are 5752" in damaged[(4, "critical")]
    assert decoded()["microsoft-surface-pro-12-in.IORT.bin"]["nodes"] == []


def test_most_tables_have_nothing_wrong():
    wrong = [name for name, table in decoded().items() if table["notes"]]
    assert len(wrong) == 9, wrong
