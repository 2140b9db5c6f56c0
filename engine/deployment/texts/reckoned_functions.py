"""What FEEL's built-in functions can give, for what they are given."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.deployment.texts.possible import ANYTHING, OTHER, Possible, context_of, join, join_all, list_of
from feel.nodes.atoms import Literal
from feel.nodes.base import Node

#: Functions that give a number, a truth value, a date, a time, a duration, or a list of such; never a text.
PLAIN = frozenset({
    "not", "is", "is defined", "count", "list contains", "index of", "is empty", "string length", "contains",
    "starts with", "ends with", "matches", "is blank", "decimal", "floor", "ceiling", "round up", "round down",
    "round half up", "round half down", "abs", "modulo", "sqrt", "log", "exp", "odd", "even", "date", "date and time",
    "time", "duration", "years and months duration", "number", "now", "today", "day of year", "week of year",
    "last day of month", "all", "any", "sum", "product", "mean", "median", "stddev", "before", "after", "meets",
    "met by", "overlaps", "during", "includes", "starts", "started by", "finishes", "finished by", "coincides",
})  # fmt: skip
#: Functions whose result is a list of items of the list given first.
SAME_LIST = frozenset({"sublist", "remove", "reverse", "sort", "distinct values", "duplicate values"})

Values = Sequence[Possible]


def reckon_call(name: str, values: Values, nodes: Sequence[Node]) -> Possible:
    """What a call of the built-in ``name`` can give; ``nodes``: its arguments as written."""
    if name in PLAIN:
        return OTHER
    if not values:
        return ANYTHING
    if name in SAME_LIST:
        return list_of(values[0].members())
    special = _SPECIAL.get(name)
    return ANYTHING if special is None else special(values, nodes)


def _append(values: Values, _nodes: Sequence[Node]) -> Possible:
    return list_of(join_all([values[0].members(), *values[1:]]))


def _concatenate(values: Values, _nodes: Sequence[Node]) -> Possible:
    return list_of(join_all(value.members() for value in values))


def _flatten(values: Values, _nodes: Sequence[Node]) -> Possible:
    found = values[0]
    while found.items is not None:
        found = found.members()
    return list_of(found)


def _extreme(values: Values, _nodes: Sequence[Node]) -> Possible:
    return join_all(value.members() for value in values)


def _insert(values: Values, _nodes: Sequence[Node]) -> Possible:
    return list_of(join(values[0].members(), values[-1]))


def _get_or_else(values: Values, _nodes: Sequence[Node]) -> Possible:
    return join_all(values)


def _get_value(values: Values, nodes: Sequence[Node]) -> Possible:
    key = nodes[1].value if len(nodes) == 2 and isinstance(nodes[1], Literal) else None
    return values[0].entry(key) if isinstance(key, str) else ANYTHING


def _context_put(values: Values, nodes: Sequence[Node]) -> Possible:
    key = nodes[1].value if len(nodes) == 3 and isinstance(nodes[1], Literal) else None
    if not isinstance(key, str) or values[0].anything:
        return ANYTHING
    return context_of({**(values[0].entries or {}), key: values[2]})


def _context_merge(values: Values, _nodes: Sequence[Node]) -> Possible:
    """A later context's entries replace those before; as it may lack them, all count."""
    return values[0].members()


_SPECIAL: Mapping[str, Callable[[Values, Sequence[Node]], Possible]] = {
    "append": _append, "concatenate": _concatenate, "union": _concatenate, "flatten": _flatten, "min": _extreme,
    "max": _extreme, "mode": _concatenate, "insert before": _insert, "list replace": _insert,
    "get or else": _get_or_else, "get value": _get_value, "context put": _context_put, "context merge": _context_merge,
}  # fmt: skip
