"""Searches a decision table for inputs that no rule fits, column by column."""
from __future__ import annotations

from collections.abc import Iterator

from engine.dmn.allowance import Allowance, bits
from engine.dmn.grids import Grid


class Gaps:
    """The search in one table, among the rules that may still apply whatever the cells hold that are not known."""

    def __init__(self, grid: Grid, allowance: Allowance) -> None:
        self.grid = grid
        self.allowance = allowance
        self.everybody = (1 << len(grid.cells)) - 1
        silent = silent_columns(grid)
        self.rows_in: list[dict[int, int]] = []
        for at, column in enumerate(grid.columns):
            every = column.axis.every
            cells = [every if cells[at] is None or at in silent else cells[at] or 0 for cells in grid.cells]
            self.rows_in.append(self._by_atom(cells, column.axis.domain))
        #: The rows that accept everything from a column on.
        self.accepting = [self.everybody]
        for rows in reversed(self.rows_in):
            accepting = self.accepting[-1]
            for found in rows.values():
                accepting &= found
            self.accepting.append(accepting)
        self.accepting.reverse()
        self.seen: set[tuple[int, int]] = set()

    def found(self) -> Iterator[list[int]]:
        """For each gap its atoms in the columns that make it one. Raises Exhausted."""
        yield from self._search(0, self.everybody, [])

    def _search(self, at: int, rows: int, chosen: list[int]) -> Iterator[list[int]]:
        if not rows:
            yield chosen
            return
        if rows & self.accepting[at] or (at, rows) in self.seen:
            return
        self.seen.add((at, rows))
        stretches: dict[int, int] = {}
        for atom, holding in self.rows_in[at].items():
            stretches[rows & holding] = stretches.get(rows & holding, 0) | 1 << atom
        self.allowance.spend(len(self.rows_in[at]))
        for left, atoms in stretches.items():
            yield from self._search(at + 1, left, [*chosen, atoms])

    def _by_atom(self, cells: list[int], domain: int) -> dict[int, int]:
        rows = dict.fromkeys(bits(domain, self.allowance), 0)
        for row, cell in enumerate(cells):
            for atom in bits(cell & domain, self.allowance):
                rows[atom] |= 1 << row
        return rows


def silent_columns(grid: Grid) -> set[int]:
    """The columns that may not make a gap: with open values, or depending on one that is asked about before."""
    silent = set()
    asked: list[int] = []
    for at, column in enumerate(grid.columns):
        if not any(grid.asks(row, at) for row in range(len(grid.cells))):
            continue
        if column.open or any(column.depends_on(grid.columns[before]) for before in asked):
            silent.add(at)
        else:
            asked.append(at)
    return silent
