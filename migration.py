"""Brings a database to the tables of this version, in one transaction."""
from __future__ import annotations

import importlib

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Engine

from engine.database import metadata
from engine.transaction import writing
from settings import PROJECT

#: Every module that declares tables; importing it puts them into the one MetaData.
TABLE_MODULES = (
    "engine.tables", "engine.external_tables", "engine.job_tables", "consultation.tables", "consultation.case_tables",
)  # fmt: skip


def target() -> sa.MetaData:
    """All tables of this version."""
    for name in TABLE_MODULES:
        importlib.import_module(name)
    return metadata


def upgrade(database: Engine) -> None:
    """Apply the migrations that this database has not seen; none when it is up to date."""
    config = Config()
    config.set_main_option("script_location", str(PROJECT / "migrations"))
    with writing(database) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
