# SPDX-License-Identifier: LGPL-2.1-or-later
"""The JSON Schema itself: well-formed, complete, and able to say no."""

import copy

import jsonschema
import pytest

from cli_program import report, run_json
from output_schema import SCHEMA_FILE, close_schema, find_errors, load_schema, subschemas
from sample_machines import laptop_2022, server_amd


@pytest.fixture(scope="module", name="document")
def make_document(tmp_path_factory):
    return report(laptop_2022(tmp_path_factory.mktemp("schema")))


def test_schema_is_valid():
    schema = load_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator.check_schema(close_schema(schema))
    assert "SPDX-License-Identifier: LGPL-2.1-or-later" in SCHEMA_FILE.read_text()


def test_every_property_is_described():
    """Also every property's object; conditions, which repeat names, need no description."""
    schema = load_schema()
    missing = [name for node in subschemas(schema["$defs"]) if node.get("description")
               for name, one in node.get("properties", {}).items() if not one.get("description")]
    assert missing == []
    assert all(definition.get("description") for definition in schema["$defs"].values())


@pytest.mark.parametrize("name", ["unit", "group", "device", "finding", "note", "window", "region", "host"])
def test_parts_have_names(name):
    assert load_schema()["$defs"][name]["type"] in ("object",)


def test_every_document_has_a_definition():
    schema = load_schema()
    named = [node["if"]["properties"]["schema"]["const"] for node in schema["allOf"]]
    assert named == schema["properties"]["schema"]["enum"]
    assert named == [f"iommu-diag/{kind}/1" for kind in (
        "report", "units", "groups", "devices", "windows", "show", "decode", "check", "findings", "explain", "diff")]


CHANGES = {
    "unknown schema": lambda d: d.update(schema="iommu-diag/report/2"),
    "no verdict": lambda d: d.pop("verdict"),
    "unknown verdict": lambda d: d.update(verdict="good"),
    "source": lambda d: d.update(source="tree"),
    "time without zone": lambda d: d.update(generated="2026-01-01T00:00:00"),
    "no kernel": lambda d: d["host"].pop("kernel"),
    "kernel as a number": lambda d: d["host"].update(kernel=6),
    "boot options as text": lambda d: d["host"].update(boot_options="iommu=pt"),
    "unit without cap": lambda d: d["units"][0]["registers"].pop("cap"),
    "short address": lambda d: d["units"][0].update(address="0xfed90000"),
    "address in capitals": lambda d: d["units"][0].update(address="0x00000000FED90000"),
    "address as a number": lambda d: d["units"][0].update(address=0xFED90000),
    "truth as a boolean": lambda d: d["units"][0].update(device_tlb=True),
    "unknown as text": lambda d: d["units"][0].update(iova_bits="unknown"),
    "bits": lambda d: d["units"][0].update(iova_bits=65),
    "no page sizes": lambda d: d["units"][0].update(page_sizes=[]),
    "group's id as text": lambda d: d["groups"][0].update(id="0"),
    "group's type": lambda d: d["groups"][0].update(type="dma"),
    "region without end": lambda d: d["groups"][0]["reserved"][0].update(last=None),
    "region's type": lambda d: d["groups"][0]["reserved"][0].update(type="MSI"),
    "window without start": lambda d: d["groups"][0]["windows"][0].update(first=None),
    "unknown windows with windows": lambda d: d["groups"][0].update(windows_source="unknown"),
    "unknown windows without a reason": lambda d: d["groups"][0].update(windows_source="unknown", windows=[]),
    "known windows with a reason": lambda d: d["groups"][0].update(windows_reason="x"),
    "short vendor": lambda d: d["devices"][0].update(vendor="0x86"),
    "class with 4 digits": lambda d: d["devices"][0].update({"class": "0x0200"}),
    "driver missing": lambda d: d["devices"][0].pop("driver"),
    "node -1": lambda d: d["devices"][0].update(numa_node=-1),
    "mask": lambda d: d["devices"][0].update(dma_mask_bits=999),
    "finding's id": lambda d: d["findings"].append({**FINDING, "id": "Not_Kebab"}),
    "finding's subject": lambda d: d["findings"].append({**FINDING, "subject": "dmar0"}),
    "finding's severity": lambda d: d["findings"].append({**FINDING, "severity": "bad"}),
    "note's kind": lambda d: d["notes"].append({"source": "/x", "kind": "odd", "reason": "x"}),
}
FINDING = {"id": "a-b", "severity": "info", "subject": "unit/dmar0", "summary": "x", "evidence": [], "cause": "x",
           "cure": "x"}


def test_a_sound_finding_and_note_pass(document):
    changed = copy.deepcopy(document)
    changed["findings"].append(FINDING)
    changed["notes"].append({"source": "/x", "kind": "missing", "reason": "x"})
    assert find_errors(changed, strict=True) == []


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_broken_promises_are_noticed(document, change):
    changed = copy.deepcopy(document)
    change(changed)
    assert find_errors(changed) != []


PLACES = {
    "report": lambda d: d, "host": lambda d: d["host"], "unit": lambda d: d["units"][0],
    "registers": lambda d: d["units"][0]["registers"], "group": lambda d: d["groups"][0],
    "region": lambda d: d["groups"][0]["reserved"][0], "window": lambda d: d["groups"][0]["windows"][0],
    "device": lambda d: d["devices"][0],
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_further_keys_are_allowed_to_readers_and_not_to_us(document, place):
    changed = copy.deepcopy(document)
    place(changed)["novelty"] = 1
    assert find_errors(changed) == []
    assert any("novelty" in error for error in find_errors(changed, strict=True))


def test_show_wants_the_kind_that_it_names(tmp_path):
    shown = run_json("show", "ivhd0", "20", "0000:21:00.0", root=server_amd(tmp_path))
    assert [one["object"] for one in shown["objects"]] == ["unit", "group", "device"]
    for one in shown["objects"]:
        for kind in {"unit", "group", "device"} - {one["object"]}:
            assert find_errors({**shown, "objects": [{**one, "object": kind}]}) != []
    assert find_errors({**shown, "objects": []}) != []
