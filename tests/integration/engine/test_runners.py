"""Runners do jobs once, try those again that break, leave to an administrator what never works, and end when told."""
from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from engine import job_leases
from engine.embedded_runner import EmbeddedRunner
from engine.incident_closing import retry_incident
from engine.incidents import list_incidents
from engine.job_handlers import HANDLERS
from engine.job_leases import LEASE
from engine.job_names import DELIVER
from engine.job_retries import AWAY, PAUSES
from engine.job_tables import job
from engine.jobs import enqueue
from engine.retries import RETRIES
from engine.runners import runner_for
from engine.tables import outbox, timer_job
from engine.transaction import reading, writing
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE
from tests.messages_drawn import DECLARED, catch_message, throw_message
from tests.soundness import faults_of

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
HOUR = '<timerEventDefinition id="td"><timeDuration>PT1H</timeDuration></timerEventDefinition>'
PATIENCE = 60


@pytest.fixture
def letter(bench: Any) -> Any:
    """A case that waits for a message, and a process that throws it; steps hand over to jobs."""
    bench.engine = replace(bench.engine, hands_over=True)
    bench.deploy(process(START + catch_message("c") + user("got") + END, "s -> c -> got -> e", "r", DECLARED))
    bench.start("r")
    bench.deploy(process(START + throw_message("t") + END, "s -> t -> e", extra=DECLARED))
    return bench


def watched(done: threading.Event) -> dict[str, Any]:
    """The engine's handlers; ``done`` is set when something has been delivered."""

    def deliver(engine: Any, args: Mapping[str, Any]) -> None:
        HANDLERS[DELIVER](engine, args)
        done.set()

    return {**HANDLERS, DELIVER: deliver}


def leave(bench: Any, name: str, **args: Any) -> None:
    with writing(bench.engine.database) as connection:
        enqueue(connection, name, **args)


def jobs(bench: Any) -> list[Any]:
    with reading(bench.engine.database) as connection:
        return list(connection.execute(sa.select(job)))


def test_what_a_step_throws_is_delivered_without_waiting_for_a_sweep(letter: Any, rows: Any) -> None:
    delivered, before = threading.Event(), threading.active_count()
    runner = runner_for(letter.engine, watched(delivered))
    runner.start()
    letter.start()
    assert delivered.wait(PATIENCE)
    runner.stop()
    assert threading.active_count() == before
    assert letter.open() == ["got"]
    assert rows(outbox) == []


def test_timers_fire_each_once_however_many_runners_there_are(bench: Any, rows: Any) -> None:
    body = START + f'<intermediateCatchEvent id="t">{HOUR}</intermediateCatchEvent>' + user("a") + END
    bench.deploy(process(body, "s -> t -> a -> e"))
    started = [bench.start() for _ in range(30)]
    bench.clock.advance(hours=1)
    all_fired = threading.Event()

    class Count:
        def step_taken(self, _connection: Any, _step: Any) -> None:
            with lock:
                fired.append(None)
                if len(fired) == len(started):
                    all_fired.set()

    fired: list[None] = []
    lock = threading.Lock()
    engine = replace(bench.engine, hands_over=True, observers=(Count(),))
    runners = [runner_for(engine, HANDLERS) for _ in range(2)]
    for runner in runners:
        runner.start()
    assert all_fired.wait(PATIENCE)
    for runner in runners:
        runner.stop()
    assert bench.open() == ["a"] * len(started)
    assert rows(timer_job) == []
    assert [faults_of(bench.engine, one.instance_id) for one in started] == [[]] * len(started)


@pytest.fixture
def embedded(bench: Any, database_url: str) -> Any:
    """Rounds of the embedded runner, one at a time."""
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL has procrastinate's")

    def runner(**handlers: Any) -> EmbeddedRunner:
        return EmbeddedRunner(bench.engine, {**HANDLERS, **handlers}, sweep=lambda _engine: 0)

    return runner


def test_a_job_that_breaks_is_tried_again_and_at_last_left_to_an_administrator(bench: Any, embedded: Any) -> None:
    tries: list[dt.datetime] = []

    def breaks(engine: Any, args: Mapping[str, Any]) -> None:
        tries.append(engine.clock())
        if args["until"] >= len(tries):
            raise ZeroDivisionError

    leave(bench, "fragile", until=len(PAUSES) + 1)
    runner = embedded(fragile=breaks)
    assert runner.do_next()
    for pause in PAUSES:
        assert not runner.do_next()
        bench.clock.now += pause
        assert runner.do_next()
    assert len(tries) == len(PAUSES) + 1
    assert jobs(bench) == []
    (row,) = list_incidents(bench.engine)
    assert (row.kind, "fragile" in row.message, "ZeroDivisionError" in row.message) == ("job", True, True)

    retry_incident(bench.engine, CADRE, row.id, RETRIES)
    assert runner.do_next()
    assert (len(tries), jobs(bench), list_incidents(bench.engine)) == (len(PAUSES) + 2, [], [])


def test_the_trouble_of_the_database_counts_against_no_job(bench: Any, embedded: Any) -> None:
    def away(_engine: Any, _args: Mapping[str, Any]) -> None:
        raise sa.exc.OperationalError("SELECT 1", {}, Exception("gone"))

    leave(bench, "away")
    runner = embedded(away=away)
    for _ in range(2 * len(PAUSES)):
        assert runner.do_next()
        bench.clock.advance(seconds=10)
    assert [row.attempts for row in jobs(bench)] == [0]
    assert list_incidents(bench.engine) == []


def test_a_job_of_another_version_waits_for_that_version_however_long_it_takes(bench: Any, embedded: Any) -> None:
    leave(bench, "from_tomorrow", x=1)
    for _ in range(2 * len(PAUSES)):
        assert embedded().do_next()
        (kept,) = jobs(bench)
        assert (kept.name, kept.args, kept.attempts) == ("from_tomorrow", {"x": 1}, 0)
        bench.clock.now += AWAY
    assert list_incidents(bench.engine) == []
    done: list[Any] = []
    assert embedded(from_tomorrow=lambda _engine, args: done.append(args)).do_next()
    assert (done, jobs(bench)) == ([{"x": 1}], [])


def test_a_job_whose_runner_died_is_taken_over_and_the_dead_ones_word_counts_no_more(
    bench: Any, embedded: Any
) -> None:
    leave(bench, DELIVER, ids=[], until=bench.clock().isoformat())
    database = bench.engine.database
    dead = job_leases.take(database, "dead", bench.clock())
    assert dead is not None
    assert not embedded().do_next()
    bench.clock.now += LEASE / 2
    assert job_leases.renew(database, dead, bench.clock())
    bench.clock.now += LEASE / 2
    assert not embedded().do_next()
    bench.clock.now += LEASE
    heir = job_leases.take(database, "heir", bench.clock())
    assert heir is not None
    assert not job_leases.renew(database, dead, bench.clock())
    assert not job_leases.finish(database, dead)
    assert not job_leases.put_back(database, dead, bench.clock(), 1)
    assert job_leases.finish(database, heir)
    assert jobs(bench) == []


def test_a_job_that_every_runner_dies_over_is_left_to_an_administrator(bench: Any, embedded: Any) -> None:
    leave(bench, "fatal")
    for _ in range(len(PAUSES) + 1):
        assert job_leases.take(bench.engine.database, "dies", bench.clock()) is not None
        bench.clock.now += LEASE
    done: list[Any] = []
    assert embedded(fatal=lambda _engine, args: done.append(args)).do_next()
    assert (done, jobs(bench)) == ([], [])
    (row,) = list_incidents(bench.engine)
    assert "中途退出" in row.message
