# SPDX-License-Identifier: LGPL-2.1-or-later
"""Configuration space as `show` has it: what isolates a device, why groups are one, where bridges get in the way."""

import pytest

from cli_program import check_every_output, report, run_json, run_text
from findings_isolation import (CLOSED, DISPLAY, FIXTURES, NETWORK, NVME, OPEN, PORT_A, WINDOW, add, make_tree, one_device,
                                switch, two_ports)
from pci_config import CONVENTIONAL, CR, DOWNSTREAM_PORT, ISOLATING, PCIE_TO_PCI, ROOT_PORT, RR, SV, UF, UPSTREAM_PORT, \
    endpoint, port
from sample_machines import SAMPLES
from sysfs_tree import PCI_BUS

BRIDGE = 0x060400


def show(tree, name):
    return run_json("show", str(name), root=tree)["objects"][0]


def found(tree):
    return {finding["id"]: finding for finding in check_every_output(tree)["findings"]}


@pytest.mark.parametrize("name", FIXTURES)
def test_finding(name, tmp_path):
    trigger, clean = FIXTURES[name]
    finding = found(trigger(tmp_path / "trigger"))[name]
    assert finding["evidence"] and all(one["source"].startswith("/") for one in finding["evidence"])
    assert name not in found(clean(tmp_path / "clean"))


def test_good_machine_has_no_finding_above_info(tmp_path):
    for i, tree in enumerate((two_ports(tmp_path / "0", OPEN, False), two_ports(tmp_path / "1", None, False),
                              switch(tmp_path / "2"), one_device(tmp_path / "3", True))):
        document = report(tree)
        assert {finding["severity"] for finding in document["findings"]} <= {"info"}, i
        assert (document["verdict"], document["notes"]) == ("ok", [])


@pytest.mark.parametrize("option, weakens", [
    ("disable_acs_redir=pci:0:0", True), ("noats,disable_acs_redir=00:1c.0;00:1d.0", True), ("disable_acs_redir", False),
    ("config_acs=0@00:1c.0", True), ("config_acs=0x@00:1c.0", False), ("config_acs=xx0xx@00:1c.0", True),
    ("config_acs=0xxxxx@00:1c.0", False), ("config_acs=0xxxx@00:1c.0", True), ("config_acs=1x@0:0;0x1x@0:0", True),
    ("config_acs=1@00:00.0", False), ("config_acs=", False), ("config_acs=,0", False), ("config_acs=;;@;", False)])
def test_acs_options(option, weakens, tmp_path):
    tree = two_ports(tmp_path, OPEN, False, options=f"pci={option}")
    assert ("acs-weakened-by-boot-option" in found(tree)) == weakens


def test_capabilities_of_a_device(tmp_path):
    tree = one_device(tmp_path, True)
    device = show(tree, "0000:00:03.0")
    assert (device["parent"], device["path"]) == (None, [])
    assert device["capabilities"] == {
        "multifunction": "no", "port_type": "endpoint", "bus_master": "yes", "no_snoop": "yes", "relaxed_ordering": "yes",
        "function_reset": "yes", "acs": "no", "acs_offered": None, "acs_enabled": None, "acs_missing": None,
        "ats": "yes", "ats_enabled": "yes", "ats_page_bits": 12, "pri": "no", "pri_enabled": "no", "pasid": "no",
        "pasid_enabled": "no", "pasid_bits": None, "bridge": None}
    assert "capabilities.ats_enabled=yes\n" in run_text("show", "0000:00:03.0", root=tree)


def test_capabilities_of_a_port(tmp_path):
    tree = make_tree(tmp_path)
    add(tree, PORT_A, 1, port(ROOT_PORT, 1, 3, acs=(0x7F, SV | RR), memory=WINDOW,
                              prefetchable=(0x383000000000, 0x3833FFFFFFFF)), BRIDGE)
    capabilities = show(tree, PORT_A)["capabilities"]
    assert capabilities["port_type"] == "root-port"
    assert capabilities["acs_offered"] == ["SV", "TB", "RR", "CR", "UF", "EC", "DT"]
    assert (capabilities["acs_enabled"], capabilities["acs_missing"]) == (["SV", "RR"], ["CR", "UF"])
    assert capabilities["bridge"] == {"secondary_bus": "0x01", "subordinate_bus": "0x03", "windows": [
        {"first": "0x00000000a0000000", "last": "0x00000000a00fffff", "kind": "memory"},
        {"first": "0x0000383000000000", "last": "0x00003833ffffffff", "kind": "prefetchable"}]}


def test_header_alone(tmp_path):
    """What an ordinary user sees of a bridge."""
    tree = make_tree(tmp_path)
    add(tree, PORT_A, 1, port(ROOT_PORT, 1, memory=WINDOW)[:64], BRIDGE)
    capabilities = show(tree, PORT_A)["capabilities"]
    assert (capabilities["port_type"], capabilities["acs"], capabilities["bus_master"]) == (None, "unknown", "yes")
    assert capabilities["bridge"]["windows"][0]["first"] == "0x00000000a0000000"


@pytest.mark.parametrize("config", [None, b"", b"\xff" * 4096, b"\x86" * 63])
def test_nothing_is_known(config, tmp_path):
    tree = make_tree(tmp_path)
    add(tree, PORT_A, 1, config, BRIDGE)
    assert show(tree, PORT_A)["capabilities"] is None
    assert check_every_output(tree)["notes"] == []


@pytest.mark.parametrize("functions", [["0000:03:00.2"], ["0000:03:02.0"], ["0000:04:00.1"]])
@pytest.mark.parametrize("below", [None, PORT_A])
def test_virtual_function_does_as_its_physical_function(functions, below, tmp_path):
    """Also where it is on a bus of its own; then it lies beside the physical function all the same."""
    tree = make_tree(tmp_path)
    add(tree, PORT_A, 0, port(ROOT_PORT, 3, 4), BRIDGE)
    add(tree, "0000:03:00.0", 1, endpoint(ats=True, sriov=True), below=below)
    add(tree, "0000:03:00.1", 9, endpoint(), below=below)
    tree.above[functions[0]] = below
    tree.add_virtual_functions("0000:03:00.0", functions, 2, "dmar0")
    tree.write(f"{tree.pci_directory(functions[0])}/config", b"\xff" * 4 + endpoint(ats=True, no_snoop=False)[4:])
    virtual = show(tree, functions[0])
    assert (virtual["physical_function"], virtual["parent"]) == ("0000:03:00.0", below)
    assert virtual["path"] == ([below] if below else [])
    capabilities = virtual["capabilities"]
    assert (capabilities["no_snoop"], capabilities["relaxed_ordering"]) == ("unknown", "unknown")
    assert (capabilities["ats_enabled"], capabilities["ats_page_bits"]) == ("yes", None)
    assert show(tree, "0000:03:00.0")["capabilities"]["no_snoop"] == "yes"
    assert show(tree, "0000:03:00.1")["physical_function"] is None


def test_path(tmp_path):
    tree = switch(tmp_path)
    device = show(tree, "0000:04:00.0")
    assert (device["parent"], device["path"]) == ("0000:02:01.0", [PORT_A, "0000:01:00.0", "0000:02:01.0"])


def test_tree_of_plain_directories(tmp_path):
    """As some tools copy one: where a device is in the tree of bridges is not known, and no note says so."""
    tree = make_tree(tmp_path)
    directory = f"{PCI_BUS}/0000:00:1c.0"
    for name, text in (("vendor", "0x8086"), ("device", "0x1234"), ("class", "0x060400")):
        tree.write(f"{directory}/{name}", f"{text}\n")
    device = show(tree, "0000:00:1c.0")
    assert (device["parent"], device["path"]) == (None, None)
    assert report(tree)["notes"] == []


@pytest.mark.parametrize("target", ["0000:00:1c.0", "../x/0000:00:1c.0", "../../../devices/0000:00:1c.0/0000:00:1c.0"])
def test_link_of_a_device_that_leads_elsewhere(target, tmp_path):
    tree = make_tree(tmp_path)
    add(tree, "0000:00:01.0", 1, endpoint())
    add(tree, PORT_A, 1, port(ROOT_PORT, 1), BRIDGE)
    tree.raw_link(f"{PCI_BUS}/0000:00:1c.0", target)
    check_every_output(tree)
    run_json("show", "0000:00:1c.0", root=tree)


# --- why a group is one

def isolation(tree, group):
    shown = show(tree, group)
    return shown["isolation"], shown["isolation_reason"]


def test_alone(tmp_path):
    assert isolation(one_device(tmp_path, True), 1) == ("alone", None)


@pytest.mark.parametrize("acs, reason", [
    (None, "0000:00:1c.0 has no ACS"), (CLOSED, "0000:00:1c.0 lacks SV RR CR UF"),
    ((ISOLATING, SV | CR | UF), "0000:00:1c.0 lacks RR"), ((SV | RR, SV), "0000:00:1c.0 lacks RR")])
def test_port(acs, reason, tmp_path):
    assert isolation(two_ports(tmp_path, acs, True), 1) == ("port", reason)


def test_highest_port_is_named(tmp_path):
    tree = make_tree(tmp_path)
    for address, below, kind in ((PORT_A, None, ROOT_PORT), ("0000:01:00.0", PORT_A, UPSTREAM_PORT),
                                 ("0000:02:00.0", "0000:01:00.0", DOWNSTREAM_PORT)):
        add(tree, address, 1, port(kind, int(address[5:7]) + 1, 3), BRIDGE, below=below)
    add(tree, "0000:03:00.0", 1, endpoint(), below="0000:02:00.0")
    assert isolation(tree, 1) == ("port", "0000:00:1c.0 has no ACS")


def test_port_that_a_quirk_isolates_is_not_to_blame(tmp_path):
    """It has no ACS, but the kernel has put it into another group; the functions below it have none either."""
    tree = make_tree(tmp_path)
    add(tree, PORT_A, 1, port(ROOT_PORT, 1, memory=WINDOW), BRIDGE)
    for i in range(2):
        add(tree, f"0000:01:00.{i}", 2, endpoint(multifunction=True), below=PORT_A)
    assert isolation(tree, 2) == ("multifunction", "functions of one device (0000:01:00) without ACS between them")
    assert show(tree, 2)["risky_ranges"] == []


@pytest.mark.parametrize("config, word, part", [
    (endpoint(multifunction=True, acs=CLOSED), "multifunction", "not fully enabled"),
    (endpoint(multifunction=True, acs=OPEN), "unknown", "requester ids"), (None, "multifunction", "not known")])
def test_functions(config, word, part, tmp_path):
    tree = make_tree(tmp_path)
    for i in range(2):
        add(tree, f"0000:00:1f.{i}", 1, config)
    cause, reason = isolation(tree, 1)
    assert cause == word and part in reason


@pytest.mark.parametrize("kind, part", [(PCIE_TO_PCI, "a PCIe-to-PCI bridge"), (CONVENTIONAL, "a conventional PCI bridge")])
def test_conventional(kind, part, tmp_path):
    tree = make_tree(tmp_path)
    add(tree, "0000:00:1e.0", 1, port(kind, 5, memory=WINDOW), BRIDGE)
    for i in range(2):
        add(tree, f"0000:05:0{i}.0", 1, endpoint(port_type=CONVENTIONAL), below="0000:00:1e.0")
    assert isolation(tree, 1) == ("conventional-pci", f"behind 0000:00:1e.0, {part}")
    assert [one["bridge"] for one in show(tree, 1)["risky_ranges"]] == ["0000:00:1e.0"]


@pytest.mark.parametrize("config", [None, port(ROOT_PORT, 1)[:64], port(ROOT_PORT, 1)[:256]])
def test_configuration_space_that_was_not_read(config, tmp_path):
    """256 bytes have no room for ACS: that says nothing about it."""
    tree = make_tree(tmp_path)
    add(tree, PORT_A, 1, config, BRIDGE)
    for i in range(2):
        add(tree, f"0000:01:0{i}.0", 1, endpoint(), below=PORT_A)
    assert isolation(tree, 1) == ("unknown", "below 0000:00:1c.0, whose ACS is not known")
    assert show(tree, 1)["risky_ranges"] is None


def test_other_members(tmp_path):
    tree = make_tree(tmp_path)
    tree.add_platform("a", None, 1, "dmar0")
    tree.add_platform("b", None, 1, "dmar0")
    for i in range(2):
        add(tree, f"0000:00:0{i}.0", 2, endpoint())
    for group in (1, 2):
        cause, reason = isolation(tree, group)
        assert cause == "unknown" and reason


# --- risky ranges

def test_risky_range_is_cut_to_the_windows(tmp_path):
    tree = two_ports(tmp_path, None, True, memory=(0xFED00000, 0xFEFFFFFF))
    assert show(tree, 1)["risky_ranges"] == [
        {"first": "0x00000000fed00000", "last": "0x00000000fedfffff", "bridge": PORT_A},
        {"first": "0x00000000fef00000", "last": "0x00000000feffffff", "bridge": PORT_A}]
    windows = run_json("windows", "1", root=tree)["windows"][0]
    assert windows["risky_ranges"] == show(tree, 1)["risky_ranges"]
    assert "  0x00000000fed00000 - 0x00000000fedfffff  risky: in a window of 0000:00:1c.0\n" in run_text(
        "windows", "1", root=tree)


@pytest.mark.parametrize("acs, risky", [(None, True), (CLOSED, True), ((ISOLATING, RR), False), ((SV, 0), False)])
def test_redirecting_port_is_safe(acs, risky, tmp_path):
    assert bool(show(two_ports(tmp_path, acs, True), 1)["risky_ranges"]) == risky


def test_switch_risks_all_that_is_below_it(tmp_path):
    """The port doesn't redirect, so the windows of its neighbours, which lie in that of the upstream port, count."""
    tree = make_tree(tmp_path)
    add(tree, PORT_A, 1, port(ROOT_PORT, 1, 4, acs=OPEN, memory=(0xA0000000, 0xAFFFFFFF)), BRIDGE)
    add(tree, "0000:01:00.0", 2, port(UPSTREAM_PORT, 2, 4, memory=(0xA0000000, 0xA1FFFFFF)), BRIDGE, below=PORT_A)
    for i in range(2):
        down = f"0000:02:0{i}.0"
        first = 0xA0000000 + i * 0x1000000
        add(tree, down, 2, port(DOWNSTREAM_PORT, 3 + i, memory=(first, first + 0xFFFFF)), BRIDGE, below="0000:01:00.0")
        add(tree, f"0000:0{3 + i}:00.0", 2, endpoint(), below=down)
    assert show(tree, 2)["risky_ranges"] == [
        {"first": "0x00000000a0000000", "last": "0x00000000a1ffffff", "bridge": "0000:01:00.0"}]
    assert isolation(tree, 2) == ("port", "0000:02:00.0 has no ACS")


def test_many_risky_ranges_are_cut_short(tmp_path):
    tree = make_tree(tmp_path)
    for i in range(8):
        first = 0xA0000000 + i * 0x200000
        add(tree, f"0000:00:1c.{i}", 1, port(ROOT_PORT, 1 + i, memory=(first, first + 0xFFFFF), multifunction=True), BRIDGE)
        add(tree, f"0000:0{1 + i}:00.0", 1, endpoint(), below=f"0000:00:1c.{i}", driver="vfio-pci")
    text = run_text("windows", root=tree)
    assert text.count("risky: in a window of") == 4 and "  and 4 more risky ranges\n" in text
    assert found(tree)["risky-bridge-window"]["summary"].endswith("in groups: 1")


def test_peers(tmp_path):
    """One is no pair, and functions that nobody transfers from don't count; identity isn't translated."""
    name = "peer-to-peer-redirected"
    assert found(switch(tmp_path / "a", kinds=(DISPLAY, 0x120000)))[name]["summary"].endswith("0000:03:00.0, 0000:04:00.0")
    assert name not in found(switch(tmp_path / "b", kinds=(DISPLAY, NETWORK)))
    tree = switch(tmp_path / "c", kinds=(NVME, NVME))
    for group in (5, 6):
        tree.write(f"sys/kernel/iommu_groups/{group}/type", "identity\n")
    assert name not in found(tree)


@pytest.mark.parametrize("name", SAMPLES)
def test_show_of_every_object(name, tmp_path):
    tree = SAMPLES[name](tmp_path)
    document = report(tree)
    names = [f"unit/{unit['name']}" for unit in document["units"]] + [f"group/{group['id']}" for group in document["groups"]]
    names += [f"device/{device['name']}" for device in document["devices"] if "\\" not in device["name"]]
    assert len(run_json("show", *names, root=tree)["objects"]) == len(names)
