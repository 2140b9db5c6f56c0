"""The guidance items that a case can be about."""
from __future__ import annotations

from typing import Any

from api.context import engine
from api.door import Door
from api.schemas.catalogue import CatalogueList, CatalogueQuery
from consultation.catalogue import list_items
from engine.transaction import reading
from feel import to_json

door = Door("catalogue", "指导目录")


@door.operation(
    "GET", "/catalogue", summary="协商指导目录",
    about="现行决策表 catalogue（D1）里的各项；新发起的协商照它提建议。",
)  # fmt: skip
@door.query(CatalogueQuery)
@door.gives(CatalogueList, "各项")
def catalogue(query: dict[str, Any]) -> dict[str, Any]:
    """The items of the newest catalogue."""
    with reading(engine().database) as connection:
        items = list_items(connection, query["kind"])
    return {
        "items": [
            {"id": item.id, "kind": item.kind, "category": item.category, "number": item.number, "text": item.text,
             "suggestions": to_json(dict(item.suggestions))}
            for item in items
        ]
    }  # fmt: skip
