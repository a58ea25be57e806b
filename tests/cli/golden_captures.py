# SPDX-License-Identifier: LGPL-2.1-or-later
"""Stored captures, and what the program is to print for each: NAME.report.txt and its like beside NAME.json."""

import json
import re

from cli_program import PROGRAM, SOURCE_TOP, execute

DIRECTORY = SOURCE_TOP / "tests" / "captures"
MADE_AT = "2026-01-01T00:00:00Z"

# Suffix of the golden file: the arguments whose output it holds.
OUTPUTS = {
    "report.txt": ("report",),
    "report.json": ("--json=pretty", "report"),
    "windows.txt": ("windows",),
}


def capture_names():
    return sorted(path.name.removesuffix(".json") for path in DIRECTORY.glob("*.json")
                  if not path.name.endswith(".report.json"))


def capture_file(name):
    return DIRECTORY / f"{name}.json"


def golden_file(name, suffix):
    return DIRECTORY / f"{name}.{suffix}"


def neutral(text):
    """Without what changes from run to run and from release to release."""
    text = re.sub(r'^(  "generated": ?)".*"', rf'\1"{MADE_AT}"', text, count=1, flags=re.MULTILINE)
    return re.sub(r"\Aiommu-diag \S+, ", "iommu-diag VERSION, ", text)


def replay(name, suffix):
    result = execute(PROGRAM, (f"--root={capture_file(name)}", *OUTPUTS[suffix]))
    assert (result.status, result.message) == (0, ""), result.message
    return neutral(result.text)


def neutral_capture(text):
    """A capture whose time and program don't change when it is made again."""
    document = json.loads(text)
    text = text.replace(json.dumps(document["generated"]), json.dumps(MADE_AT), 1)
    return text.replace(json.dumps(document["program"]), '"iommu-diag"', 1)
