# SPDX-License-Identifier: LGPL-2.1-or-later
"""iommu-diag diff: how it is called, and how it ends."""

import pytest

from cli_program import run, run_json, run_text
from golden_captures import capture_file
from sample_machines import laptop_2022, server_amd


def test_with_root_and_with_two_names(tmp_path):
    before, after = laptop_2022(tmp_path / "a"), server_amd(tmp_path / "b")
    assert run_text("diff", before.top, root=after) == run_text("diff", before.top, after.top)
    result = run("diff", before.top, after.top, root=after)
    assert (result.status, result.stdout) == (2, b"")


def test_with_this_machine(tmp_path):
    document = run_json("diff", laptop_2022(tmp_path).top)
    assert (document["before"]["source"], document["after"]["source"]) == ("root", "live")


@pytest.mark.parametrize("arguments, status", [
    ([], 2), (["a", "b", "c"], 2), ([""], 2), (["nonesuch"], 1), (["{tree}", "nonesuch"], 1), (["{text}", "{tree}"], 1),
    (["{tree}", "{text}"], 1)])
def test_bad_arguments(tmp_path, arguments, status):
    (tmp_path / "text").write_text("not a capture\n")
    tree = laptop_2022(tmp_path / "tree")
    result = run("diff", *[word.format(tree=tree.top, text=tmp_path / "text") for word in arguments])
    assert (result.status, result.stdout) == (status, b"")
    assert result.message.startswith("iommu-diag: ") and result.message.count("\n") == 1


def test_differences_are_no_failure(tmp_path):
    assert run("diff", laptop_2022(tmp_path / "a").top, server_amd(tmp_path / "b").top).status == 0


def test_full_device(tmp_path):
    tree = laptop_2022(tmp_path)
    for mode in ("off", "short"):
        with open("/dev/full", "wb") as full:
            assert run(f"--json={mode}", "diff", tree.top, capture_file("hostile"), stdout=full).status == 1
