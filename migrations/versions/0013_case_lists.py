"""Lists and counts of cases that stay as fast with a million of them."""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"

OPEN = sa.text("status IN ('active', 'suspended')")


def upgrade() -> None:
    op.drop_index("ix_case_file_organisation", "case_file")
    place = "organisation"
    for columns in (
        [place], ["stage"], ["category"], [place, "stage"], [place, "category"], [place, "stage", "category"]
    ):
        op.create_index("_".join(["ix_case_file", *columns]), "case_file", [*columns, "started_at", "instance_id"])
    for name, columns in (
        ("open_newest", ["started_at", "instance_id"]),
        ("open_organisation", ["organisation", "started_at", "instance_id"]),
        ("open", ["organisation", "stage"]),
    ):
        op.create_index(f"ix_case_file_{name}", "case_file", columns, sqlite_where=OPEN, postgresql_where=OPEN)
    op.drop_index("ix_task_due", "task")
    is_open = sa.text("status = 'open'")
    op.create_index(
        "ix_task_due", "task", ["organisation", "due_at", "stage"], sqlite_where=is_open, postgresql_where=is_open
    )
