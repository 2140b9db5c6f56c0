"""Cases: start one, list them, read one, give one up."""
from __future__ import annotations

from typing import Any

from flask import request

from api.context import actor, engine, identity, now
from api.door import Door
from api.schemas.cases import (
    START_EXAMPLE,
    Cancel,
    Case,
    CaseCounts,
    CasePage,
    CaseQuery,
    CountQuery,
    StartCase,
    Started,
)
from consultation.case_counts import count_cases
from consultation.case_list import CaseFile, CaseFilter, get_case, list_cases
from consultation.cases import StartedCase, cancel_case, start_case
from consultation.paging import Page
from engine.transaction import reading

door = Door("cases", "协商")
NUMBER = {"number": "协商编号，例如 2026-0203-009"}


@door.operation(
    "POST", "/cases", summary="发起一件协商",
    about="在自己任职的组织发起。内容按起始表单核对；发起后协商有了编号。",
)  # fmt: skip
@door.body(StartCase, START_EXAMPLE)
@door.gives(Started, "已发起", status=201)
def start(body: dict[str, Any]) -> dict[str, Any]:
    """Start a case by its start form."""
    started = start_case(
        engine(), identity(), process_key=body["process"], organisation=body["organisation"], submission=body["data"],
        address=request.remote_addr,
    )  # fmt: skip
    return shown_start(started)


@door.operation("GET", "/cases", summary="协商列表", about="您能看到的协商，新的在前。按条件筛选，一页一页读。")
@door.query(CaseQuery)
@door.gives(CasePage, "一页协商")
def cases(query: dict[str, Any]) -> Page[CaseFile]:
    """One page of the cases in the person's scope."""
    filters = CaseFilter(**{name: query[name] for name in CaseFilter.__dataclass_fields__})
    with reading(engine().database) as connection:
        return list_cases(connection, identity(), now(), filters, query["limit"], query["after"])


@door.operation(
    "GET", "/cases/counts", summary="各组织各步骤有多少协商",
    about="您能看全部内容的组织里，办到每一步的协商各有多少件，逾期的待办各有多少条。",
)  # fmt: skip
@door.query(CountQuery)
@door.gives(CaseCounts, "件数")
def case_counts(query: dict[str, Any]) -> dict[str, Any]:
    """What goes on where, counted as it stands."""
    with reading(engine().database) as connection:
        return {"items": count_cases(connection, identity(), now(), query["organisation"])}


@door.operation(
    "GET", "/cases/<number>", summary="一件协商", about="编号不存在和您无权查看，回答相同。", parameters=NUMBER
)
@door.gives(Case, "这件协商")
def case(number: str) -> CaseFile:
    """One case in the person's scope."""
    with reading(engine().database) as connection:
        return get_case(connection, identity(), now(), number)


@door.operation(
    "POST", "/cases/<number>/cancel", summary="撤销一件协商",
    about="由能在这个组织发起这项协商的岗位或系统管理员办理，要写明原因。未办的待办随之取消。", parameters=NUMBER,
)  # fmt: skip
@door.body(Cancel, {"reason": "提议人撤回了议题"})
@door.gives(Case, "已撤销")
def cancel(body: dict[str, Any], number: str) -> CaseFile:
    """Give a case up."""
    cancel_case(engine(), identity(), number, body["reason"], address=actor().address)
    with reading(engine().database) as connection:
        return get_case(connection, identity(), now(), number)


def shown_start(started: StartedCase) -> dict[str, Any]:
    """What a start answers."""
    return {"number": started.number, "instance_id": started.instance_id, "repeated": started.repeated}
