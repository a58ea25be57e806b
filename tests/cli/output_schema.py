# SPDX-License-Identifier: LGPL-2.1-or-later
"""The JSON Schema of the output: as published, and in a strict form that knows no further keys."""

import copy
import functools
import json
import pathlib

import jsonschema

SCHEMA_FILE = pathlib.Path(__file__).resolve().parents[2] / "schema" / "iommu-diag-1.schema.json"


def load_schema():
    return json.loads(SCHEMA_FILE.read_text())


def subschemas(node):
    """The node and everything in it that is an object."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from subschemas(child)


def close_schema(schema):
    """The same schema, in which an object has the described keys only."""
    closed = copy.deepcopy(schema)
    for node in subschemas(closed["$defs"]):
        if node.get("type") == "object" and "additionalProperties" not in node and node.get("description"):
            node["unevaluatedProperties"] = False
    return closed


@functools.cache
def validators():
    return tuple(jsonschema.Draft202012Validator(schema) for schema in (load_schema(), close_schema(load_schema())))


def find_errors(document, strict=False):
    """What is wrong with a document, as lines of text."""
    return [f"{error.json_path}: {error.message}" for error in validators()[strict].iter_errors(document)]


def check_document(document):
    errors = find_errors(document) or find_errors(document, strict=True)
    assert not errors, "\n".join(errors)
