# SPDX-License-Identifier: LGPL-2.1-or-later
"""Names with control characters, formats, broken UTF-8 and bidirectional overrides: shown escaped."""

import os

import pytest

from cli_program import by_name, check_every_output, run, run_json, run_text
from sample_machines import hostile
from sysfs_tree import SysfsTree

NAMES = {
    "newline": (b"new\nline", r"new\x0aline"),
    "tab": (b"tab\tname", r"tab\x09name"),
    "escape": (b"\x1b[2J\x1b[31mred", r"\x1b[2J\x1b[31mred"),
    "bell": (b"\x07bell", r"\x07bell"),
    "delete": (b"\x7f", r"\x7f"),
    "format": (b"%n%s%1000000d", "%n%s%1000000d"),
    "broken UTF-8": (b"\xff\xfe\xc3(", r"\xff\xfe\xc3("),
    "overlong slash": (b"a\xc0\xafb", r"a\xc0\xafb"),
    "surrogate": (b"\xed\xa0\x80", r"\xed\xa0\x80"),
    "cut sequence": (b"caf\xc3", r"caf\xc3"),
    "C1 control": ("\x9b31m".encode(), r"\xc2\x9b31m"),
    "override": ("\u202egnp.exe".encode(), r"\xe2\x80\xaegnp.exe"),
    "isolate": ("\u2066x\u2069".encode(), r"\xe2\x81\xa6x\xe2\x81\xa9"),
    "zero width": ("a\u200bb".encode(), r"a\xe2\x80\x8bb"),
    "line separator": ("a\u2028b".encode(), r"a\xe2\x80\xa8b"),
    "backslash": (rb"a\x0ab", r"a\x5cx0ab"),
    "quote": (b'"quote"', '"quote"'),
    "markup": (b"<script>&amp;", "<script>&amp;"),
    "other letters": ("Gerät-数".encode(), "Gerät-数"),
    "leading dash": (b"--help", "--help"),
    "blanks": (b" a  b ", " a  b "),
}


def parametrize(function):
    return pytest.mark.parametrize("raw, shown", NAMES.values(), ids=NAMES)(function)


@pytest.fixture(name="tree")
def make_tree(tmp_path):
    tree = SysfsTree(tmp_path)
    tree.add_intel_unit()
    tree.add_pci("0000:00:01.0", group=1, unit="dmar0", driver="vfio-pci")
    return tree


@parametrize
def test_device(tree, raw, shown):
    name = os.fsdecode(raw)
    tree.add_platform(name, group=2, unit="dmar0")
    document = check_every_output(tree)
    device = by_name(document["devices"], shown)
    assert (device["group"], device["unit"], device["subsystem"]) == (2, "dmar0", "platform")
    assert document["groups"][1]["devices"] == [shown]
    for verb in ("report", "devices"):
        assert shown.strip() in run_text(verb, root=tree, env={"LC_ALL": "C.UTF-8"})


@parametrize
def test_device_found_by_its_raw_name(tree, raw, shown):
    name = os.fsdecode(raw)
    tree.add_platform(name, group=2, unit="dmar0")
    one, = run_json("show", "--", f"device/{name}", root=tree)["objects"]
    assert one["name"] == shown


@parametrize
def test_device_found_by_its_printed_name(tree, raw, shown):
    tree.add_platform(os.fsdecode(raw), group=2, unit="dmar0")
    one, = run_json("show", "--", f"device/{shown}", root=tree)["objects"]
    assert one["name"] == shown


def test_printed_names_on_the_command_line(tmp_path):
    tree = hostile(tmp_path)
    shown = r"plat\x0a%n\xe2\x80\xae"
    for name in (shown, f"device/{shown}"):
        assert run_json("show", name, root=tree)["objects"][0]["name"] == shown
        assert [group["id"] for group in run_json("windows", name, root=tree)["windows"]] == [4]
        assert run_json("explain", "map", f"--device={name}", "--iova=0", "--size=4K", root=tree)["group"] == 4
    for name in (f"unit/{shown}", f"group/{shown}", shown[:-1], shown.upper()):
        assert run("show", name, root=tree).status == 1


@parametrize
def test_driver(tree, raw, shown):
    name = os.fsdecode(raw)
    tree.add_pci("0000:00:02.0", group=2, unit="dmar0", driver=name)
    document = check_every_output(tree)
    assert by_name(document["devices"], "0000:00:02.0")["driver"] == shown
    assert document["groups"][1]["assignable_reason"] == f"bound to a host driver: 0000:00:02.0 ({shown})"


@parametrize
def test_unit(tree, raw, shown):
    name = os.fsdecode(raw)
    tree.add_unit(name)
    tree.add_pci("0000:00:02.0", group=2, unit=name)
    document = check_every_output(tree)
    assert by_name(document["units"], shown)["kind"] == "other"
    assert by_name(document["devices"], "0000:00:02.0")["unit"] == shown
    assert run_text("windows", "2", root=tree).startswith("group 2 ")


@parametrize
def test_vfio_device(tree, raw, shown):
    tree.bind_vfio("0000:00:01.0", os.fsdecode(raw))
    assert by_name(check_every_output(tree)["devices"], "0000:00:01.0")["vfio_device"] == shown


@parametrize
def test_text_of_attributes(tree, raw, shown):
    """Newlines inside an attribute's text are as hostile as in a name."""
    directory = tree.pci_directory("0000:00:01.0")
    tree.write(f"{directory}/driver_override", raw + b"\n")
    tree.write("proc/sys/kernel/osrelease", raw + b"\n")
    tree.write("proc/cmdline", b"intel_iommu=" + raw.replace(b" ", b"").replace(b"\n", b"").replace(b"\t", b"") + b"\n")
    document = check_every_output(tree)
    assert by_name(document["devices"], "0000:00:01.0")["driver_override"] == shown
    assert document["host"]["kernel"] == shown
    assert len(document["host"]["boot_options"]) == 1


@parametrize
def test_module_parameter(tree, raw, shown):
    tree.write(f"sys/module/vfio/parameters/{os.fsdecode(raw)}", raw + b"\n")
    document = check_every_output(tree)
    assert document["host"]["module_parameters"] == {f"vfio.{shown}": shown}


@parametrize
def test_capture_replays_it(tree, tmp_path, raw, shown):
    name = os.fsdecode(raw)
    tree.add_platform(name, driver=name, group=2, unit="dmar0")
    tree.write(f"{tree.pci_directory('0000:00:01.0')}/driver_override", raw + b"\n")
    file = tmp_path / "capture.json"
    assert run("capture", file, root=tree).status == 0
    first, second = (check_every_output(root) for root in (tree, file))
    for key in ("units", "groups", "devices", "findings", "notes", "host", "verdict"):
        assert first[key] == second[key]
    assert by_name(second["devices"], shown)["driver"] == shown


def test_names_of_one_shown_form_stay_apart(tree, tmp_path):
    """Without the backslash escaped, these two would read the same, and one would hide the other."""
    for name in ("a\nb", r"a\x0ab"):
        tree.add_platform(name, group=2, unit="dmar0")
    file = tmp_path / "capture.json"
    assert run("capture", file, root=tree).status == 0
    for root in (tree, file):
        assert check_every_output(root)["groups"][1]["devices"] == [r"a\x0ab", r"a\x5cx0ab"]
        for name, found in ((r"a\x0ab", r"a\x5cx0ab"), (r"a\x5cx0ab", r"a\x5cx0ab"), ("a\nb", r"a\x0ab")):
            assert run_json("show", name, root=root)["objects"][0]["name"] == found


def test_show_keeps_one_line_per_fact(tree):
    tree.add_platform("x\nvendor=0xbad", group=2, unit="dmar0")
    lines = run_text("show", "device/x\nvendor=0xbad", root=tree).splitlines()
    assert [line for line in lines if line.startswith("vendor=")] == ["vendor="]


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8", "nonsense", None])
@pytest.mark.parametrize("verb", ["report", "units", "groups", "devices", "windows"])
def test_other_letters_in_any_locale(tree, verb, locale):
    """Tables measure them; libsmartcols 2.38 never ends where it takes them for broken."""
    tree.add_platform("Gerät-数", driver="Gerät", group=2, unit="dmar0")
    expected = run_text(verb, root=tree, env={"LC_ALL": "C.UTF-8"})
    assert run_text(verb, root=tree, env={"LC_ALL": locale}) == expected
    if verb in ("report", "groups", "devices"):
        assert "Gerät-数" in expected
