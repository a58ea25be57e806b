# SPDX-License-Identifier: LGPL-2.1-or-later
"""`check`: the exit status tells, and each format says the same."""

import json

import pytest

from cli_program import report, run, run_json
from findings_protection import machine
from output_schema import check_document
from sysfs_tree import SysfsTree


def clean(top):
    """Nothing above info."""
    return machine()(top)


def with_notice(top):
    return machine("iommu=pt", ("identity", "identity"))(top)


def with_warning(top):
    return machine(parameters=(("unsafe", "Y"),))(top)


def with_critical(top):
    return machine(name="vfio-noiommu")(top)


def without_iommu(top):
    return SysfsTree(top)


def not_understood(top):
    tree = machine()(top)
    tree.write("sys/kernel/iommu_groups/0/reserved_regions", "rubbish\n")
    return tree


def not_understood_with_warning(top):
    tree = with_warning(top)
    tree.write("sys/kernel/iommu_groups/0/reserved_regions", "rubbish\n")
    return tree


# Status of plain and json; the same of nagios; the word of json and of nagios.
ROWS = {
    "clean": (clean, (), 0, 0, "ok", "OK"),
    "clean, notices wanted": (clean, ("--threshold=notice",), 0, 0, "ok", "OK"),
    "notice": (with_notice, (), 0, 0, "ok", "OK"),
    "notice, wanted": (with_notice, ("--threshold=notice",), 3, 1, "warning", "WARNING"),
    "warning": (with_warning, (), 3, 1, "warning", "WARNING"),
    "warning, not wanted": (with_warning, ("--threshold=critical",), 0, 0, "ok", "OK"),
    "critical": (with_critical, (), 4, 2, "failure", "CRITICAL"),
    "critical, wanted alone": (with_critical, ("--threshold=critical",), 4, 2, "failure", "CRITICAL"),
    "no IOMMU": (without_iommu, (), 5, 3, "no-iommu", "UNKNOWN"),
    "no IOMMU, not wanted": (without_iommu, ("--threshold=critical",), 5, 3, "no-iommu", "UNKNOWN"),
    "not understood": (not_understood, (), 1, 3, "unknown", "UNKNOWN"),
    "not understood, with a warning": (not_understood_with_warning, (), 3, 1, "warning", "WARNING"),
    "not understood, with a warning not wanted": (not_understood_with_warning, ("--threshold=critical",), 1, 3,
                                                  "unknown", "UNKNOWN"),
}


@pytest.mark.parametrize("row", ROWS)
def test_status(row, tmp_path):
    build, options, status, nagios, word, nagios_word = ROWS[row]
    tree = build(tmp_path)
    plain = run("check", *options, root=tree)
    assert (plain.status, plain.message) == (status, "")
    assert plain.text.endswith("\n")

    result = run("check", "--format=json", *options, root=tree)
    document = json.loads(result.text)
    check_document(document)
    assert (result.status, document["result"]) == (status, word)
    threshold = options[0].split("=")[1] if options else "warning"
    assert document["threshold"] == threshold
    order = ("info", "notice", "warning", "critical")
    assert all(order.index(one["severity"]) >= order.index(threshold) for one in document["findings"])
    assert sum(document["counts"].values()) >= len(document["findings"])
    for finding in document["findings"]:
        assert f"[{finding['id']}]" in plain.text

    result = run("check", "--format=nagios", *options, root=tree)
    assert (result.status, result.message) == (nagios, "")
    first = result.text.splitlines()[0]
    assert first.startswith(f"IOMMU {nagios_word} - ")
    message, _, data = first.partition(" | ")
    assert len(message) <= 80
    assert f"'warning'={document['counts']['warning']};0;;0" in data


def test_json_as_elsewhere(tmp_path):
    assert run_json("check", root=clean(tmp_path))["schema"] == "iommu-diag/check/1"


def test_sources_that_are_not_understood_are_no_warning(tmp_path):
    """They make the verdict unknown; what they hide can't be vouched for."""
    assert "iommu-diag report" in run("check", root=not_understood(tmp_path)).text


def test_no_unit_is_not_nothing_to_check(tmp_path):
    """A device that nothing confines counts more than that there is no IOMMU."""
    tree = SysfsTree(tmp_path)
    tree.add_group(9, "unknown", (), "vfio-noiommu")
    tree.add_pci("0000:00:09.0", driver="vfio-pci", group=9)
    result = run("check", root=tree)
    assert result.status == 4
    assert "[noiommu-group]" in result.text and "[no-iommu]" in result.text
    assert report(tree)["verdict"] == "broken"
    assert run("check", root=SysfsTree(tmp_path / "bare")).text.endswith(
        "\nno-iommu: there is no unit; iommu-diag report says why\n")


@pytest.mark.parametrize("arguments, status, word", [
    (("--threshold=info",), 2, "--threshold"),
    (("--threshold=",), 2, "--threshold"),
    (("--format=xml",), 2, "--format"),
    (("--root=/nonexistent",), 1, "/nonexistent"),
    (("surplus",), 2, "surplus"),
])
def test_bad_arguments(arguments, status, word):
    result = run("check", *arguments)
    assert (result.status, result.stdout) == (status, b"")
    assert word in result.message


@pytest.mark.parametrize("arguments", [
    ("--threshold=info",), ("--root=/nonexistent",), ("surplus",), ("--bogus",), ("--json=xml",), ("--root=",),
])
def test_monitoring_learns_that_nothing_could_be_checked(arguments):
    """Whatever stands before or behind the format: 3, and a line on standard output."""
    for line in (("check", "--format=nagios", *arguments), ("check", *arguments, "--format=nagios")):
        result = run(*line)
        assert result.status == 3
        assert result.text.startswith("IOMMU UNKNOWN - ") and result.message


@pytest.mark.parametrize("arguments", [
    ("units",), ("units", "--bogus"), ("report", "surplus"), ("--root=",), ("nonsense",), ("decode", "check"), (),
])
def test_monitoring_is_no_concern_of_other_verbs(arguments):
    for line in (("--format=nagios", *arguments), (*arguments, "--format=nagios")):
        result = run(*line)
        assert (result.status, result.stdout) == (2, b"") and result.message


@pytest.mark.parametrize("verb", ["report", "units", "explain", "decode"])
def test_options_belong_to_check(verb):
    arguments = ("vtd", "0", "0") if verb == "decode" else ()
    for option in ("--threshold=notice", "--format=json"):
        result = run(verb, *arguments, option)
        assert (result.status, result.stdout) == (2, b"")
        assert "check" in result.message
