# SPDX-License-Identifier: LGPL-2.1-or-later
"""Holds a report's derived answers against what VFIO and the kernel log say. Returns lists of differences."""

import re

# sysfs does not say where the IOVA space of these ends.
OPEN_ENDED = ("smmuv3", "smmuv3-acpi", "virtio")


def check_vfio(report, answers, row):
    """answers: what vfio-info printed, one for each group with a device bound to vfio-pci."""
    groups = {group["id"]: group for group in report["groups"]}
    found = []
    for answer in answers:
        group = groups.get(answer["group"])
        if not group:
            found.append(f"group {answer['group']}: VFIO has it, the report has not")
        elif not answer["viable"]:
            found += expect_not_assignable(group, "VFIO says not viable")
        elif answer["error"]:
            found += expect_not_assignable(group, f"VFIO says {answer['error']}")
        else:
            if group["assignable"] != "yes":
                found.append(f"group {group['id']}: VFIO takes it, assignable is {group['assignable']}")
            found += compare_windows(group, answer, row)
            found += compare_abilities(report, group, answer, row)
            found += compare_coherency(group, answer)
    return found


def expect_not_assignable(group, reason):
    if group["assignable"] == "yes":
        return [f"group {group['id']}: {reason}, assignable is yes"]
    return []


def compare_windows(group, answer, row):
    measured = [(window["first"], window["last"]) for window in answer["windows"]]
    derived = [(window["first"], window["last"]) for window in group["windows"]]
    if row.iommu in OPEN_ENDED and derived and derived[-1][1] is None:
        measured[-1] = (measured[-1][0], None)
    if derived != measured:
        return [f"group {group['id']}: windows {derived}, measured {measured}"]
    return []


def compare_coherency(group, answer):
    """VFIO_DMA_CC_IOMMU says whether No Snoop is blocked, and nothing else. Unknown is no difference, and
    VFIO has taken the group, so from Linux 6.1 on its devices are coherent."""
    verdict = group["coherency"]
    wanted = {"enforced": [1], "claimed": [1], "coherent": [0], "at-risk": [0], "unknown": [0]}.get(verdict, [])
    if answer["dma_cc"] not in wanted:
        return [f"group {group['id']}: coherency {verdict}, VFIO_DMA_CC_IOMMU is {answer['dma_cc']}"]
    return []


def compare_abilities(report, group, answer, row):
    """What a unit is said to do, against what VFIO offers for a group behind it. Unknown is no difference."""
    found = []
    # Older kernels list AMD pages beyond the 52 bits of a physical address, which can't exist; the
    # report, like newer kernels, does not.
    measured_sizes = [1 << bit for bit in range(52) if int(answer["page_sizes"], 16) >> bit & 1]
    for unit in report["units"]:
        if unit["name"] not in group["units"]:
            continue
        wanted = {"yes": [1], "no": [0], "unknown": [0, 1]}[unit["snoop_control"]]
        if answer["dma_cc"] not in wanted:
            found.append(f"{unit['name']}: snoop_control {unit['snoop_control']}, VFIO has {answer['dma_cc']}")
        if unit["kind"] == "intel-vtd" or unit["page_sizes"]:
            if unit["page_sizes"] != measured_sizes:
                found.append(f"{unit['name']}: page_sizes {unit['page_sizes']}, VFIO has {measured_sizes}")
    return found


def check_log(report, dmesg):
    """The lines that the drivers print at boot (no stable text, hence the loose patterns)."""
    found = []
    units = {unit["name"]: unit for unit in report["units"]}
    for name, cap, ecap in re.findall(r"DMAR: (dmar\d+): reg_base_addr \S+ ver \S+ cap (\w+) ecap (\w+)", dmesg):
        if name in units:  # with intel_iommu=off the line is there, the unit is not
            registers = units[name]["registers"]
            for field, value in (("cap", cap), ("ecap", ecap)):
                if int(registers[field], 16) != int(value, 16):
                    found.append(f"{name}.{field}: report has {registers[field]}, log has {value}")
    features = re.search(r"AMD-Vi: Extended features \((0x\w+), (0x\w+)\)", dmesg)
    for unit in report["units"]:
        if features and unit["kind"] == "amd-vi":
            registers = [int(unit["registers"][field], 16) for field in ("efr", "efr2")]
            if registers != [int(value, 16) for value in features.groups()]:
                found.append(f"{unit['name']}: efr, efr2 {registers}, log has {features.groups()}")
    if re.search(r"Enabled IRQ remapping|Interrupt remapping enabled", dmesg):
        found += [f"{name}: interrupt_remapping is no, log says it is enabled"
                  for name, unit in units.items() if unit["interrupt_remapping"] == "no"]

    is_passthrough = "Default domain type: Passthrough" in dmesg
    for group in report["groups"]:
        if is_passthrough != (group["type"] == "identity"):
            found.append(f"group {group['id']}: type {group['type']}, log says passthrough: {is_passthrough}")
        if group["type"] == "DMA-FQ" and "invalidation policy: strict" in dmesg:
            found.append(f"group {group['id']}: type DMA-FQ, log says strict")
    return found
