"""Why a task cannot be done any more, told plainly: by whom and when it was done, or who is doing it."""
from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from engine.errors import Conflict, ProductError
from engine.process_engine import ProcessEngine


class AlreadyCompleted(Conflict):
    """这项任务已经办完了。"""

    type = "already-completed"


class ClaimedByAnother(Conflict):
    """这项任务正由别人办理。"""

    type = "claimed-by-another"


class TaskWithdrawn(Conflict):
    """这项任务已经撤销，不用办了。"""

    type = "task-withdrawn"


class NobodyElse(Conflict):
    """这项任务只派给了您一个人，没有可以退回的岗位。办不了请联系管理员。"""


class RevisionMoved(ProductError):
    """这项任务在您打开之后有了变化，请刷新后再看。您填的都还在。"""

    status = 412
    type = "revision-moved"


def refuse_finished(engine: ProcessEngine, connection: Connection, row: Any) -> None:
    """Raise AlreadyCompleted or TaskWithdrawn for the row of a task that is no longer open."""
    if row.status == "open":
        return
    moment = row.ended_at.astimezone(engine.zone)
    when = f"{moment.month}月{moment.day}日 {moment:%H:%M}"
    if row.status == "cancelled":
        raise TaskWithdrawn(f"这项任务已于{when}撤销，不用办了。", ended_at=row.ended_at.isoformat())
    name = engine.name_person(connection, row.completed_by)
    raise AlreadyCompleted(
        f"这项任务已由{name}于{when}办完。",
        completed_by=row.completed_by,
        completed_by_name=name,
        completed_at=row.ended_at.isoformat(),
    )


def refuse_others(engine: ProcessEngine, connection: Connection, row: Any, person_id: str) -> None:
    """Raise ClaimedByAnother when somebody else has claimed the task."""
    if row.assignee not in (None, person_id):
        name = engine.name_person(connection, row.assignee)
        raise ClaimedByAnother(f"这项任务正由{name}办理。", assignee=row.assignee, assignee_name=name)
