"""What does a completion cost above its floor: the same route, authentication and rows without an engine?

    .venv/bin/python -m bench.completion [--database=sqlite|postgresql] [--pairs=400]

Prints the throughput over HTTP (in this process) as a part of the floor's, the statements and commits of a completion
of a young case and of an old one, and the bytes that it hands to the database.
"""
from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bench import floor
from bench.counter import ANSWER, Counter, open_counter
from bench.databases import database_of
from engine.transaction import reading

#: Completions before anything is measured, so that everything is loaded and compiled.
WARM = 50
OLD = 300
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK")


@dataclass
class Counted:
    """What was sent to the database within a block."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0
    bytes: int = 0


def main(kind: str, pairs: int) -> dict[str, float]:
    """Run the bench, print and return its figures."""
    with tempfile.TemporaryDirectory() as folder, database_of(kind, "completion") as url:
        counter = open_counter(Path(folder), url)
        floor.register(counter.app)
        found = measure(counter, pairs)
    for name, value in found.items():
        print(f"{kind} {name}: {value:.3g}")
    return found


def measure(counter: Counter, pairs: int) -> dict[str, float]:
    """The figures: ``ratio`` of throughputs, milliseconds of both, statements, commits, bytes."""
    client, database = counter.client(), counter.product.database
    bases = {"complete": counter.start(client), "floor": counter.start(client)}
    turns = {"complete": counter.complete, "floor": counter.complete_floor}
    check_rows(counter, bases)
    times: dict[str, list[float]] = {name: [] for name in turns}
    counted: dict[str, Counted] = {}
    for place in range(WARM + pairs):
        for name, turn in turns.items():
            began = time.perf_counter()
            bases[name] = turn(client, bases[name])
            if place >= WARM:
                times[name].append(time.perf_counter() - began)
        if place in (WARM, OLD):
            with counting(database) as seen:
                bases["complete"] = counter.complete(client, bases["complete"])
            counted["young" if place == WARM else "old"] = seen
    middle = {name: statistics.median(values) for name, values in times.items()}
    found = {"ratio": middle["floor"] / middle["complete"], "milliseconds": middle["complete"] * 1000,
             "floor_milliseconds": middle["floor"] * 1000}  # fmt: skip
    for age, seen in counted.items():
        found |= {f"statements_{age}": len(seen.statements), f"commits_{age}": seen.commits, f"bytes_{age}": seen.bytes}
    return found


def check_rows(counter: Counter, bases: dict[str, str]) -> None:
    """Both write equally many rows, or there is nothing to compare."""
    client, written = counter.client(), []
    for name, turn in (("complete", counter.complete), ("floor", counter.complete_floor)):
        with reading(counter.product.database) as connection:
            before = floor.rows_of(connection)
        bases[name] = turn(client, bases[name], ANSWER)
        with reading(counter.product.database) as connection:
            after = floor.rows_of(connection)
        written.append({table: after[table] - before[table] for table in after})
    if written[0] != written[1]:
        raise SystemExit(f"a completion writes {written[0]}, its floor {written[1]}")


@contextmanager
def counting(database: Engine) -> Iterator[Counted]:
    """Count what is sent within the block; what only begins or ends a transaction is no statement."""
    seen = Counted()

    def execute(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if not statement.startswith(CONTROL):
            seen.statements.append(statement)
            if statement.startswith(("INSERT", "UPDATE")):
                seen.bytes += sum(map(size_of, parameters)) if many else size_of(parameters)

    def commit(_connection: Any) -> None:
        seen.commits += 1

    sa.event.listen(database, "before_cursor_execute", execute)
    sa.event.listen(database, "commit", commit)
    try:
        yield seen
    finally:
        sa.event.remove(database, "before_cursor_execute", execute)
        sa.event.remove(database, "commit", commit)


def size_of(parameters: Any) -> int:
    """The bytes of one row's values as text or bytes."""
    values = parameters.values() if isinstance(parameters, dict) else parameters
    return sum(len(value) if isinstance(value, bytes) else len(str(value).encode()) for value in values)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.completion")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--pairs", type=int, default=400)
    given = parser.parse_args()
    main(given.database, given.pairs)
