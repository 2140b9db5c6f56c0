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
    for child in entry:
        if child.tag == f"{CAMUNDA}script":
            return read_expression(child.text or "")
        if child.tag == f"{CAMUNDA}list":
            return [_read_item(item) for item in child if isinstance(item.tag, str)]
        if child.tag == f"{CAMUNDA}map":
            entries = child.iterchildren(f"{CAMUNDA}entry")
            return {item.get("key"): _read_source(item) for item in entries}
    text = (entry.text or "").strip()
    return expression_or_text(text) if text else None


def _read_item(item: Any) -> Source:
    """An item of a list: a value, or a script."""
    if item.tag == f"{CAMUNDA}script":
        return read_expression(item.text or "")
    text = (item.text or "").strip()
    return expression_or_text(text) if text else None
