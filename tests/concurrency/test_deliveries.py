"""Several runners at one outbox, and runners against people: everything arrives, and arrives once."""
from __future__ import annotations

from typing import Any

import pytest

from engine import tables
from engine.messages import broadcast_signal
from engine.outbox import deliver_due
from engine.starts import fire_due_starts
from tests.concurrency.racing import at_once, overtaken
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE
from tests.messages_drawn import (
    DECLARED,
    catch_message,
    message_start,
    signal_start,
    throw_message,
    throw_signal,
    timer_start,
)
from tests.soundness import faults_of

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
RUNNERS = 3


def always_armed(event: str) -> bytes:
    """A case that takes the message or signal any number of times."""
    body = START + user("work") + user("got") + END
    body += f'<boundaryEvent id="b" attachedToRef="work" cancelActivity="false">{event}</boundaryEvent>'
    return process(body, "s -> work -> e\nb -> got -> e", "r", DECLARED)


def throwing(throw: str, key: str = "p") -> bytes:
    return process(START + throw + END, "s -> t -> e", key, DECLARED)


def inside(element: str) -> str:
    return element.partition(">")[2].rpartition("</")[0]


def check_sound(bench: Any, rows: Any) -> None:
    assert rows(tables.outbox) == []
    assert rows(tables.incident) == []
    for row in rows(tables.instance):
        assert faults_of(bench.engine, row.id) == []


@pytest.fixture
def letters(bench: Any) -> Any:
    """Five messages for one case that takes each."""
    bench.deploy(always_armed(inside(catch_message("b"))))
    bench.start("r")
    bench.deploy(throwing(throw_message("t")))
    for _ in range(5):
        bench.start()
    return bench


def test_runners_at_once_deliver_each_message_once(letters: Any, rows: Any) -> None:
    at_once([lambda: deliver_due(letters.engine)] * RUNNERS)
    while deliver_due(letters.engine):
        pass
    assert sorted(letters.open()) == ["got"] * 5 + ["work"]
    check_sound(letters, rows)


def test_a_runner_overtaken_by_another_delivers_nothing_twice(letters: Any, rows: Any) -> None:
    slow, answers = overtaken(letters.engine, lambda: deliver_due(letters.engine))
    deliver_due(slow)
    assert answers == [5]
    assert sorted(letters.open()) == ["got"] * 5 + ["work"]
    check_sound(letters, rows)


def test_what_a_receiver_that_leaves_meanwhile_no_longer_takes_is_kept(letters: Any, rows: Any) -> None:
    task_id = letters.task_id("work")
    at_once([lambda: deliver_due(letters.engine), lambda: letters.complete_task(task_id)])
    while deliver_due(letters.engine):
        pass
    refused = len(rows(tables.incident))
    assert letters.open().count("got") + refused == 5
    assert len(rows(tables.outbox)) == refused


def test_runners_at_once_start_one_case_for_a_message(bench: Any, rows: Any) -> None:
    bench.deploy(process(message_start("m") + user("got") + END, "m -> got -> e", "r", DECLARED))
    bench.deploy(throwing(throw_message("t")))
    bench.start()
    at_once([lambda: deliver_due(bench.engine)] * RUNNERS)
    assert bench.open() == ["got"]
    check_sound(bench, rows)


def test_a_start_overtaken_by_another_runner_begins_no_second_case(bench: Any, rows: Any) -> None:
    bench.deploy(process(message_start("m") + user("got") + END, "m -> got -> e", "r", DECLARED))
    bench.deploy(throwing(throw_message("t")))
    bench.start()
    slow, answers = overtaken(bench.engine, lambda: deliver_due(bench.engine))
    deliver_due(slow)
    assert answers == [1]
    assert bench.open() == ["got"]
    check_sound(bench, rows)


def test_runners_at_once_hand_a_signal_to_each_case_once(bench: Any, rows: Any) -> None:
    signal = '<signalEventDefinition id="sd" signalRef="s1"/>'
    begins = process(signal_start("m") + user("begun") + END, "m -> begun -> e", "q", DECLARED)
    bench.deploy(always_armed(signal), begins)
    for _ in range(3):
        bench.start("r")
    bench.deploy(throwing(throw_signal("t")))
    bench.start()
    at_once([lambda: deliver_due(bench.engine)] * RUNNERS)
    while deliver_due(bench.engine):
        pass
    assert sorted(bench.open()) == ["begun", *["got"] * 3, *["work"] * 3]
    check_sound(bench, rows)


def test_a_persons_signal_and_a_runner_at_once_reach_each_case_once(bench: Any, rows: Any) -> None:
    bench.deploy(always_armed('<signalEventDefinition id="sd" signalRef="s1"/>'))
    for _ in range(3):
        bench.start("r")
    at_once([lambda: broadcast_signal(bench.engine, CADRE, "flood"), *[lambda: deliver_due(bench.engine)] * 2])
    while deliver_due(bench.engine):
        pass
    assert sorted(bench.open()) == ["got"] * 3 + ["work"] * 3
    check_sound(bench, rows)


def test_a_timer_that_several_runners_find_due_starts_each_case_once(bench: Any, rows: Any) -> None:
    start = timer_start("m", "timeCycle", "R/PT1H", "640101")
    bench.deploy(process(start + user("begun") + END, "m -> begun -> e"))
    bench.clock.advance(hours=1)

    fired = at_once([lambda: fire_due_starts(bench.engine)] * RUNNERS)
    at_once([lambda: deliver_due(bench.engine)] * RUNNERS)

    assert sum(fired) == 1
    assert bench.open() == ["begun"]
    check_sound(bench, rows)
