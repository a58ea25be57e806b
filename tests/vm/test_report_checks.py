# SPDX-License-Identifier: LGPL-2.1-or-later
"""The matrix's comparisons can fail: one wrong value anywhere in a right report is found. Boots nothing."""

import copy

import pytest

from guest_facts import Facts
from matrix_rows import Row
from report_checks import check_report
from vfio_checks import check_log, check_vfio

ROW = Row("vtd", "6.1", "default")
UNIT, GROUP, DEVICE = "/sys/class/iommu/dmar0", "/sys/kernel/iommu_groups/1", "/sys/bus/pci/devices/0000:00:01.0"
FACTS = Facts(f"""\
file	release	6.1.0-1-amd64
file	machine	x86_64
file	/proc/cmdline	panic=-1 intel_iommu=on
list	/sys/class/iommu	dmar0
list	{UNIT}/devices	0000:00:01.0
file	{UNIT}/intel-iommu/address	fed90000
file	{UNIT}/intel-iommu/cap	d2008c22260206
file	{UNIT}/intel-iommu/ecap	f00fca
file	{UNIT}/intel-iommu/version	1:0
file	{UNIT}/intel-iommu/domains_supported	65536
file	{UNIT}/intel-iommu/domains_used	9
list	/sys/kernel/iommu_groups	1
list	{GROUP}/devices	0000:00:01.0
file	{GROUP}/type	DMA-FQ
file	{GROUP}/reserved_regions	0x00000000fee00000 0x00000000feefffff msi
list	/sys/bus/pci/devices	0000:00:01.0
file	{DEVICE}/vendor	0x1b36
file	{DEVICE}/device	0x0006
file	{DEVICE}/class	0x028000
file	{DEVICE}/dma_mask_bits	32
file	{DEVICE}/numa_node	-1
link	{DEVICE}/driver	vfio-pci
link	{DEVICE}/iommu_group	1
link	{DEVICE}/iommu	dmar0
""")
LOG = """\
DMAR-IR: Enabled IRQ remapping in xapic mode
DMAR: dmar0: reg_base_addr fed90000 ver 1:0 cap d2008c22260206 ecap f00fca
iommu: Default domain type: Translated
"""
WINDOWS = [{"first": "0x0000000000000000", "last": "0x00000000fedfffff"},
           {"first": "0x00000000fef00000", "last": "0x0000007fffffffff"}]
ANSWERS = [{"group": 1, "viable": True, "dma_cc": 1, "page_sizes": "0x40201000", "windows": WINDOWS, "error": None}]
REPORT = {
    "schema": "iommu-diag/report/1",
    "host": {"kernel": "6.1.0-1-amd64", "machine": "x86_64", "boot_options": ["intel_iommu=on"]},
    "units": [{
        "name": "dmar0", "kind": "intel-vtd", "address": "0x00000000fed90000", "version": "1:0",
        "registers": {"cap": "0x00d2008c22260206", "ecap": "0x0000000000f00fca"}, "iova_bits": 39,
        "page_sizes": [1 << 12, 1 << 21, 1 << 30], "page_walk_coherent": "no", "snoop_control": "yes",
        "device_tlb": "no", "interrupt_remapping": "yes", "domains_supported": 65536, "domains_used": 9,
        "devices": ["0000:00:01.0"]}],
    "groups": [{
        "id": 1, "type": "DMA-FQ", "units": ["dmar0"], "devices": ["0000:00:01.0"], "assignable": "yes",
        "coherency": "enforced",
        "reserved": [{"first": "0x00000000fee00000", "last": "0x00000000feefffff", "type": "msi"}],
        "windows": WINDOWS}],
    "devices": [{
        "name": "0000:00:01.0", "subsystem": "pci", "vendor": "0x1b36", "device": "0x0006", "class": "0x028000",
        "driver": "vfio-pci", "group": 1, "unit": "dmar0", "dma_mask_bits": 32, "numa_node": None}],
}


def differences(report):
    return check_report(report, FACTS, ROW) + check_vfio(report, ANSWERS, ROW) + check_log(report, LOG)


def leaves(value, path=()):
    """The path of every value in a document."""
    if isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, (*path, key))
    else:
        yield path


def test_right_report_passes():
    assert differences(REPORT) == []


@pytest.mark.parametrize("path", list(leaves(REPORT)), ids=lambda path: ".".join(map(str, path)))
def test_wrong_value_is_found(path):
    report = copy.deepcopy(REPORT)
    *parents, last = path
    target = report
    for key in parents:
        target = target[key]
    target[last] = corrupted(target[last])
    assert differences(report)


def corrupted(value):
    if value is None:
        return 0
    if isinstance(value, int):
        return value + 1
    if value.startswith("0x"):
        return f"0x{int(value, 16) ^ 1:0{len(value) - 2}x}"
    return {"yes": "no", "no": "yes"}.get(value, value + "x")


@pytest.mark.parametrize("answer", [
    {"viable": False, "error": "VFIO_GROUP_SET_CONTAINER: Operation not permitted"},
    {"viable": True, "error": "VFIO_SET_IOMMU: Operation not permitted"},
    {"viable": True, "error": None, "dma_cc": 0},
    {"viable": True, "error": None, "page_sizes": "0x1000"},
    {"viable": True, "error": None, "windows": WINDOWS[:1]},
])
def test_disagreeing_kernel_is_found(answer):
    assert check_vfio(REPORT, [{**ANSWERS[0], **answer}], ROW)
