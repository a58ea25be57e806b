# SPDX-License-Identifier: LGPL-2.1-or-later
"""Options: JSON modes, columns, legend, colour, help and version."""

import json
import os
import pty
import re
import subprocess

import pytest

from cli_program import PROGRAM, SOURCE_TOP, environment, run, run_text
from sample_machines import laptop_2022, server_amd

VERBS = ("report", "units", "groups", "devices", "show", "windows", "capture")


@pytest.fixture(scope="module", name="tree")
def make_tree(tmp_path_factory):
    return laptop_2022(tmp_path_factory.mktemp("options"))


def run_on_terminal(*arguments, root, **variables):
    """What it prints when stdout is a terminal."""
    leader, follower = pty.openpty()
    with subprocess.Popen([PROGRAM, f"--root={root.top}", *arguments], stdin=subprocess.DEVNULL, stdout=follower,
                          env=environment(**variables)) as process:
        os.close(follower)
        output = b""
        try:
            while chunk := os.read(leader, 65536):
                output += chunk
        except OSError:  # how a terminal ends
            pass
        os.close(leader)
        assert process.wait() == 0
    return output.decode().replace("\r\n", "\n")


def test_json_pretty_and_short_say_the_same(tree):
    pretty, short = (run_text(f"--json={mode}", "groups", root=tree) for mode in ("pretty", "short"))
    assert json.loads(pretty) == json.loads(short)
    assert short.count("\n") == 1 and pretty.count("\n") > 50


def test_json_off_is_text(tree):
    assert run_text("--json=off", "groups", root=tree) == run_text("groups", root=tree)
    assert run_text("-j", "--json=off", "groups", root=tree) == run_text("groups", root=tree)


def test_j_is_short_in_a_pipe_and_pretty_on_a_terminal(tree):
    assert run_text("-j", "units", root=tree) == run_text("--json=short", "units", root=tree)
    on_terminal = run_on_terminal("-j", "units", root=tree)
    assert on_terminal == run_text("--json=pretty", "units", root=tree)


@pytest.mark.parametrize("verb", ["report", "units", "groups", "devices", "windows", "capture"])
def test_json_begins_with_its_schema(tree, verb):
    assert run_text("--json=short", verb, root=tree).lstrip("{ \n").startswith('"schema"')


@pytest.mark.parametrize("mode", ["pretty", "short"])
@pytest.mark.parametrize("arguments", [["report"], ["windows"], ["show", "dmar0", "12"]])
def test_jq_reads_it(tree, arguments, mode):
    text = run_text(f"--json={mode}", *arguments, root=tree)
    try:
        done = subprocess.run(["jq", ".schema"], input=text.encode(), capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("no jq")
    assert (done.returncode, done.stdout.decode()) == (0, f'"iommu-diag/{arguments[0]}/1"\n')


def test_columns(tree):
    assert run_text("units", "-o", "unit,walk", root=tree) == (
        "UNIT  WALK\ndmar0 no\ndmar1 no\n")
    assert run_text("units", "--no-legend", "--output=ecap,UNIT", root=tree) == (
        "0x19e2ff0505e dmar0\n0xf050da      dmar1\n")


def test_added_columns(tree):
    default = run_text("units", root=tree).splitlines()[0].split()
    assert run_text("units", "-o", "+DOMAINS,ecap", root=tree).splitlines()[0].split() == [*default, "DOMAINS", "ECAP"]


@pytest.mark.parametrize("verb", ["units", "groups", "devices"])
def test_every_column_can_be_chosen(tree, verb):
    message = run(verb, "-o", "nonesuch", root=tree).message
    columns = message.split("columns are:")[1].split()
    assert len(columns) >= 8
    for column in columns:
        lines = run_text(verb, "-o", column.lower(), root=tree).splitlines()
        assert lines[0].strip() == column and len(lines) > 1


@pytest.mark.parametrize("columns", ["unit,unit", "+unit", "unit,", ",unit", "+", "unit kind", " unit", "nonesuch"])
def test_columns_that_make_no_sense(tree, columns):
    result = run("units", "-o", columns, root=tree)
    assert (result.status, result.stdout) == (2, b"")
    assert "--output" in result.message and "ECAP" in result.message, "the message lists the columns"


def test_help_names_every_verb_and_option(tree):
    text = run_text("--help")
    assert text == run_text("-h") == run_text("--help", root=tree)
    source = (SOURCE_TOP / "cli" / "iommu-diag.c").read_text()
    table = source.split("verbs[] = {")[1].split("};")[0]
    listed = re.findall(r'^\s*\{ "([a-z-]+)"', table, re.MULTILINE)
    assert set(VERBS) <= set(listed)
    for verb in listed:
        assert re.search(rf"^  {verb} ", text, re.MULTILINE), verb
    source = (SOURCE_TOP / "cli" / "options.c").read_text()
    options = re.findall(r'\{ "([a-z-]+)", (?:no|required)_argument', source.split("common_options[] = {")[1].split("};")[0])
    options += re.findall(r'= \{ "([a-z-]+)", "', source.split("verb_options[] = {")[1].split("};")[0].replace("} verb_options", ""))
    assert len(options) >= 7
    for option in set(options) - {"no-pager"}:
        assert f"--{option}" in text
    assert max(map(len, text.splitlines())) <= 80


def test_version():
    assert re.fullmatch(r"iommu-diag \d+(\.\d+)*\n", run_text("--version"))


def test_full_cuts_nothing(tmp_path):
    tree = server_amd(tmp_path)
    assert ".." in run_text("report", root=tree).replace("0000:23:01.0 .. ", "")
    full = run_text("report", "--full", root=tree)
    assert full == run_text("-l", root=tree)
    assert ".." not in full.replace("0000:23:01.0 .. ", "")


@pytest.mark.parametrize("variables, coloured", [
    ({"TERM": "xterm"}, True),
    ({"TERM": "dumb"}, False),
    ({}, False),
    ({"TERM": "xterm", "NO_COLOR": "1"}, False),
    ({"TERM": "xterm", "NO_COLOR": ""}, True),
    ({"TERM": "xterm", "SYSTEMD_COLORS": "0"}, False),
    ({"TERM": "xterm", "SYSTEMD_COLORS": "no"}, False),
    ({"TERM": "dumb", "SYSTEMD_COLORS": "1"}, True),
    ({"NO_COLOR": "1", "SYSTEMD_COLORS": "true"}, True),
    ({"TERM": "xterm", "SYSTEMD_COLORS": "256"}, True),
])
def test_colour_on_a_terminal(tree, variables, coloured):
    text = run_on_terminal("report", root=tree, **variables)
    assert ("\x1b[" in text) == coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", text) == run_text("report", root=tree)


@pytest.mark.parametrize("verb", ["report", "units", "groups", "devices", "windows"])
def test_no_colour_in_a_pipe(tree, verb):
    assert "\x1b" not in run_text(verb, root=tree, env={"TERM": "xterm"})


def test_colour_in_a_pipe_when_asked_for(tree):
    assert "\x1b[" in run_text("report", root=tree, env={"SYSTEMD_COLORS": "1"})


def test_json_is_never_coloured(tree):
    text = run_on_terminal("--json=pretty", "report", root=tree, TERM="xterm", SYSTEMD_COLORS="1")
    assert "\x1b" not in text and json.loads(text)["verdict"] == "ok"


def test_options_stand_anywhere(tree):
    assert run_text("units", "--no-legend", root=tree) == run_text("--no-legend", "units", root=tree)
    assert run_text("--no-pager", "units", root=tree) == run_text("units", root=tree)


def test_the_last_root_counts(tree, tmp_path):
    assert run_text(f"--root={tmp_path / 'nonesuch'}", "units", f"--root={tree.top}") == run_text("units", root=tree)
