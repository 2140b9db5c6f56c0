"""Paths and filters."""
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from feel.decimal128 import whole
from feel.errors import Undefined
from feel.nodes.base import Node
from feel.properties import get_property
from feel.scope import Scope
from feel.values import Value


@dataclass(frozen=True, slots=True)
class Path(Node):
    """``owner.name``"""

    owner: Node
    name: str

    def evaluate(self, scope: Scope) -> Value:
        owner = self.owner.evaluate(scope)
        try:
            return get_property(scope.run, owner, self.name)
        except Undefined as error:
            scope.run.fail(str(error))
            return None


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """``operand[condition]``: one item by its number (from 1, or from the end below 0), or all that pass.

    In the condition ``item`` is the item, and the entries of a context stand for themselves.
    """

    operand: Node
    condition: Node
    cost: int

    def evaluate(self, scope: Scope) -> Value:
        operand = self.operand.evaluate(scope)
        if operand is None:
            return None
        items = operand if isinstance(operand, list) else [operand]
        if not items:
            index = self.condition.evaluate(Scope({"item": None}, scope, scope.run))
            return None if isinstance(index, Decimal) else []
        passed: list[Any] = []
        for position, item in enumerate(items):
            scope.run.tick(self.cost)
            verdict = self.condition.evaluate(item_scope(item, scope))
            if position == 0 and isinstance(verdict, Decimal):
                return pick(items, verdict, scope)
            if verdict is True:
                passed.append(item)
        scope.run.made_list(len(passed))
        return passed


def item_scope(item: Value, scope: Scope) -> Scope:
    """The scope in which a filter looks at ``item``."""
    inner = Scope({"item": item}, scope, scope.run)
    return Scope(item, inner, scope.run) if isinstance(item, dict) else inner


def pick(items: list[Any], index: Decimal, scope: Scope) -> Value:
    """The item at the 1-based ``index``; null with a warning when there is none."""
    try:
        position = whole(index)
    except Undefined as error:
        scope.run.fail(str(error))
        return None
    if position == 0 or abs(position) > len(items):
        scope.run.fail(f"列表只有{len(items)}项，没有第{position}项")
        return None
    return items[position - 1 if position > 0 else position]  # type: ignore[no-any-return]  # lists hold FEEL values
