# SPDX-License-Identifier: LGPL-2.1-or-later
"""Exit status: 0 printed, 1 could not look or write, 2 usage; every message names what is wrong."""

import os
import subprocess

import pytest

from cli_program import PROGRAM, TIMEOUT, run
from sample_machines import laptop_2022

USAGE = {
    "unknown verb": (["frobnicate"], "frobnicate"),
    "empty verb": ([""], "unknown verb"),
    "verb in capitals": (["Report"], "Report"),
    "abbreviated verb": (["rep"], "rep"),
    "verb with an escape": (["\x1b[31mred"], "\\x1b[31mred"),
    "unknown option": (["--frobnicate"], "--frobnicate"),
    "unknown short option": (["-x"], "'x'"),
    "unknown mode": (["--json=xml"], "'xml'"),
    "empty mode": (["--json="], "--json"),
    "mode in capitals": (["--json=SHORT"], "'SHORT'"),
    "mode missing": (["--json"], "--json"),
    "columns missing": (["units", "-o"], "'o'"),
    "root missing": (["--root"], "--root"),
    "root empty": (["--root="], "--root"),
    "argument to a flag": (["--full=yes"], "--full"),
    "unknown column": (["devices", "-o", "DEVICE,COLOUR"], "'COLOUR'"),
    "columns of a verb without": (["report", "-o", "UNIT"], "report"),
    "columns of capture": (["capture", "-o", "UNIT"], "capture"),
    "nothing to show": (["show"], "OBJECT..."),
    "surplus argument of report": (["report", "extra"], "'extra'"),
    "surplus argument of units": (["units", "dmar0"], "'dmar0'"),
    "surplus argument of capture": (["capture", "a", "b"], "'b'"),
}


@pytest.mark.parametrize("arguments, named", USAGE.values(), ids=USAGE)
def test_usage_error(tmp_path, arguments, named):
    result = run(*arguments, root=laptop_2022(tmp_path / "tree"), cwd=tmp_path)
    assert (result.status, result.stdout) == (2, b"")
    assert named in result.message
    assert result.message.count("\n") == 1 and "\x1b" not in result.message
    assert [path.name for path in tmp_path.iterdir()] == ["tree"], "nothing was written"


@pytest.mark.parametrize("arguments", [
    ["report"], ["--json=short"], ["units"], ["groups", "-j"], ["devices"], ["windows"], ["show", "dmar0"],
    ["--json=pretty", "show", "dmar0"], ["capture"], ["--help"], ["--version"]],
    ids=" ".join)
def test_full_device(tmp_path, arguments):
    with open("/dev/full", "wb") as full:
        result = run(*arguments, root=laptop_2022(tmp_path), stdout=full)
    assert result.status == 1
    assert result.message.startswith("iommu-diag: ") and result.message.count("\n") == 1
    assert "No space left on device" in result.message


@pytest.mark.parametrize("arguments", [["report"], ["units"], ["windows"], ["-j"]], ids=" ".join)
def test_reader_that_goes_away(tmp_path, arguments):
    """SIGPIPE ends it, as any filter; or it says so. In neither case does it hang or crash."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([PROGRAM, f"--root={laptop_2022(tmp_path).top}", *arguments], stdout=writer,
                          stderr=subprocess.PIPE, timeout=TIMEOUT, check=False)
    os.close(writer)
    assert done.returncode in (-13, 1)


def test_findings_do_not_fail_a_reading_verb(tmp_path):
    (tmp_path / "sys").mkdir()
    for verb in ("report", "units", "groups", "devices", "windows", "capture"):
        assert run(verb, root=tmp_path).status == 0
