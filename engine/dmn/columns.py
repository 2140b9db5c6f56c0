"""The columns and rows of a decision table, compiled; what a table concludes from outputs."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.dmn.account import Account
from engine.dmn.types import coerce
from feel.nodes.base import Node
from feel.scope import Scope
from feel.values import Type, Value


@dataclass(frozen=True, slots=True)
class InputColumn:
    """``allowed`` tests the value before any rule does; ``variable``: another name under which cells see it."""

    label: str
    text: str
    expression: Node
    type: Type | None
    allowed: Node | None
    variable: str | None = None
    cost: int = 1


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """``order``: a list of the allowed values, best first; ``default``: when no rule matches."""

    label: str
    name: str
    type: Type | None
    order: Node | None
    default: Node | None


@dataclass(frozen=True, slots=True)
class RuleRow:
    """``tests`` has None where a cell accepts everything, ``outputs`` None where one is empty.

    ``cost``: the steps that its cells are worth together; ``cells``: the tests that there are, with their columns and
    shortcuts.
    """

    id: str
    row: int
    tests: tuple[Node | None, ...]
    outputs: tuple[Node | None, ...]
    annotations: tuple[str, ...]
    cost: int
    cells: tuple[tuple[int, Node, type | None, Callable[[Any], bool] | None], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table of the decision or knowledge model ``owner_id``; ``type``: of its value."""

    owner_id: str
    owner_name: str
    hit_policy: str
    aggregation: str | None
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    rules: tuple[RuleRow, ...]
    type: Type | None = None

    def result_of(self, outputs: dict[str, Value]) -> Value:
        """What a rule with these outputs concludes: the bare value of a single column, else a context."""
        return next(iter(outputs.values())) if len(self.outputs) == 1 else outputs

    def conclude(self, column: OutputColumn, cell: Node | None, what: str, scope: Scope, account: Account) -> Value:
        """What a cell says for ``column``, null for an empty one; refused when it cannot be told. ``what``: whose."""
        mark = account.mark()
        value = None if cell is None else cell.evaluate(scope)
        value = coerce(account, value, column.type, f"{what}「{column.label}」")
        cause = None if value is not None else account.cause_since(mark)
        if cause is not None:
            account.refuse(f"「{self.owner_name}」{what}「{column.label}」算不出来：{cause}")
        return value

    def defaults(self, scope: Scope, account: Account) -> dict[str, Value] | None:
        """The default outputs, None when no column has one."""
        if all(column.default is None for column in self.outputs):
            return None
        return {
            column.name: self.conclude(column, column.default, "默认值", scope, account) for column in self.outputs
        }
