# SPDX-License-Identifier: LGPL-2.1-or-later
"""Ranges to try to map: random ones and those where mistakes live, the same in each run.

Where windows begin and end is written here once more, by hand, so that the ranges owe nothing to the program under
test. If a number here were wrong, the ranges would be less pointed, and large ones inside a window would fail with
EFAULT, which no prediction names.
"""

import random

TOP = 1 << 64
PAGE = 4096
VALID_BYTES = 2 << 20  # what VFIO takes is pinned, so it must be small; vfio-map has 4 MiB

PC_INTERRUPTS = (0xFEE00000, 0xFEEFFFFF)
# (first, last) of what is reserved, and the last address that the unit translates.
MACHINES = {
    "vtd": ([PC_INTERRUPTS], (1 << 39) - 1),
    "vtd48": ([PC_INTERRUPTS], (1 << 48) - 1),
    "amd": ([PC_INTERRUPTS, (0xFD00000000, 0xFFFFFFFFFF)], TOP - 1),
    "virtio": ([PC_INTERRUPTS], TOP - 1),
    "smmuv3": ([(0x8000000, 0x80FFFFF)], (1 << 48) - 1),
}


def edges(iommu):
    """First addresses of all that begins: regions, windows, what is beyond."""
    reserved, last = MACHINES[iommu]
    found = {0, 1 << 32, last + 1}
    for first, end in reserved:
        found |= {first, end + 1}
    return sorted(found)


def windows(iommu):
    reserved, last = MACHINES[iommu]
    first = 0
    for begin, end in [*sorted(reserved), (last + 1, None)]:
        if begin > first:
            yield first, begin - 1
        first = (end or last) + 1


def make_ranges(iommu, seed, count):
    """count pairs of iova and size, each below 2^64."""
    chance = random.Random(seed)
    makers = (at_an_edge, at_an_edge, small, small, of_any_size, unaligned, wrapping, at_the_top)
    found = []
    while len(found) < count:
        iova, size = chance.choice(makers)(chance, edges(iommu))
        if 0 <= iova < TOP and 0 <= size < TOP:
            found.append((iova, affordable(iommu, iova, size)))
    return found


def affordable(iommu, iova, size):
    """The size, unless the kernel would have to pin more than there is."""
    if size > VALID_BYTES and any(first <= iova and iova + size - 1 <= last for first, last in windows(iommu)):
        return size % VALID_BYTES or PAGE
    return size


def pages(chance, limit_bits=21):
    return PAGE * chance.randint(1, 1 << chance.randint(0, limit_bits - 12))


def at_an_edge(chance, places):
    """Ends before, at or behind an edge, begins there, or lies across it."""
    size = chance.choice((PAGE, 2 * PAGE, VALID_BYTES, pages(chance), 1 << chance.randint(22, 40)))
    offset = chance.choice((0, 0, -size, -size, -size, -size // 2 & -PAGE, PAGE, -PAGE, PAGE - size, -size - PAGE, 1, -1))
    return chance.choice(places) + offset, size + chance.choice((0, 0, 0, 0, 0, 0, PAGE, -PAGE, 1, -1))


def small(chance, _places):
    """A few pages anywhere; half of them below 4 GiB, which every unit translates."""
    bits = chance.choice((32, chance.randint(13, 64)))
    return chance.getrandbits(bits) & -PAGE, pages(chance)


def of_any_size(chance, _places):
    return chance.getrandbits(chance.randint(1, 64)) & -PAGE, chance.getrandbits(chance.randint(13, 64)) & -PAGE


def unaligned(chance, _places):
    iova, size = chance.getrandbits(chance.randint(13, 48)), pages(chance)
    return chance.choice(((iova | 1, size), (iova & -PAGE, size + chance.randint(1, PAGE - 1)), (iova & -PAGE, 0),
                          (iova & -PAGE | 1 << chance.randint(0, 11), size), (iova | 1, 0)))


def wrapping(chance, _places):
    size = 1 << chance.randint(12, 63)
    return TOP - chance.choice((PAGE, size // 2 & -PAGE or PAGE, size - PAGE or PAGE, 1)), size


def at_the_top(chance, _places):
    """Up to the last address, or just not."""
    size = pages(chance)
    return TOP - size - chance.choice((0, 0, PAGE, PAGE, 1)), size
