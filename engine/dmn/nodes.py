"""Boxed expressions that FEEL's own grammar has no form for, and the typed value (DMN 1.5, 10.2)."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.dmn.types import coerce
from feel.errors import Undefined
from feel.nodes.base import Node
from feel.run import Run
from feel.scope import Scope
from feel.values import Function, Type, Value


@dataclass(frozen=True, slots=True)
class Nothing(Node):
    """What nobody wrote, or cannot be read: null, and said."""

    warning: str

    def evaluate(self, scope: Scope) -> Value:
        scope.run.fail(self.warning)
        return None


@dataclass(frozen=True, slots=True)
class Typed(Node):
    """A value of a declared type."""

    node: Node
    type: Type
    what: str

    def evaluate(self, scope: Scope) -> Value:
        return coerce(scope.run, self.node.evaluate(scope), self.type, self.what)


@dataclass(frozen=True, slots=True)
class BoxedContext(Node):
    """Entries that see those before them; an entry without name is the value of the whole."""

    entries: tuple[tuple[str | None, Node], ...]

    def evaluate(self, scope: Scope) -> Value:
        values: dict[str, Any] = {}
        inner = Scope(values, scope, scope.run)
        scope.run.made_context(len(self.entries))
        for name, node in self.entries:
            value = node.evaluate(inner)
            if name is None:
                return value
            values[name] = value
        return values


@dataclass(frozen=True, slots=True)
class BoxedRelation(Node):
    """A list of contexts, row by row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Node, ...], ...]

    def evaluate(self, scope: Scope) -> Value:
        scope.run.made_list(len(self.rows))
        scope.run.made_context(len(self.columns), len(self.rows))
        return [
            {name: node.evaluate(scope) for name, node in zip(self.columns, row, strict=False)} for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class BoxedFunction(Node):
    """A function whose body is any boxed expression; without a body it is of another language and gives null."""

    name: str
    parameters: tuple[str, ...]
    types: tuple[Type | None, ...]
    result: Type | None
    body: Node | None
    cost: int

    def evaluate(self, scope: Scope) -> Value:
        body = self.body

        def call(run: Run, arguments: Sequence[Any]) -> Value:
            if body is None:
                raise Undefined("不支持用其他语言写的函数")
            run.tick(self.cost)
            fitting = [fit(run, argument, wanted) for argument, wanted in zip(arguments, self.types, strict=True)]
            value = body.evaluate(Scope(dict(zip(self.parameters, fitting, strict=True)), scope, run))
            return coerce(run, value, self.result, f"函数「{self.name}」")

        return Function(self.parameters, call, self.name, self.types)


def fit(run: Run, argument: Value, wanted: Type | None) -> Value:
    """An argument of a declared type; raises Undefined when it is none."""
    fitting = coerce(run, argument, wanted, "参数")
    if fitting is None and argument is not None:
        raise Undefined("参数不符合规定的类型")
    return fitting


@dataclass(frozen=True, slots=True)
class BoxedConditional(Node):
    """If, then, else; null counts as false, anything else that is not true or false gives null (DMN 1.5, 10.2.2.10)."""

    condition: Node
    consequence: Node
    alternative: Node

    def evaluate(self, scope: Scope) -> Value:
        condition = self.condition.evaluate(scope)
        if condition is not None and not isinstance(condition, bool):
            scope.run.fail("条件不是是非值")
            return None
        return (self.consequence if condition else self.alternative).evaluate(scope)
