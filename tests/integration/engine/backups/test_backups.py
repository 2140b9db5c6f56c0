"""A backup made while people work is put back whole, or is refused with a reason and nothing is done."""
from __future__ import annotations

import tarfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine import tables
from engine.backups.archive import FILES, UnfitBackup, read_manifest
from engine.backups.making import back_up, restore
from engine.database import open_database
from engine.transaction import reading, writing
from engine.verification import verify_all
from tests.diagrams import form, process, text, user

LOOP = ('<startEvent id="s"/><exclusiveGateway id="g"/><exclusiveGateway id="d" default="d__e"/>'
        + user("a", "f1") + '<endEvent id="e"/>')  # fmt: skip
FLOWS = "s -> g -> a -> d -> e\nd -> g : =x != \"停\""


@pytest.fixture
def cases(bench: Any) -> Any:
    """Ten cases that go on until they are stopped."""
    bench.deploy(process(LOOP, FLOWS), forms={"f1": form("f1", text("x"))})
    bench.start()
    bench.complete("a", x="好")
    for _ in range(9):
        bench.start()
    return bench


def count(database: Any) -> dict[str, int]:
    chosen = (tables.instance, tables.task, tables.history_event, tables.submission, tables.variable)
    with reading(database) as connection:
        return {table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                for table in chosen}  # fmt: skip


def test_everything_comes_back(cases: Any, tmp_path: Path, empty_database_url: str) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    (here / FILES / "2026").mkdir(parents=True)
    (here / FILES / "2026" / "公示照片.jpg").write_bytes(b"\xff\xd8picture")
    archive = tmp_path / "county.backup"
    made = back_up(cases.engine.database, here, archive, cases.clock())
    assert archive.stat().st_mode & 0o077 == 0
    assert made.instances == 10

    database = open_database(empty_database_url)
    assert restore(database, there, archive) == made
    assert count(database) == count(cases.engine.database)
    assert (there / FILES / "2026" / "公示照片.jpg").read_bytes() == b"\xff\xd8picture"
    assert [found.result.ok for found in verify_all(database)] == [True] * 10
    cases.engine = replace(cases.engine, database=database)
    cases.complete_task(open_tasks(database)[0], x="接着办")
    with pytest.raises(UnfitBackup, match="已经有内容"):
        restore(database, there, archive)
    database.dispose()


def open_tasks(database: Any) -> list[str]:
    with reading(database) as connection:
        query = sa.select(tables.task.c.id).where(tables.task.c.status == "open")
        return list(connection.execute(query).scalars())


def test_a_backup_made_while_people_work_is_of_one_moment(
    cases: Any, tmp_path: Path, empty_database_url: str
) -> None:
    stop, done = threading.Event(), []

    def work() -> None:
        while not stop.is_set():
            done.append(cases.complete_task(open_tasks(cases.engine.database)[0], x="y"))

    worker = threading.Thread(target=work)
    worker.start()
    try:
        archive = tmp_path / "county.backup"
        back_up(cases.engine.database, tmp_path / "here", archive, cases.clock())
    finally:
        stop.set()
        worker.join()
    database = open_database(empty_database_url)
    restore(database, tmp_path / "there", archive)
    assert [found.result.ok for found in verify_all(database)] == [True] * 10
    counted = count(database)
    assert 11 <= counted["submission"] <= 11 + len(done)
    database.dispose()


@pytest.mark.parametrize("damage", ["cut", "changed", "no archive", "nothing"])
def test_what_is_no_whole_backup_is_refused_and_nothing_is_there(
    cases: Any, tmp_path: Path, empty_database_url: str, damage: str
) -> None:
    archive = tmp_path / "county.backup"
    back_up(cases.engine.database, tmp_path / "here", archive, cases.clock())
    content = archive.read_bytes()
    place = content.rindex(b"\x00" * 64, 0, len(content) // 2) + 5 if damage == "changed" else 0
    archive.write_bytes({
        "cut": content[: len(content) // 2], "changed": content[:place] + b"!" + content[place + 1 :],
        "no archive": b"a letter", "nothing": b"",
    }[damage])  # fmt: skip
    database = open_database(empty_database_url)
    with pytest.raises(UnfitBackup):
        restore(database, tmp_path / "there", archive)
    assert sa.inspect(database).get_table_names() == []
    database.dispose()


def test_a_backup_of_the_other_kind_of_database_is_refused(cases: Any, tmp_path: Path) -> None:
    archive = tmp_path / "county.backup"
    back_up(cases.engine.database, tmp_path / "here", archive, cases.clock())
    kind = read_manifest(archive).kind
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[kind]
    with tarfile.open(archive) as old:
        old.extractall(tmp_path / "inside", filter="data")
    told = tmp_path / "inside" / "manifest.json"
    told.write_text(told.read_text().replace(f'"{kind}"', f'"{other}"'))
    with tarfile.open(archive, "w") as new:
        new.add(told, "manifest.json")
    with pytest.raises(UnfitBackup, match=other):
        restore(cases.engine.database, tmp_path / "there", archive)


def test_an_earlier_backup_is_not_written_over(cases: Any, tmp_path: Path) -> None:
    archive = tmp_path / "county.backup"
    archive.write_text("yesterday's")
    with pytest.raises(UnfitBackup, match="已经有了"):
        back_up(cases.engine.database, tmp_path / "here", archive, cases.clock())
    assert archive.read_text() == "yesterday's"


def test_a_history_that_was_tampered_with_is_named(cases: Any) -> None:
    with writing(cases.engine.database) as connection:
        of = tables.history_event.c.sequence == 2
        connection.execute(tables.history_event.update().where(of).values(data="{}"))
    broken = [found for found in verify_all(cases.engine.database) if not found.result.ok]
    assert [(found.business_key, found.result.first_broken) for found in broken] == [("2026-1", 2)]
