"""Ids and hashes are texts in Python and bytes in the database; databases with texts are led there, cases in flight."""
from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

import migration
from engine import tables
from engine.backups.making import back_up, restore
from engine.compact import Digest, NoSuchId, RandomId
from engine.database import open_database
from engine.timers import fire_due_timers
from engine.transaction import reading, writing
from engine.verification import verify_all
from settings import PROJECT
from tests.diagrams import form, process, text, user

HEAD = ScriptDirectory(str(PROJECT / "migrations")).get_current_head()
MIGRATION: Any = importlib.import_module("migrations.versions.0014_compact_ids")
WAIT = (
    '<intermediateCatchEvent id="w"><timerEventDefinition id="t"><timeDuration>PT1H</timeDuration>'
    "</timerEventDefinition></intermediateCatchEvent>"
)
CHOSEN = (tables.instance, tables.task, tables.task_candidate, tables.submission, tables.variable, tables.activity,
          tables.history_event, tables.timer_job)  # fmt: skip


@pytest.fixture
def cases(bench: Any) -> Any:
    """One case that has ended, one with an open task, one that waits for the clock."""
    line = process('<startEvent id="s"/>' + user("a", "f1") + WAIT + user("b", "f1") + '<endEvent id="e"/>',
                   "s -> a -> w -> b -> e")  # fmt: skip
    bench.deploy(line, forms={"f1": form("f1", text("x"))})
    for steps in (2, 1, 0):
        bench.start()
        for element in ("a", "b")[:steps]:
            bench.complete(element, x="好")
            if steps == 2 and element == "a":
                bench.clock.advance(hours=2)
                assert fire_due_timers(bench.engine) == 1
    return bench


def everything(database: Any) -> dict[str, list[Any]]:
    with reading(database) as connection:
        return {table.name: sorted(map(repr, connection.execute(sa.select(table)))) for table in CHOSEN}


def put_back(database: Any) -> None:
    """The tables as migration 0013 left them, with what they hold."""
    with writing(database) as connection:
        connection.exec_driver_sql("DROP TABLE case_text")
        connection.exec_driver_sql("ALTER TABLE case_file ADD COLUMN search_text TEXT NOT NULL DEFAULT ''")
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("DROP FUNCTION case_words")
            _alter_back(connection)
        else:
            connection.exec_driver_sql("DROP TABLE case_word")
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            for table in connection.execute(sa.text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars():
                for name in MIGRATION.IDS.get(table, ()):
                    digits = f"lower(hex({name}))"
                    parts = [f"substr({digits}, {at}, {size})" for at, size in
                             ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))]  # fmt: skip
                    connection.exec_driver_sql(
                        f"UPDATE {table} SET {name} = {' || char(45) || '.join(parts)} WHERE {name} IS NOT NULL"
                    )
                for name in MIGRATION.HASHES.get(table, ()):
                    connection.exec_driver_sql(f"UPDATE {table} SET {name} = lower(hex({name}))")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0013'")


def lead_on(database: Any) -> None:
    """By the migrations that were put back; the tables of later ones are there already."""
    migration.upgrade(database, "0015")
    with writing(database) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})
    migration.upgrade(database)


def _alter_back(connection: Any) -> None:
    keys = connection.execute(sa.text(MIGRATION.FOREIGN_KEYS)).all()
    for key in keys:
        connection.exec_driver_sql(f'ALTER TABLE {key.owner} DROP CONSTRAINT "{key.name}"')
    for table, ids in MIGRATION.IDS.items():
        for name in ids:
            connection.exec_driver_sql(f"ALTER TABLE {table} ALTER COLUMN {name} TYPE varchar(36)")
        for name in MIGRATION.HASHES.get(table, ()):
            size = 32 if name == "salt" else 64
            change = f"ALTER COLUMN {name} TYPE varchar({size}) USING encode({name}, 'hex')"
            connection.exec_driver_sql(f"ALTER TABLE {table} {change}")
    for key in keys:
        connection.exec_driver_sql(f'ALTER TABLE {key.owner} ADD CONSTRAINT "{key.name}" {key.definition}')


def stored_as(database: Any) -> tuple[str, str]:
    kind = "pg_typeof" if database.dialect.name == "postgresql" else "typeof"
    with reading(database) as connection:
        query = sa.text(f"SELECT CAST({kind}(task_id) AS TEXT), CAST({kind}(hash) AS TEXT) FROM history_event "
                        "WHERE task_id IS NOT NULL LIMIT 1")  # fmt: skip
        row = connection.execute(query).one()
        return row[0], row[1]


def test_a_database_of_texts_is_led_to_bytes_with_cases_in_flight(cases: Any) -> None:
    database = cases.engine.database
    before = everything(database)
    compact = stored_as(database)
    put_back(database)
    assert "text" in stored_as(database)[0] or "character" in stored_as(database)[0]

    lead_on(database)

    assert stored_as(database) == compact
    assert compact == (("uuid", "bytea") if database.dialect.name == "postgresql" else ("blob", "blob"))
    assert everything(database) == before
    go_on(cases)


def test_a_backup_of_the_older_version_is_put_back_and_led_on(
    cases: Any, tmp_path: Path, empty_database_url: str
) -> None:
    before = everything(cases.engine.database)
    put_back(cases.engine.database)
    made = back_up(cases.engine.database, tmp_path / "here", tmp_path / "county.backup", cases.clock())
    assert made.revision == "0013"

    database = open_database(empty_database_url)
    restore(database, tmp_path / "there", tmp_path / "county.backup")
    lead_on(database)

    assert everything(database) == before
    cases.engine = replace(cases.engine, database=database)
    go_on(cases)
    database.dispose()


def go_on(cases: Any) -> None:
    """Foreign keys hold, chains are whole, and all three cases come to their end."""
    database = cases.engine.database
    if database.dialect.name == "sqlite":
        with reading(database) as connection:
            assert list(connection.exec_driver_sql("PRAGMA foreign_key_check")) == []
    cases.complete("a", x="接着办")
    cases.clock.advance(hours=2)
    assert fire_due_timers(cases.engine) == 2
    for task_id in open_tasks(database):
        cases.complete_task(task_id, x="办完")
    with reading(database) as connection:
        assert set(connection.execute(sa.select(tables.instance.c.status)).scalars()) == {"completed"}
    assert [found.result.ok for found in verify_all(database)] == [True] * 3


def open_tasks(database: Any) -> list[str]:
    with reading(database) as connection:
        query = sa.select(tables.task.c.id).where(tables.task.c.status == "open")
        return list(connection.execute(query).scalars())


ID = "5b1e0c39-8f4f-4b7e-9a55-0c2f1d7e6a10"


def test_what_is_written_comes_back_and_is_found(bench: Any) -> None:
    things = sa.Table("thing", sa.MetaData(), sa.Column("id", RandomId, primary_key=True),
                      sa.Column("hash", Digest(64)), sa.Column("other", RandomId))  # fmt: skip
    rows = [(ID, "ab" * 32, None), (ID[:-1] + "1", None, ID)]
    with writing(bench.engine.database) as connection:
        things.create(connection)
        connection.execute(things.insert(), [dict(zip(("id", "hash", "other"), row, strict=True)) for row in rows])
        ordered = connection.execute(sa.select(things).order_by(things.c.id)).all()
        later = connection.execute(sa.select(things.c.id).where(things.c.id > ID)).scalars().all()
        among = connection.execute(sa.select(things.c.id).where(things.c.id.in_([ID, ID[:-1] + "9"]))).scalars().all()
        hashed = connection.execute(sa.select(things.c.id).where(things.c.hash == "ab" * 32)).scalars().all()
        things.drop(connection)

    assert [tuple(row) for row in ordered] == rows
    assert (later, among, hashed) == ([ID[:-1] + "1"], [ID], [ID])


@pytest.mark.parametrize(
    "odd", ["", "x", ID.upper(), ID + "\n", ID[:-1], "{" + ID + "}", ID.replace("-", ""), "１" + ID[1:]]
)
def test_what_is_no_id_is_nobody_s(bench: Any, odd: str) -> None:
    with reading(bench.engine.database) as connection, pytest.raises(NoSuchId):
        connection.execute(sa.select(tables.task).where(tables.task.c.id == odd))
