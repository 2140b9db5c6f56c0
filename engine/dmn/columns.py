"""The columns and rows of a decision table, compiled; what a table concludes from outputs."""
from __future__ import annotations

from dataclasses import dataclass

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
    """``tests`` has None where a cell accepts everything, ``outputs`` None where one is empty."""

    id: str
    row: int
    tests: tuple[Node | None, ...]
    outputs: tuple[Node | None, ...]
    annotations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table of the decision or knowledge model ``owner_id``."""

    owner_id: str
    owner_name: str
    hit_policy: str
    aggregation: str | None
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    rules: tuple[RuleRow, ...]

    def result_of(self, outputs: dict[str, Value]) -> Value:
        """What a rule with these outputs concludes: the bare value of a single column, else a context."""
        return next(iter(outputs.values())) if len(self.outputs) == 1 else outputs

    def defaults(self, scope: Scope) -> dict[str, Value] | None:
        """The default outputs, None when no column has one."""
        if all(column.default is None for column in self.outputs):
            return None
        return {
            column.name: None if column.default is None else coerce(
                scope.run, column.default.evaluate(scope), column.type, f"「{column.label}」的默认值"
            )
            for column in self.outputs
        }  # fmt: skip
