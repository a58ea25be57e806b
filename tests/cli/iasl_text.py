# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reads what iasl, the compiler of the ACPI Component Architecture, prints when it takes a table apart.

It is another implementation's opinion on the same bytes, so this file knows iasl's words and
nothing of ours.
"""

import dataclasses
import re

# [034h 0052   1]                        Flags : 01 [what it means]
FIELD = re.compile(r"^\[([0-9A-F]+)h \d+ +[0-9A-Fh]+\] +(.+?) : (.*)$")
# What a field is made of follows it without an offset.
SUBFIELD = re.compile(r"^ {10,}(\S.*?) : ([0-9A-F]+) *$")
RAW = re.compile(r"^    [0-9A-F]{4,}: ((?:[0-9A-F]{2} ){1,16})", re.MULTILINE)


@dataclasses.dataclass
class Field:
    offset: int
    name: str
    value: str
    subfields: dict  # names to numbers

    @property
    def number(self):
        return int(self.value.split()[0], 16)

    @property
    def text(self):
        """Of a quoted string, without what iasl says about it; a string of NULs is shown as a number."""
        match = re.match(r'^"(.*?)"', self.value)
        return match.group(1) if match else ""


@dataclasses.dataclass
class Part:
    """A structure, a scope, a map: the field that begins it, and those up to the next part."""
    fields: list
    is_unknown: bool = False
    parts: list = dataclasses.field(default_factory=list)

    @property
    def offset(self):
        return self.fields[0].offset

    @property
    def type(self):
        return self.fields[0].number

    def names(self):
        return [field.name for field in self.fields]

    def get(self, name):
        found = [field for field in self.fields if field.name == name]
        assert len(found) == 1, f"{len(found)} fields {name!r} at {self.offset:#x}"
        return found[0]


def parse_fields(text):
    fields = []
    for line in text.splitlines():
        match = FIELD.match(line)
        if match:
            name = match.group(2).replace(" (decoded below)", "")
            fields.append(Field(int(match.group(1), 16), name, match.group(3), {}))
        elif fields and (match := SUBFIELD.match(line)):
            fields[-1].subfields[match.group(1)] = int(match.group(2), 16)
    return fields


def parse_raw(text):
    """The bytes of the table, or nothing where the text doesn't have them."""
    return b"".join(bytes.fromhex(row) for row in RAW.findall(text))


def split_parts(fields, begins_part, begins_inner):
    """The table's own fields, and its parts with the parts inside of them."""
    head, parts, current = [], [], None
    for field in fields:
        if begins_part(field):
            current = Part([field], "Unknown Subtable" in field.value)
            parts.append(current)
        elif parts and begins_inner(field):
            current = Part([field])
            parts[-1].parts.append(current)
        else:
            (current.fields if current else head).append(field)
    return Part(head), parts


def parse_dmar(text):
    return split_parts(parse_fields(text), lambda field: field.name == "Subtable Type",
                       lambda field: field.name == "Device Scope Type")


def parse_ivrs(text):
    def is_entry(field):
        return field.name == "Entry Type" or (field.name == "Subtable Type" and "Device Entry" in field.value)
    return split_parts(parse_fields(text), lambda field: field.name == "Subtable Type" and not is_entry(field), is_entry)


def parse_iort(text):
    return split_parts(parse_fields(text), lambda field: field.name == "Type",
                       lambda field: field.name == "Input base")
