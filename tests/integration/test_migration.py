"""Migrations lead an empty database to exactly the tables that the code declares, and may be run again."""
from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import Engine

import migration
from engine.database import open_database
from engine.transaction import reading


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Engine]:
    opened = open_database(empty_database_url)
    yield opened
    opened.dispose()


def test_migrations_reach_exactly_the_declared_tables(database: Engine) -> None:
    migration.upgrade(database)

    with reading(database) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, migration.target()) == []


def test_every_module_with_tables_is_known_to_migrations(database: Engine) -> None:
    migration.upgrade(database)

    with reading(database) as connection:
        tables = set(sa.inspect(connection).get_table_names())
    assert {"instance", "task", "organisation", "case_file", "case_counter"} <= tables


def test_running_them_again_changes_nothing(database: Engine) -> None:
    migration.upgrade(database)
    with reading(database) as connection:
        before = sa.inspect(connection).get_table_names()

    migration.upgrade(database)

    with reading(database) as connection:
        assert sa.inspect(connection).get_table_names() == before
