"""Incidents: where a case stands still, and trying again after mending."""
from __future__ import annotations

from typing import Any

from api.context import actor, engine, identity, now
from api.door import Door
from api.schemas.administration import Reason
from api.schemas.records import IncidentPage, IncidentQuery, Retried
from consultation.case_list import get_case
from consultation.paging import read_cursor, write_cursor
from engine.incident_closing import resolve_incident, retry_incident
from engine.incidents import list_incidents
from engine.retries import RETRIES
from engine.transaction import reading

door = Door("incidents", "异常")


@door.operation(
    "GET", "/incidents", summary="异常列表", about="流程图走不下去的地方，新的在前。协商停在原处，改好后重试。",
    roles=("admin", "process_owner"),
)  # fmt: skip
@door.query(IncidentQuery)
@door.gives(IncidentPage, "一页异常")
def incidents(query: dict[str, Any]) -> dict[str, Any]:
    """One page of incidents."""
    cases = None
    if query["case"] is not None:
        with reading(engine().database) as connection:
            cases = [get_case(connection, identity(), now(), query["case"]).instance_id]
    last = read_cursor(query["after"], (str,))[0] if query["after"] is not None else None
    limit = query["limit"]
    rows = list_incidents(engine(), instance_ids=cases, status=query["status"], limit=limit + 1, after=last)
    return {"items": rows[:limit], "next": write_cursor(rows[limit - 1].id) if len(rows) > limit else None}


@door.operation(
    "POST", "/incidents/<incident_id>/retry", summary="重试", about="照原来的人、原来的内容再走一次。",
    roles=("admin",), parameters={"incident_id": "异常的编号"},
)  # fmt: skip
@door.gives(Retried, "已走通")
def retry(incident_id: str) -> dict[str, Any]:
    """Try again what failed."""
    retry_incident(engine(), actor(), incident_id, RETRIES)
    return {"id": incident_id, "status": "resolved"}


@door.operation(
    "POST", "/incidents/<incident_id>/resolve", summary="另行处理",
    about="不再重试，写明是怎么处理的。没送到的消息不再送，没触发的定时不再触发，没做成的后台作业不再做。",
    roles=("admin",), parameters={"incident_id": "异常的编号"},
)  # fmt: skip
@door.body(Reason, {"reason": "已电话告知，按人工处理"})
@door.gives(Retried, "已处理")
def resolve(body: dict[str, Any], incident_id: str) -> dict[str, Any]:
    """Close it with a reason."""
    resolve_incident(engine(), actor(), incident_id, body["reason"])
    return {"id": incident_id, "status": "resolved"}
