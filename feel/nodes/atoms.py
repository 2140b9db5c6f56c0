"""Literals, names, lists, contexts and ranges."""
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from feel.comparison import order
from feel.errors import Undefined
from feel.nodes.base import Node
from feel.scope import ABSENT, Scope
from feel.temporal.date import Date
from feel.values import KINDS, Function, Range, Value, kind


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A value that stands in the text."""

    value: Any

    def evaluate(self, scope: Scope) -> Value:
        return self.value  # type: ignore[no-any-return]  # the parser puts FEEL values here only


@dataclass(frozen=True, slots=True)
class Mistaken(Node):
    """A literal that is well written and means nothing, such as @"2026-02-30"."""

    warning: str

    def evaluate(self, scope: Scope) -> Value:
        scope.run.fail(self.warning)
        return None


@dataclass(frozen=True, slots=True)
class Variable(Node):
    """A name; ``fallback`` is the built-in function of the same name, if any."""

    name: str
    fallback: Function | None = None

    def evaluate(self, scope: Scope) -> Value:
        value = scope.find(self.name)
        if value is ABSENT:
            if self.fallback is None:
                scope.run.miss(self.name)
            return self.fallback
        if type(value) not in KINDS:
            kind(value)
        return value  # type: ignore[no-any-return]  # kind() has refused everything else


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """``[a, b]``"""

    items: tuple[Node, ...]

    def evaluate(self, scope: Scope) -> Value:
        scope.run.made_list(len(self.items))
        return [item.evaluate(scope) for item in self.items]


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    """``{a: 1, b: a + 1}``: each entry sees those before it; null when a key is written twice."""

    entries: tuple[tuple[str, Node], ...]

    def evaluate(self, scope: Scope) -> Value:
        values: dict[str, Any] = {}
        inner = Scope(values, scope, scope.run)
        scope.run.made_context(len(self.entries))
        for key, node in self.entries:
            if key in values:
                scope.run.fail(f"「{key}」写了两次")
                return None
            values[key] = node.evaluate(inner)
        return values


@dataclass(frozen=True, slots=True)
class RangeLiteral(Node):
    """``[a..b]`` and its open forms; null when the ends have no common order."""

    start: Node
    end: Node
    start_included: bool
    end_included: bool

    def evaluate(self, scope: Scope) -> Value:
        start, end = self.start.evaluate(scope), self.end.evaluate(scope)
        try:
            if start is not None and end is not None:
                order(scope.run, start, end)
        except Undefined as error:
            scope.run.fail(f"区间的两端：{error}")
            return None
        return Range(start, end, self.start_included, self.end_included)

    def folded(self) -> Node:
        """The range as a literal when its ends are; else the node itself."""
        if not isinstance(self.start, Literal) or not isinstance(self.end, Literal):
            return self
        start, end = self.start.value, self.end.value
        if type(start) is not type(end) or not isinstance(start, Decimal | str | Date):
            return self
        return Literal(Range(start, end, self.start_included, self.end_included))
