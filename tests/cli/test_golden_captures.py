# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every stored capture prints what it printed when somebody last looked; tests/captures/update renews it."""

import json

import pytest

from cli_program import check_every_output, report
from golden_captures import DIRECTORY, OUTPUTS, capture_file, capture_names, golden_file, replay
from sample_machines import SAMPLES

SIZE_MAX = 100 * 1024


def test_there_are_captures_of_every_kind():
    assert set(SAMPLES) <= set(capture_names())
    assert {"lab-vtd", "lab-vtd48", "lab-amd", "lab-virtio", "lab-smmuv3", "lab-none", "lab-vtd-off"} <= set(capture_names())


@pytest.mark.parametrize("suffix", OUTPUTS)
@pytest.mark.parametrize("name", capture_names())
def test_output(name, suffix):
    assert replay(name, suffix) == golden_file(name, suffix).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", capture_names())
def test_every_other_output(name):
    document = check_every_output(capture_file(name))
    assert document["source"] == "capture"


@pytest.mark.parametrize("name", capture_names())
def test_capture_is_small_and_complete(name):
    text = capture_file(name).read_text(encoding="ascii")
    assert len(text) <= SIZE_MAX
    assert json.loads(text)["schema"] == "iommu-diag/capture/1"


def test_no_stray_files():
    expected = {f"{name}.json" for name in capture_names()}
    expected |= {f"{name}.{suffix}" for name in capture_names() for suffix in OUTPUTS}
    assert {path.name for path in DIRECTORY.iterdir()} - {"__pycache__"} == expected | {"module.am", "update"}


NAMES = ("vendor_name", "device_name", "class_name")  # of the hardware database of this machine


def without_names(document):
    document = {key: value for key, value in document.items() if key not in ("generated", "source")}
    document["devices"] = [{key: value for key, value in device.items() if key not in NAMES}
                           for device in document["devices"]]
    return document


@pytest.mark.parametrize("name", SAMPLES)
def test_capture_of_a_sample_is_up_to_date(name, tmp_path):
    assert without_names(report(SAMPLES[name](tmp_path))) == without_names(report(capture_file(name)))


def test_lab_captures_name_what_the_guest_had():
    """What QEMU was told, not what the program thinks: widths, and the reason for none."""
    reports = {name: check_every_output(capture_file(name)) for name in capture_names() if name.startswith("lab-")}
    assert reports["lab-vtd"]["units"][0]["iova_bits"] == 39
    assert reports["lab-vtd48"]["units"][0]["iova_bits"] == 48
    assert reports["lab-amd"]["units"][0]["kind"] == "amd-vi"
    assert reports["lab-virtio"]["units"][0]["kind"] == "virtio-iommu"
    assert reports["lab-smmuv3"]["units"][0]["address"] == "0x0000000009050000"
    assert [one["id"] for one in reports["lab-none"]["findings"]] == ["guest-without-viommu"]
    assert [one["id"] for one in reports["lab-vtd-off"]["findings"]] == ["iommu-off-by-boot-option"]
    for name, one in reports.items():
        assert one["host"]["is_guest"] == ("unknown" if name == "lab-smmuv3" else "yes")
