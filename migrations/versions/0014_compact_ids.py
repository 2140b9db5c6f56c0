"""Random ids, hashes and salts as bytes instead of texts: they were more than half of what a case took on disk."""
from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"

IDS = {
    "instance": ("id",),
    "task": ("id", "instance_id", "submission_id"),
    "task_candidate": ("task_id",),
    "draft": ("task_id",),
    "submission": ("id", "instance_id", "task_id"),
    "decision_record": ("id", "instance_id", "activity_id"),
    "variable": ("instance_id",),
    "activity": ("id", "instance_id"),
    "history_event": ("instance_id", "task_id"),
    "timer_job": ("instance_id",),
    "subscription": ("instance_id",),
    "outbox": ("sender_id", "receiver_id"),
    "incident": ("instance_id",),
    "external_task": ("id", "instance_id", "submission_id"),
    "external_task_worker": ("task_id",),
    "batch_item": ("instance_id",),
    "case_file": ("instance_id",),
}
HASHES = {
    "instance": ("last_hash",),
    "submission": ("salt", "sent_digest"),
    "decision_record": ("salt",),
    "history_event": ("previous_hash", "hash"),
}
#: Of the tables above, from the system's own catalogue: names are as they were made.
FOREIGN_KEYS = """
SELECT conrelid::regclass::text AS owner, conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
WHERE contype = 'f' AND conparentid = 0
AND confrelid IN ('instance'::regclass, 'task'::regclass, 'external_task'::regclass)
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _alter()
    else:
        _rewrite()


def _alter() -> None:
    keys = op.get_bind().execute(sa.text(FOREIGN_KEYS)).all()
    for key in keys:
        op.execute(f'ALTER TABLE {key.owner} DROP CONSTRAINT "{key.name}"')
    for table, ids in IDS.items():
        changes = [f"ALTER COLUMN {name} TYPE uuid USING {name}::uuid" for name in ids]
        for name in HASHES.get(table, ()):
            changes.append(f"ALTER COLUMN {name} TYPE bytea USING decode({name}, 'hex')")
        op.execute(f"ALTER TABLE {table} {', '.join(changes)}")
    for key in keys:
        op.execute(f'ALTER TABLE {key.owner} ADD CONSTRAINT "{key.name}" {key.definition}')


def _rewrite() -> None:
    """In place: a column declared as text leaves bytes as they are. Keys are looked at when all of it is done."""
    connection: Any = op.get_bind().connection.dbapi_connection
    connection.create_function("bytes_of", 1, _bytes_of, deterministic=True)
    op.execute("PRAGMA defer_foreign_keys = ON")
    for table, ids in IDS.items():
        columns = (*ids, *HASHES.get(table, ()))
        op.execute(f"UPDATE {table} SET {', '.join(f'{name} = bytes_of({name})' for name in columns)}")  # noqa: S608


def _bytes_of(digits: str | None) -> bytes | None:
    return None if digits is None else bytes.fromhex(digits.replace("-", ""))
