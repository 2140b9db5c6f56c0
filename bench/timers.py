"""What do timers cost while they wait, and how fast do they fire when all are due at once?

    .venv/bin/python -m bench.timers [--database=sqlite|postgresql] [--timers=10000]

Prints the time of a round with nothing due among many waiting timers as a ratio of the same among ten, its statements,
and the timers fired in a second by the runners of a real installation, each counted in the history.
"""
from __future__ import annotations

import argparse
import datetime as dt
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from bench.completion import counting
from bench.counter import ORGANISATION, STARTER, Counter, open_counter
from bench.databases import database_of
from consultation.bundles import deploy_bundle
from consultation.identity import identify
from engine.actors import Actor
from engine.instances import Opening, start_instance
from engine.process_engine import ProcessEngine
from engine.sweeps import hand_over
from engine.tables import history_event
from engine.transaction import reading
from settings import PROJECT
from tests.diagrams import process, user

ROUNDS = 200
FEW = 10
LONGEST = 600.0
WAITING = process(
    '<startEvent id="s"/><intermediateCatchEvent id="t"><timerEventDefinition id="td"><timeDuration>P30D</timeDuration>'
    '</timerEventDefinition></intermediateCatchEvent>' + user("a") + '<endEvent id="e"/>',
    "s -> t -> a -> e", "bench_wait", attributes='camunda:candidateStarterGroups="village_committee"',
)  # fmt: skip


def main(kind: str, timers: int) -> dict[str, float]:
    """Run the bench, print and return its figures."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, database_of(kind, "few") as few:
        small = filled(Path(folder) / "few", few, FEW)
        with tempfile.TemporaryDirectory() as other, database_of(kind, "many") as many:
            large = filled(Path(other), many, timers)
            found |= idle(small, large)
            found |= firing(large, kind, many, Path(other), timers)
    for name, value in found.items():
        print(f"{kind} {name}: {value:.3g}")
    return found


def filled(folder: Path, url: str, timers: int) -> Counter:
    """A county with so many cases that wait for a timer in a month."""
    folder.mkdir(exist_ok=True)
    counter = open_counter(folder, url)
    deploy_bundle(counter.product.engine, {"bench_wait.bpmn": WAITING}, name="b", source="b", person_id=None)
    # Numbers and files of cases are not what is measured.
    engine = replace(long_ago(counter), observers=(), hands_over=False)
    with reading(engine.database) as connection:
        who = identify(connection, STARTER, engine.clock())
    actor = Actor(str(who.person_id), who.name, who.keys)
    for _ in range(timers):
        start_instance(engine, actor, "bench_wait", {}, Opening(ORGANISATION, str(uuid4()), {}))
    return counter


def long_ago(counter: Counter) -> ProcessEngine:
    """The county's engine when none of the timers was due, which all of them are by now."""
    moment = counter.product.engine.clock() - dt.timedelta(days=31)
    return replace(counter.product.engine, clock=lambda: moment)


def idle(small: Counter, large: Counter) -> dict[str, float]:
    """A runner's round with nothing due, in turn."""
    engines = {"few": long_ago(small), "many": long_ago(large)}
    times: dict[str, list[float]] = {"few": [], "many": []}
    statements: dict[str, int] = {}
    for _ in range(ROUNDS):
        for name, engine in engines.items():
            began = time.perf_counter()
            hand_over(engine)
            times[name].append(time.perf_counter() - began)
    for name, engine in engines.items():
        with counting(engine.database) as seen:
            hand_over(engine)
        statements[name] = len(seen.statements)
    few, many = (statistics.median(times[name]) for name in ("few", "many"))
    return {"idle_ratio": many / few, "idle_ms": many * 1000, "idle_statements_few": statements["few"],
            "idle_statements_many": statements["many"]}  # fmt: skip


def firing(counter: Counter, kind: str, url: str, folder: Path, timers: int) -> dict[str, float]:
    """Let the runners of an installation work off what is due, and count what the history says."""
    environment = {"DATA_DIR": str(folder), "DEMO": "1", "SECRET_KEY": "k" * 40, "DATABASE_URL": url,
                   "PATH": "/usr/bin:/bin"}  # fmt: skip
    workers = [subprocess.Popen([sys.executable, "worker.py"], cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL)
               for _ in range(1 if kind == "sqlite" else 2)]  # fmt: skip
    try:
        while fired(counter) == 0:
            Event().wait(0.05)
        began, before = time.monotonic(), fired(counter)
        while fired(counter) < timers and time.monotonic() - began < LONGEST:
            Event().wait(0.2)
        taken = time.monotonic() - began
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait()
    done = fired(counter)
    return {"fired": done, "fired_each_second": (done - before) / taken, "fired_twice": twice(counter)}


def fired(counter: Counter) -> int:
    """How many firings the history tells of."""
    with reading(counter.product.database) as connection:
        query = sa.select(sa.func.count()).select_from(history_event).where(history_event.c.type == "timer_fired")
        return int(connection.execute(query).scalar_one())


def twice(counter: Counter) -> int:
    """Instances of which the history tells more than one firing."""
    event = history_event.c
    query = sa.select(event.instance_id).where(event.type == "timer_fired").group_by(event.instance_id)
    with reading(counter.product.database) as connection:
        rows: list[Any] = list(connection.execute(query.having(sa.func.count() > 1)))
    return len(rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.timers")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--timers", type=int, default=10_000)
    given = parser.parse_args()
    main(given.database, given.timers)
