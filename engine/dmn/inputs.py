"""From plain JSON to the variables of a decision: JSON has no dates, the model says where they are meant."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import feel
from engine.dmn.elements import Compiled
from engine.dmn.graph import DecisionGraph
from engine.dmn.model import InputData
from engine.dmn.tables import TableNode
from engine.dmn.types import ItemType
from engine.errors import InvalidRequest
from feel.temporal.literal import parse_temporal
from feel.types import Basic, ListOf
from feel.values import Type, Value

TEMPORAL = frozenset({
    "date", "time", "date and time", "years and months duration", "days and time duration",
})  # fmt: skip


def read_inputs(graph: DecisionGraph, data: Mapping[str, Any]) -> dict[str, Value]:
    """FEEL values by name. A text becomes a date, time or duration where input data or a column of that name is one.

    So do the texts within lists and contexts, where their type says so. Raises InvalidRequest for what is no FEEL
    value.
    """
    types = dict(_typed_names(graph.elements.values()))
    return {name: _read(name, value, types.get(name)) for name, value in data.items()}


def _typed_names(elements: Iterable[Compiled]) -> Iterator[tuple[str, Type]]:
    for compiled in elements:
        if isinstance(compiled.element, InputData) and compiled.type is not None:
            yield compiled.element.variable, compiled.type
        elif isinstance(compiled.node, TableNode):
            for column in compiled.node.table.inputs:
                if column.type is not None:
                    yield column.text, column.type


def _read(name: str, value: Any, wanted: Type | None) -> Value:
    try:
        return feel.from_json(_typed(value, wanted))
    except (ValueError, TypeError, feel.FeelError) as error:
        raise InvalidRequest(f"“{name[:60]}”的值不能用：{error}。") from error


def _typed(value: Any, wanted: Type | None) -> Any:
    """``value``, still JSON, with dates and the like where ``wanted`` has them; raises Undefined."""
    if isinstance(value, str) and isinstance(wanted, Basic) and wanted.name in TEMPORAL:
        return parse_temporal(value)
    if isinstance(wanted, ListOf) and isinstance(value, list):
        return [_typed(item, wanted.item) for item in value]
    if isinstance(wanted, ItemType):
        if wanted.collection and isinstance(value, list):
            return [_one(item, wanted) for item in value]
        return _one(value, wanted)
    return value


def _one(value: Any, wanted: ItemType) -> Any:
    if not wanted.components or not isinstance(value, dict):
        return _typed(value, wanted.base)
    parts = dict(wanted.components)
    return {name: _typed(part, parts.get(name)) for name, part in value.items()}
