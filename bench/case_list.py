"""Does a page of cases, or do a county's counts, cost more among a million cases than among ten thousand?

    .venv/bin/python -m bench.case_list [--database=sqlite|postgresql] [--cases=1000000]

Fills two databases with a county of 16 townships of 16 villages and rows of cases, asks both in turn for the same
things on behalf of the same people, and prints the medians and their ratios.
"""
from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

import migration
from bench.databases import id_of
from bench.inbox import NOON, SMALL, compare_pairs, write
from consultation.accounts import create_account
from consultation.case_counts import count_cases
from consultation.case_list import CaseFilter, list_cases
from consultation.case_search import WORDS, text_of, word_row
from consultation.case_tables import case_files, case_texts
from consultation.identity import Identity, identify
from consultation.organisations import Kind, add_organisation
from consultation.persons import add_person, take_post
from consultation.stages import STAGES
from engine.database import open_database
from engine.tables import definition, deployment, instance, task
from engine.transaction import reading, writing
from tests.postgresql import start_server

TOWNSHIPS = VILLAGES = 16
CATEGORIES = ("公益事业类", "三资类", "矛盾纠纷类", "村规民约类", "公共服务类", "其他类")
PEOPLE = {"county": ("admin", "64"), "township": ("township_gov", "6403"), "village": ("village_committee", "640303")}
LONG_AGO = NOON - dt.timedelta(days=1000)


def main(kind: str, cases: int) -> None:
    """Fill, measure, print."""
    print(f"{kind}, {platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        server = start_server() if kind == "postgresql" else None
        try:
            databases = []
            for size in (SMALL, cases):
                if server:
                    server.cluster.create(f"of_{size}")
                url = server.cluster.url(f"of_{size}") if server else f"sqlite:///{Path(folder) / str(size)}.db"
                databases.append(prepare(url, size))
            for login in PEOPLE:
                for what, ask in questions(login).items():
                    compare_pairs(f"{login}, {what}", [ask(database) for database in databases])
        finally:
            if server:
                server.stop()


def prepare(url: str, size: int) -> sa.Engine:
    """A database with so many cases."""
    database = open_database(url)
    migration.upgrade(database)
    started = time.perf_counter()
    with writing(database) as connection:
        people(connection)
        fill(connection, size)
    with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if database.dialect.name == "postgresql" else "ANALYZE")
    print(f"{size} cases in {time.perf_counter() - started:.0f} s")
    return database


def people(connection: Connection) -> None:
    """The county and who asks."""
    add_organisation(connection, "64", "县", Kind.COUNTY)
    for township in range(TOWNSHIPS):
        above = f"64{township:02d}"
        add_organisation(connection, above, f"镇{township}", Kind.TOWNSHIP, "64")
        for village in range(VILLAGES):
            add_organisation(connection, f"{above}{village:02d}", f"村{village}", Kind.VILLAGE, above)
    for login, (role, organisation) in PEOPLE.items():
        person = add_person(connection, login)
        take_post(connection, person, role, organisation, LONG_AGO)
        create_account(connection, login, "a-password-of-nobody", person, LONG_AGO)


def fill(connection: Connection, size: int) -> None:
    """Cases of four years; every tenth goes on and has an open task, of which a third is overdue."""
    connection.execute(deployment.insert().values(number=1, name="b", source="b", deployed_at=NOON, notes=[]))
    connection.execute(definition.insert().values(
        id="p", kind="process", key="p", version=1, deployment_number=1, resource="p", content_hash="", content=b"",
        info={},
    ))  # fmt: skip
    write(connection, instance, (
        {"id": id_of("i", number), "definition_id": "p", "deployment_number": 1, "business_key": f"k{number}",
         "organisation": _place(number), "status": _status(number), "version": 1, "started_at": _started(number, size),
         "last_sequence": 1, "last_hash": ""} for number in range(size)
    ))  # fmt: skip
    write(connection, case_files, (_file(number, size) for number in range(size)))
    write(connection, case_texts, (
        {"id": number + 1, "instance_id": id_of("i", number), "content": _content(number, size)}
        for number in range(size)
    ))  # fmt: skip
    if connection.dialect.name == "sqlite":
        write(connection, WORDS, (word_row(number + 1, _content(number, size)) for number in range(size)))
    write(connection, task, (_task(number) for number in range(0, size, 10)))


def _place(number: int) -> str:
    mixed = number * 2_654_435_761 >> 7
    return f"64{mixed % TOWNSHIPS:02d}{mixed // TOWNSHIPS % VILLAGES:02d}"


def _status(number: int) -> str:
    return "active" if number % 10 == 0 else "completed"


def _started(number: int, size: int) -> dt.datetime:
    return NOON - dt.timedelta(minutes=(size - number) * 2_102_400 // size)


def _file(number: int, size: int) -> dict[str, Any]:
    return {
        "instance_id": id_of("i", number), "number": f"k{number}", "title": f"第 {number} 件事",
        "status": _status(number), "organisation": _place(number), "stage": STAGES[number // 10 * 5 // 3 % len(STAGES)],
        "category": CATEGORIES[number * 7 // 3 % len(CATEGORIES)], "started_at": _started(number, size),
    }  # fmt: skip


def _content(number: int, size: int) -> str:
    """Roads everywhere, ditches in one case of 300, a ghost in five cases, whatever the size."""
    told = "三组六户门前是土路，下雨积水" + ("，水渠漏" if number % 300 == 7 else "")
    return text_of(f"k{number}", f"第 {number} 件事", told + ("，古井" if number % (size // 5) == 11 else ""))


def _task(number: int) -> dict[str, Any]:
    return {
        "id": id_of("t", number), "instance_id": id_of("i", number), "scope_id": "", "definition_id": "p",
        "element_id": "a", "name": "办", "stage": STAGES[number // 10 * 5 // 3 % len(STAGES)],
        "organisation": _place(number), "status": "open", "priority": 50, "unstaffed": False, "revision": 1,
        "created_at": NOON, "due_at": NOON + dt.timedelta(hours=number // 10 % 3 * 24 - 24),
    }  # fmt: skip


Question = Callable[[], object]


def questions(login: str) -> dict[str, Callable[[sa.Engine], Question]]:
    """What is asked."""

    def page(database: sa.Engine, depth: int = 0, **narrowed: Any) -> Question:
        after = None
        for _ in range(depth):
            after = _list(database, narrowed, after)() or after
        return _list(database, narrowed, after)

    def _list(database: sa.Engine, narrowed: dict[str, Any], after: str | None) -> Callable[[], str | None]:
        def ask() -> str | None:
            with reading(database) as connection:
                return list_cases(connection, who(connection), NOON, CaseFilter(**narrowed), 50, after).next
        return ask

    def who(connection: Connection) -> Identity:
        return identify(connection, login, NOON)

    def counts(database: sa.Engine) -> Question:
        def ask() -> object:
            with reading(database) as connection:
                return count_cases(connection, who(connection), NOON)
        return ask

    return {
        "first page": page,
        "20 pages down": lambda database: page(database, 20),
        "one stage": lambda database: page(database, stage=STAGES[3]),
        "one category": lambda database: page(database, category=CATEGORIES[1]),
        "going on": lambda database: page(database, status="active"),
        "a township's stage and category": lambda database: page(
            database, organisation="6403", stage=STAGES[3], category=CATEGORIES[1]
        ),
        "words of every case": lambda database: page(database, text="土路"),
        "words of one case in 300": lambda database: page(database, text="水渠"),
        "words of five cases": lambda database: page(database, text="古井"),
        "words of no case": lambda database: page(database, text="渔船"),
        "words and a stage": lambda database: page(database, text="古井", stage=STAGES[3]),
        "counts": counts,
    }  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.case_list")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--cases", type=int, default=1_000_000)
    given = parser.parse_args()
    main(given.database, given.cases)
