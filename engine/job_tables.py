"""The table of jobs that the embedded runner works off."""
from __future__ import annotations

import sqlalchemy as sa

from engine.database import UtcDateTime, metadata
from engine.tables import Code, Id, Name

#: What is to be done later or beside a request (engine.jobs). On PostgreSQL procrastinate keeps tables of its own.
job = sa.Table(
    "job",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", Code, nullable=False),
    sa.Column("args", sa.JSON, nullable=False),
    #: When it is taken next: later while ``leased_by`` is at it or after a failure; None: an incident tells of it.
    sa.Column("run_at", UtcDateTime),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("leased_by", Name),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index("ix_job_run", "run_at"),
)
