# SPDX-License-Identifier: LGPL-2.1-or-later
"""--root on what is neither a tree nor a capture: one line that says where it is wrong, exit status 1."""

import json
import os

import pytest

from cli_program import check_every_output, run
from sample_machines import laptop_2022

VERBS = (["report"], ["--json=short"], ["units"], ["show", "dmar0"], ["windows"], ["capture"])
HEAD = '"schema": "iommu-diag/capture/1"'
FORMS = {
    "empty file": (b"", "line 1, column 1: the JSON document ends too early"),
    "blanks": (b" \n\n", "the JSON document ends too early"),
    "no JSON": (b"Hello\n", "line 1, column 1: not JSON"),
    "NUL bytes": (bytes(64), "line 1, column 1: "),
    "ELF": (b"\x7fELF\x02\x01\x01", "line 1, column 1: not JSON"),
    "broken UTF-8": (b'{"\xff": 1}', "not "),
    "wrong in line 3": (b'{\n"a": 1,\n  b: 2}\n', "line 3, column 3: not JSON"),
    "comma at the end": (f'{{{HEAD}, "tree": {{}},}}'.encode(), "not JSON"),
    "unquoted key": (b"{schema: 1}", "line 1, column 2: not JSON"),
    "cut off": (f'{{{HEAD}, "tree": {{"sys": '.encode(), "ends too early"),
    "more behind": (f'{{{HEAD}, "tree": {{}}}} {{}}'.encode(), "line 1, column 48: not JSON"),
    "another document behind": (f'{{{HEAD}, "tree": {{}}}}\n'.encode() * 2, "line 2, column 1: not JSON"),
    "nested too deep": (b'{"a":' * 5000, "not JSON"),
    "array": (b"[]", "without \"schema\""),
    "string": (b'"iommu-diag/capture/1"', "without \"schema\""),
    "number": (b"1\n", "without \"schema\""),
    "null": (b"null\n", "without \"schema\""),
    "no schema": (b'{"tree": {}}', "without \"schema\""),
    "other schema": (b'{"schema": "iommu-diag/report/1", "tree": {}}', '"iommu-diag/report/1"'),
    "newer schema": (b'{"schema": "iommu-diag/capture/2", "tree": {}}', '"iommu-diag/capture/2"'),
    "hostile schema": (b'{"schema": "\\u001b[31m%n\\n", "tree": {}}', r"\x1b[31m%n\x0a"),
    "schema of another type": (b'{"schema": 1, "tree": {}}', "schema"),
    "null schema": (b'{"schema": null, "tree": {}}', "schema"),
    "no tree": (f"{{{HEAD}}}".encode(), '"tree" is missing or not an object'),
    "tree of another type": (f'{{{HEAD}, "tree": []}}'.encode(), '"tree" is missing or not an object'),
}


def check_failure(result, *reasons):
    assert (result.status, result.stdout) == (1, b"")
    assert result.message.startswith("iommu-diag: ")
    assert result.message.count("\n") == 1 and result.message.endswith("\n")
    assert not [c for c in result.message[:-1] if ord(c) < 0x20]
    for reason in reasons:
        assert reason in result.message


@pytest.mark.parametrize("data, reason", FORMS.values(), ids=FORMS)
def test_file_that_is_no_capture(tmp_path, data, reason):
    file = tmp_path / "file.json"
    file.write_bytes(data)
    check_failure(run("report", root=file), str(file), reason)


@pytest.mark.parametrize("arguments", VERBS, ids=" ".join)
def test_all_verbs_refuse_it(tmp_path, arguments):
    file = tmp_path / "file.json"
    file.write_text("{")
    check_failure(run(*arguments, root=file), "ends too early")


def test_truncated_capture(tmp_path):
    """Cut anywhere, it is refused; only blanks at its end may be missing."""
    text = run("capture", root=laptop_2022(tmp_path / "tree")).stdout
    whole = len(text.rstrip())
    file = tmp_path / "cut.json"
    for length in (*range(0, whole, 577), whole - 1):
        file.write_bytes(text[:length])
        check_failure(run("report", root=file), "ends too early")
    file.write_bytes(text[:whole])
    assert run("report", root=file).status == 0


def test_directory_without_sys(tmp_path):
    check_failure(run(root=tmp_path), str(tmp_path), 'no directory "sys"')


def test_directory_whose_sys_is_a_file(tmp_path):
    (tmp_path / "sys").write_text("")
    check_failure(run(root=tmp_path), 'no directory "sys"')


def test_missing(tmp_path):
    check_failure(run(root=tmp_path / "nonesuch"), "nonesuch: No such file or directory")


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero", "/dev/full"])
def test_device_node(device):
    check_failure(run(root=device), f"{device}: neither a file nor a directory")


def test_fifo(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    check_failure(run(root=tmp_path / "fifo"), "neither a file nor a directory")


def test_link_in_a_circle(tmp_path):
    (tmp_path / "link").symlink_to("link")
    check_failure(run(root=tmp_path / "link"), "Too many levels of symbolic links")


def test_hostile_file_name(tmp_path):
    check_failure(run(root=tmp_path / "a\nb\x1b[31m"), r"a\x0ab\x1b[31m")


def test_link_to_a_tree_and_to_a_capture(tmp_path):
    tree = laptop_2022(tmp_path / "tree")
    (tmp_path / "capture.json").write_bytes(run("capture", root=tree).stdout)
    for name in ("tree", "capture.json"):
        (tmp_path / f"link-{name}").symlink_to(name)
        assert run(root=tmp_path / f"link-{name}").stdout == run(root=tmp_path / name).stdout


NODES = {
    "number": 1, "true": True, "empty array": [], "long array": ["link", "a", "b"], "unknown tag": ["blob", "00"],
    "link to a number": ["link", 1], "link with a slash": ["link", "../../etc"], "empty link": ["link", ""],
    "odd hex": ["hex", "abc"], "no hex": ["hex", "zz"], "unknown error": ["error", "ENONSENSE"],
    "error of no name": ["error", 7], "nested arrays": [["link", "x"]], "null": None, "empty string": "",
    "string with NUL": "a\0b", "object in place of a file": {"x": "y"},
}


@pytest.mark.parametrize("path", [
    "sys/kernel/iommu_groups/12/reserved_regions", "sys/kernel/iommu_groups/12", "sys/kernel/iommu_groups",
    "sys/class/iommu/dmar1", "sys/class/iommu", "sys/bus/pci/devices/0000:3d:00.0/vendor",
    "sys/bus/pci/devices/0000:3d:00.0/driver", "sys/bus/pci/devices/0000:3d:00.0", "sys/bus/pci/devices",
    "proc/cmdline", "proc/sys/kernel", "sys"])
@pytest.mark.parametrize("node", NODES.values(), ids=NODES)
def test_capture_with_odd_nodes(tmp_path, captured, path, node):
    """A well-formed document with nonsense in the place of a file: a bad machine, not an error."""
    document = json.loads(captured)
    *parents, last = path.split("/")
    place = document["tree"]
    for name in parents:
        place = place[name]
    assert last in place
    place[last] = node
    file = tmp_path / "odd.json"
    file.write_text(json.dumps(document))
    report = check_every_output(file)
    assert report["source"] == "capture"


@pytest.fixture(scope="module", name="captured")
def capture_laptop(tmp_path_factory):
    return run("capture", root=laptop_2022(tmp_path_factory.mktemp("captured"))).text


@pytest.mark.parametrize("key, value", [
    ("names", None), ("names", []), ("names", {"pci:v0": 1}), ("names", "x"), ("machine", 1), ("machine", None),
    ("machine", "x" * 1000), ("machine", "\x1b[31m"), ("generated", 7), ("program", None)])
def test_capture_with_odd_members(tmp_path, captured, key, value):
    document = json.loads(captured)
    document[key] = value
    file = tmp_path / "odd.json"
    file.write_text(json.dumps(document))
    assert check_every_output(file)["verdict"] in ("ok", "unknown")


def test_names_are_taken_from_the_capture(tmp_path, captured):
    document = json.loads(captured)
    for names in document["names"].values():
        names["vendor"] = "Evil\x1b[31m\nCorp\u202e"
    file = tmp_path / "names.json"
    file.write_text(json.dumps(document))
    if not document["names"]:
        pytest.skip("no hardware database here, so the capture has no names")
    vendors = {device["vendor_name"] for device in check_every_output(file)["devices"]}
    assert r"Evil\x1b[31m\x0aCorp\xe2\x80\xae" in vendors
