"""The databases that tests are given are fresh, and hold all tables."""
from __future__ import annotations

import sqlalchemy as sa

import migration
from engine.database import metadata, open_database
from engine.transaction import writing


def leave_a_table_behind(url: str) -> list[str]:
    database = open_database(url)
    tables = [name for name in sa.inspect(database).get_table_names() if migration.is_declared(name, "table", {})]
    with writing(database) as connection:
        connection.execute(sa.text("CREATE TABLE left_behind (id INTEGER)"))
    database.dispose()
    return tables


def test_a_database_has_all_tables(database_url: str) -> None:
    assert set(leave_a_table_behind(database_url)) == set(metadata.tables) != set()


def test_the_next_test_sees_nothing_of_the_one_before(database_url: str) -> None:
    assert "left_behind" not in leave_a_table_behind(database_url)


def test_an_empty_database_is_empty(empty_database_url: str) -> None:
    assert leave_a_table_behind(empty_database_url) == []
