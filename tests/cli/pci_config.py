# SPDX-License-Identifier: LGPL-2.1-or-later
"""Configuration space of PCI functions, composed byte by byte (PCI Express Base 5.0, chapter 7)."""

ENDPOINT, ROOT_PORT, UPSTREAM_PORT, DOWNSTREAM_PORT, PCIE_TO_PCI = 0, 4, 5, 6, 7
CONVENTIONAL = None  # in place of a port type

SV, TB, RR, CR, UF, EC, DT = (1 << bit for bit in range(7))
ISOLATING = SV | RR | CR | UF

PM, PCI_EXPRESS = 0x40, 0x60
AER, ACS, ATS, SRIOV, PRI, PASID = 0x0001, 0x000D, 0x000F, 0x0010, 0x0013, 0x001B


class PciConfig:
    """Each put_ method adds one capability behind the others; bytes() gives the result."""

    def __init__(self, vendor=0x8086, device=0x1234, kind=0x020000, header=0, multifunction=False, master=True):
        self.data = bytearray(4096)
        self.put(0x00, 2, vendor)
        self.put(0x02, 2, device)
        self.put(0x04, 2, 0x0006 if master else 0x0002)
        self.put(0x06, 2, 0x0010)  # there is a list of capabilities
        self.put(0x08, 4, kind << 8 | 1)
        self.put(0x0E, 1, header | (0x80 if multifunction else 0))
        self.put(0x34, 1, PM)
        self.put(PM, 2, 0x0001)  # power management: a capability that says nothing here
        self.last, self.last_extended = PM, None
        self.next_extended = 0x100

    def __bytes__(self):
        return bytes(self.data)

    def put(self, offset, size, value):
        self.data[offset:offset + size] = value.to_bytes(size, "little")

    def get(self, offset, size):
        return int.from_bytes(self.data[offset:offset + size], "little")

    def put_pcie(self, port_type, no_snoop=True, relaxed=True, reset=True):
        self.put(self.last + 1, 1, PCI_EXPRESS)
        self.last = PCI_EXPRESS
        self.put(PCI_EXPRESS, 2, 0x0010)
        self.put(PCI_EXPRESS + 2, 2, 0x0002 | port_type << 4)
        self.put(PCI_EXPRESS + 4, 4, 1 << 28 if reset else 0)
        self.put(PCI_EXPRESS + 8, 2, (0x0800 if no_snoop else 0) | (0x0010 if relaxed else 0))
        self.put_extended(AER)

    def put_extended(self, kind, *words):
        """words: of 16 bits each, from offset 4 on."""
        at, self.next_extended = self.next_extended, self.next_extended + 0x40
        if self.last_extended is not None:
            self.put(self.last_extended, 4, self.get(self.last_extended, 4) | at << 20)
        self.last_extended = at
        self.put(at, 4, kind | 1 << 16)
        for i, word in enumerate(words):
            self.put(at + 4 + 2 * i, 2, word)

    def put_bridge(self, secondary, subordinate=None, memory=None, prefetchable=None):
        """Windows are (first, last); without one it is closed, as the kernel leaves it."""
        self.put(0x18, 3, secondary << 8 | (secondary if subordinate is None else subordinate) << 16)
        first, last = memory or (0xFFF00000, 0x000FFFFF)
        self.put(0x20, 4, first >> 16 | (last >> 16 & 0xFFF0) << 16)
        first, last = prefetchable or (0xFFF00000, 0x000FFFFF)
        self.put(0x24, 4, (first >> 16 & 0xFFF0) | 1 | ((last >> 16 & 0xFFF0) | 1) << 16)
        self.put(0x28, 4, first >> 32)
        self.put(0x2C, 4, last >> 32)


def port(port_type, secondary, subordinate=None, acs=None, memory=None, prefetchable=None, multifunction=False):
    """A root port, a port of a switch or a bridge. acs: (offered, enabled); None: it has none."""
    config = PciConfig(kind=0x060400, header=1, multifunction=multifunction)
    config.put_bridge(secondary, subordinate, memory, prefetchable)
    if port_type is not CONVENTIONAL:
        config.put_pcie(port_type, no_snoop=False)
    if acs:
        config.put_extended(ACS, *acs)
    return bytes(config)


def endpoint(kind=0x020000, acs=None, ats=None, multifunction=False, port_type=ENDPOINT, no_snoop=True,
             sriov=False):
    """ats: whether it is on; None: it has none."""
    config = PciConfig(kind=kind, multifunction=multifunction)
    if port_type is not CONVENTIONAL:
        config.put_pcie(port_type, no_snoop=no_snoop)
    if acs:
        config.put_extended(ACS, *acs)
    if ats is not None:
        config.put_extended(ATS, 0x0020, 0x8000 if ats else 0)
    if sriov:
        config.put_extended(SRIOV)
    return bytes(config)
