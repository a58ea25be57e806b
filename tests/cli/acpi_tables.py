# SPDX-License-Identifier: LGPL-2.1-or-later
"""Small ACPI tables on IOMMUs as firmware would make them: right lengths, right checksum."""

import struct

REVISIONS = {"DMAR": 1, "IVRS": 2, "IORT": 5, "VIOT": 0}
IVHD_BYTES = {0x10: 24, 0x11: 40, 0x40: 40}


def table(signature, body, revision=None):
    """The header in front of a body."""
    revision = REVISIONS.get(signature, 1) if revision is None else revision
    head = struct.pack("<4sIBB6s8sI4sI", signature.encode(), 36 + len(body), revision, 0, b"MADEUP", b"MADEUP  ", 1,
                       b"TEST", 1)
    whole = bytearray(head + body)
    whole[9] = -sum(whole) & 0xFF
    return bytes(whole)


def empty(signature):
    """A table that is sound and has nothing in it that anybody would find; of a kind that nobody reads, any bytes do."""
    fixed = {"DMAR": bytes((38, 5)) + bytes(10), "IVRS": struct.pack("<IQ", 2, 0), "IORT": struct.pack("<III", 0, 48, 0),
             "VIOT": struct.pack("<HHQ", 0, 48, 0)}
    return table(signature, fixed.get(signature, bytes(12)))


def parse_function(text):
    """"0000:3b:00.2" or "3b:00.2" as (segment, bus, device, function)."""
    *segment, bus, rest = text.split(":")
    device, function = rest.split(".")
    return (int(segment[0], 16) if segment else 0, int(bus, 16), int(device, 16), int(function, 16))


def number(text):
    """Bus, device and function in 16 bits."""
    _, bus, device, function = parse_function(text)
    return bus << 8 | device << 3 | function


# --- DMAR

ENDPOINT, BRIDGE, IOAPIC, HPET, NAMESPACE = 1, 2, 3, 4, 5


def scope(path, kind=ENDPOINT, enumeration=0):
    """path: "00:1c.0", or "00:1c.0/00.0" for what sits behind a bridge."""
    first, *more = path.split("/")
    _, bus, device, function = parse_function(first)
    steps = bytes((device, function))
    for step in more:
        device, function = step.split(".")
        steps += bytes((int(device, 16), int(function, 16)))
    return bytes((kind, 6 + len(steps), 0, 0, enumeration, bus)) + steps


def scopes_of(scopes):
    return b"".join(scope(one) if isinstance(one, str) else scope(*one) for one in scopes)


def drhd(base, scopes=(), include_all=False, segment=0):
    tail = scopes_of(scopes)
    return struct.pack("<HHBBHQ", 0, 16 + len(tail), int(include_all), 0, segment, base) + tail


def rmrr(first, last, scopes, segment=0):
    tail = scopes_of(scopes)
    return struct.pack("<HHHHQQ", 1, 24 + len(tail), 0, segment, first, last) + tail


def dmar(units=(), rmrrs=(), flags=0x01, width=39):
    """units: arguments of drhd() as dictionaries; rmrrs likewise."""
    body = b"".join(drhd(**one) for one in units) + b"".join(rmrr(**one) for one in rmrrs)
    return table("DMAR", bytes((width - 1, flags)) + bytes(10) + body)


# --- IVRS

ALL, SELECT, RANGE, RANGE_END = 1, 2, 3, 4


def ivhd(function, base, ranges=(), kind=0x11, attributes=0, flags=0, efr=(0, 0)):
    """ranges: functions, or pairs of them; None for all. efr: EFR and EFR2, where the kind has them."""
    segment = parse_function(function)[0]
    entries = b""
    for one in ranges:
        if one is None:
            entries += struct.pack("<BHB", ALL, 0, 0)
        elif isinstance(one, str):
            entries += struct.pack("<BHB", SELECT, number(one), 0)
        else:
            entries += struct.pack("<BHB", RANGE, number(one[0]), 0) + struct.pack("<BHB", RANGE_END, number(one[1]), 0)
    head = struct.pack("<BBHHHQHHI", kind, flags, IVHD_BYTES[kind] + len(entries), number(function), 0x40, base, segment, 0,
                       attributes)
    return head + struct.pack("<QQ", *efr)[:IVHD_BYTES[kind] - 24] + entries


def ivmd(first, last, functions, flags=0x07):
    """functions: (first, last), one, or None for all."""
    kind, start, end, segment = 0x20, 0, 0, 0
    if isinstance(functions, str):
        kind, start, segment = 0x21, number(functions), parse_function(functions)[0]
    elif functions:
        kind, start, end, segment = 0x22, number(functions[0]), number(functions[1]), parse_function(functions[0])[0]
    return struct.pack("<BBHHHHHIQQ", kind, flags, 32, start, end, segment, 0, 0, first, last + 1 - first)


def ivrs(units=(), memory=(), info=0x203043):
    """units: arguments of ivhd() as dictionaries; memory: those of ivmd()."""
    body = b"".join(ivhd(**one) for one in units) + b"".join(ivmd(**one) for one in memory)
    return table("IVRS", struct.pack("<IQ", info, 0) + body)


def virtual_bits(bits, info=0x203043):
    """IVinfo with this VAsize."""
    return info & ~(0x7F << 15) | (bits & 0x7F) << 15


# --- IORT

ROOT_COMPLEX, SMMU, SMMU_V3, RMR = 2, 3, 4, 6


class Iort:
    """Nodes are added one by one; each gives its offset, which maps refer to."""

    def __init__(self, revision=5):
        self.nodes, self.count, self.revision = b"", 0, revision

    def add(self, kind, data, maps=(), revision=3):
        """maps: (first input id, count, first output id, offset of a node)."""
        offset = 48 + len(self.nodes)
        at = 16 + len(data)
        tail = b"".join(struct.pack("<IIIII", first, count - 1, output, reference, 0)
                        for first, count, output, reference in maps)
        self.nodes += struct.pack("<BHBIII", kind, at + len(tail), revision, self.count, len(maps), at if maps else 0)
        self.nodes += data + tail
        self.count += 1
        return offset

    def smmu_v3(self, base, flags=0):
        return self.add(SMMU_V3, struct.pack("<QIIQIIIIIII", base, flags, 0, 0, 0, 0, 0, 0, 0, 0, 0))

    def smmu(self, base, flags=0):
        return self.add(SMMU, struct.pack("<QQIIIIIIII", base, 0x20000, 0, flags, 60, 0, 60, 0, 60, 0) + bytes(4))

    def root_complex(self, maps, segment=0, coherent=1, access=3, limit=64):
        return self.add(ROOT_COMPLEX, struct.pack("<IBHBIIBHB", coherent, 0, 0, access, 0, segment, limit, 0, 0), maps)

    def rmr(self, regions, maps, flags=0):
        """regions: (first, last)."""
        data = struct.pack("<III", flags, len(regions), 28)
        data += b"".join(struct.pack("<QQI", first, last + 1 - first, 0) for first, last in regions)
        return self.add(RMR, data, maps)

    def table(self):
        return table("IORT", struct.pack("<III", self.count, 48, 0) + self.nodes, self.revision)


# --- VIOT

def viot(units, ranges):
    """units: PCI functions or addresses; ranges: (first function, last, index of the unit)."""
    nodes = b""
    for unit in units:
        if isinstance(unit, str):
            nodes += struct.pack("<BBHHHQ", 3, 0, 16, parse_function(unit)[0], number(unit), 0)
        else:
            nodes += struct.pack("<BBHIQ", 4, 0, 16, 0, unit)
    for first, last, index in ranges:
        segment = parse_function(first)[0]
        nodes += struct.pack("<BBHIHHHHHHI", 1, 0, 24, number(first), segment, segment, number(first), number(last),
                             48 + 16 * index, 0, 0)
    return table("VIOT", struct.pack("<HHQ", len(units) + len(ranges), 48, 0) + nodes)
