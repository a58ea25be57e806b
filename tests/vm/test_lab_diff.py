# SPDX-License-Identifier: LGPL-2.1-or-later
"""Captures of one guest in different boot modes and kernels, compared on this host: the diff says what the
boot option or the kernel changed, and nothing else."""

import functools
import json
import pathlib
import subprocess
import tempfile

import pytest

from lab_guest import Guest
from lab_programs import host_build
from matrix_rows import DEVICES


@functools.cache
def capture(iommu, kernel, boot):
    """The text of a capture; each guest boots once for all tests."""
    guest = Guest(iommu, kernel=kernel, boot_mode=boot, devices=DEVICES, get=["/root/capture"])
    done = guest.boot([["iommu-diag", "capture", "/root/capture"]])
    assert done.results[0].status == 0
    return done.files["/root/capture"]


def diff(*guests):
    """The changes between two guests: (iommu, kernel, boot) each."""
    with tempfile.TemporaryDirectory() as directory:
        paths = [pathlib.Path(directory) / side for side in "ab"]
        for path, guest in zip(paths, guests):
            path.write_bytes(capture(*guest))
        done = subprocess.run([host_build(None) / "iommu-diag", "--json=short", "diff", *paths], check=True,
                              stdout=subprocess.PIPE)
    return json.loads(done.stdout)["changes"]


def fields(changes, scope):
    """{(field, before, after)} of one kind of object."""
    return {(one["field"], one["before"], one["after"]) for one in changes if one["object"] == scope}


def options(changes, kind):
    return {one["after"] or one["before"] for one in changes if (one["field"], one["kind"]) == ("boot_options", kind)}


@pytest.mark.parametrize("boot, added, kinds", [
    ("strict", {"intel_iommu=on", "iommu.strict=1"}, ("DMA-FQ", "DMA")),
    ("passthrough", {"intel_iommu=on", "iommu=pt"}, ("DMA-FQ", "identity")),
])
def test_boot_option(boot, added, kinds):
    changes = diff(("vtd", "6.1", "default"), ("vtd", "6.1", boot))
    assert fields(changes, "group") == {("type", *kinds)}
    assert (options(changes, "added"), options(changes, "removed")) == (added, set())
    assert {one["field"] for one in changes if one["object"] == "host"} <= {"boot_options", "verdict"}
    assert fields(changes, "unit") == set(), "the same hardware"
    assert fields(changes, "device") == set()


@pytest.mark.parametrize("iommu", ["vtd", "amd"])
def test_kernel(iommu):
    changes = diff((iommu, "6.1", "default"), (iommu, "6.12", "default"))
    judged = [one for one in changes if one["object"] != "finding" and one["field"] != "verdict"]
    assert [(one["object"], one["kind"], one["field"]) for one in judged] == [("host", "changed", "kernel")]


def test_iommu_switched_off_and_on():
    changes = diff(("vtd", "6.1", "off"), ("vtd", "6.1", "default"))
    came = {one["subject"] for one in changes if (one["object"], one["field"]) == ("group", "group")}
    assert came and all(subject.startswith("device/0000:") for subject in came)
    assert [one["subject"] for one in changes if (one["object"], one["kind"]) == ("unit", "added")] == ["unit/dmar0"]
    assert ("verdict", "no-iommu", "ok") in fields(changes, "host")
    assert [one["field"] for one in changes if (one["object"], one["kind"]) == ("finding", "removed")] == \
        ["iommu-off-by-boot-option"]


def test_same_guest_twice():
    """Two boots of the same machine: nothing that lasts is different."""
    first = capture("vtd", "6.1", "default")
    capture.cache_clear()
    second = capture("vtd", "6.1", "default")
    with tempfile.TemporaryDirectory() as directory:
        paths = [pathlib.Path(directory) / side for side in "ab"]
        paths[0].write_bytes(first)
        paths[1].write_bytes(second)
        done = subprocess.run([host_build(None) / "iommu-diag", "diff", *paths], check=True, stdout=subprocess.PIPE,
                              text=True)
    assert " ".join(done.stdout.split()).endswith("no difference")
