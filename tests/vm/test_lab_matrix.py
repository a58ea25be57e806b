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
        differences += [f"phase {number}: {difference}" for difference in check_phase(phase, booted, row)]
    assert not differences, "\n" + "\n".join(differences)


def check_phase(phase, booted, row):
    for result in (phase.report_result, phase.nobody_result):
        assert result.status == 0, f"iommu-diag exits with {result.status}: {result.stderr.decode()}"
        assert not result.stderr, result.stderr.decode()
    report = phase.report
    differences = check_report(report, phase.facts, row)
    differences += check_verdict(report, row)
    differences += check_vfio(report, phase.answers, row)
    differences += check_log(report, booted.boot.dmesg)
    differences += check_answers(phase, row)
    # Who has no privileges may know less, but nothing else.
    differences += [f"as nobody: {difference}" for difference in (*check_groups(phase.nobody_report, phase.facts),
                                                                 *check_devices(phase.nobody_report, phase.facts))]
    return differences


# What the options of a boot mode must lead to; else a healthy guest has no finding above info.
FINDINGS = {"passthrough": ["passthrough"], "sp_off": ["superpages-off"]}
PROTECTION = {"DMA": "strict", "DMA-FQ": "lazy", "identity": "identity"}


def check_verdict(report, row):
    differences = []
    if row.has_iommu:
        if report["verdict"] != "ok" or report["notes"]:
            differences.append(f"verdict {report['verdict']}, notes {report['notes']}")
        found = [one["id"] for one in report["findings"] if one["severity"] != "info"]
        if found != FINDINGS.get(row.boot, []):
            differences.append(f"findings above info: {found}")
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
