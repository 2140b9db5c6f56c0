"""Does a page of the inbox, or do its counts, cost more among a million open tasks than among ten thousand?

    .venv/bin/python -m bench.inbox [--database=sqlite|postgresql] [--tasks=1000000]

Fills two databases with rows, asks both in turn for the same things on behalf of the same people, and prints the
medians and their ratios: a person whose post has 60 tasks in both, and one whose post has a tenth of all tasks.
"""
from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

import migration
from bench.databases import id_of
from consultation.groups import resolve_group
from consultation.stages import STAGES
from engine.actors import Actor
from engine.database import open_database
from engine.inbox import TaskFilter, count_tasks, list_tasks
from engine.process_engine import ProcessEngine
from engine.tables import definition, deployment, instance, task, task_candidate
from engine.transaction import writing
from tests.postgresql import start_server

SMALL = 10_000
FEW, DEEP, ROUNDS = 60, 20, 41
NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
PEOPLE = {
    "60 tasks": Actor("7", "甲", frozenset({"village_committee@few", "person:7"})),
    "a tenth of all": Actor("8", "乙", frozenset({"county_civil@all", "village_party@few", "person:8"})),
}


def main(kind: str, tasks: int) -> None:
    """Fill, measure, print."""
    print(f"{kind}, {platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        server = start_server() if kind == "postgresql" else None
        try:
            engines = []
            for size in (SMALL, tasks):
                if server:
                    server.cluster.create(f"of_{size}")
                url = server.cluster.url(f"of_{size}") if server else f"sqlite:///{Path(folder) / str(size)}.db"
                engines.append(prepare(url, size))
            compare(engines)
        finally:
            if server:
                server.stop()


def prepare(url: str, size: int) -> ProcessEngine:
    """A database with so many open tasks."""
    database = open_database(url)
    migration.upgrade(database)
    started = time.perf_counter()
    with writing(database) as connection:
        fill(connection, size)
    if database.dialect.name == "postgresql":
        with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    print(f"{size} tasks in {time.perf_counter() - started:.0f} s")
    return ProcessEngine(database, resolve_group, ZoneInfo("Asia/Shanghai"), clock=lambda: NOON)


def fill(connection: Connection, size: int) -> None:
    """Ten tasks an instance, each for one post; every twentieth is claimed by somebody."""
    connection.execute(deployment.insert().values(number=1, name="b", source="b", deployed_at=NOON, notes=[]))
    connection.execute(definition.insert().values(
        id="p", kind="process", key="p", version=1, deployment_number=1, resource="p", content_hash="", content=b"",
        info={},
    ))  # fmt: skip
    write(connection, instance, ({
        "id": id_of("i", number), "definition_id": "p", "deployment_number": 1, "business_key": f"k{number}",
        "organisation": "64", "status": "active", "version": 1, "started_at": NOON, "last_sequence": 1,
        "last_hash": "",
    } for number in range(size // 10)))  # fmt: skip
    write(connection, task, (_task(number, size) for number in range(size)))
    write(connection, task_candidate, (
        {"task_id": id_of("t", number), "key": _key(number), "group_name": "g"} for number in range(size)
    ))  # fmt: skip


def _key(number: int) -> str:
    if number < FEW:
        return "village_committee@few"
    return "county_civil@all" if number % 10 == 0 else f"village_committee@{number % 97}"


def _task(number: int, size: int) -> dict[str, Any]:
    minutes = number * 7919 % 86_400 - 8_640
    due = NOON + dt.timedelta(minutes=minutes) if number % 5 else None
    return {
        "id": id_of("t", number), "instance_id": id_of("i", number * 31 % (size // 10)), "scope_id": "",
        "definition_id": "p",
        "element_id": "a", "name": "办", "stage": STAGES[number // 10 % len(STAGES)], "organisation": "64",
        "status": "open", "assignee": "9" if number >= FEW and number % 20 == 7 else None, "priority": 50,
        "unstaffed": False, "revision": 1, "created_at": NOON - dt.timedelta(minutes=number % 100_000), "due_at": due,
    }  # fmt: skip


def write(connection: Connection, table: sa.Table, rows: Iterator[dict[str, Any]]) -> None:
    """Insert many rows: COPY on PostgreSQL, executemany on SQLite. All rows have the first one's columns."""
    first = next(rows)
    names = list(first)
    if connection.dialect.name == "postgresql":
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:  # type: ignore[attr-defined]  # psycopg's
            copy.write_row(list(first.values()))
            for row in rows:
                copy.write_row(list(row.values()))
        return
    chunk = [first]
    for row in rows:
        chunk.append(row)
        if len(chunk) == 10_000:
            connection.execute(table.insert(), chunk)
            chunk = []
    if chunk:
        connection.execute(table.insert(), chunk)


def compare(engines: list[ProcessEngine]) -> None:
    """Ask both in turn and print what the larger costs of the smaller."""
    for who, actor in PEOPLE.items():
        for what, ask in questions(actor).items():
            compare_pairs(f"{who}, {what}", [ask(engine) for engine in engines])


Question = Callable[[], object]


def compare_pairs(what: str, prepared: list[Question]) -> None:
    """Ask the small and the large in turn and print the medians and their ratio."""
    for question in prepared * 3:
        question()
    pairs = [[_seconds(question) for question in prepared] for _ in range(ROUNDS)]
    small, large = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"{what}: {large / small:.2f} ({large * 1000:.2f} ms to {small * 1000:.2f} ms)")


def questions(actor: Actor) -> dict[str, Callable[[ProcessEngine], Question]]:
    """What is asked of an inbox."""

    def page(engine: ProcessEngine, depth: int = 0, **narrowed: Any) -> Question:
        after = None
        for _ in range(depth):
            after = list_tasks(engine, actor, TaskFilter(**narrowed), 50, after).next or after
        return lambda: list_tasks(engine, actor, TaskFilter(**narrowed), 50, after)

    return {
        "first page": page,
        "a page deep down": lambda engine: page(engine, DEEP if actor.person_id == "8" else 0),
        "one stage": lambda engine: page(engine, stage="公示"),
        "overdue": lambda engine: page(engine, overdue=True),
        "counts": lambda engine: lambda: count_tasks(engine, actor),
    }


def _seconds(question: Question) -> float:
    started = time.perf_counter()
    question()
    return time.perf_counter() - started


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--tasks", type=int, default=1_000_000)
    given = parser.parse_args()
    main(given.database, given.tasks)
