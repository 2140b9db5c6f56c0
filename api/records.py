"""What a case has recorded, for those who may read all of it: steps, values, submissions, decisions, history."""
from __future__ import annotations

from typing import Any

from api.cases import NUMBER
from api.context import engine, identity, now
from api.door import Door
from api.schemas.cases import ActivityPage, HistoryPage, SubmissionPage, VariablePage, Verification
from api.schemas.decisions import DecisionPage
from api.schemas.shapes import PageQuery
from consultation.case_list import open_case
from consultation.case_records import (
    RecordPage,
    page_of_activities,
    page_of_decisions,
    page_of_history,
    page_of_submissions,
    page_of_variables,
)
from engine.history import verify_chain
from engine.transaction import reading

door = Door("records", "协商的记录")


@door.operation(
    "GET", "/cases/<number>/activities", summary="走过的步骤", about="流程图上走过的和正在办的元素，先后排列。",
    parameters=NUMBER,
)  # fmt: skip
@door.query(PageQuery)
@door.gives(ActivityPage, "一页步骤")
def activities(query: dict[str, Any], number: str) -> RecordPage:
    """The elements that the case has passed."""
    with reading(engine().database) as connection:
        found = open_case(connection, identity(), now(), number)
        return page_of_activities(connection, found.instance_id, query["limit"], query["after"])


@door.operation(
    "GET", "/cases/<number>/variables", summary="记录的值", about="各步表单留下的值，按名称排列。", parameters=NUMBER
)
@door.query(PageQuery)
@door.gives(VariablePage, "一页值")
def variables(query: dict[str, Any], number: str) -> RecordPage:
    """The values that the case has recorded."""
    with reading(engine().database) as connection:
        found = open_case(connection, identity(), now(), number)
        return page_of_variables(connection, found.instance_id, query["limit"], query["after"])


@door.operation(
    "GET", "/cases/<number>/submissions", summary="提交过的表单", about="每次提交的内容，先后排列。", parameters=NUMBER
)
@door.query(PageQuery)
@door.gives(SubmissionPage, "一页提交")
def submissions(query: dict[str, Any], number: str) -> RecordPage:
    """The forms as they were handed in."""
    with reading(engine().database) as connection:
        found = open_case(connection, identity(), now(), number)
        return page_of_submissions(connection, found.instance_id, query["limit"], query["after"])


@door.operation(
    "GET", "/cases/<number>/decisions", summary="决策的依据",
    about="每次按决策表得出的结果、依据的内容和适用的规则，先后排列。", parameters=NUMBER,
)  # fmt: skip
@door.query(PageQuery)
@door.gives(DecisionPage, "一页决策")
def decisions(query: dict[str, Any], number: str) -> RecordPage:
    """The decisions that the case has evaluated, each with why."""
    with reading(engine().database) as connection:
        found = open_case(connection, identity(), now(), number)
        return page_of_decisions(connection, found.instance_id, query["limit"], query["after"])


@door.operation(
    "GET", "/cases/<number>/history", summary="办理记录", about="谁在何时做了什么，一条接一条，每条都校验前一条。",
    parameters=NUMBER,
)  # fmt: skip
@door.query(PageQuery)
@door.gives(HistoryPage, "一页记录")
def history(query: dict[str, Any], number: str) -> RecordPage:
    """The links of the case's chained history."""
    with reading(engine().database) as connection:
        found = open_case(connection, identity(), now(), number)
        return page_of_history(connection, found.instance_id, query["limit"], query["after"])


@door.operation(
    "GET", "/cases/<number>/verify", summary="校验办理记录", about="重新计算每一条的校验值，指出第一条对不上的。",
    parameters=NUMBER,
)  # fmt: skip
@door.gives(Verification, "校验结果")
def verify(number: str) -> Any:
    """Recompute the chain."""
    with reading(engine().database) as connection:
        found = open_case(connection, identity(), now(), number)
        return verify_chain(connection, found.instance_id)
