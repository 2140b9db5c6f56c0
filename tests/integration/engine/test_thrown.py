"""Signals between instances: the thrower at once, every other who waits once, and what begins by them."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.cancellation import cancel_instance
from engine.incidents import IncidentRaised
from engine.messages import broadcast_signal
from engine.outbox import deliver_due
from engine.sweeps import sweep
from engine.tables import instance
from engine.tables import outbox as outbox_table
from tests.diagrams import process, script, user
from tests.integration.engine.conftest import CADRE
from tests.integration.engine.sending import END, START, events, open_incidents, receiver, retry, started_by
from tests.messages_drawn import DECLARED, catch_signal, signal_start, throw_signal


def test_a_signal_reaches_its_own_case_at_once_and_each_other_once(bench: Any, rows: Any) -> None:
    bench.deploy(receiver(catch_signal("c"), "r"), started_by(signal_start("m"), "b", "begun"))
    others = [bench.start("r"), bench.start("r")]
    ended = bench.start("r")
    body = START + '<parallelGateway id="g"/>' + catch_signal("own") + user("mine") + user("ask") + END
    body += throw_signal("t", {"level": "=height * 2"}) + '<endEvent id="e2"/>'
    bench.deploy(process(body, "s -> g -> own -> mine -> e\ng -> ask -> t -> e2", extra=DECLARED))
    throwing = bench.start("p", height=Decimal(3))
    bench.complete("ask")

    assert bench.open() == ["mine"]
    assert bench.variables(throwing.instance_id)["level"] == 6
    assert len(rows(outbox_table)) == 4
    bench.forget_caches()
    cancel_instance(bench.engine, CADRE, ended.instance_id, "不办了")
    assert deliver_due(bench.engine) == 4
    assert sorted(bench.open()) == ["begun", "got", "got", "mine"]
    assert [bench.variables(other.instance_id) for other in others] == [{"level": 6}] * 2
    (begun,) = [row for row in rows(instance) if row.started_by == "system"]
    assert begun.organisation == "640101"
    assert bench.variables(begun.id) == {"level": 6}
    assert len(events(rows, throwing.instance_id, "signal_thrown")) == 1
    assert all(len(events(rows, other.instance_id, "signal_received")) == 1 for other in others)
    assert rows(outbox_table) == []


def test_two_signals_in_a_row_reach_an_event_that_stays_armed_twice(bench: Any) -> None:
    body = START + user("work") + user("heard") + END
    definition = '<signalEventDefinition id="bd" signalRef="s1"/>'
    body += f'<boundaryEvent id="b" attachedToRef="work" cancelActivity="false">{definition}</boundaryEvent>'
    bench.deploy(process(body, "s -> work -> e\nb -> heard -> e", "r", DECLARED))
    bench.start("r")
    bench.deploy(process(START + throw_signal("t") + throw_signal("t2") + END, "s -> t -> t2 -> e", extra=DECLARED))
    bench.start()
    while sweep(bench.engine):
        pass
    assert sorted(bench.open()) == ["heard", "heard", "work"]


def test_a_person_s_signal_starts_cases_and_is_kept_for_who_fails(bench: Any, rows: Any) -> None:
    failing = START + catch_signal("c") + script("sum", "total", "=missing + 1") + END
    bench.deploy(
        started_by(signal_start("m", organisation="640101,640102"), "b", "begun"),
        process(failing, "s -> c -> sum -> e", "r", DECLARED),
        receiver(catch_signal("c"), "w", "waited"),
    )
    bench.start("r")
    waiting = bench.start("w")
    assert broadcast_signal(bench.engine, CADRE, "flood") == [waiting.instance_id]
    assert [row.kind for row in open_incidents(bench)] == ["delivery"]

    assert bench.engine.work.is_set()
    assert deliver_due(bench.engine) == 2
    begun = [row for row in rows(instance) if row.definition_id.startswith("b:")]
    assert sorted(row.organisation for row in begun) == ["640101", "640102"]
    assert {row.started_by for row in begun} == {"cadre"}
    with pytest.raises(IncidentRaised):
        retry(bench)


def test_a_signal_over_the_api_needs_to_be_told_where_cases_begin(bench: Any) -> None:
    bench.deploy(started_by(signal_start("m"), "b", "begun"))
    assert broadcast_signal(bench.engine, CADRE, "flood") == []
    (row,) = open_incidents(bench)
    assert (row.instance_id, row.element_id) == (None, "m")
    assert "organisation" in row.message
    with pytest.raises(IncidentRaised):
        retry(bench)
