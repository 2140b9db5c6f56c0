"""The inbox: lists, counts, one task, drafts, completing."""
from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.fields import Request, choice, free_object, switch, text
from api.schemas.shapes import PageQuery, anything, flag, moment, number, page_of, word
from consultation.stages import STAGES

COMPLETE_EXAMPLE: dict[str, Any] = {"data": {"decision": "采纳", "reason": "多数户提出，符合村里规划"}}


class TaskQuery(PageQuery):
    """What the inbox is narrowed to."""

    scope = choice(("all", "mine", "groups"), "all 全部，mine 已签收给我的，groups 我的岗位待签收的", default="all")
    overdue = switch("true 只看超期的，false 只看没超期的")
    stage = choice(STAGES, "办到哪一步")
    case = text(32, "协商编号", example="2026-0203-009")


class Task(ma.Schema):
    """A task in the inbox."""

    id = word("待办的编号", "0b9f4e1c-2f43-4c2c-9f8e-5a1d1f6b7c22")
    name = word("要做什么", "酝酿议题")
    element_id = word("流程图上的元素", "deliberate_topic")
    case_number = word("协商编号", "2026-0203-009", nullable=True)
    case_title = word("协商题目", "硬化三组入户道路", nullable=True)
    organisation = word("组织代码", "64990203")
    stage = word("办到哪一步", "酝酿", nullable=True)
    status = word("open 待办，completed 已办，cancelled 已取消", "open")
    assignee = word("签收人（人员编号）；没有签收是 null", "12", nullable=True)
    priority = number("优先级，大的在前", 50)
    unstaffed = flag("办理岗位现在无人在岗", example=False)
    revision = number("修改次数，也是 ETag 的内容", 1)
    created_at = moment("何时到待办")
    due_at = moment("最迟何时办", nullable=True)
    overdue = flag("已超期", example=False)


TaskPage = page_of(Task, "TaskPage")


class TaskCounts(ma.Schema):
    """How much there is to do."""

    mine = number("已签收给我的", 2)
    groups = number("我的岗位待签收的", 5)
    overdue = number("其中超期的", 1)
    by_stage = anything("各步各有多少件", {"酝酿": 3, "公示": 4}, kind="object")


class TaskDetail(Task):
    """A task with everything that is needed to do it."""

    candidate_groups = ma.fields.List(
        ma.fields.String(), metadata={"description": "由哪些岗位办理", "example": ["village_committee"]}
    )
    documentation = word("文件依据和办法", "R-284 经村（社区）党组织或村（居）民委员会酝酿…", nullable=True)
    form = anything("表单（Camunda Forms 的 JSON）；没有表单是 null", {"type": "default"}, kind="object")
    data = anything("表单已有的内容", {"title": "硬化三组入户道路"}, kind="object")
    draft = anything("您存下的草稿；没有是 null", {"decision": "采纳"}, kind="object")
    draft_saved_at = moment("草稿何时存下", nullable=True)


class Draft(Request):
    """What is filled in so far; nothing is checked yet."""

    data = free_object("目前填写的内容", example={"decision": "采纳"})


class SavedDraft(ma.Schema):
    """A kept draft."""

    data = anything("存下的内容；没有草稿是 null", {"decision": "采纳"}, kind="object")
    saved_at = moment("何时存下", nullable=True)


class Complete(Request):
    """What is handed in."""

    data = free_object("表单的内容，键见待办的 form", example=COMPLETE_EXAMPLE["data"])


class Completed(ma.Schema):
    """What completing a task answers."""

    task_id = word("办完的待办", "0b9f4e1c-2f43-4c2c-9f8e-5a1d1f6b7c22")
    completed_at = moment("何时办完")
    repeated = flag("同一内容您已经提交过，这次没有重复办理", example=False)
    next_tasks = ma.fields.List(
        ma.fields.String(), metadata={"description": "接下来您可以办的待办", "example": ["7d0a…"]}
    )
    case_ended = flag("这件协商已经办结", example=False)
