"""A runner dies while it delivers or starts something: that has happened or not, and the next one does the rest."""
from __future__ import annotations

from typing import Any

import pytest

from engine.outbox import deliver_due
from engine.sweeps import sweep
from engine.tables import incident, instance, outbox, start_subscription
from tests.crash.dying import DEAD
from tests.crash.test_points import DEATHS, POINTS, die
from tests.diagrams import process, user
from tests.messages_drawn import (
    DECLARED,
    catch_message,
    catch_signal,
    message_start,
    signal_start,
    throw_message,
    throw_signal,
    timer_start,
)
from tests.soundness import faults_of

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
WAITING = {"message": catch_message("c"), "signal": catch_signal("c")}
STARTING = {"message": message_start("m"), "signal": signal_start("m")}
THROWING = {"message": throw_message("t"), "signal": throw_signal("t")}


def prepare(bench: Any, receiver: bytes, throw: str) -> None:
    """Somebody who waits, and something on its way there."""
    bench.deploy(receiver)
    if b'id="c"' in receiver:
        bench.start("r")
    bench.deploy(process(START + throw + END, "s -> t -> e", extra=DECLARED))
    bench.start()


def check_sound(bench: Any, rows: Any) -> None:
    for row in rows(instance):
        assert faults_of(bench.engine, row.id) == []


def check_delivered_once(bench: Any, rows: Any, written: bool) -> None:
    assert (bench.open() == ["got"], len(rows(outbox))) == ((True, 0) if written else (False, 1))
    check_sound(bench, rows)
    bench.forget_caches()
    assert deliver_due(bench.engine) == (0 if written else 1)
    assert (bench.open(), rows(outbox), rows(incident)) == (["got"], [], [])
    check_sound(bench, rows)


@pytest.mark.parametrize("kind", WAITING)
@pytest.mark.parametrize("point", DEATHS)
def test_a_delivery_that_dies_is_made_once_all_the_same(
    bench: Any, rows: Any, database_url: str, kind: str, point: str
) -> None:
    receiver = process(START + WAITING[kind] + user("got") + END, "s -> c -> got -> e", "r", DECLARED)
    prepare(bench, receiver, THROWING[kind])
    assert die(database_url, point, "delivery", "-") == DEAD
    check_delivered_once(bench, rows, POINTS[point])


@pytest.mark.parametrize("kind", STARTING)
@pytest.mark.parametrize("point", DEATHS)
def test_a_start_that_dies_begins_one_case_all_the_same(
    bench: Any, rows: Any, database_url: str, kind: str, point: str
) -> None:
    prepare(bench, process(STARTING[kind] + user("got") + END, "m -> got -> e", "r", DECLARED), THROWING[kind])
    assert die(database_url, point, "delivery", "-") == DEAD
    check_delivered_once(bench, rows, POINTS[point])


@pytest.mark.parametrize("point", ["before_commit", "after_commit"])
def test_a_timer_start_that_dies_fires_once_all_the_same(
    bench: Any, rows: Any, database_url: str, point: str
) -> None:
    bench.deploy(process(timer_start("m", "timeDuration", "PT1H") + user("begun") + END, "m -> begun -> e"))
    bench.clock.advance(hours=2)
    assert die(database_url, point, "starts", "-") == DEAD
    assert (len(rows(start_subscription)), len(rows(outbox))) == ((1, 0) if point == "before_commit" else (0, 1))
    while sweep(bench.engine):
        pass
    assert (bench.open(), len(rows(instance))) == (["begun"], 1)
    check_sound(bench, rows)
