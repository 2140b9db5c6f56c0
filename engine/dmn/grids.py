"""A decision table as sets of atoms, row by column, with what is not known left open."""
from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.dmn import model
from engine.dmn.allowance import Allowance
from engine.dmn.axes import BLIND, OTHER, Axis, Unknown, held, limits_of, make_axis
from engine.dmn.columns import InputColumn, Table
from feel.errors import Undefined
from feel.nodes.access import Path
from feel.nodes.atoms import Variable
from feel.nodes.base import Node
from feel.scope import Scope

WHOLE_NUMBERS = frozenset({"integer", "long"})
#: What names within the table read from outside: for a required decision its free variables, itself included.
Sources = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Column:
    """``names``: what the input reads from outside; ``path``: the name that it is, None when it reckons.

    ``computed``: its values are reckoned from others; ``open``: and so may not be all that its axis shows.
    """

    label: str
    axis: Axis
    names: frozenset[str]
    path: tuple[str, ...] | None
    computed: bool
    open: bool

    def depends_on(self, other: Column) -> bool:
        """Whether the two inputs cannot be chosen each for itself."""
        if self.path is not None and other.path is not None and not self.computed and not other.computed:
            shorter = min(len(self.path), len(other.path))
            return self.path[:shorter] == other.path[:shorter]
        return not self.names.isdisjoint(other.names)

    def surely_meets(self, cells: int) -> bool:
        """Whether the input can be in ``cells``: computed ones are whole numbers, or texts that the table mentions."""
        inside = cells & self.axis.domain
        if not self.open:
            return cells != 0
        found = [value for at, value in enumerate(self.axis.values) if inside >> at & 1]
        if self.axis.kind == "number":
            return any(isinstance(value, Decimal) and value == value.to_integral_value() for value in found)
        return any(value != OTHER for value in found)


@dataclass(frozen=True, slots=True)
class Grid:
    """``cells``: by row and column the atoms in which the cell holds, None when that is not known."""

    columns: tuple[Column, ...]
    cells: tuple[tuple[int | None, ...], ...]

    def asks(self, row: int, at: int) -> bool:
        """Whether the row's cell there does not accept everything."""
        return self.cells[row][at] != self.columns[at].axis.every


def make_grid(table: Table, drawn: model.DecisionTable, sources: Sources, scope: Scope, allowance: Allowance) -> Grid:
    """The grid of a compiled table, which ``drawn`` was drawn as. Raises Exhausted, feel.LimitExceeded."""
    columns: list[Column] = []
    by_column: list[list[int | None]] = []
    for at, (column, written) in enumerate(zip(table.inputs, drawn.inputs, strict=True)):
        tests = [rule.tests[at] for rule in table.rules]
        allowance.spend(len(tests))
        made = make_column(column, written, tests, sources, scope, allowance)
        columns.append(made)
        by_column.append([cell_of(made.axis, test, scope, allowance) for test in tests])
    return Grid(tuple(columns), tuple(zip(*by_column, strict=True)) if by_column else ())


def make_column(  # the column as compiled and as drawn, its cells, and what they are read with
    column: InputColumn, written: model.Input, tests: list[Node | None], sources: Sources, scope: Scope,
    allowance: Allowance,
) -> Column:
    """What is known of an input column. Raises Exhausted."""
    path = path_of(column.expression)
    names = frozenset(names_in(column.expression))
    computed = path is None or bool(names & sources.keys())
    whole = (written.type_ref or "") in WHOLE_NUMBERS
    try:
        axis, listed = make_axis(column, tests, scope, allowance, whole=whole), bool(limits_of(column))
    except (Unknown, Undefined, ArithmeticError):
        axis, listed = BLIND, False
    reached = names.union(*(sources[name] for name in names & sources.keys()))
    return Column(column.label, axis, reached, path, computed, computed and not listed)


def cell_of(axis: Axis, test: Node | None, scope: Scope, allowance: Allowance) -> int | None:
    """The atoms of a cell, None when they are not known."""
    if test is None:
        return axis.every
    if axis is BLIND:
        return None
    try:
        return held(axis, test, scope, allowance) & axis.every
    except (Unknown, Undefined, ArithmeticError):
        return None


def path_of(node: Node) -> tuple[str, ...] | None:
    """The names of a variable or of a path into one; None for anything that reckons."""
    if isinstance(node, Variable):
        return (node.name,)
    if isinstance(node, Path):
        owner = path_of(node.owner)
        return None if owner is None else (*owner, node.name)
    return None


def names_in(node: Node) -> Iterator[str]:
    """Every variable that an expression mentions, those bound within it too."""
    waiting: list[Any] = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Variable):
            yield found.name
        elif isinstance(found, tuple):
            waiting.extend(found)
        elif isinstance(found, Node):
            waiting.extend(getattr(found, field.name) for field in dataclasses.fields(found))  # type: ignore[arg-type]  # every node is a dataclass
