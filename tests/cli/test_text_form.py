# SPDX-License-Identifier: LGPL-2.1-or-later
"""The form of text output: its width, and plain ASCII without colour."""

import pytest

from cli_program import run_text
from sample_machines import SAMPLES
from sysfs_tree import SysfsTree


@pytest.fixture(scope="module", params=SAMPLES, name="tree")
def make_tree(request, tmp_path_factory):
    return SAMPLES[request.param](tmp_path_factory.mktemp(request.param))


def widest(text):
    return max(text.splitlines(), key=len)


@pytest.mark.parametrize("columns", [None, "80", "120", "60", "nonsense", "0", "-1", "99999999999999999999"])
def test_report_keeps_to_its_width(tree, columns):
    line = widest(run_text("report", root=tree, env={"COLUMNS": columns, "LC_ALL": "C.UTF-8"}))
    limit = {"120": 120}.get(columns, 80)  # a table has a least width of its own
    assert len(line) <= limit, line


def test_a_wide_terminal_is_used(tree):
    narrow, wide = (run_text("report", root=tree, env={"COLUMNS": columns}) for columns in ("80", "120"))
    assert len(widest(wide)) > 80 >= len(widest(narrow))


def test_windows_keep_to_80_columns(tree):
    assert len(widest(run_text("windows", root=tree))) <= 80


@pytest.mark.parametrize("verb", ["report", "units", "groups", "devices", "windows"])
@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "nonsense"])
def test_plain_text(tree, verb, locale):
    """Names from the hardware database may hold other letters; the samples' names don't."""
    text = run_text(verb, root=tree, env={"LC_ALL": locale})
    assert text.isascii() and "\x1b" not in text and "\t" not in text
    assert text == "" or text.endswith("\n")


@pytest.mark.parametrize("verb", ["report", "units", "groups", "devices", "windows"])
def test_no_blanks_at_the_ends_of_lines(tree, verb):
    assert [line for line in run_text(verb, root=tree).splitlines() if line != line.rstrip()] == []


@pytest.mark.parametrize("verb", ["report", "units", "groups", "devices", "windows"])
def test_locale_changes_nothing(tree, verb):
    assert run_text(verb, root=tree, env={"LC_ALL": "C"}) == run_text(verb, root=tree, env={"LC_ALL": "C.UTF-8"})


def test_long_names_are_cut_in_a_report(tmp_path):
    tree = SysfsTree(tmp_path)
    tree.add_intel_unit()
    tree.add_platform("a" * 200, "b" * 200, 3, "dmar0")
    tree.write("proc/sys/kernel/osrelease", "6." + "1" * 60 + "\n")
    assert len(widest(run_text("report", root=tree))) <= 80
    assert "a" * 200 in run_text("report", "--full", root=tree)


def test_many_options_are_wrapped(tmp_path):
    tree = SysfsTree(tmp_path, cmdline=" ".join(f"vfio_pci.ids=8086:{i:04x}" for i in range(20)))
    tree.add_intel_unit()
    text = run_text("report", root=tree)
    assert len(widest(text)) <= 80
    assert all(f"vfio_pci.ids=8086:{i:04x}" in text for i in range(20))


def test_long_notes_are_wrapped(tmp_path):
    tree = SysfsTree(tmp_path)
    tree.add_intel_unit()
    tree.add_pci("0000:00:01.0", group=1, unit="dmar0")
    tree.write("sys/kernel/iommu_groups/1/reserved_regions", "0x0000000000000000 0x0000000000000fff bogus\n")
    assert len(widest(run_text("report", root=tree))) <= 80
