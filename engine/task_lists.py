"""What keeps lists of open tasks fast at any number of them: partial indexes, and copies on ``task_candidate``.

Triggers copy onto each candidate row whether its task waits for anybody (open and nobody's) and by what the inbox sorts
and filters, so that a page of one post's tasks is one range of one index. The database does it (migration 0009),
because whoever writes a task, a step as well as a repair, is then right without knowing of it.
"""
from __future__ import annotations

import sqlalchemy as sa

from engine.tables import task, task_candidate

#: Written out, for a bound value would not be seen to imply the condition of a partial index.
IS_OPEN = sa.literal_column("task.status") == sa.literal_column("'open'")
IS_UNSTAFFED = sa.and_(IS_OPEN, task.c.unstaffed)

_OPEN = sa.text("status = 'open'")
_MINE = sa.text("status = 'open' AND assignee IS NOT NULL")
_columns = task_candidate.c
_urgency = (_columns.due_at, _columns.created_at, _columns.task_id)

sa.Index("ix_task_mine", task.c.assignee, task.c.due_at, task.c.created_at, task.c.id,
         sqlite_where=_MINE, postgresql_where=_MINE)  # fmt: skip
sa.Index("ix_task_due", task.c.organisation, task.c.due_at, task.c.stage, sqlite_where=_OPEN, postgresql_where=_OPEN)
sa.Index("ix_task_unstaffed", task.c.organisation, task.c.created_at, task.c.id,
         sqlite_where=sa.text("status = 'open' AND unstaffed = 1"),
         postgresql_where=sa.text("status = 'open' AND unstaffed"))  # fmt: skip
for _name, _leading in (
    ("ix_task_candidate_waiting", (_columns.key,)), ("ix_task_candidate_stage", (_columns.key, _columns.stage)),
):  # fmt: skip
    sa.Index(_name, *_leading, *_urgency, sqlite_where=sa.text("waiting = 1"), postgresql_where=sa.text("waiting"))
