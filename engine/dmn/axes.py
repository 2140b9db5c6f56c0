"""One input column as a row of atoms, so that a cell of literals becomes the set of atoms in which it holds.

An atom is a value that some cell mentions, or what lies between two of them, in which no cell can change its mind.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal
from types import MappingProxyType
from typing import Any

from engine.dmn.allowance import Allowance
from engine.dmn.columns import InputColumn
from engine.dmn.types import ItemType
from feel.errors import Undefined
from feel.nodes.atoms import ListLiteral, Literal, RangeLiteral
from feel.nodes.base import Node
from feel.nodes.functions import Invocation
from feel.nodes.tests import Anything, ExpressionTest, OperatorTest, Test, UnaryTests
from feel.scope import Scope
from feel.temporal.date import Date
from feel.types import Basic
from feel.values import Function, Range, Type, Value

KINDS: dict[type, str] = {Decimal: "number", Date: "date", str: "string", bool: "boolean"}
ORDERED = frozenset({"number", "date"})
#: Stands for all texts that no cell mentions.
OTHER = "“其他”（表里没有写到的值）"


class Unknown(Exception):
    """A cell does more than compare with literals, or its column cannot be split."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The atoms of a column, each a bit: examples in ``values``, an empty one where nothing can lie.

    ``domain``: the atoms in which an input may lie; ``null``: the bit of null, which stands outside the domain;
    ``place``: the atom of each value that is mentioned.
    """

    kind: str | None
    values: tuple[Value, ...]
    domain: int
    null: int
    place: Mapping[Any, int]

    @property
    def every(self) -> int:
        """What a cell holds that accepts everything."""
        return self.domain | self.null

    def example(self, cells: int) -> str:
        """A value in ``cells`` as people write it, one that the table mentions if there is one."""
        inside = cells & self.domain
        if not inside:
            return "空值"
        first = (inside & -inside).bit_length() - 1
        value = self.values[next((at for at in self.place.values() if inside >> at & 1), first)]
        if isinstance(value, bool):
            return " true" if value else " false"
        if isinstance(value, Decimal):
            return f" {value:f}" if abs(value.adjusted()) < 20 else f" {value}"
        return f"“{value[:40]}”" if isinstance(value, str) and value != OTHER else f" {value}".replace(" “", "“")


#: Of a column that cannot be split: a cell accepts everything or is not known.
BLIND = Axis(None, (OTHER,), 1, 2, MappingProxyType({}))


def make_axis(
    column: InputColumn, cells: Iterable[Node | None], scope: Scope, allowance: Allowance, *, whole: bool
) -> Axis:
    """The axis of a column. ``whole``: only whole numbers occur. Raises Unknown when it cannot be told, Exhausted."""
    limits = limits_of(column)
    mentioned = [value for node in limits for value in literals(node, scope)]
    for cell in cells:
        try:
            mentioned += literals(cell, scope)
        except (Unknown, Undefined):
            continue
    kind = kind_of(mentioned, column.type)
    points = sort_values(kind, set(mentioned))
    if kind in ORDERED:
        values, domain = between(points, whole)
    else:
        values = (False, True) if kind == "boolean" else (*points, OTHER)
        domain = (1 << len(values)) - 1
    place = {value: at for at, value in enumerate(values) if kind not in ORDERED or at % 2}
    axis = Axis(kind, values, domain, 1 << len(values), place)
    for node in limits:
        axis = replace(axis, domain=axis.domain & held(axis, node, scope, allowance))
    return axis


def limits_of(column: InputColumn) -> list[Node]:
    """The tests that every input passes: of the column, its type and those it rests on. Raises Unknown for lists."""
    found = [] if column.allowed is None else [column.allowed]
    wanted = column.type
    while isinstance(wanted, ItemType):
        if wanted.collection or wanted.components:
            raise Unknown
        if wanted.allowed is not None:
            found.append(wanted.allowed.node)
        wanted = wanted.base
    return found


def kind_of(mentioned: Sequence[Value], wanted: Type | None) -> str | None:
    """The kind of value that all literals and the column's type share. Raises Unknown when they do not."""
    while isinstance(wanted, ItemType):
        wanted = wanted.base
    kinds = {KINDS.get(type(value), "") for value in mentioned}
    if isinstance(wanted, Basic) and wanted.name != "Any":
        kinds.add(wanted.name)
    if len(kinds) > 1 or (kinds and kinds.isdisjoint(KINDS.values())):
        raise Unknown
    return kinds.pop() if kinds else None


def sort_values(kind: str | None, values: set[Any]) -> list[Any]:
    """In the kind's own order; texts by code points."""
    return sorted(values, key=(lambda day: day.number) if kind == "date" else None)


def between(points: Sequence[Any], whole: bool) -> tuple[tuple[Value, ...], int]:
    """An example before, at, between and behind the points in turn, and which of these atoms hold a value."""
    values: list[Value] = []
    for low, high in zip((None, *points), (*points, None), strict=True):
        values.append(inner(low, high, whole))
        values.append(high)
    values.pop()
    return tuple(values), sum(1 << at for at, value in enumerate(values) if value is not None)


def inner(low: Any, high: Any, whole: bool) -> Value:
    """A value between two, None when there is none; a whole number if possible. Raises Unknown beyond all bounds."""
    if isinstance(low, Date) or isinstance(high, Date):
        number = high.number - 1 if low is None else low.number + 1
        return Date.from_number(number) if low is None or high is None or number < high.number else None
    if low is None and high is None:
        return Decimal(0)
    found = high - 1 if low is None else low.to_integral_value(ROUND_FLOOR) + 1
    if high is not None and low is not None and found >= high:
        if whole:
            return None
        found = (low + high) / 2
    if (low is not None and found <= low) or (high is not None and found >= high):
        raise Unknown
    return Decimal(found)


def literals(node: Node | None, scope: Scope) -> list[Value]:
    """The values that a cell compares with, null excepted. Raises Unknown for a cell that does more."""
    if node is None:
        return []
    if not isinstance(node, UnaryTests) or node.mentions_subject:
        raise Unknown
    found: list[Value] = []
    for test in node.tests:
        if isinstance(test, OperatorTest):
            values = list(constants(test.operand, scope))
            if test.operator not in ("=", "!="):
                refuse_order(values)
            found += values
        elif isinstance(test, ExpressionTest):
            found += constants(test.expression, scope)
        elif not isinstance(test, Anything):
            raise Unknown
    return [value for value in found if value is not None]


def constants(node: Node, scope: Scope) -> Iterator[Value]:
    """The values of literals, lists and ranges of literals, and dates by function. Raises Unknown for all else."""
    if isinstance(node, ListLiteral):
        for item in node.items:
            yield from constants(item, scope)
    elif isinstance(node, RangeLiteral):
        ends = [*constants(node.start, scope), *constants(node.end, scope)]
        refuse_order(ends)
        yield from ends
    elif is_constant(node):
        value = node.evaluate(scope)
        ends = [value.start, value.end] if isinstance(value, Range) else []
        refuse_order(ends)
        if value is not None and not ends and type(value) not in KINDS:
            raise Unknown
        yield from ends or [value]
    else:
        raise Unknown


def is_single(test: Test) -> bool:
    """Equality with one literal value, and nothing else."""
    if not isinstance(test, ExpressionTest) or test.mentions_subject:
        return False
    return isinstance(test.expression, Literal) and type(test.expression.value) in KINDS


def is_constant(node: Node) -> bool:
    """A literal, or a date written by its function."""
    if isinstance(node, Invocation) and isinstance(node.callee, Literal):
        callee = node.callee.value
        named = isinstance(callee, Function) and callee.name == "date"
        return named and all(isinstance(argument, Literal) for argument in node.arguments)
    return isinstance(node, Literal)


def refuse_order(values: Iterable[Value]) -> None:
    """Raises Unknown where the ends of a range are no numbers and no dates."""
    if any(KINDS.get(type(value)) not in ORDERED for value in values):
        raise Unknown


def held(axis: Axis, node: Node | None, scope: Scope, allowance: Allowance) -> int:
    """The atoms in which a cell holds. Raises Unknown, Exhausted."""
    if node is None:
        return axis.every
    if not isinstance(node, UnaryTests):
        raise Unknown
    own = set(literals(node, scope))
    allowance.spend(1 + len(own) + len(axis.values) // 64)
    if all(is_single(test) for test in node.tests):
        cells = sum(1 << axis.place[value] for value in own)
        return axis.null | ((1 << len(axis.values)) - 1) & ~cells if node.negated else cells
    allowance.spend(len(own) * len(own))
    nothing = axis.null if node.holds(scope, None) is True else 0
    return nothing | (spans if axis.kind in ORDERED else singles)(axis, node, own, scope)


def singles(axis: Axis, node: UnaryTests, own: set[Value], scope: Scope) -> int:
    """Atoms without an order: each value by itself; those that the cell does not mention are all alike."""
    singly = own if axis.kind != "boolean" else axis.place
    cells = (1 << len(axis.values)) - 1 if node.holds(scope, OTHER) is True else 0
    for value in singly:
        bit = 1 << axis.place[value]
        cells = cells | bit if node.holds(scope, value) is True else cells & ~bit
    return cells


def spans(axis: Axis, node: UnaryTests, own: set[Value], scope: Scope) -> int:
    """Atoms in order: the cell's own points, and the stretches between them."""
    cells = 0
    ends = sort_values(axis.kind, own)
    start = 0
    for low, high in zip((None, *ends), (*ends, None), strict=True):
        stop = len(axis.values) if high is None else axis.place[high]
        sample = axis.values[0] if low is None and high is None else inner(low, high, whole=False)
        if sample is not None and node.holds(scope, sample) is True:
            cells |= (1 << stop) - (1 << start)
        if high is not None and node.holds(scope, high) is True:
            cells |= 1 << stop
        start = stop + 1
    return cells
