"""Brings a database to the tables of this version, in one transaction."""
from __future__ import annotations

import importlib
import re

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Engine

from engine.database import metadata
from engine.transaction import writing
from settings import PROJECT

#: Every module that declares tables; importing it puts them into the one MetaData.
TABLE_MODULES = (
    "engine.tables", "engine.task_lists", "engine.external_tables", "engine.job_tables", "engine.request_tables",
    "engine.upkeep_tables", "engine.batch_tables",
    "consultation.tables", "consultation.case_tables", "consultation.audit_tables", "consultation.sign_in_tables",
    "consultation.session_tables",
)  # fmt: skip

#: Partitions of engine.partitions, tables of engine.procrastinate_jobs, the index of words of consultation.case_search.
OWN_AFFAIRS = re.compile(
    r"history_event_(rest|\d{4}_\d{2})$|procrastinate_|alembic_version$|case_word(_[a-z]+)?$|ix_case_text_words$"
)


def target() -> sa.MetaData:
    """All tables of this version."""
    for name in TABLE_MODULES:
        importlib.import_module(name)
    return metadata


def is_declared(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a table in the database is to be one of ``target``'s, and not the database's own affair: the history's
    months, procrastinate's queue, or an index for texts.
    """
    return kind not in ("table", "index") or (name is not None and not OWN_AFFAIRS.match(name))


def upgrade(database: Engine, revision: str = "head") -> None:
    """Apply the migrations up to ``revision`` that this database has not seen; none when it is up to date."""
    config = Config()
    config.set_main_option("script_location", str(PROJECT / "migrations"))
    with writing(database) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
