"""From plain JSON to the variables of a decision: JSON has no dates, the model says where they are meant."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import feel
from engine.dmn.elements import Compiled
from engine.dmn.graph import DecisionGraph
from engine.dmn.model import InputData
from engine.dmn.tables import TableNode
from engine.errors import InvalidRequest
from feel.temporal.literal import parse_temporal
from feel.types import Basic
from feel.values import Type, Value

TEMPORAL = frozenset({
    "date", "time", "date and time", "years and months duration", "days and time duration",
})  # fmt: skip


def read_inputs(graph: DecisionGraph, data: Mapping[str, Any]) -> dict[str, Value]:
    """FEEL values by name. A text becomes a date, time or duration where input data or a column of that name is one.

    Raises InvalidRequest for what is no FEEL value.
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
        if isinstance(value, str) and isinstance(wanted, Basic) and wanted.name in TEMPORAL:
            return parse_temporal(value)
        return feel.from_json(value)
    except (ValueError, TypeError, feel.FeelError) as error:
        raise InvalidRequest(f"“{name[:60]}”的值不能用：{error}。") from error
