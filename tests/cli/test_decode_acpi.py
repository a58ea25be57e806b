# SPDX-License-Identifier: LGPL-2.1-or-later
"""`decode acpi`: what it takes, what it refuses, and its two forms, on tables made here."""

import os
import struct

import pytest

from cli_program import run, run_json, run_text


def acpi_table(signature, body, revision=1, oem=b"MAKER "):
    """Header and body, with the length and the checksum as they should be."""
    table = bytearray(struct.pack("<4sIBB6s8sI4sI", signature, 36 + len(body), revision, 0, oem, b"BOARD", 2, b"TOOL", 3))
    table += body
    table[9] = -sum(table) % 256
    return bytes(table)


def dmar(*structures):
    return acpi_table(b"DMAR", struct.pack("<BB10x", 38, 1) + b"".join(structures))


def drhd(base, flags=0, scopes=b""):
    return struct.pack("<HHBBHQ", 0, 16 + len(scopes), flags, 0, 0, base) + scopes


def rmrr(first, last, scopes=b""):
    return struct.pack("<HHHHQQ", 1, 24 + len(scopes), 0, 0, first, last) + scopes


SCOPE = bytes([1, 10, 0, 0, 0, 0x80, 0x1C, 4, 0, 1])
GOOD = dmar(drhd(0xFED90000, scopes=SCOPE), drhd(0xFED91000, flags=1), rmrr(0x7B800000, 0x7FFFFFFF, SCOPE))
VIOT = acpi_table(b"VIOT", struct.pack("<HH8x", 2, 48) + struct.pack("<BxHHH8x", 3, 16, 0, 0x10) +
                  struct.pack("<BxHIHHHHH6x", 1, 24, 0x1000, 0, 0, 0x1000, 0x10FF, 48))
IVRS = acpi_table(b"IVRS", struct.pack("<I8x", 0x00203041) +
                  struct.pack("<BBHHHQHHIQQ", 0x40, 0x30, 40 + 8 + 22 + 7, 2, 0x40, 0xFEB80000, 0, 0, 0, 0x4F77EF22294ADA, 0) +
                  struct.pack("<BHBIBHB", 3, 3, 0, 0xFFFF << 8 | 4, 0xF0, 0xA5, 0x40) +
                  struct.pack("<8s8sBB7s", b"AMDI0020", b"", 2, 7, b"\\_SB.U0") +
                  struct.pack("<BBHHH8xQQ", 0x21, 8, 32, 0x300, 0, 0x3BC95000, 0x26000))
IORT = acpi_table(b"IORT", struct.pack("<III", 2, 48, 0) + struct.pack("<BHBIIIII", 0, 24, 0, 7, 0, 0, 1, 5) +
                  struct.pack("<BHBIIII3xBIIBHB", 2, 56, 3, 8, 1, 36, 1, 1, 1, 0, 48, 20, 0) +
                  struct.pack("<IIIII", 0, 0xFFFF, 0x10000, 48, 0))


@pytest.fixture(name="save")
def make_save(tmp_path):
    def save(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        return path
    return save


def decode(*paths):
    document = run_json("decode", "acpi", *paths)
    assert (document["schema"], document["kind"]) == ("iommu-diag/decode/1", "acpi")
    return document["tables"]


def test_header(save):
    path = save("good", GOOD)
    table, = decode(path)
    assert {key: table[key] for key in list(table)[:10]} == {
        "file": str(path), "signature": "DMAR", "length": len(GOOD), "revision": 1, "checksum_ok": "yes",
        "oem_id": "MAKER ", "oem_table_id": "BOARD", "oem_revision": "0x00000002", "creator_id": "TOOL",
        "creator_revision": "0x00000003"}
    assert (table["notes"], table["notes_left_out"]) == ([], 0)


def test_dmar(save):
    table, = decode(save("good", GOOD))
    assert (table["host_address_bits"], table["flags"]) == (39, ["interrupt-remapping"])
    first, second, third = table["structures"]
    scopes = [{"type": "endpoint", "type_code": 1, "flags": "0x00", "enumeration_id": 0, "path": "80:1c.4/00.1"}]
    assert first == {"type": "drhd", "offset": 48, "length": 26, "segment": 0, "flags": [],
                     "address": "0x00000000fed90000", "register_bytes": 4096, "scopes": scopes}
    assert (second["flags"], second["scopes"]) == (["include-pci-all"], [])
    assert third == {"type": "rmrr", "offset": 90, "length": 34, "segment": 0, "flags": [],
                     "first": "0x000000007b800000", "last": "0x000000007fffffff", "scopes": scopes}


def test_ivrs(save):
    table, = decode(save("ivrs", IVRS))
    assert (table["physical_address_bits"], table["virtual_address_bits"], table["flags"]) == (48, 64, ["efr"])
    unit, memory = table["blocks"]
    entries = unit.pop("entries")
    assert unit == {"type": "ivhd-40h", "offset": 48, "length": 77, "segment": 0, "flags": ["remote-iotlb", "coherent"],
                    "unit": "00:00.2", "capability_offset": "0x0040", "address": "0x00000000feb80000",
                    "info": "0x0000", "attributes": "0x00000000", "efr": "0x004f77ef22294ada",
                    "efr2": "0x0000000000000000"}
    assert entries == [
        {"type": "range", "offset": 88, "first": "00:00.3", "last": "ff:1f.7", "settings": "0x00"},
        {"type": "acpi", "offset": 96, "first": "00:14.5", "last": "00:14.5", "settings": "0x40", "hid": "AMDI0020",
         "cid": "", "uid": "\\x5c_SB.U0"}]
    assert memory == {"type": "ivmd-one", "offset": 125, "length": 32, "segment": 0, "flags": ["exclusion"],
                      "device_first": "03:00.0", "device_last": "03:00.0", "first": "0x000000003bc95000",
                      "last": "0x000000003bcbafff"}
    assert table["notes"] == []


def test_iort(save):
    table, = decode(save("iort", IORT))
    its, root = table["nodes"]
    assert its == {"type": "its-group", "offset": 48, "length": 24, "revision": 0, "id": 7, "flags": [], "its": [5],
                   "maps": []}
    maps = [{"offset": 108, "input": "0x00000000", "count": 65536, "output": "0x00010000", "reference": 48, "flags": []}]
    assert root == {"type": "root-complex", "offset": 72, "length": 56, "revision": 3, "id": 8, "flags": [],
                    "cache_coherency": 1, "hints": [], "access": ["coherent-path"], "address_limit_bits": 48,
                    "segment": 0, "ats": ["ats"], "pasid_capabilities": "0x0014", "maps": maps}
    assert table["notes"] == []


def iort_node(kind, data):
    return struct.pack("<BHBIII", kind, 16 + len(data), 5, kind, 0, 0) + data


def test_iort_numbers_and_bits(save):
    """What stands between or beside the flags of nodes, on values that no real table had."""
    nodes = [
        iort_node(1, struct.pack("<IIB2xBB7s", 16 << 1 | 1, 1, 0x15, 4, 40, b"\\_SB.A")),
        iort_node(3, struct.pack("<QQ7I", 0x15000000, 0x10000, 9, 2, 0, 0, 0, 0, 0)),
        iort_node(4, struct.pack("<QI4xQ7I", 0x14F80000, 2 << 1 | 8, 0, 7, 1, 2, 3, 4, 5, 6)),
        iort_node(5, struct.pack("<QIIQ", 0x1000, 33, 0, 0x2000)),
        iort_node(6, struct.pack("<IIIQQI", 0xA5 << 2 | 3, 1, 28, 0x80000000, 0x10000, 0)),
        iort_node(7, struct.pack("<QH5s", 0x2F000000, 6, b"\\IWB"))]
    table, = decode(save("iort", acpi_table(b"IORT", struct.pack("<III", len(nodes), 48, 0) + b"".join(nodes), 5)))
    assert table["notes"] == []
    component, smmu, smmuv3, pmcg, rmr, iwb = table["nodes"]
    assert (component["flags"], component["pasid_bits"]) == (["stall"], 16)
    assert component["hints"] == ["transient", "read-allocate", "bit 4"]
    assert (component["access"], component["address_limit_bits"]) == (["write-back-override"], 40)
    assert (smmu["flags"], smmu["model"], smmu["model_code"]) == (["coherent-walk"], None, 9)
    assert (smmuv3["flags"], smmuv3["httu_override"]) == (["proximity-valid"], 2)
    assert [smmuv3[key] for key in ("model_code", "event_interrupt", "pri_interrupt", "error_interrupt", "sync_interrupt",
                                    "proximity_domain", "device_id_map")] == [7, 1, 2, 3, 4, 5, 6]
    assert (pmcg["address"], pmcg["address1"], pmcg["interrupt"], pmcg["reference"]) == (
        "0x0000000000001000", "0x0000000000002000", 33, 0)
    assert (rmr["flags"], rmr["attributes"]) == (["remap-permitted", "privileged"], 0xA5)
    assert rmr["regions"][0] | {"offset": 0} == {
        "offset": 0, "first": "0x0000000080000000", "last": "0x000000008000ffff"}
    assert (iwb["address"], iwb["index"], iwb["name"]) == ("0x000000002f000000", 6, "\\x5cIWB")


def test_viot(save):
    table, = decode(save("viot", VIOT))
    assert table["nodes"] == [
        {"type": "virtio-iommu-pci", "offset": 48, "length": 16, "segment": 0, "function": "00:02.0"},
        {"type": "pci-range", "offset": 64, "length": 24, "endpoint": 4096, "segment_first": 0, "segment_last": 0,
         "function_first": "10:00.0", "function_last": "10:1f.7", "reference": 48}]
    assert table["notes"] == []


def test_text(save):
    lines = run_text("decode", "acpi", save("good", GOOD)).splitlines()
    assert lines[1:] == [
        "  124 bytes, revision 1, checksum ok, OEM MAKER BOARD 0x2, creator TOOL 0x3",
        "  host address width 39 bits, interrupt-remapping",
        "  0x0030  drhd 0x00000000fed90000 4K, segment 0000: 80:1c.4/00.1",
        "  0x004a  drhd 0x00000000fed91000 4K, segment 0000, include-pci-all",
        "  0x005a  rmrr 0x000000007b800000-0x000000007fffffff, segment 0000: 80:1c.4/00.1"]


def test_text_of_all_kinds(save):
    text = run_text("decode", "acpi", save("a", GOOD), save("b", IVRS), save("c", IORT), save("d", VIOT))
    for line in ("    00:00.3-ff:1f.7", "    00:14.5 is AMDI0020 _SB.U0, settings 0x40",
                 "  0x0030  its-group 5", "    ids 0x00000000-0x0000ffff to 0x00010000 at 0x0030",
                 "  0x0030  virtio-iommu-pci segment 0000, 00:02.0"):
        assert line in text
    assert text.count("\n\n") == 3


def test_notes_come_last(save):
    path = save("bad", dmar(drhd(0xFED90000), rmrr(0x2000, 0x1FFF)))
    note = "an RMRR ends at 0x1fff, below its base 0x2000"
    assert run_text("decode", "acpi", path).splitlines()[-3:] == [
        "  Notes:", f"  0x0040  warning: {note}", "  0x0040  notice: an RMRR is for no device"]
    table, = decode(path)
    assert table["notes"][0] == {"offset": 64, "severity": "warning", "text": note}


def test_notes_are_bounded(save):
    table, = decode(save("many", dmar(*[b"\x63\0\4\0"] * 300)))
    assert (len(table["notes"]), table["notes_left_out"]) == (256, 44)
    assert "  and 44 more\n" in run_text("decode", "acpi", save("many", dmar(*[b"\x63\0\4\0"] * 300)))


REFUSED = {
    "empty": (b"", "is not a DMAR, IVRS, IORT or VIOT table"),
    "short": (GOOD[:35], "is not a DMAR, IVRS, IORT or VIOT table"),
    "other": (acpi_table(b"FACP", bytes(100)), "is not a DMAR, IVRS, IORT or VIOT table"),
    "text": (b"[000h 0000   4]  Signature : \"DMAR\"\n" * 9, "is not a DMAR, IVRS, IORT or VIOT table"),
    "large": (GOOD + bytes(1024 * 1024 + 1 - len(GOOD)), "is larger than 1048576 bytes"),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("mode", ["off", "short", "pretty"])
def test_refused(save, name, mode):
    data, reason = REFUSED[name]
    path = save(name, data)
    result = run("decode", "acpi", f"--json={mode}", path)
    assert (result.status, result.message) == (1, f"iommu-diag: {path}: {reason}\n")


def test_largest(save):
    table, = decode(save("full", GOOD + bytes(1024 * 1024 - len(GOOD))))
    assert [note["text"] for note in table["notes"]] == [f"{1024 * 1024 - len(GOOD)} bytes follow the table"]


def test_not_a_regular_file(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    for path in (tmp_path, tmp_path / "fifo", "/dev/zero"):
        result = run("decode", "acpi", path)
        assert (result.status, result.message) == (1, f"iommu-diag: {path}: is not a regular file\n")
    result = run("decode", "acpi", tmp_path / "none")
    assert (result.status, result.text) == (1, "")
    assert result.message == f"iommu-diag: {tmp_path}/none: can't be read: No such file or directory\n"


@pytest.mark.parametrize("mode", ["off", "short"])
def test_the_others_are_decoded(save, tmp_path, mode):
    good, viot = save("good", GOOD), save("viot", VIOT)
    result = run("decode", "acpi", f"--json={mode}", tmp_path, good, tmp_path / "none", viot)
    assert result.status == 1
    assert len(result.message.splitlines()) == 2
    expected = run("decode", "acpi", f"--json={mode}", good, viot)
    assert (expected.status, result.text) == (0, expected.text)


def test_hostile_names(save):
    andd = struct.pack("<HH3xB", 4, 8 + 12, 1) + b"\x1b[2J\n\xe2\x80\xae\xff\0\0\0"
    path = save("hostile\x1b[1m", acpi_table(b"DMAR", struct.pack("<BB10x", 38, 0) + andd, oem=b"\x07\x9b\n\"\\\0"))
    text = run_text("decode", "acpi", path)
    assert not [char for char in text if (ord(char) < 0x20 and char != "\n") or ord(char) > 0x7E]
    table, = decode(path)
    assert table["oem_id"] == "\\x07\\x9b\\x0a\"\\x5c"
    assert table["structures"][0]["name"] == "\\x1b[2J\\x0a\\xe2\\x80\\xae\\xff"


def test_usage():
    result = run("decode", "acpi")
    assert (result.status, result.text) == (2, "")
