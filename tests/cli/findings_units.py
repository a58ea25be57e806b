# SPDX-License-Identifier: LGPL-2.1-or-later
"""Units, one beside the other."""

from sysfs_tree import SysfsTree

SAME = "f050da"


def two_units(second):
    def build(top):
        tree = SysfsTree(top, tables=("DMAR",))
        tree.add_intel_unit("dmar0", ecap=SAME)
        tree.add_intel_unit("dmar1", ecap=second, address="fed91000")
        tree.add_pci("0000:00:02.0", group=0, unit="dmar0")
        tree.add_pci("0000:00:1f.6", group=1, unit="dmar1")
        return tree
    return build


def one_unit(cap):
    def build(top):
        tree = SysfsTree(top, tables=("DMAR",))
        tree.add_intel_unit(cap=cap)
        tree.add_pci("0000:00:02.0", group=0, unit="dmar0")
        return tree
    return build


FIXTURES = {
    # Snoop control; the other differs in the number of an offset alone.
    "units-differ": (two_units("f0505a"), two_units("f051da")),
    "emulated-unit": (one_unit("d2008c406604e2"), one_unit("d2008c40660462")),
}
