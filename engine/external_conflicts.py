"""Why a worker's report on an external task is not taken: it has ended, or the lock is no longer the worker's."""
from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engine.actors import Actor
from engine.errors import Conflict
from engine.external_tables import external_task


class ExternalTaskEnded(Conflict):
    """这项外部任务已经结束，不用再办。"""

    type = "external-task-ended"


class LockLost(Conflict):
    """这项外部任务没有锁定在这个 workerId 名下：没有领取、锁定到期后被别人领走，或者已经报告过失败。请重新领取。"""

    type = "lock-lost"


def refuse_ended(row: Any) -> None:
    """Raise ExternalTaskEnded unless the task is open."""
    if row.status != "open":
        raise ExternalTaskEnded()


def refuse_without_lock(row: Any, actor: Actor, worker_id: str) -> None:
    """Raise LockLost unless this worker was the last to fetch the task.

    A lock that has run out is still the worker's as long as nobody has fetched the task again.
    """
    if (row.worker_id, row.locked_by) != (worker_id, actor.person_id):
        raise LockLost()


def locked_by(actor: Actor, worker_id: str) -> sa.ColumnElement[bool]:
    """``refuse_without_lock`` as a condition, for statements that must not act on another's lock."""
    return sa.and_(external_task.c.worker_id == worker_id, external_task.c.locked_by == actor.person_id)
