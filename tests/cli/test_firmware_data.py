# SPDX-License-Identifier: LGPL-2.1-or-later
"""The tables of real machines, each in a made-up machine that has just the units and devices that it
describes: every unit is found again, every device is behind the right one, and nothing is amiss.

The tables are not part of the project: IOMMU_DIAG_DATA names the directory that has them.
"""

import collections
import json
import os
import pathlib

import pytest

from cli_program import run_text
from sysfs_tree import MSI, SysfsTree

DATA = os.environ.get("IOMMU_DIAG_DATA")
pytestmark = pytest.mark.skipif(not DATA, reason="IOMMU_DIAG_DATA is not set: no test on real tables")

# What would mean that table and sysfs disagree, which they don't here.
DISAGREEMENTS = {"firmware-unit-not-used", "unit-not-in-firmware", "device-behind-other-unit",
                 "firmware-region-not-reserved", "interrupt-remapping-opt-out"}
HIGHEST_TYPE = ("ivhd-40h", "ivhd-11h", "ivhd-10h")


def read(*arguments, root=None):
    """Its document; other tests compare such ones with the schema."""
    return json.loads(run_text("--json=short", *arguments, root=root))


class Machine:
    """What a table describes, before it becomes a tree."""

    def __init__(self):
        self.units = {}    # name: arguments of the tree's function
        self.devices = {}  # function: (unit, class)
        self.regions = collections.defaultdict(list)  # function: regions

    def add_device(self, segment, path, unit, kind=0x020000, replace=False):
        """Paths of one step only: what sits behind a bridge depends on its bus."""
        if "/" in path or int(path.split(".")[-1], 16) > 7 or int(path.split(":")[-1].split(".")[0], 16) > 31:
            return
        function = f"{segment:04x}:{path}"
        if replace or function not in self.devices:
            self.devices[function] = (unit, kind)

    def build(self, top, signature, data):
        tree = SysfsTree(top, "6.12.9")
        tree.add_table(signature, data)
        for name, (adder, arguments) in self.units.items():
            getattr(tree, adder)(name, **arguments)
        for i, (function, (unit, kind)) in enumerate(sorted(self.devices.items())):
            tree.add_group(i, regions=sorted(set(self.regions[function])) + [MSI])
            tree.add_pci(function, kind=kind, group=i, unit=unit)
        return tree


def dmar_machine(table):
    machine = Machine()
    drhds = [one for one in table["structures"] if one["type"] == "drhd"]
    for i, drhd in enumerate(drhds):
        name = f"dmar{i}"
        machine.units[name] = ("add_intel_unit", {"address": f"{int(drhd['address'], 16):x}", "ecap": "f050d2"})
        for scope in drhd["scopes"]:
            if scope["type"] in ("endpoint", "bridge"):
                machine.add_device(drhd["segment"], scope["path"], name,
                                   0x060400 if scope["type"] == "bridge" else 0x020000)
    rest = {drhd["segment"]: f"dmar{i}" for i, drhd in enumerate(drhds) if "include-pci-all" in drhd["flags"]}
    for rmrr in (one for one in table["structures"] if one["type"] == "rmrr"):
        for scope in rmrr["scopes"]:
            if scope["type"] == "endpoint" and rmrr["segment"] in rest:
                machine.add_device(rmrr["segment"], scope["path"], rest[rmrr["segment"]])
            first, last = int(rmrr["first"], 16), int(rmrr["last"], 16)
            if first <= last:
                machine.regions[f"{rmrr['segment']:04x}:{scope['path']}"].append((first, last, "direct-relaxable"))
    for segment, name in rest.items():
        machine.add_device(segment, "00:1f.6", name)
    return machine


def ivrs_machine(table):
    machine = Machine()
    units = [one for one in table["blocks"] if one["type"].startswith("ivhd")]
    kind = next(kind for kind in HIGHEST_TYPE
                if any(one["type"] == kind and one["unit"] == units[0]["unit"] for one in units))
    own = []
    for i, unit in enumerate(one for one in units if one["type"] == kind):
        name, function = f"ivhd{i}", f"{unit['segment']:04x}:{unit['unit']}"
        machine.units[name] = ("add_amd_unit", {"function": function})
        own.append(function)
        for entry in unit["entries"]:
            if entry["type"] not in ("special", "acpi"):
                machine.add_device(unit["segment"], entry["first"], name, replace=True)
    for memory in (one for one in table["blocks"] if one["type"].startswith("ivmd")):
        last = int(memory["last"], 16)
        for function in machine.devices:
            machine.regions[function].append((int(memory["first"], 16), last, "direct"))
    machine.devices = {function: unit for function, unit in machine.devices.items() if function not in own}
    return machine


def iort_machine(table):
    machine = Machine()
    smmus = {node["offset"]: f"{'smmu3' if node['type'] == 'smmuv3' else 'smmu'}.{node['address']}"
             for node in table["nodes"] if node["type"] in ("smmu", "smmuv3")}
    for name in smmus.values():
        machine.units[name] = ("add_unit", {})
    for node in table["nodes"]:
        if node["type"] != "root-complex":
            continue
        for one in node["maps"]:
            function = int(one["input"], 16)
            if function <= 0xFFFF and one["reference"] in smmus:
                machine.add_device(node["segment"], f"{function >> 8:02x}:{function >> 3 & 31:02x}.{function & 7}",
                                   smmus[one["reference"]])
    return machine


MACHINES = {"DMAR": dmar_machine, "IVRS": ivrs_machine, "IORT": iort_machine}


def check(table, data, top):
    """(units, devices) that were compared."""
    machine = MACHINES[table["signature"]](table)
    tree = machine.build(top, table["signature"], data)
    document = read("report", root=tree)
    joined = [one["unit"] for one in document["firmware"]["units"] if one["unit"]]
    assert sorted(joined) == sorted(machine.units), "each unit of sysfs is one of the table"
    assert {one["id"] for one in document["findings"]} & DISAGREEMENTS == set(), document["findings"]
    count = 0
    for shown in read("show", *machine.devices, root=tree)["objects"] if machine.devices else ():
        if shown["firmware_unit"]:
            assert shown["firmware_unit"]["unit"] == machine.devices[shown["name"]][0], shown["name"]
            count += 1
        elif table["signature"] != "DMAR":
            raise AssertionError(f"{shown['name']} is behind no unit")
    return len(joined), count


def test_each_table_joins_its_machine(tmp_path):
    total = collections.Counter()
    for path in sorted(pathlib.Path(DATA, "acpi").glob("*.bin")):
        table = read("decode", "acpi", path)["tables"][0]
        if table["signature"] not in MACHINES or any(note["severity"] == "critical" for note in table["notes"]):
            total["left out"] += 1
            continue
        units, devices = check(table, path.read_bytes(), tmp_path / path.stem)
        total.update(tables=1, units=units, devices=devices)
    print(f"figure: {dict(total)}")
    assert total["tables"] > 300 and total["units"] > 600 and total["devices"] > 500
