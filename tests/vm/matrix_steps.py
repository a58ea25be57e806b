# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is done in the one boot of a matrix row, and how the answers are found again.

Two phases. First with some devices bound to vfio-pci and others with drivers of their own; then with all
endpoints bound, so that every group with an endpoint is VFIO's.
"""

import dataclasses
import json

from guest_facts import Facts
from lab_guest import Boot, Command

REPORT = ["iommu-diag", "report", "--json=short"]
# virtio-iommu on a PC remaps no interrupts: VFIO wants to be told that we know.
ALLOW_UNSAFE = ["sh", "-c", "echo Y >/sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts"]
ASK_VFIO = ["sh", "-c", 'for node in /dev/vfio/[0-9]*; do [ -e "$node" ] && vfio-info "${node##*/}"; done']
PHASE = [["show-facts"], REPORT, Command(REPORT, user="nobody"), ASK_VFIO]


@dataclasses.dataclass(frozen=True)
class Phase:
    facts: Facts
    report_result: object
    nobody_result: object
    answers: list

    @property
    def report(self):
        return json.loads(self.report_result.stdout)

    @property
    def nobody_report(self):
        return json.loads(self.nobody_result.stdout)


@dataclasses.dataclass(frozen=True)
class RowBoot:
    boot: Boot
    phases: list


def boot_row(row):
    steps = list(PHASE)
    if row.has_iommu:
        steps += [["bind-vfio", "all"], *([ALLOW_UNSAFE] if row.iommu == "virtio" else []), *PHASE]
    boot = row.guest().boot(steps)
    size = len(PHASE)
    phases = [make_phase(boot.results[:size])]
    if row.has_iommu:
        binding = boot.results[size]
        assert binding.status == 0, f"bind-vfio all: {binding.text}"
        phases.append(make_phase(boot.results[-size:]))
    return RowBoot(boot, phases)


def make_phase(results):
    facts, report, nobody, answers = results
    assert facts.status == 0, facts.stderr.decode()
    return Phase(Facts(facts.text), report, nobody, [json.loads(line) for line in answers.text.splitlines()])
