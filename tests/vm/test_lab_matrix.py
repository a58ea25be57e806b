# SPDX-License-Identifier: LGPL-2.1-or-later
"""The report against the kernel itself, for every IOMMU, kernel and boot mode that the lab has."""

import pytest

from matrix_rows import ROWS
from report_checks import check_devices, check_groups, check_report
from vfio_checks import check_log, check_vfio


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_report_agrees_with_kernel(row, row_boots, record_property):
    record_property("row", str(row))
    booted = row_boots[row].result()
    differences = []
    for number, phase in enumerate(booted.phases, 1):
        differences += [f"phase {number}: {difference}" for difference in check_phase(phase, number, booted, row)]
    assert not differences, "\n" + "\n".join(differences)


def check_phase(phase, number, booted, row):
    for result in (phase.report_result, phase.nobody_result):
        assert result.status == 0, f"iommu-diag exits with {result.status}: {result.stderr.decode()}"
        assert not result.stderr, result.stderr.decode()
    report = phase.report
    differences = check_report(report, phase.facts, row)
    differences += check_verdict(phase, number, row)
    differences += check_vfio(report, phase.answers, row)
    differences += check_log(report, booted.boot.dmesg)
    differences += check_answers(phase, row)
    # Who has no privileges may know less, but nothing else.
    differences += [f"as nobody: {difference}" for difference in (*check_groups(phase.nobody_report, phase.facts),
                                                                 *check_devices(phase.nobody_report, phase.facts))]
    return differences


# What the options of a boot mode must lead to.
FINDINGS = {"passthrough": {"passthrough"}, "sp_off": {"superpages-off"}}
WARNINGS = {"group-not-viable", "unsafe-interrupts-allowed"}
PROTECTION = {"DMA": "strict", "DMA-FQ": "lazy", "identity": "identity"}


def expect_findings(phase, number, row):
    """A healthy guest has no finding above info. What the steps do to it, each by itself no mistake, has
    to be found: groups that are half bound, and unsafe interrupts that are allowed."""
    expected = set(FINDINGS.get(row.boot, ()))
    for group in phase.facts.groups():
        drivers = {phase.facts.driver(device) for device in phase.facts.group_devices(group)}
        if "vfio-pci" in drivers and drivers - {"vfio-pci", "pcieport", None}:
            expected.add("group-not-viable")
    if row.iommu == "virtio" and number == 2:
        expected.add("unsafe-interrupts-allowed")
    return expected


def check_verdict(phase, number, row):
    report, differences = phase.report, []
    if row.has_iommu:
        expected = expect_findings(phase, number, row)
        found = {one["id"] for one in report["findings"] if one["severity"] != "info"}
        if found != expected:
            differences.append(f"findings above info: {sorted(found)}, expected {sorted(expected)}")
        if report["verdict"] != ("attention" if expected & WARNINGS else "ok") or report["notes"]:
            differences.append(f"verdict {report['verdict']}, notes {report['notes']}")
        for group in report["groups"]:
            if group["protection"] != PROTECTION.get(group["type"]):
                differences.append(f"group {group['id']}: type {group['type']}, protection {group['protection']}")
        return differences
    if report["verdict"] != "no-iommu":
        differences.append(f"verdict is {report['verdict']}, though there is no IOMMU")
    if not report["findings"]:
        differences.append("there is no IOMMU, and no finding says why")
    return differences


def check_answers(phase, row):
    """A row that compares nothing would prove nothing: VFIO must have taken at least two groups."""
    expected = 2 if row.has_iommu else 0
    taken = [answer for answer in phase.answers if answer["viable"] and not answer["error"]]
    refused = [answer for answer in phase.answers if answer not in taken]
    if len(taken) >= expected or (row.iommu == "virtio" and refused):
        return []
    return [f"VFIO answered for {len(taken)} groups only: {phase.answers}"]
