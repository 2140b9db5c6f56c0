"""The guidance catalogue of annexes 1 and 2, read from the decision table ``catalogue`` that owners edit and deploy."""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy.engine import Connection

from engine.deployment.bindings import current, resolve
from engine.deployment.safe_xml import read_xml
from engine.dmn import DecisionGraph, compile_graph, read_model
from feel import LimitExceeded, Value

#: The decision's id, and the variable that its table asks for.
KEY, ASKED = "catalogue", "catalogue_item"
_TEXTS = ("kind", "category", "text")
_ID = re.compile(r'"([^"]{1,8})"')


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """One guidance item; ``text`` is the policy's own. ``suggestions``: the table's other outputs by name."""

    id: str
    kind: str
    category: str
    number: int
    text: str
    suggestions: Mapping[str, Value]


def find_item(connection: Connection, item_id: str, deployment_number: int) -> CatalogueItem | None:
    """The item as a case with this deployment number sees it; None when its catalogue has no such item."""
    row: Any = resolve(connection, "decision", KEY, deployment_number=deployment_number)
    return read_items(row.content).get(item_id) if row is not None else None


def list_items(connection: Connection, kind: str | None = None) -> list[CatalogueItem]:
    """The items of the newest catalogue in the table's order, all of them or those for 行政村 or 城市社区."""
    row: Any = current(connection, "decision", KEY)
    items = read_items(row.content).values() if row is not None else ()
    return [item for item in items if kind in (None, item.kind)]


@lru_cache(maxsize=16)
def read_items(content: bytes) -> Mapping[str, CatalogueItem]:
    """The items of a deployed file by id, in the order of its rules.

    An item whose row does not give kind, category, number and text is left out: a summary must not stop a case.
    """
    graph = compile_graph(read_model(read_xml(content, KEY).root))
    found = (_read_item(graph, item_id) for item_id in _list_ids(graph))
    return {item.id: item for item in found if item is not None}


def _list_ids(graph: DecisionGraph) -> Iterator[str]:
    table = graph.decisions[KEY].table
    for rule in table.rules if table is not None else ():
        yield from _ID.findall(rule.inputs[0].text if rule.inputs else "")


def _read_item(graph: DecisionGraph, item_id: str) -> CatalogueItem | None:
    try:
        value = graph.evaluate(KEY, {ASKED: item_id}).value
    except LimitExceeded:
        return None
    if not isinstance(value, dict) or not all(isinstance(value.get(name), str) for name in _TEXTS):
        return None
    number = value.get("number")
    if not isinstance(number, Decimal) or number != number.to_integral_value():
        return None
    texts = {name: str(value[name]) for name in _TEXTS}
    rest = {name: entry for name, entry in value.items() if name not in {*_TEXTS, "number"}}
    return CatalogueItem(id=item_id, number=int(number), suggestions=rest, **texts)
