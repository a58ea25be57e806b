# SPDX-License-Identifier: LGPL-2.1-or-later
"""`explain`: what findings mean."""

import pytest

from cli_program import run, run_json, run_text


def test_all_are_listed():
    document = run_json("explain")
    ids = [one["id"] for one in document["findings"]]
    assert len(ids) == len(set(ids)) >= 30
    lines = run_text("explain").splitlines()
    assert [line.split()[0] for line in lines] == ids
    assert [line.split()[1] for line in lines] == [one["severity"] for one in document["findings"]]
    assert max(map(len, lines)) <= 80


def test_one():
    text = run_text("explain", "group-not-viable")
    assert text.startswith("group-not-viable\n")
    one, = run_json("explain", "group-not-viable")["findings"]
    for key in ("severity", "title", "cause", "cure"):
        assert " ".join(one[key].split()) in " ".join(text.split())


def test_several_in_the_order_asked():
    names = ["no-iommu", "group-not-viable", "no-iommu"]
    assert [one["id"] for one in run_json("explain", *names)["findings"]] == names
    assert run_text("explain", *names).count("Severity:") == 3


@pytest.mark.parametrize("name", ["", "No-Iommu", "no-iommu ", "group-not", "%n", "\x1b[31m"])
def test_no_such_finding(name):
    result = run("explain", "--", "no-iommu", name)
    assert (result.status, result.stdout) == (2, b"")
    assert "\x1b" not in result.message and result.message.count("\n") == 1


def test_needs_no_machine():
    """It is about the program, so a root that isn't there is no hindrance."""
    assert run_text("explain", "no-iommu", root="/nonexistent") == run_text("explain", "no-iommu")
