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
        compared = {"compare_type": True, "compare_server_default": True, "include_name": migration.is_declared}
        context = MigrationContext.configure(connection, opts=compared)
        assert compare_metadata(context, migration.target()) == []


def test_primary_keys_are_the_declared_ones(database: Engine) -> None:
    """Alembic's comparison leaves them out."""
    migration.upgrade(database)
    tables = migration.target().tables
    declared = {name: {column.name for column in table.primary_key} for name, table in tables.items()}
    if database.dialect.name == "postgresql":  # a partitioned table's key holds what it is partitioned by
        declared["history_event"].add("happened_at")

    with reading(database) as connection:
        inspector = sa.inspect(connection)
        found = {name: set(inspector.get_pk_constraint(name)["constrained_columns"]) for name in declared}
    assert found == declared


def test_what_the_database_keeps_for_itself_is_of_known_kinds(database: Engine) -> None:
    migration.upgrade(database)

    with reading(database) as connection:
        tables = set(sa.inspect(connection).get_table_names())
    apart = {name for name in tables if not migration.is_declared(name, "table", {})}
    assert tables - apart == set(migration.target().tables)
    assert apart >= {"alembic_version"}


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
