"""What variables were before the last step that wrote them, and drafts that go with whatever ends their task."""
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"

SQLITE = (
    """
CREATE TRIGGER task_ended AFTER UPDATE OF status ON task WHEN OLD.status = 'open' AND NEW.status <> 'open' BEGIN
    DELETE FROM draft WHERE task_id = NEW.id;
END
""",
)
POSTGRESQL = (
    """
CREATE FUNCTION task_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM draft WHERE task_id = NEW.id;
    RETURN NULL;
END $$
""",
    """
CREATE TRIGGER task_ended AFTER UPDATE OF status ON task FOR EACH ROW
WHEN (OLD.status = 'open' AND NEW.status <> 'open') EXECUTE FUNCTION task_ended()
""",
)


def upgrade() -> None:
    op.add_column("variable", sa.Column("previous_value", sa.LargeBinary(), nullable=True))
    op.add_column("variable", sa.Column("previous_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("variable", sa.Column("previous_by", sa.String(length=255), nullable=True))
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
