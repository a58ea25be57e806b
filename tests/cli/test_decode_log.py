# SPDX-License-Identifier: LGPL-2.1-or-later
"""iommu-diag decode log: what real logs say must be found, and nothing else.

What is expected of a real record is read from it here, by regular expressions that share
nothing with the program.
"""

import json
import os
import pathlib
import pty
import re
import tty

import pytest

from cli_program import execute, PROGRAM, run

DATA = os.environ.get("IOMMU_DIAG_DATA")
HEAD = re.compile(r"^@ (\d+) kind=(\w+) kernel=(.*)$", re.MULTILINE)

# Lines of IOMMU drivers that report no fault, and a driver that we don't know.
NO_FAULT = re.compile(r"Firmware Warn|already mapped")

KEYS = {"driver", "time", "unit", "device", "stream", "access", "address", "interrupt_index", "has_pasid", "pasid",
        "flags", "reason_code", "reason", "explanation", "text"}


def decode(text, *options):
    """The faults in a text that comes by standard input, as JSON."""
    data = text if isinstance(text, bytes) else text.encode()
    result = execute(PROGRAM, ["--json=short", "decode", "log", *options], stdin=None, input=data)
    assert (result.status, result.stderr) == (0, b"")
    document = json.loads(result.stdout)
    assert (document["schema"], document["kind"]) == ("iommu-diag/decode/1", "log")
    for fault in document["faults"]:
        assert set(fault) == KEYS
        assert fault["address"] is None or re.fullmatch("0x[0-9a-f]{16}", fault["address"])
    return document["faults"]


def decode_one(text):
    faults = decode(text)
    assert len(faults) == 1, faults
    return faults[0]


def records():
    text = (pathlib.Path(DATA) / "faults.txt").read_text()
    pieces = HEAD.split(text)[1:]
    for number, kind, _, body in zip(*[iter(pieces)] * 4):
        lines = [line.replace("\xa0", " ") for line in body.strip("\n").split("\n")
                 if line and not line.startswith("SRC ")]
        yield int(number), kind, "\n".join(lines)


def unwrapped(text):
    """One line, without the marks of diffs and mails."""
    return " ".join(re.sub(r"^[-+>\s]+", "", line).strip() for line in text.split("\n"))


def first(pattern, text, base=None):
    match = re.search(pattern, text)
    if not match:
        return None
    return match.group(1) if base is None else int(match.group(1), base)


def address(value):
    return None if value is None else f"0x{value:016x}"


def pci_name(printed):
    """0000:bb:dd.f of anything with three or four numbers in it."""
    fields = [int(field, 16) for field in re.findall(r"(?:0x)?([0-9a-fA-F]+)", printed)] if printed else []
    if len(fields) not in (3, 4):
        return None
    return "{:04x}:{:02x}:{:02x}.{:x}".format(*([0] * (4 - len(fields)) + fields))


def expect_vtd(text, lines):
    interrupt = "INTR-REMAP" in text
    reason = first(r"\[fault reason (\S+)\]", text)
    tail = next((line for line in lines.split("\n") if re.search(r"reason (0x)?[0-9a-f]+\]", line)), "")
    words = first(r"reason \S+\] *(.*)$", tail)
    expected = {
        "driver": "intel-vtd",
        "device": pci_name(first(r"device \[+([^\]]*)\]", text)),
        "access": "interrupt" if interrupt else (first(r"\[DMA (Read|Write)", text) or "unknown").lower(),
        "address": address(first(r"fault addr (?:0x)?([0-9a-f]+)\b", text, 16)),
        "interrupt_index": first(r"fault index (?:0x)?([0-9a-f]+)\b", text, 16),
        "reason_code": int(reason, 16 if reason.startswith("0x") else 10) if reason else None,
        "reason": words or None,
    }
    if not reason and "status reg" in text:
        expected.update(reason_code=first(r"status reg ([0-9a-f]+)", text, 16), reason="fault status")
    if "VT-d detected" in text:
        expected["reason"] = first(r"detected (.*? Error)", text)
    pasid = first(r"PASID (?:0x)?([0-9a-f]+)", text, 16)
    expected["pasid"] = None if pasid == 0xffffffff else pasid
    expected["has_pasid"] = "no" if "NO_PASID" in text or pasid == 0xffffffff else \
        "unknown" if pasid is None else "yes"
    return expected


def expect_amd(text, _):
    flags = first(r"flags=(0x[0-9a-f]+)", text, 16)
    access = "unknown"
    if "IO_PAGE_FAULT" in text and flags is not None:
        access = "interrupt" if flags >> 3 & 1 else "write" if flags >> 5 & 1 else "read"
    return {
        "driver": "amd-vi",
        "device": pci_name(first(r"device=([0-9a-f:.]+)", text) or first(r"([0-9a-f]{4}:\S+): AMD-Vi:", text)),
        "access": access,
        "address": address(first(r"address=(0x[0-9a-f]+)", text, 16)),
        "reason": first(r"Event logged \[(\w+)", text),
        "flags": flags,
        "unit": first(r"(ivhd\d+):", text),
    }


def expect_smmu_v3(text, _):
    code = first(r"event 0x([0-9a-f]{2}) received", text, 16)
    words = [int(word, 16) for word in re.findall(r"\b0x([0-9a-f]{16})\b", text)]
    expected = {"driver": "arm-smmu-v3", "unit": first(r"(?:smmu-v3|platform) (\S+): ", text)}
    if code is None and "client:" not in text:
        return {**expected, "device": None, "address": None, "access": "unknown",
                "reason": first(r"(CMD_SYNC timeout.*|unexpected global.*|CMDQ error.*)$", text)}
    if code is None:
        return {**expected, "device": pci_name(first(r"client: (\S+)", text)), "access": "unknown",
                "address": address(first(r"iova: (\S+)", text, 16)), "stream": first(r"sid: (\S+)", text, 16),
                "reason": first(r"event: (\S+)", text)}
    translation = code in (0x10, 0x11, 0x12, 0x13)
    bits = f"{words[1]:064b}"[::-1] if len(words) > 1 else None
    return {
        **expected,
        "device": None,
        "stream": words[0] >> 32,
        "reason_code": code,
        "access": "unknown" if not bits or not translation else
                  "execute" if bits[34] == "1" else "read" if bits[35] == "1" else "write",
        "address": address(words[2]) if len(words) > 2 and translation else None,
        "pasid": words[0] >> 12 & 0xfffff if words[0] & 0x800 else None,
    }


def expect_smmu_v2(text, _):
    fsr = first(r"\b(?:fsr=|G?FSR +(?:= )?)(?:0x)?([0-9a-f]+)", text, 16)
    fsynr = first(r"(?:fsynr=|FSYNR0 +=) ?(?:0x)?([0-9a-f]+)", text, 16)
    printed = first(r"\[TF ([RW]) ", text)
    stream = first(r"(?:cbfrsynra=|SID=|Stream ID |GFSYNR1 )(0x[0-9a-f]+)", text, 16)
    return {
        "driver": "arm-smmu-v2",
        "unit": first(r"arm-smmu (\S+): ", text),
        "device": None,
        "stream": stream,
        "access": {"R": "read", "W": "write"}[printed] if printed else
                  "unknown" if fsynr is None else "write" if fsynr & 0x10 else "read",
        "address": address(first(r"iova=(0x[0-9a-f]+)", text, 16)),
        "reason_code": fsr,
    }


EXPECT = {"vtd": expect_vtd, "amd": expect_amd, "smmuv3": expect_smmu_v3, "smmuv2": expect_smmu_v2}


@pytest.mark.skipif(not DATA, reason="IOMMU_DIAG_DATA is not set: no test on real faults")
def test_no_break_spaces():
    for _, _, lines in records():
        assert [{**fault, "text": None} for fault in decode(lines.replace(" ", "\xa0"))] == \
            [{**fault, "text": None} for fault in decode(lines)]


@pytest.mark.skipif(not DATA, reason="IOMMU_DIAG_DATA is not set: no test on real faults")
def test_real_faults(capsys):
    found, silent, fields = 0, 0, 0
    for number, kind, lines in records():
        faults = decode(lines + "\n")
        if NO_FAULT.search(lines):
            assert faults == [], number
            silent += 1
            continue
        expected = EXPECT[kind](unwrapped(lines), lines)
        assert len(faults) == 1, (number, lines, faults)
        assert {key: faults[0][key] for key in expected} == expected, (number, lines)
        assert set(faults[0]["text"].split("\n")) <= set(re.sub("\t", r"\\x09", lines).split("\n"))
        found += 1
        fields += sum(value not in (None, "unknown") for value in expected.values())
    with capsys.disabled():
        print(f"\n{found + silent} records: {found} faults found with {fields} facts, {silent} that report no fault")
    assert found + silent >= 168


@pytest.mark.skipif(not DATA, reason="IOMMU_DIAG_DATA is not set: no test on real faults")
def test_quoting_and_prefixes_change_nothing():
    for number, _, lines in records():
        plain = decode(lines)
        for variant in ("> " + lines.replace("\n", "\n> "), "> >   " + lines.replace("\n", "\n> >   "),
                        lines.replace("\n", "\r\n") + "\r\n"):
            faults = decode(variant)
            assert [{**fault, "text": None} for fault in faults] == [{**fault, "text": None} for fault in plain], number


@pytest.mark.skipif(not DATA, reason="IOMMU_DIAG_DATA is not set: no test on real faults")
def test_whole_file():
    """Faults do not melt into their neighbours: each full one is found among all the others too."""
    faults = decode((pathlib.Path(DATA) / "faults.txt").read_bytes())
    seen = [(fault["device"], fault["address"], fault["reason_code"]) for fault in faults]
    for number, kind, lines in records():
        if kind in ("vtd", "amd") and "addr" in lines and not NO_FAULT.search(lines):
            expected = EXPECT[kind](unwrapped(lines), lines)
            assert (expected["device"], expected["address"], expected.get("reason_code")) in seen, number


FAULT = "[    1.500000] DMAR: [DMA Read NO_PASID] Request device [0a:00.0] fault addr 0xfffe0000 " \
        "[fault reason 0x06] PTE Read access is not set\n"


@pytest.mark.parametrize("text", ["", "\n", "\n\n\n", "no fault here", "\0\0", "DMAR: DRHD base: 0x00fed90000 flags: 0x0\n",
                                  "AMD-Vi: Interrupt remapping enabled\n"])
def test_no_faults(text):
    assert decode(text) == []
    result = execute(PROGRAM, ["decode", "log"], stdin=None, input=text.encode())
    assert (result.status, result.stdout, result.stderr) == (0, b"no IOMMU faults found\n", b"")


def test_text(tmp_path):
    log = tmp_path / "log"
    log.write_text(FAULT + FAULT.replace("1.5", "2.5") + "virtio_iommu virtio3: page fault from EP 8 at 0x1000 [W]\n")
    result = run("decode", "log", log)
    assert (result.status, result.message) == (0, "")
    blocks = result.text.split("\n\n")
    assert blocks[0].split("\n") == [
        "0000:0a:00.0: read of 0x00000000fffe0000 (intel-vtd)",
        "    0x06 PTE Read access is not set",
        "    the address is not mapped for reading",
        "    2 times, first at 1.500000, last at 2.500000",
    ]
    assert blocks[1].startswith("endpoint 8 of virtio3: write to 0x0000000000001000 (virtio-iommu)\n")
    assert blocks[2] == "3 faults, 2 different (2 devices, intel-vtd, virtio-iommu)\n"


def test_standard_input_by_name():
    data = FAULT.encode()
    assert execute(PROGRAM, ["decode", "log", "-"], stdin=None, input=data) == \
        execute(PROGRAM, ["decode", "log"], stdin=None, input=data)


def test_hostile_bytes(tmp_path):
    """Neither form lets a terminal be fooled, whatever stands around, inside and behind a fault."""
    log = tmp_path / "log"
    log.write_bytes(b"\x1b[2J\xff\xfe " + FAULT.encode().replace(b"PTE", b"\x1b]0;PTE\x07\xe2\x80\xae\xff"))
    for options in ([], ["--json=short"], ["--json=pretty"]):
        result = run(*options, "decode", "log", log)
        assert (result.status, result.message) == (0, "")
        assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f-\xff]", result.stdout)
        assert b"x1b]0;PTE" in result.stdout


def test_unreadable(tmp_path):
    for path, words in ((tmp_path / "absent", "No such file"), (tmp_path, "Is a directory")):
        for options in ((), ("--json=short",)):
            result = run(*options, "decode", "log", path)
            assert (result.status, result.stdout) == (1, b"")  # nobody knows that there are no faults
            assert words in result.message and os.fspath(path) in result.message
    assert run("decode", "log", "a", "b").status == 2


def hang_up_after(data):
    """A terminal's end to read from: it gives the data, then EIO."""
    reader, writer = pty.openpty()
    tty.setraw(writer)
    os.write(writer, data)
    os.close(writer)
    return reader


@pytest.mark.parametrize("text, count", [(FAULT, 1), (FAULT + FAULT.replace("0a:", "0b:"), 2), ("no fault here\n", 0)])
@pytest.mark.parametrize("option", ["--json=off", "--json=short"])
def test_error_behind_the_first_bytes(text, count, option):
    """What was found is shown; that there is nothing is not claimed."""
    reader = hang_up_after(text.encode())
    result = execute(PROGRAM, [option, "decode", "log"], stdin=reader)
    os.close(reader)
    assert (result.status, result.message) == (1, "iommu-diag: standard input: Input/output error\n")
    if count == 0:
        assert result.stdout == b""
    elif option == "--json=short":
        assert len(json.loads(result.stdout)["faults"]) == count
    else:
        assert result.text.count("(intel-vtd)\n") == count


def test_too_large_and_empty(tmp_path):
    log = tmp_path / "log"
    with log.open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    result = run("decode", "log", log)
    assert (result.status, result.text) == (1, "no IOMMU faults found\n") and "64 MiB" in result.message


def test_too_large(tmp_path):
    """What fits is shown, and that there is more is said."""
    log = tmp_path / "log"
    with log.open("wb") as file:
        file.write(FAULT.encode())
        file.truncate(64 * 1024 * 1024)
    assert run("decode", "log", log).status == 0
    with log.open("ab") as file:
        file.write(FAULT.encode())
    result = run("--json=short", "decode", "log", log)
    assert result.status == 1 and "64 MiB" in result.message
    assert len(json.loads(result.stdout)["faults"]) == 1


def test_many_different_faults(tmp_path):
    log = tmp_path / "log"
    log.write_text("".join(FAULT.replace("fffe0000", f"{i:x}") for i in range(1, 6001)))
    result = run("decode", "log", log)
    assert result.status == 0
    assert result.text.count("(intel-vtd)\n") == 4096
    assert "6000 faults, more than 4096 different (1 device, intel-vtd)\n1904 of them" in result.text
    assert len(decode(log.read_text())) == 6000


def test_long_lines():
    """A line is cut, not split: its rest begins no new one."""
    fault = decode_one("x" * 1000 + FAULT.rstrip("\n") + "y" * 10000 + "\n" + "z" * 5000 + FAULT)
    assert fault["address"] == "0x00000000fffe0000" and len(fault["text"]) == 2048
