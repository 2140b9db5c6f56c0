"""camunda:inputOutput: the input and output parameters of an activity or throwing event."""
from __future__ import annotations

from typing import Any

from engine.expressions import read_expression
from engine.parsing.attributes import BPMN, CAMUNDA, expression_or_text
from engine.specs.mappings import Parameter, Source


def read_parameters(node: Any, direction: str) -> list[Parameter]:
    """The parameters of one direction (``input`` or ``output``), in order."""
    path = f"{BPMN}extensionElements/{CAMUNDA}inputOutput/{CAMUNDA}{direction}Parameter"
    return [Parameter(entry.get("name"), _read_source(entry)) for entry in node.iterfind(path)]


def _read_source(entry: Any) -> Source:
    """What a parameter or entry holds: a script, list or map, or its own text."""
    written = next(entry.iterchildren(f"{CAMUNDA}script", f"{CAMUNDA}list", f"{CAMUNDA}map"), entry)
    return _read_value(written)


def _read_value(item: Any) -> Source:
    """A script, a list or map of such values again, or a text."""
    if item.tag == f"{CAMUNDA}script":
        return read_expression(item.text or "")
    if item.tag == f"{CAMUNDA}list":
        return [_read_value(inner) for inner in item if isinstance(inner.tag, str)]
    if item.tag == f"{CAMUNDA}map":
        return {inner.get("key"): _read_source(inner) for inner in item.iterchildren(f"{CAMUNDA}entry")}
    text = (item.text or "").strip()
    return expression_or_text(text) if text else None
