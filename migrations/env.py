"""Alembic's entry: migrates on a connection handed over (migration.upgrade) or on the Flask application's database."""
from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

import migration
from engine.database import UtcDateTime


def render(kind: str, value: Any, _autogen_context: Any) -> str | bool:
    """Write our time type as what it is in the database, so that a migration never imports today's code."""
    if kind == "type" and isinstance(value, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: sa.engine.Connection) -> None:
    """Run what was asked for on this connection; SQLite alters tables by making them anew (batch mode)."""
    context.configure(
        connection=connection, target_metadata=migration.target(), render_as_batch=True, render_item=render,
        compare_server_default=True, include_name=migration.is_declared,
    )  # fmt: skip
    with context.begin_transaction():
        context.run_migrations()


handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    run(handed_over)
else:
    with current_app.extensions["migrate"].db.engine.connect() as own:
        run(own)
