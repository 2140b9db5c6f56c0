"""Lists that stay as fast with a million rows."""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"

SQLITE_TASKS = (
    """
CREATE TRIGGER task_candidate_added AFTER INSERT ON task_candidate BEGIN
    UPDATE task_candidate SET (waiting, stage, due_at, created_at) = (
        SELECT status = 'open' AND assignee IS NULL, stage, due_at, created_at FROM task WHERE id = NEW.task_id
    ) WHERE task_id = NEW.task_id AND key = NEW.key;
END
""",
    """
CREATE TRIGGER task_waiting_changed AFTER UPDATE OF status, assignee, stage, due_at ON task
WHEN (OLD.status = 'open' AND OLD.assignee IS NULL) <> (NEW.status = 'open' AND NEW.assignee IS NULL)
    OR OLD.stage IS NOT NEW.stage OR OLD.due_at IS NOT NEW.due_at
BEGIN
    UPDATE task_candidate SET waiting = (NEW.status = 'open' AND NEW.assignee IS NULL),
        stage = NEW.stage, due_at = NEW.due_at
    WHERE task_id = NEW.id;
END
""",
)
POSTGRESQL_TASKS = (
    """
CREATE FUNCTION task_candidate_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT status = 'open' AND assignee IS NULL, stage, due_at, created_at
    INTO NEW.waiting, NEW.stage, NEW.due_at, NEW.created_at FROM task WHERE id = NEW.task_id;
    RETURN NEW;
END $$
""",
    """
CREATE TRIGGER task_candidate_added BEFORE INSERT ON task_candidate
FOR EACH ROW EXECUTE FUNCTION task_candidate_added()
""",
    """
CREATE FUNCTION task_waiting_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE task_candidate SET waiting = (NEW.status = 'open' AND NEW.assignee IS NULL),
        stage = NEW.stage, due_at = NEW.due_at
    WHERE task_id = NEW.id;
    RETURN NULL;
END $$
""",
    """
CREATE TRIGGER task_waiting_changed AFTER UPDATE OF status, assignee, stage, due_at ON task FOR EACH ROW
WHEN ((OLD.status = 'open' AND OLD.assignee IS NULL) <> (NEW.status = 'open' AND NEW.assignee IS NULL)
    OR OLD.stage IS DISTINCT FROM NEW.stage OR OLD.due_at IS DISTINCT FROM NEW.due_at)
EXECUTE FUNCTION task_waiting_changed()
""",
)
FILL_CANDIDATES = """
UPDATE task_candidate SET (waiting, stage, due_at, created_at) = (
    SELECT status = 'open' AND assignee IS NULL, stage, due_at, created_at FROM task WHERE id = task_candidate.task_id
)
"""


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    _index_tasks()
    for statement in SQLITE_TASKS if sqlite else POSTGRESQL_TASKS:
        op.execute(statement)


def _index_tasks() -> None:
    op.add_column("task_candidate", sa.Column("waiting", sa.Boolean(), nullable=True))
    op.add_column("task_candidate", sa.Column("stage", sa.String(length=32), nullable=True))
    op.add_column("task_candidate", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("task_candidate", sa.Column("created_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(FILL_CANDIDATES)
    for name in ("ix_task_open_due", "ix_task_assignee"):
        op.drop_index(name, "task")
    op.create_index("ix_task_assignee", "task", ["assignee", "organisation", "instance_id"])
    urgency = ["due_at", "created_at"]
    _create_partial("ix_task_mine", "task", ["assignee", *urgency, "id"], "status = 'open' AND assignee IS NOT NULL")
    _create_partial("ix_task_due", "task", ["due_at", "organisation"], "status = 'open'")
    _create_partial("ix_task_unstaffed", "task", ["organisation", "created_at", "id"], "status = 'open' AND unstaffed")
    _create_partial("ix_task_candidate_waiting", "task_candidate", ["key", *urgency, "task_id"], "waiting")
    _create_partial("ix_task_candidate_stage", "task_candidate", ["key", "stage", *urgency, "task_id"], "waiting")


def _create_partial(name: str, table: str, columns: list[str], condition: str) -> None:
    # SQLite sees a condition only in the words of the query, and has no booleans.
    numbers = condition if condition.endswith(("NULL", "'")) else f"{condition} = 1"
    op.create_index(name, table, columns, sqlite_where=sa.text(numbers), postgresql_where=sa.text(condition))
