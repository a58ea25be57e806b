# SPDX-License-Identifier: LGPL-2.1-or-later
"""What identifies a machine or its owner isn't in a capture, and making one wakes no device."""

import json
import os
import shutil
import subprocess

import pytest

from cli_program import PROGRAM, TIMEOUT, environment, run, run_text
from pci_config import ROOT_PORT, endpoint, port
from sysfs_tree import PCI_BUS, TABLES, SysfsTree

DEVICE = "0000:03:00.0"
SERIAL = bytes.fromhex("a1b2c3d4e5f60718")
VPD_DATA = bytes.fromhex("5ec2e755")
EXPRESS = bytes.fromhex("10000200")
SECRETS = ("52:54:00:ab:cd:ef", "52-54-00-ab-cd-ef", "vmhost7", "192.0.2.7", "8c3f0d6a-55ee-4d6c-9c0b-2b6d1a4f7e21",
           "hunter2", "machine-id", "0123456789abcdef", "Acme Corp", "S/N 4711")


def config_space():
    """4 KiB with a VPD capability, then PCI Express; and extended ones: AER, then Device Serial Number."""
    config = bytearray(4096)
    config[0:4] = bytes.fromhex("86801015")
    config[0x06] = 0x10  # there is a list of capabilities
    config[0x34] = 0x50
    config[0x50:0x58] = bytes.fromhex("03600080") + VPD_DATA
    config[0x60:0x64] = EXPRESS
    config[0x100:0x104] = (0x0001 | 1 << 16 | 0x140 << 20).to_bytes(4, "little")
    config[0x140:0x144] = (0x0003 | 1 << 16).to_bytes(4, "little")
    config[0x144:0x14C] = SERIAL
    return bytes(config)


@pytest.fixture(name="tree")
def make_tree(tmp_path):
    tree = SysfsTree(tmp_path / "tree", tables=("DMAR",), cmdline=(
        "root=UUID=8c3f0d6a-55ee-4d6c-9c0b-2b6d1a4f7e21 BOOTIF=01-52-54-00-ab-cd-ef intel_iommu=on "
        "ip=192.0.2.7::192.0.2.1:255.255.255.0:vmhost7:eth0:off hostname=vmhost7 password=hunter2 "
        'systemd.machine_id=0123456789abcdef iommu=pt note="a blank intel_iommu=off inside" vfio-pci.ids=8086:10ed'))
    tree.add_intel_unit()
    tree.add_pci(DEVICE, 0x8086, 0x1510, group=1, unit="dmar0", driver="ixgbe")
    tree.write(f"{tree.pci_directory(DEVICE)}/config", config_space())
    tree.write(f"{tree.pci_directory(DEVICE)}/net/eth0/address", "52:54:00:ab:cd:ef\n")
    tree.write(f"{tree.pci_directory(DEVICE)}/vpd", "S/N 4711")
    tree.write("sys/class/dmi/id/product_serial", "S/N 4711\n")
    tree.write("sys/class/dmi/id/product_uuid", "8c3f0d6a-55ee-4d6c-9c0b-2b6d1a4f7e21\n")
    tree.write("sys/class/dmi/id/sys_vendor", "Acme Corp\n")
    tree.write("proc/sys/kernel/hostname", "vmhost7\n")
    tree.write("etc/machine-id", "0123456789abcdef\n")
    tree.write("proc/cpuinfo", "model name : 0123456789abcdef\nflags : fpu\n")
    return tree


def nodes_of(capture, path):
    for name in path.split("/"):
        capture = capture[name]
    return capture


def test_no_secret_is_in_a_capture(tree):
    text = run_text("capture", root=tree)
    assert [secret for secret in SECRETS if secret in text] == []
    for secret in (SERIAL, VPD_DATA):
        assert secret.hex() not in text


def test_no_secret_is_in_a_report(tree):
    for arguments in (["report", "--full"], ["--json=short", "report"], ["devices", "-o", "+POWER"]):
        text = run_text(*arguments, root=tree)
        assert [secret for secret in SECRETS if secret in text] == []


def test_options_of_interest_are_kept(tree):
    capture = json.loads(run_text("capture", root=tree))
    assert nodes_of(capture["tree"], "proc/cmdline") == "intel_iommu=on iommu=pt vfio-pci.ids=8086:10ed"


def test_the_rest_of_the_configuration_space_is_kept(tree):
    capture = json.loads(run_text("capture", root=tree))
    kind, digits = nodes_of(capture["tree"], f"{PCI_BUS}/{DEVICE}/config")
    expected = bytearray(config_space())
    expected[0x54:0x58] = bytes(4)
    expected[0x144:0x14C] = bytes(8)
    assert (kind, bytes.fromhex(digits)) == ("hex", bytes(expected))


@pytest.mark.parametrize("change", [
    {0x34: 0x50, 0x51: 0x50}, {0x34: 0xFC, 0xFC: 0x03}, {0x142: 0x01, 0x143: 0x10}, {0x102: 0xFF, 0x103: 0xFF},
    {0x34: 0x53}, {0x06: 0x00}], ids=str)
def test_damaged_lists_of_capabilities_end(tree, change):
    config = bytearray(config_space())
    for offset, byte in change.items():
        config[offset] = byte
    tree.write(f"{tree.pci_directory(DEVICE)}/config", bytes(config))
    capture = json.loads(run_text("capture", root=tree))
    assert len(nodes_of(capture["tree"], f"{PCI_BUS}/{DEVICE}/config")[1]) == 2 * 4096


@pytest.mark.parametrize("length", [0, 1, 4, 63, 64, 85, 256, 325, 330, 4095])
def test_short_configuration_space(tree, length):
    tree.write(f"{tree.pci_directory(DEVICE)}/config", config_space()[:length])
    text = run_text("capture", root=tree)
    assert SERIAL.hex() not in text and VPD_DATA.hex() not in text


def test_firmware_table_is_in_the_capture(tree):
    capture = json.loads(run_text("capture", root=tree))
    assert nodes_of(capture["tree"], "sys/firmware/acpi/tables/DMAR") == ["hex", tree.path(f"{TABLES}/DMAR").read_bytes().hex()]


def trace(tree, *arguments):
    """Names of the files that it opens, by strace."""
    if not shutil.which("strace"):
        pytest.skip("no strace")
    log = tree.top.parent / "strace.log"
    # The leak detector traces too, and a process has but one tracer.
    settings = environment() | {"ASAN_OPTIONS": "exitcode=99:detect_leaks=0"}
    done = subprocess.run(["strace", "-f", "-e", "trace=open,openat,openat2", "-o", log, PROGRAM, f"--root={tree.top}",
                           *arguments], env=settings, capture_output=True, timeout=TIMEOUT, check=False)
    if done.returncode != 0 and not log.exists():
        pytest.skip("strace may not trace here")
    assert done.returncode == 0
    lines = log.read_text().splitlines()
    assert any('"dmar0"' in line or "dmar0" in line for line in lines), "the trace shows what it opens"
    return lines


def count_opened(tree, name, *arguments):
    return sum(f'{name}"' in line for line in trace(tree, *arguments))


def test_each_run_opens_the_configuration_space_once(tree):
    for arguments in (["report"], ["devices"], ["windows"], ["show", "dmar0"], ["capture"]):
        assert count_opened(tree, "config", *arguments) == 1
        assert count_opened(tree, "runtime_status", *arguments) == 1


@pytest.mark.parametrize("status, opened", [("active", True), ("unsupported", True), ("suspended", False),
                                            ("suspending", False), ("resuming", False), ("error", False)])
def test_sleeping_devices_are_left_alone(tree, status, opened):
    """Opening `config` would resume them."""
    tree.write(f"{tree.pci_directory(DEVICE)}/power/runtime_status", f"{status}\n")
    for verb in ("report", "capture"):
        assert count_opened(tree, "config", verb) == opened
    capture = json.loads(run_text("capture", root=tree))
    assert ("config" in nodes_of(capture["tree"], f"{PCI_BUS}/{DEVICE}")) == opened


def test_virtual_functions_are_asked_for_where_they_may_be(tree):
    """Configuration space tells whether a function can have some; where it wasn't read, the files do."""
    assert count_opened(tree, "sriov_numvfs", "report") == 0
    tree.write(f"{tree.pci_directory(DEVICE)}/power/runtime_status", "suspended\n")
    assert count_opened(tree, "sriov_numvfs", "report") == 1


def test_runtime_status_that_can_not_be_read(tree):
    """Unknown is not awake."""
    tree.remove(f"{tree.pci_directory(DEVICE)}/power/runtime_status")
    tree.directory(f"{tree.pci_directory(DEVICE)}/power/runtime_status")
    assert count_opened(tree, "config", "report") == 0


@pytest.mark.parametrize("attribute, value, opened", [("power/runtime_status", "active", 2), ("power/runtime_status", "suspended", 0),
                                                      ("power_state", "D3hot", 2), ("power_state", "D3cold", 0)])
def test_sleeping_bridge_is_not_resumed_by_way_of_a_device(tree, attribute, value, opened):
    tree.add_pci("0000:00:1c.0", kind=0x060400, config=port(ROOT_PORT, 4))
    tree.write(f"{tree.pci_directory('0000:00:1c.0')}/{attribute}", f"{value}\n")
    tree.add_pci("0000:04:00.0", below="0000:00:1c.0", config=endpoint())
    assert count_opened(tree, "config", "report") == opened + 1


def test_device_in_d3cold_is_left_alone(tree):
    tree.write(f"{tree.pci_directory(DEVICE)}/power_state", "D3cold\n")
    capture = json.loads(run_text("capture", root=tree))
    assert "config" not in nodes_of(capture["tree"], f"{PCI_BUS}/{DEVICE}")


def test_device_without_runtime_power_management(tree):
    tree.remove(f"{tree.pci_directory(DEVICE)}/power")
    capture = json.loads(run_text("capture", root=tree))
    assert "config" in nodes_of(capture["tree"], f"{PCI_BUS}/{DEVICE}")


def test_configuration_space_that_fails(tree):
    """A directory can't be read as a file; that is recorded, and all else works."""
    tree.remove(f"{tree.pci_directory(DEVICE)}/config")
    os.mkdir(tree.path(f"{tree.pci_directory(DEVICE)}/config"))
    result = run("capture", root=tree)
    assert (result.status, result.message) == (0, "")
    node = nodes_of(json.loads(result.text)["tree"], f"{PCI_BUS}/{DEVICE}/config")
    assert node == ["error", "EISDIR"]
