"""Starting, listing and reading cases."""
from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.fields import Request, choice, free_object, text
from api.schemas.shapes import PageQuery, anything, flag, moment, number, page_of, word
from consultation.stages import STAGES

STATUSES = ("active", "suspended", "completed", "cancelled")
START_EXAMPLE: dict[str, Any] = {
    "process": "consultation",
    "organisation": "64990203",
    "data": {
        "title": "硬化三组入户道路",
        "catalogue_item": "V11",
        "topic": {
            "channel": "网格（小组）走访",
            "proposer_kind": "村（居）民",
            "proposer": "张守义等 6 户",
            "received_on": "2026-11-23",
            "content": "三组六户门前是土路，下雨积水，老人和学生出行不便，希望村里硬化。",
            "households": 6,
            "villages": 1,
        },
    },
}


class StartCase(Request):
    """A new case."""

    process = text(64, "流程的代码，见 GET /definitions", example="consultation", required=True)
    organisation = text(32, "哪个组织的协商（组织代码，见 GET /me）", example="64990203", required=True)
    data = free_object("起始表单的内容，见 GET /definitions/{id}/start-form", example=START_EXAMPLE["data"])


class Started(ma.Schema):
    """What a start answers."""

    number = word("协商编号", "2026-0203-009")
    instance_id = word("协商的内部编号", "6f0c7f6e-7b5e-4a53-9b8c-0e6b8f5f7a11")
    repeated = flag("同一请求您已经发过，这次没有再发起一件", example=False)


class CaseQuery(PageQuery):
    """What a list of cases is narrowed to."""

    stage = choice(STAGES, "办到哪一步")
    organisation = text(32, "组织代码，含它下面的各级", example="649902")
    category = text(64, "事项类别", example="公共事务")
    outcome = text(32, "协商结果", example="协商成功")
    status = choice(STATUSES, "active 在办，suspended 已暂停，completed 已办结，cancelled 已撤销")
    text = text(60, "编号、题目或内容里的字", example="道路")


class Case(ma.Schema):
    """A case in a list."""

    number = word("协商编号", "2026-0203-009")
    title = word("题目", "硬化三组入户道路")
    organisation = word("组织代码", "64990203")
    organisation_name = word("组织名称", "东沟村")
    category = word("事项类别", "公共事务", nullable=True)
    catalogue_item = word("指导目录里的事项", "V11", nullable=True)
    stage = word("办到哪一步", "公示", nullable=True)
    outcome = word("协商结果", "协商成功", nullable=True)
    status = word("active 在办，completed 已办结，cancelled 已撤销", "active")
    started_at = moment("何时发起")
    ended_at = moment("何时办结", nullable=True)
    insider = flag("您能看全部内容（true）还是只能看公开的部分（false）")


CasePage = page_of(Case, "CasePage")


class CountQuery(Request):
    """Which part of the county is counted."""

    organisation = text(32, "组织代码，含它下面的各级；不写是您能看全部内容的所有组织", example="649902")


class CaseCount(ma.Schema):
    """What goes on in one organisation in one stage."""

    organisation = word("组织代码", "64990203")
    organisation_name = word("组织名称", "东沟村")
    stage = word("哪一步", "公示", nullable=True)
    open = number("办到这一步、还没有办结的协商（件），含已暂停的", 3)
    overdue = number("这一步里过了期限还没有办的待办（条）", 1)


class CaseCounts(ma.Schema):
    """The counts of a part of the county."""

    items = ma.fields.List(ma.fields.Nested(CaseCount), metadata={"description": "按组织、按步骤；没有的不列"})


class Activity(ma.Schema):
    """One element of the diagram that the case has passed or stands at."""

    id = word("这一次经过的编号", "b7c1…")
    element_id = word("流程图上的元素", "hold_meeting")
    element_type = word("元素的类型", "userTask")
    name = word("元素的名称", "开展协商", nullable=True)
    definition_id = word("属于哪个流程的哪一版", "deliberation:1:0a1b2c3d")
    status = word("active 正在办，completed 办完，cancelled 已取消", "completed")
    started_at = moment("何时开始")
    ended_at = moment("何时结束", nullable=True)


ActivityPage = page_of(Activity, "ActivityPage")


class Variable(ma.Schema):
    """A value that the case has recorded."""

    name = word("变量名", "outcome")
    type = word("值的类型（FEEL）", "string")
    value = anything("值", "协商成功")
    scope_id = word("属于哪个范围：整件协商，或其中一个子流程", "6f0c…")
    written_at = moment("何时写入")
    written_by = word("由流程图上的哪个元素写入", "hold_meeting")


VariablePage = page_of(Variable, "VariablePage")


class Submission(ma.Schema):
    """A form as it was handed in."""

    id = word("提交的编号", "1c2d…")
    task_id = word("哪件待办；发起或消息没有待办", "0b9f…", nullable=True)
    task_name = word("待办的名称", "开展协商", nullable=True)
    element_id = word("流程图上的元素", "hold_meeting")
    form_id = word("哪张表单的哪一版", "record:1:9f8e7d6c", nullable=True)
    person_id = word("谁提交的（人员编号）", "12", nullable=True)
    data = anything("填写的内容", {"consensus": "同意硬化"}, kind="object")
    submitted_at = moment("何时提交")


SubmissionPage = page_of(Submission, "SubmissionPage")


class HistoryEvent(ma.Schema):
    """One link of the case's chained history."""

    sequence = number("第几条，从 1 起", 7)
    type = word("发生了什么", "task_completed")
    happened_at = moment("何时发生")
    person_id = word("谁办的（人员编号）", "12", nullable=True)
    element_id = word("流程图上的元素", "hold_meeting", nullable=True)
    task_id = word("哪件待办", "0b9f…", nullable=True)
    data = anything("变了什么", {"variables": ["outcome"]}, kind="object")
    previous_hash = word("上一条的校验值", "5c1e…")
    hash = word("这一条的校验值（SHA-256）", "9a7d…")


HistoryPage = page_of(HistoryEvent, "HistoryPage")


class Verification(ma.Schema):
    """Whether the history is whole."""

    ok = flag("记录完整、没有被改动")
    events = number("一共多少条", 42)
    first_broken = number("第一条对不上的是第几条", 17, nullable=True)
    reason = word("哪里对不上", "这一条的校验值与内容不符", nullable=True)


class Cancel(Request):
    """Why a case is given up."""

    reason = text(500, "为什么撤销", example="提议人撤回了议题", required=True)
