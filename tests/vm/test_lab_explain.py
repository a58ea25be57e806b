# SPDX-License-Identifier: LGPL-2.1-or-later
"""What `explain map` predicts against what VFIO says, for hundreds of ranges on each kind of unit.

One boot per row: the guest tries all ranges on one device and makes a capture, and the predictions are made from
that capture on this host. A few are made in the guest as well, where the program knows more, and must agree.
"""

import json
import subprocess

import pytest

from lab_guest import Command, Guest
from lab_programs import host_build
from map_ranges import PAGE, make_ranges
from matrix_rows import ROCKER
from matrix_steps import ALLOW_UNSAFE

# (ranges, the address up to which a prediction must be certain). sysfs doesn't show where the apertures of the last
# two end, so more ranges are tried there, for there will be fewer to compare.
ALL = 1 << 64
ROWS = {("vtd", "6.1"): (400, ALL), ("vtd", "6.12"): (400, ALL), ("vtd48", "6.1"): (400, ALL),
        ("vtd48", "6.12"): (400, ALL), ("amd", "6.1"): (400, ALL), ("amd", "6.12"): (400, ALL),
        ("virtio", "6.12"): (800, 1 << 32), ("smmuv3", "6.1"): (800, 1 << 32), ("smmuv3", "6.12"): (800, 1 << 32)}
COMPARED_MIN = 200
LIVE = 6
FIND = "cd /sys/bus/pci/drivers/vfio-pci && set -- 0000:*"
# Says which device it tries, then one line for each range.
TRY = ["sh", "-c", f'{FIND} && echo "$1" && exec vfio-map "$1"']


def arguments(device, iova, size):
    return ["explain", "map", f"--device={device}", f"--iova={iova:#x}", f"--size={size:#x}", "--json=short"]


@pytest.mark.parametrize("iommu, kernel", ROWS, ids=["/".join(row) for row in ROWS])
def test_prediction_agrees_with_kernel(iommu, kernel, tmp_path, record_property):
    count, certain_end = ROWS[iommu, kernel]
    ranges = make_ranges(iommu, f"{iommu} {kernel}", count)
    lines = "".join(f"{iova:x} {size:x}\n" for iova, size in ranges)
    guest = Guest(iommu, kernel=kernel, devices=("rocker",), vfio=(ROCKER,), get=["/root/capture"])
    live = [["sh", "-c", f"{FIND} && exec iommu-diag {' '.join(arguments('$1', *one))}"] for one in ranges[:LIVE]]
    boot = guest.boot([["sh", "-c", "true"] if iommu != "virtio" else ALLOW_UNSAFE,
                       ["iommu-diag", "capture", "/root/capture"], Command(TRY, stdin=lines.encode()), *live])
    _, captured, tried, *live = boot.results
    assert (captured.status, tried.status) == (0, 0), f"{captured.stderr} {tried.stderr}"
    device, *answers = tried.text.splitlines()
    assert len(answers) == count

    capture = tmp_path / "capture"
    capture.write_bytes(boot.files["/root/capture"])
    predictions = [replay(capture, device, *one) for one in ranges]
    differences = [f"{iova:#x} {size:#x}: predicted {prediction['prediction']} {prediction['errnos']} "
                   f"({prediction['reason']}), the kernel says {answer}"
                   for (iova, size), prediction, answer in zip(ranges, predictions, answers)
                   if not is_right(prediction, answer, iova + size <= certain_end)]
    unknown = sum(prediction["prediction"] == "unknown" for prediction in predictions)
    refused = sum(not answer.startswith("0") for answer in answers)
    record_property("figure", f"explain map {iommu}/{kernel}: {count - unknown - len(differences)} of "
                              f"{count - unknown} equal, {unknown} unknown, {refused} refused by the kernel")
    assert not differences, "\n" + "\n".join(differences)
    assert count - unknown >= COMPARED_MIN
    assert COMPARED_MIN // 4 <= refused <= count - COMPARED_MIN // 4, "a test of one answer only"
    assert unknown == 0 or certain_end < ALL
    check_live(live, ranges, predictions)


def replay(capture, device, iova, size):
    return json.loads(subprocess.run([host_build(None) / "iommu-diag", f"--root={capture}", *arguments(device, iova, size)],
                                     check=True, stdout=subprocess.PIPE).stdout)


def is_right(prediction, answer, must_be_certain):
    number = answer.split()[0]  # "0 stays" is a success that could not be taken back
    if prediction["prediction"] == "success":
        return number == "0"
    if prediction["prediction"] == "failure":
        return number in prediction["errnos"]
    return not must_be_certain and number in ("0", *prediction["errnos"])


def check_live(results, ranges, predictions):
    """In the guest, root is exempt from memlock; all else is as in the replay."""
    for result, one, replayed in zip(results, ranges, predictions):
        assert (result.status, result.stderr) == (0, b""), one
        there = json.loads(result.text)
        for key in ("prediction", "errnos", "bound", "suggestion", "page_bytes"):
            assert there[key] == replayed[key], (one, key)


MEMLOCK_KIB = 64
SIZES = [PAGE, MEMLOCK_KIB << 10, (MEMLOCK_KIB << 10) + PAGE, 2 << 20, 3 << 20]


@pytest.mark.parametrize("kernel", ["6.1", "6.12"])
def test_memlock_limit(kernel):
    """Whoever has no CAP_IPC_LOCK pins as much as the limit allows, and is told so."""
    limited = f"ulimit -l {MEMLOCK_KIB} && {FIND}"
    lines = "".join(f"0 {size:x}\n" for size in SIZES)
    explain = [Command(["sh", "-c", f"{limited} && exec iommu-diag {' '.join(arguments('$1', 0, size))}"], user="nobody")
               for size in SIZES]
    boot = Guest("vtd", kernel=kernel, devices=("rocker",), vfio=(ROCKER,)).boot([
        ["sh", "-c", "chmod 666 /dev/vfio/*"],
        Command(["sh", "-c", f'{limited} && exec vfio-map "$1"'], user="nobody", stdin=lines.encode()), *explain])
    _, tried, *explained = boot.results
    assert tried.status == 0, tried.stderr
    predictions = [json.loads(result.text) for result in explained]
    assert tried.text.splitlines() == ["0", "0", "ENOMEM", "ENOMEM", "ENOMEM"]
    assert [prediction["errnos"] for prediction in predictions] == [[], [], ["ENOMEM"], ["ENOMEM"], ["ENOMEM"]]
    assert all("memlock limit of 64 KiB" in prediction["reason"] for prediction in predictions[2:])
