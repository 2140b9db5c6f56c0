"""How much work examining the tables of a file may be; and the bits of a set, each counted against it."""
from __future__ import annotations

from collections.abc import Iterator


class Exhausted(Exception):
    """The work allowed for examining tables is done."""


class Allowance:
    """How much may still be compared, for all tables of a file together."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def spend(self, steps: int = 1) -> None:
        """Use some of it. Raises Exhausted."""
        self.steps -= steps
        if self.steps < 0:
            raise Exhausted


def bits(cells: int, allowance: Allowance) -> Iterator[int]:
    """The numbers of the bits that are set, lowest first. Raises Exhausted."""
    length, count = cells.bit_length(), cells.bit_count()
    allowance.spend(1 + count + length // 64)
    if count * 8 > length:
        yield from (at for at, bit in enumerate(f"{cells:b}"[::-1]) if bit == "1")
        return
    while cells:
        lowest = cells & -cells
        yield lowest.bit_length() - 1
        cells ^= lowest
