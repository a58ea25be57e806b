# SPDX-License-Identifier: LGPL-2.1-or-later
"""A capture taken in a guest and read on this host gives the report that the guest gave, arm64 included."""

import json
import subprocess

import pytest

from lab_guest import Guest
from lab_programs import host_build
from matrix_rows import DEVICES
from matrix_steps import REPORT

OF_THE_OCCASION = ("generated", "source")
NAMES = ("vendor_name", "device_name", "class_name")


@pytest.mark.parametrize("iommu, kernel", [("vtd", "6.1"), ("amd", "6.12"), ("virtio", "6.12"),
                                           ("smmuv3", "6.12"), ("smmuv3-acpi", "6.1"), ("none", "6.12")])
def test_capture_replays(iommu, kernel, tmp_path):
    guest = Guest(iommu, kernel=kernel, devices=DEVICES, get=["/root/capture"])
    boot = guest.boot([REPORT, ["iommu-diag", "capture", "/root/capture"]])
    live, captured = boot.results
    assert (live.status, captured.status, captured.stderr) == (0, 0, b"")

    capture = tmp_path / "capture"
    capture.write_bytes(boot.files["/root/capture"])
    replayed = subprocess.run([host_build(None) / "iommu-diag", f"--root={capture}", *REPORT[1:]], check=True,
                              stdout=subprocess.PIPE).stdout
    assert timeless(json.loads(replayed)) == timeless(json.loads(live.stdout))


def timeless(report):
    """Without what differs from one moment to the next, and without names: the guest has no hardware database."""
    kept = {key: value for key, value in report.items() if key not in OF_THE_OCCASION}
    kept["devices"] = [{key: value for key, value in device.items() if key not in NAMES} for device in kept["devices"]]
    return kept
