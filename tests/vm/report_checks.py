# SPDX-License-Identifier: LGPL-2.1-or-later
"""Holds a report against what the guest's own sysfs shows. Every function returns a list of differences."""

from matrix_rows import IOVA_BITS, UNIT_KINDS, VTD_ABILITIES

IOMMU_WORDS = ("intel_iommu=", "amd_iommu=", "iommu=", "iommu.")


class Differences(list):
    def expect(self, subject, got, wanted):
        if got != wanted:
            self.append(f"{subject}: report has {got!r}, the guest shows {wanted!r}")


def hexadecimal(text):
    """"fed90000" as the report spells it."""
    return None if text is None else f"0x{int(text, 16):016x}"


def number(text):
    return None if text is None else int(text)


def by_name(items):
    return {item["name"]: item for item in items}


def check_host(report, facts):
    found = Differences()
    found.expect("schema", report["schema"], "iommu-diag/report/1")
    found.expect("host.kernel", report["host"]["kernel"], facts.line("release"))
    found.expect("host.machine", report["host"]["machine"], facts.line("machine"))
    options = [word for word in facts.line("/proc/cmdline").split() if word.startswith(IOMMU_WORDS)]
    found.expect("host.boot_options", [word for word in report["host"]["boot_options"]
                                       if word.startswith(IOMMU_WORDS)], options)
    return found


def check_units(report, facts, row):
    found = Differences()
    found.expect("units", sorted(by_name(report["units"])), facts.names("/sys/class/iommu"))
    for unit in report["units"]:
        name = unit["name"]
        found.expect(f"{name}.kind", unit["kind"], UNIT_KINDS[row.iommu])
        found.expect(f"{name}.devices", sorted(unit["devices"]), facts.unit_devices(name))
        found.expect(f"{name}.domains_supported", unit["domains_supported"],
                     number(facts.unit(name, "intel-iommu/domains_supported")))
        found.expect(f"{name}.domains_used", unit["domains_used"],
                     number(facts.unit(name, "intel-iommu/domains_used")))
        if unit["kind"] == "intel-vtd":
            check_vtd(found, unit, facts, row)
        elif unit["kind"] == "amd-vi":
            check_amd(found, unit, facts)
        else:
            # Nothing but the name is known, and an SMMU's name holds its address.
            address = hexadecimal(name.partition(".")[2]) if name.startswith("smmu") else None
            found.expect(f"{name}.address", unit["address"], address)
            found.expect(f"{name}.iova_bits", unit["iova_bits"], None)
    return found


def check_vtd(found, unit, facts, row):
    name = unit["name"]
    for field in ("cap", "ecap"):
        found.expect(f"{name}.{field}", unit["registers"][field], hexadecimal(facts.unit(name, f"intel-iommu/{field}")))
    found.expect(f"{name}.address", unit["address"], hexadecimal(facts.unit(name, "intel-iommu/address")))
    # Both spellings of the version are in use: the file's "1:0", and "1.0".
    found.expect(f"{name}.version", unit["version"].replace(".", ":"), facts.unit(name, "intel-iommu/version"))
    found.expect(f"{name}.iova_bits", unit["iova_bits"], IOVA_BITS[row.iommu])
    for ability, expected in VTD_ABILITIES.items():
        found.expect(f"{name}.{ability}", unit[ability], expected)


def check_amd(found, unit, facts):
    name = unit["name"]
    features = facts.unit(name, "amd-iommu/features").split(":")
    # Linux 6.1 prints EFR2 first, 6.12 prints it last.
    efr, efr2 = features if facts.kernel_series() >= (6, 8) else reversed(features)
    found.expect(f"{name}.efr", unit["registers"]["efr"], hexadecimal(efr))
    found.expect(f"{name}.efr2", unit["registers"]["efr2"], hexadecimal(efr2))


def check_groups(report, facts):
    found = Differences()
    found.expect("groups", sorted(group["id"] for group in report["groups"]), facts.groups())
    for group in report["groups"]:
        subject, number_ = f"group {group['id']}", group["id"]
        found.expect(f"{subject} type", group["type"], facts.group_type(number_))
        found.expect(f"{subject} devices", sorted(group["devices"]), facts.group_devices(number_))
        found.expect(f"{subject} units", sorted(group["units"]), facts.group_units(number_))
        reserved = [(int(region["first"], 16), int(region["last"], 16), region["type"]) for region in group["reserved"]]
        found.expect(f"{subject} reserved", reserved, facts.reserved(number_))
    return found


def check_devices(report, facts):
    found = Differences()
    devices = by_name(device for device in report["devices"] if device["subsystem"] == "pci")
    found.expect("devices", sorted(devices), facts.devices())
    for name, device in devices.items():
        for field in ("vendor", "device", "class"):
            found.expect(f"{name}.{field}", device[field], facts.device(name, field))
        found.expect(f"{name}.driver", device["driver"], facts.driver(name))
        found.expect(f"{name}.group", device["group"], facts.device_group(name))
        found.expect(f"{name}.unit", device["unit"], facts.device_unit(name))
        found.expect(f"{name}.dma_mask_bits", device["dma_mask_bits"], number(facts.device(name, "dma_mask_bits")))
        node = number(facts.device(name, "numa_node"))
        found.expect(f"{name}.numa_node", device["numa_node"], None if node == -1 else node)
    return found


def check_report(report, facts, row):
    return [*check_host(report, facts), *check_units(report, facts, row), *check_groups(report, facts),
            *check_devices(report, facts)]
