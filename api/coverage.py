"""The policy's requirements and the elements of the diagrams that answer them."""
from __future__ import annotations

from typing import Any

from api.context import backing, engine
from api.door import Door
from api.schemas.coverage import CoverageReport
from consultation.coverage import count_covered, read_coverage
from engine.transaction import reading

door = Door("coverage", "文件条款")


@door.operation(
    "GET", "/coverage", summary="条款覆盖情况",
    about="实施方案的每一条，由现行流程图的哪些元素落实；还没有落实的，elements 是空的。",
)  # fmt: skip
@door.gives(CoverageReport, "逐条的覆盖情况")
def coverage() -> dict[str, Any]:
    """Every requirement with what covers it."""
    with reading(engine().database) as connection:
        found = read_coverage(connection, backing().requirements)
    items = [
        {"id": entry.requirement.id, "place": entry.requirement.place, "text": entry.requirement.text,
         "elements": entry.answers}
        for entry in found
    ]  # fmt: skip
    return {"total": len(items), "covered": count_covered(found), "items": items}
