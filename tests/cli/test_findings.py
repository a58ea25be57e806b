# SPDX-License-Identifier: LGPL-2.1-or-later
"""Each check on a machine that triggers it, and on one that is the same but for the decisive fact.

A topic has a module findings_TOPIC.py with FIXTURES = {id: (triggering, clean)}; each of the two builds a tree."""

import importlib
import pathlib

import pytest

from cli_program import check_every_output, run_json

MODULES = sorted(path.stem for path in pathlib.Path(__file__).parent.glob("findings_*.py"))
FIXTURES = {name: pair for module in MODULES for name, pair in importlib.import_module(module).FIXTURES.items()}
CHECKS = {check["id"]: check for check in run_json("explain")["findings"]}


def found(document, name):
    return [finding for finding in document["findings"] if finding["id"] == name]


def test_every_check_has_its_fixtures(record_property):
    counted = sum(len(importlib.import_module(module).FIXTURES) for module in MODULES)
    assert counted == len(FIXTURES), "an id has fixtures in two modules"
    assert FIXTURES.keys() == CHECKS.keys()
    assert len(CHECKS) >= 30
    record_property("checks", len(CHECKS))
    print(f"figure: {len(CHECKS)} checks, each with a fixture that triggers it and one that doesn't")


@pytest.mark.parametrize("name", sorted(FIXTURES))
def test_triggered(name, tmp_path):
    document = check_every_output(FIXTURES[name][0](tmp_path))
    findings = found(document, name)
    assert findings, f"only {sorted({finding['id'] for finding in document['findings']})}"
    for finding in findings:
        assert finding["severity"] == CHECKS[name]["severity"]
        assert (finding["cause"], finding["cure"]) == (CHECKS[name]["cause"], CHECKS[name]["cure"])
        assert finding["summary"] and finding["evidence"]
        assert all(evidence["source"].startswith("/") and evidence["value"] for evidence in finding["evidence"])
        check_subject(finding["subject"], document)


def check_subject(subject, document):
    kind, _, name = subject.partition("/")
    if kind == "host":
        assert not name
        return
    keys = {"unit": ("units", "name"), "group": ("groups", "id"), "device": ("devices", "name")}
    objects, key = keys[kind]
    assert name in [str(one[key]) for one in document[objects]]


@pytest.mark.parametrize("name", sorted(FIXTURES))
def test_clean(name, tmp_path):
    assert not found(check_every_output(FIXTURES[name][1](tmp_path)), name)
