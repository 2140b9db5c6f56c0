"""Does a case cost more the longer it goes on? Many rounds of 再次协商 on one case of the county's own procedure.

    .venv/bin/python -m bench.rounds [--database=sqlite|postgresql] [--rounds=1000]

Prints the time of the last rounds as a ratio of those of a young case in a database of its own, taken in turn so that
both meet the same noise; what a round hands to the database, and the size of the stored state and of the live rows,
early and late. The county's diagrams set no limit on rounds; the case never ends.
"""
from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher

import migration
from bench.completion import counting
from bench.databases import database_of
from composition import FORMS, PROCESSES, compose
from consultation.bundles import deploy_bundle, read_bundle_files
from consultation.cases import start_case
from consultation.demo.county import seed_county
from consultation.demo.walk import MovingClock, duration_of, moved_days, take
from consultation.identity import identify
from engine.process_engine import ProcessEngine
from engine.tables import instance, subscription, task, timer_job, variable
from engine.transaction import reading, writing
from settings import PROJECT, Settings

SCRIPT = PROJECT / "consultation" / "demo" / "cases" / "c15_pets.json"
STARTER = "xinyuan-committee"
YOUNG = 1
PAIRS = 50
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
#: Steps that do not come again in every round.
ONCE = {"apply_to_take_part", "review_application", "give_supervision_opinion"}


@dataclass(frozen=True)
class Case:
    """A case in a database of its own; ``play`` takes it through one more round."""

    engine: ProcessEngine
    number: str
    play: Callable[[], None]


def main(kind: str, rounds: int) -> dict[str, float]:
    """Run the bench, print and return its figures."""
    with ExitStack() as stack:
        old, young = (
            open_case(Path(stack.enter_context(tempfile.TemporaryDirectory())),
                      stack.enter_context(database_of(kind, name))) for name in ("old", "young")
        )  # fmt: skip
        repeat(old, YOUNG)
        before = measure(old)
        repeat(old, rounds - YOUNG - PAIRS - 1)
        repeat(young, YOUNG)
        pairs = [(seconds_of(old), seconds_of(young)) for _ in range(PAIRS)]
        after = measure(old)
        for case in (old, young):
            case.engine.database.dispose()
    found = {"ratio": statistics.median(late / early for late, early in pairs),
             "milliseconds": statistics.median(early for _, early in pairs) * 1000,
             "bytes_ratio": after["bytes written by a round"] / before["bytes written by a round"]}  # fmt: skip
    for name, number in found.items():
        print(f"{kind} {name}: {number:.3g}")
    for name, value in before.items():
        print(f"{kind} {name}: {value} in round {YOUNG + 1}, {after[name]} in round {rounds}")
    return found


def open_case(folder: Path, url: str) -> Case:
    """A case at its first failure, on a fresh database."""
    clock = MovingClock(dt.datetime(2026, 11, 24, 1, tzinfo=dt.UTC))
    engine = prepare(folder, url, clock)
    return Case(engine, *begin(engine, clock, json.loads(SCRIPT.read_text(encoding="utf-8"))))


def repeat(case: Case, rounds: int) -> None:
    """Play some rounds."""
    for _ in range(rounds):
        case.play()


def seconds_of(case: Case) -> float:
    """The time of one more round."""
    started = time.perf_counter()
    case.play()
    return time.perf_counter() - started


def prepare(folder: Path, url: str, clock: Callable[[], dt.datetime]) -> ProcessEngine:
    """The product on an empty database with the demo county and the county's procedure."""
    product = compose(Settings(data_dir=folder, demo=True, secret_key="k" * 40, database_url=url), clock)
    migration.upgrade(product.database)
    with writing(product.database) as connection:
        seed_county(connection, clock(), lambda _login: "a-password-of-nobody", CHEAP)
    resources = read_bundle_files([PROCESSES, FORMS])
    deploy_bundle(product.engine, resources, name="bench", source="bench", person_id=None)
    return product.engine


def begin(engine: ProcessEngine, clock: MovingClock, script: Mapping[str, Any]) -> tuple[str, Callable[[], None]]:
    """Start the case and take it to its first failure; the number, and a function that plays one more round."""
    names = [step.get("task") for step in script["steps"]]
    first, again = names.index("draft_plan"), names.index("prepare_again")
    begun = dt.datetime.fromisoformat(script["starts_at"]).astimezone(engine.zone).date()
    with reading(engine.database) as connection:
        starter = identify(connection, STARTER, clock())
    number = start_case(
        engine, starter, process_key=script["process"], organisation=script["organisation"],
        submission=script["start"],
    ).number  # fmt: skip

    def play(steps: list[dict[str, Any]], before: dt.timedelta) -> None:
        moved = clock.at.astimezone(engine.zone).date() - begun - dt.timedelta(days=before.days)
        for step in steps:
            clock.at += duration_of(step)
            take(engine, number, script["organisation"], moved_days(step, moved))

    play(script["steps"][:first], dt.timedelta())
    before = sum((duration_of(step) for step in script["steps"][:first]), dt.timedelta())
    round_ = script["steps"][first : again + 1]
    repeated = [step for step in round_ if (step.get("task") or step.get("message")) not in ONCE]
    return number, lambda: play(repeated, before)


def measure(case: Case) -> dict[str, int]:
    """Play one more round and count its bytes; bytes of state and the counts of what is alive after it."""
    with counting(case.engine.database) as seen:
        case.play()
    with reading(case.engine.database) as connection:
        row = connection.execute(sa.select(instance).where(instance.c.business_key == case.number)).one()
        counted = {
            "open tasks": sa.select(sa.func.count()).where(task.c.instance_id == row.id, task.c.status == "open"),
            "variables": sa.select(sa.func.count()).where(variable.c.instance_id == row.id),
            "timers": sa.select(sa.func.count()).where(timer_job.c.instance_id == row.id),
            "subscriptions": sa.select(sa.func.count()).where(subscription.c.instance_id == row.id),
        }
        counts = {name: int(connection.execute(query).scalar_one()) for name, query in counted.items()}
        return {"bytes written by a round": seen.bytes, "statements of a round": len(seen.statements),
                "bytes of state": len(row.state), **counts}  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.rounds")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--rounds", type=int, default=1000)
    given = parser.parse_args()
    main(given.database, given.rounds)
