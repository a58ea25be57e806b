# SPDX-License-Identifier: LGPL-2.1-or-later
"""decode vtd, decode amd and decode smmu: registers of any machine, field by field, and the questions behind them."""

import csv
import os
import pathlib

import pytest

import cli_program
from cli_program import run, run_json, run_text

CLIENT = ("d2008c40660462", "f050da")  # the machine of the 2022 report
SERVER = ("f9ed008cee780c66", "3fef9ea6f0efdf")
DATA = os.environ.get("IOMMU_DIAG_DATA")


def data_rows(name):
    if not DATA:
        pytest.skip("IOMMU_DIAG_DATA is not set: no test on real data")
    with open(pathlib.Path(DATA) / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def registers(document):
    """Each register put together again from its fields, which must hold each bit once."""
    values, positions = {}, {}
    for field in document["fields"]:
        high, _, low = field["bits"].rpartition(":")
        low = int(low)
        high = int(high) if high else low
        assert low == positions.get(field["register"], 0), field
        assert field["value"] < 1 << (high - low + 1), field
        values[field["register"]] = values.get(field["register"], 0) | field["value"] << low
        positions[field["register"]] = high + 1
    assert all(end == (32 if name == "FEATURES" else 64) for name, end in positions.items())
    return values


def values(document):
    return {key: answer["value"] for key, answer in document["answers"].items()}


def meaning(document, register, name):
    found = [one["meaning"] for one in document["fields"] if (one["register"], one["name"]) == (register, name)]
    assert len(found) == 1
    return found[0]


def test_machine_of_the_report():
    document = run_json("decode", "vtd", *CLIENT)
    assert (document["schema"], document["kind"]) == ("iommu-diag/decode/1", "vtd")
    assert values(document) == {
        "iova_bits": 39, "snoop_control": "yes", "device_tlb": "no", "page_walk_coherent": "no",
        "page_sizes": [4096, 2 << 20, 1 << 30], "queued_invalidation": "yes", "caching_mode": "no",
        "interrupt_remapping": "yes"}
    assert meaning(document, "CAP", "SAGAW") == "48-bit, 4-level tables only"
    assert meaning(document, "CAP", "MGAW") == "I/O virtual addresses of at most 39 bits"
    assert meaning(document, "CAP", "ND") == "256 domain ids"
    assert meaning(document, "CAP", "SLLPS") == "2 MiB and 1 GiB pages in the second stage (SSLPS)"
    assert document["answers"]["iova_bits"]["reason"] == "bounded by MGAW; the widest tables have 48 (SAGAW)"


def test_text_of_the_report():
    lines = run_text("decode", "vtd", *CLIENT).splitlines()
    assert lines[0].split() == ["REGISTER", "FIELD", "BITS", "VALUE", "MEANING"]
    assert lines[7].split(maxsplit=4) == ["CAP", "SAGAW", "12:8", "4", "48-bit, 4-level tables only"]
    text = "\n".join(lines)
    for answer in ("IOVA bits             39; bounded by MGAW;", "snoop control         yes;",
                   "ATS (device TLB)      no;", "page walks coherent   no;", "page sizes            4K 2M 1G;"):
        assert f"\n{answer}" in text
    assert "reserved" not in text and "(HPTS)" not in text, "what is reserved and 0 is left out"


@pytest.mark.parametrize("forms", [
    ("0xd2008c40660462", "0xf050da"), ("0Xd2008c40660462", "0Xf050da"), ("D2008C40660462", "F050DA"),
    ("00d2008c40660462", "0x0000000000f050da")], ids=" ".join)
def test_forms_of_numbers(forms):
    assert run_json("decode", "vtd", *forms) == run_json("decode", "vtd", *CLIENT)
    assert run_text("decode", "vtd", *forms) == run_text("decode", "vtd", *CLIENT)


@pytest.mark.parametrize("arguments, named", [
    (["vtd", "xyz", "0"], ["xyz", "CAP"]),
    (["vtd", "0", "xyz"], ["xyz", "ECAP"]),
    (["vtd", "0", ""], ["ECAP"]),
    (["vtd", "0x", "0"], ["0x", "CAP"]),
    (["vtd", " 1", "0"], [" 1", "CAP"]),
    (["vtd", "+1", "0"], ["+1", "CAP"]),
    (["vtd", "1g", "0"], ["1g", "CAP"]),
    (["vtd", "10000000000000000", "0"], ["10000000000000000", "CAP", "64 bits"]),
    (["vtd", "\x1b[31m", "0"], ["\\x1b[31m", "CAP"]),
    (["vtd", "0"], ["vtd", "CAP ECAP"]),
    (["vtd", "0", "0", "0"], ["vtd", "CAP ECAP"]),
    (["amd"], ["amd", "EFR [EFR2]"]),
    (["amd", "nothing"], ["nothing", "EFR"]),
    (["amd", "0", "0x1p3"], ["0x1p3", "EFR2"]),
    (["amd", "58f77ef22294a5a:0"], ["58f77ef22294a5a:0", "two arguments", "6.1 to 6.5 print EFR2 first"]),
    (["amd", "0", "0:58f77ef22294a5a"], ["0:58f77ef22294a5a", "two arguments"]),
    (["amd", "0", "0", "0"], ["amd", "EFR [EFR2]"]),
    (["smmu"], ["smmu", "FEATURES"]),
    (["smmu", "0", "0"], ["smmu", "FEATURES"]),
    (["smmu", "zero"], ["zero", "FEATURES"]),
    (["smmu", "100000000"], ["100000000", "FEATURES", "32 bits"]),
    (["arm", "0"], ["arm", "smmu"])], ids=str)
def test_usage_errors(arguments, named):
    result = run("decode", *arguments)
    assert (result.status, result.stdout) == (2, b"")
    assert all(word in result.message for word in named) and result.message.count("\n") == 1
    assert "\x1b" not in result.message


def test_negative_number_is_no_option():
    result = run("decode", "vtd", "--", "-1", "0")
    assert (result.status, result.stdout) == (2, b"")
    assert "-1" in result.message


def test_server_with_both_stages():
    document = run_json("decode", "vtd", *SERVER)
    assert registers(document) == {"CAP": int(SERVER[0], 16), "ECAP": int(SERVER[1], 16)}
    assert values(document)["iova_bits"] == 57 and values(document)["page_walk_coherent"] == "yes"
    assert "first stage, 56" in document["answers"]["iova_bits"]["reason"]


def test_reserved_bits_are_shown():
    text = run_text("decode", "vtd", "0x8000", "0xc000000000000000")
    assert "set: bit 15\n" in text and "set: bit 63\n" in text
    assert any(line.split()[1:6] == ["bit", "62", "(IRREQ)", "62", "1"] for line in text.splitlines())


def test_amd_with_one_and_two_registers():
    one = run_json("decode", "amd", "0xa5bf7320a2294aee")
    two = run_json("decode", "amd", "a5bf7320a2294aee", "0x53d")
    assert registers(one) == {"EFR": 0xA5BF7320A2294AEE}
    assert registers(two) == {"EFR": 0xA5BF7320A2294AEE, "EFR2": 0x53D}
    assert one["kernel_names"] == two["kernel_names"] == "PPR X2APIC NX [5] IA GA PC GA_vAPIC SNP".split()
    assert one["answers"] == two["answers"]
    assert values(one)["device_tlb"] == "unknown" and values(one)["dirty_tracking"] == "yes"
    assert "the kernel's words    PPR X2APIC NX [5] IA GA PC GA_vAPIC SNP\n" in \
        run_text("decode", "amd", "a5bf7320a2294aee")


def test_amd_without_features():
    document = run_json("decode", "amd", "0")
    assert document["kernel_names"] == []
    assert values(document)["iova_bits"] is None
    assert "the kernel's words    -\n" in run_text("decode", "amd", "0")


def test_every_bit_comes_back():
    for bit in range(64):
        value = f"{1 << bit:x}"
        assert registers(run_json("decode", "vtd", value, "0")) == {"CAP": 1 << bit, "ECAP": 0}
        assert registers(run_json("decode", "amd", "0", value)) == {"EFR": 0, "EFR2": 1 << bit}


def on_terminal(*arguments, columns=80):
    """The lines that a terminal of this width gets."""
    import pty  # noqa: PLC0415

    master, slave = pty.openpty()
    with os.fdopen(slave, "wb") as terminal:
        result = cli_program.execute(cli_program.PROGRAM, arguments, {"COLUMNS": str(columns), "NO_COLOR": "1"},
                                     stdout=terminal)
    assert (result.status, result.message) == (0, "")
    text = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        text += piece
    os.close(master)
    return text.decode().splitlines()


def test_terminal():
    plain = run_text("decode", "amd", "ffffffffffffffff", "ffffffffffffffff")
    wrapped = on_terminal("decode", "amd", "ffffffffffffffff", "ffffffffffffffff")
    assert max(map(len, wrapped)) <= 80 < max(map(len, plain.splitlines()))
    assert " ".join(plain.split()) == " ".join(" ".join(wrapped).split()), "wrapping loses nothing"
    assert len(on_terminal("decode", "vtd", *CLIENT, columns=20)) > len(on_terminal("decode", "vtd", *CLIENT))
    full = on_terminal("--full", "decode", "amd", "ffffffffffffffff", "ffffffffffffffff")
    assert full == plain.splitlines()


def test_smmu_word_of_the_kernel():
    document = run_json("decode", "smmu", "0x00008305")
    assert (document["kind"], registers(document)) == ("smmu", {"FEATURES": 0x8305})
    assert values(document) == {"page_walk_coherent": "yes", "device_tlb": "no", "first_stage": "yes",
                                "second_stage": "no", "range_invalidation": "yes"}
    assert [one["name"] for one in document["fields"] if one["value"]] == [
        "2_LVL_STRTAB", "TT_LE", "COHERENCY", "TRANS_S1", "RANGE_INV"]
    text = run_text("decode", "smmu", "8305")
    assert "\npage walks coherent   yes; COHERENCY is set;" in text and "reserved" not in text


@pytest.mark.parametrize("word, expected", [("0", "unknown"), ("fef", "unknown"), ("8000", "yes"), ("10000", "no")])
def test_smmu_range_invalidation_of_old_kernels(word, expected):
    assert values(run_json("decode", "smmu", word))["range_invalidation"] == expected


def test_smmu_bits_that_nobody_knows_are_shown():
    text = run_text("decode", "smmu", "82000000")
    assert "set: bits 25 31\n" in text


def test_no_legend():
    lines = run_text("decode", "vtd", *CLIENT).splitlines()
    assert run_text("--no-legend", "decode", "vtd", *CLIENT).splitlines() == lines[1:]


def test_no_machine_is_looked_at(tmp_path):
    assert run_text("decode", "vtd", *CLIENT, root=tmp_path / "absent") == run_text("decode", "vtd", *CLIENT)


def test_full_device():
    for mode in ("off", "short", "pretty"):
        with open("/dev/full", "wb") as full:
            result = run(f"--json={mode}", "decode", "vtd", *CLIENT, stdout=full)
        assert result.status == 1 and "No space left on device" in result.message


def test_real_vtd_pairs():
    pairs = {(row["cap"], row["ecap"]) for row in data_rows("vtd_caps.tsv")}
    assert len(pairs) >= 30
    for cap, ecap in pairs:
        document = run_json("decode", "vtd", cap, ecap)
        assert registers(document) == {"CAP": int(cap, 16), "ECAP": int(ecap, 16)}
        assert 36 <= values(document)["iova_bits"] <= 57


def test_real_amd_values():
    rows = {(row["efr"], row["efr2"], row["kernel_decoded_names"]) for row in data_rows("amd_efr.tsv")}
    checked = 0
    for efr, efr2, names in rows:
        if efr.startswith("("):
            continue
        document = run_json("decode", "amd", efr, *([efr2] if efr2 else []))
        expected = {"EFR": int(efr, 16), **({"EFR2": int(efr2, 16)} if efr2 else {})}
        assert registers(document) == expected
        if names and not names.startswith("("):
            assert document["kernel_names"] == names.split()
            checked += 1
    assert checked >= 12
