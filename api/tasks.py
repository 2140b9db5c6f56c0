"""The inbox: what there is to do, one task with its form, drafts, claiming, completing."""
from __future__ import annotations

import re
from typing import Any

from api.context import actor, engine, identity, now
from api.door import Door
from api.problems import PreconditionFailed
from api.schemas.shapes import IfMatchHeader, PageQuery
from api.schemas.tasks import (
    COMPLETE_EXAMPLE,
    Complete,
    Completed,
    Draft,
    SavedDraft,
    Task,
    TaskCounts,
    TaskDetail,
    TaskPage,
    TaskQuery,
)
from api.unchecked import storable
from consultation.case_list import titles_of
from consultation.unstaffed import list_unstaffed
from engine.claims import claim, unclaim
from engine.drafts import read_draft, save_draft
from engine.inbox import TaskFilter, count_tasks, list_tasks
from engine.instance_views import business_key_of, get_task
from engine.tasks import complete
from engine.transaction import reading
from engine.undo import undo_completion

door = Door("tasks", "待办")
TASK = {"task_id": "待办的编号"}


@door.operation("GET", "/tasks", summary="待办列表", about="您能办的待办，先到期的在前。")
@door.query(TaskQuery)
@door.gives(TaskPage, "一页待办")
def tasks(query: dict[str, Any]) -> dict[str, Any]:
    """One page of the inbox."""
    filters = TaskFilter(
        scope=query["scope"], overdue=query["overdue"], stage=query["stage"], business_key=query["case"]
    )
    page = list_tasks(engine(), actor(), filters, query["limit"], query["after"])
    titles = _titles(row.instance_id for row in page.items)
    return {"items": [_shown(row, row.business_key, titles) for row in page.items], "next": page.next}


@door.operation(
    "GET", "/tasks/counts", summary="待办数", about="已签收给我的、我的岗位待签收的、超期的，以及各步各有多少。"
)
@door.gives(TaskCounts, "各有多少件")
def counts() -> Any:
    """The numbers on the inbox's tabs."""
    return count_tasks(engine(), actor())


@door.operation(
    "GET", "/tasks/<task_id>", summary="一件待办",
    about="表单、已有的内容、文件依据、期限和您的草稿。回答的 ETag 可在提交时作为 If-Match 带上。", parameters=TASK,
)  # fmt: skip
@door.gives(TaskDetail, "这件待办")
def task(task_id: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Everything that is needed to do one task."""
    view = get_task(engine(), actor(), task_id)
    shown = _shown(view.row, view.business_key, _titles([view.row.instance_id])) | {
        name: getattr(view, name)
        for name in ("candidate_groups", "documentation", "form", "data", "draft", "draft_saved_at")
    }
    return shown, _etag(view.row)


@door.operation(
    "GET", "/tasks/unstaffed", summary="无人在岗的待办",
    about="您所管的组织里，办理岗位没有人在岗、因此没有人能办的待办，先到的在前。请安排人到岗。",
)  # fmt: skip
@door.query(PageQuery)
@door.gives(TaskPage, "一页待办")
def waiting_for_a_post(query: dict[str, Any]) -> dict[str, Any]:
    """One page of what nobody can do."""
    limit = query["limit"]
    with reading(engine().database) as connection:
        rows = list_unstaffed(connection, identity(), now(), limit + 1, query["after"])
    page = rows[:limit]
    titles = _titles(row.instance_id for row in page)
    items = [_shown(row, row.business_key, titles) for row in page]
    return {"items": items, "next": page[-1].id if len(rows) > limit else None}


@door.operation("GET", "/tasks/<task_id>/draft", summary="读草稿", about="您为这件待办存下的草稿。", parameters=TASK)
@door.gives(SavedDraft, "草稿；没有时 data 是 null")
def draft(task_id: str) -> dict[str, Any]:
    """The person's own draft."""
    data, saved_at = read_draft(engine(), actor(), task_id) or (None, None)
    return {"data": data, "saved_at": saved_at}


@door.operation(
    "PUT", "/tasks/<task_id>/draft", summary="存草稿", about="存下目前填写的内容，不核对。办完待办后草稿自动删去。",
    parameters=TASK,
)  # fmt: skip
@door.body(Draft, COMPLETE_EXAMPLE)
@door.gives(SavedDraft, "已存下")
def keep_draft(body: dict[str, Any], task_id: str) -> dict[str, Any]:
    """Keep what is filled in so far."""
    data = storable(body["data"])
    return {"data": data, "saved_at": save_draft(engine(), actor(), task_id, data)}


@door.operation(
    "POST", "/tasks/<task_id>/claim", summary="签收", about="由您来办，同岗位的其他人不再办。可以退回。",
    parameters=TASK,
)  # fmt: skip
@door.gives(Task, "已签收")
def take(task_id: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Make the person the one who does it."""
    return _answer(claim(engine(), actor(), task_id))


@door.operation(
    "POST", "/tasks/<task_id>/unclaim", summary="退回", about="退给岗位，由同岗位的人办。", parameters=TASK
)
@door.gives(Task, "已退回")
def give_back(task_id: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Give it back to its group."""
    return _answer(unclaim(engine(), actor(), task_id))


@door.operation(
    "POST", "/tasks/<task_id>/complete", summary="提交",
    about="提交表单，办完这件待办，流程走到下一步。同样的内容再提交一次，得到同样的回答，不会办两次；"
    "别人先办了，回答 409，说明是谁、什么时候。",
    parameters=TASK,
)  # fmt: skip
@door.headers(IfMatchHeader)
@door.body(Complete, COMPLETE_EXAMPLE)
@door.gives(Completed, "已办完")
def finish(headers: dict[str, Any], body: dict[str, Any], task_id: str) -> dict[str, Any]:
    """Hand in the form."""
    done = complete(
        engine(), actor(), task_id, body["data"], expected_revision=_revision(headers["if_match"])
    )
    return {
        "task_id": done.task_id,
        "completed_at": done.completed_at,
        "repeated": done.repeated,
        "next_tasks": done.next_task_ids,
        "case_ended": done.instance_ended,
    }


@door.operation(
    "POST", "/tasks/<task_id>/undo", summary="撤回",
    about="把您刚办完的这一步撤回：待办重新打开，填过的内容成为草稿。后面还没有人动、没有到期的定时、没有消息发出时才行，"
    "否则回答 409。办理记录里两次都有。",
    parameters=TASK,
)  # fmt: skip
@door.gives(Task, "已撤回")
def take_back(task_id: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Take a completion of one's own back."""
    undo_completion(engine(), actor(), task_id)
    view = get_task(engine(), actor(), task_id)
    return _shown(view.row, view.business_key, _titles([view.row.instance_id])), _etag(view.row)


def _titles(instance_ids: Any) -> dict[str, str]:
    with reading(engine().database) as connection:
        return titles_of(connection, sorted(set(instance_ids)))


def _answer(row: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """What has been done is told without the diagram and the form, which may be damaged."""
    number = business_key_of(engine(), row.instance_id)
    return _shown(row, number, _titles([row.instance_id])), _etag(row)


def _shown(row: Any, number: str | None, titles: dict[str, str]) -> dict[str, Any]:
    late = row.status == "open" and row.due_at is not None and row.due_at < now()
    names = ("id", "name", "element_id", "organisation", "stage", "status", "assignee", "priority", "unstaffed",
             "revision", "created_at", "due_at")  # fmt: skip
    return {
        **{name: getattr(row, name) for name in names},
        "case_number": number,
        "case_title": titles.get(row.instance_id),
        "overdue": late,
    }


def _etag(row: Any) -> dict[str, str]:
    return {"ETag": f'"{row.revision}"'}


def _revision(if_match: str | None) -> int | None:
    """The revision that the client has seen; ``*`` and no header match any. Raises PreconditionFailed."""
    if if_match is None or if_match.strip() == "*":
        return None
    seen = re.fullmatch(r'(?:W/)?"([0-9]{1,9})"', if_match.strip())
    if seen is None:
        raise PreconditionFailed("If-Match 要写读取待办时得到的 ETag，例如 \"3\"。")
    return int(seen[1])
