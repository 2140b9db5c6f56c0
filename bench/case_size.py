"""How much room does a finished case of ten tasks with 2 kB of answers take on disk, indexes and history included?

    .venv/bin/python -m bench.case_size [--database=sqlite|postgresql] [--cases=200]
"""
from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from bench.counter import ORGANISATION, STARTER, open_counter
from bench.databases import database_of
from consultation.bundles import deploy_bundle
from consultation.identity import identify
from engine.actors import Actor
from engine.inbox import TaskFilter, list_tasks
from engine.instances import Opening, start_instance
from engine.process_engine import ProcessEngine
from engine.tasks import complete
from engine.transaction import reading
from tests.diagrams import form, process, text, user

TASKS = 10
#: 200 bytes a task: texts of people repeat little, so these do not either.
LETTERS = 60
_NAMES = [f"t{number}" for number in range(TASKS)]
LINE = process(
    '<startEvent id="s"/>' + "".join(user(name, "bench_note") for name in _NAMES) + '<endEvent id="e"/>',
    "s -> " + " -> ".join(_NAMES) + " -> e", "bench_line",
    attributes='camunda:candidateStarterGroups="village_committee"',
)  # fmt: skip


def main(kind: str, cases: int) -> dict[str, float]:
    """Run the bench, print and return its figure."""
    with tempfile.TemporaryDirectory() as folder, database_of(kind, "size") as url:
        counter = open_counter(Path(folder), url)
        engine = counter.product.engine
        files = {"bench_line.bpmn": LINE, "bench_note.form": form("bench_note", text("note"))}
        deploy_bundle(engine, files, name="b", source="b", person_id=None)
        with reading(engine.database) as connection:
            who = identify(connection, STARTER, engine.clock())
        actor = Actor(str(who.person_id), who.name, who.keys)
        play(engine, actor)
        before = size_of(engine.database)
        for _ in range(cases):
            play(engine, actor)
        kilobytes = (size_of(engine.database) - before) / cases / 1000
    print(f"{kind} kilobytes of a case: {kilobytes:.3g}")
    return {"kilobytes": kilobytes}


def play(engine: ProcessEngine, actor: Actor) -> None:
    """One case from its start to its end."""
    key = uuid4().hex
    start_instance(engine, actor, "bench_line", {}, Opening(ORGANISATION, key, {}))
    for _ in range(TASKS):
        (row,) = list_tasks(engine, actor, TaskFilter(business_key=key)).items
        note = "".join(chr(0x4E00 + byte * 37 % 20000) for byte in uuid4().bytes * 5)[:LETTERS]
        complete(engine, actor, row.id, {"note": note})


def size_of(database: sa.Engine) -> int:
    """The bytes of all tables and indexes, with no room left over."""
    if database.dialect.name == "postgresql":
        with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM FULL")
            return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())
    raw = database.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return int(cursor.fetchone()[0])
    finally:
        raw.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.case_size")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--cases", type=int, default=200)
    given = parser.parse_args()
    main(given.database, given.cases)
