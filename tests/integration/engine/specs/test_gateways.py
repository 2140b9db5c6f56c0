"""Joins beside tokens that wait as jobs, and events that wait at activities before them."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.timers import fire_due_timers
from tests.diagrams import process, user
from tests.soundness import faults_of

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
TIMER = '<timerEventDefinition id="td"><timeDuration>P1D</timeDuration></timerEventDefinition>'


@pytest.mark.parametrize("when", ["asyncBefore", "asyncAfter"])
def test_a_join_that_waits_for_a_gateway_with_a_job_is_not_forced(bench: Any, when: str) -> None:
    body = START + '<parallelGateway id="f"/><inclusiveGateway id="j"/>' + user("u") + user("w")
    body += f'<inclusiveGateway id="a" camunda:{when}="true" default="a__j"/>'
    bench.deploy(process(body + END, "s -> f -> j\nf -> a -> j -> u -> e\na -> w : =x = 2\nw -> e"))
    instance = bench.start(x=Decimal(1)).instance_id

    assert bench.open() == []
    assert fire_due_timers(bench.engine) == 1
    assert bench.open() == ["u"]
    assert faults_of(bench.engine, instance) == []


@pytest.mark.parametrize("late", [False, True])
def test_a_join_waits_for_the_way_out_of_an_activity_by_its_boundary_event(bench: Any, late: bool) -> None:
    body = START + '<parallelGateway id="f"/>' + user("a") + user("b") + user("u") + '<inclusiveGateway id="j"/>'
    body += f'<boundaryEvent id="bd" attachedToRef="a">{TIMER}</boundaryEvent>'
    bench.deploy(process(body + END, "s -> f -> a -> e\nf -> b -> j\nbd -> j -> u -> e"))
    bench.start()
    bench.complete("b")
    assert bench.open() == ["a"]
    if late:
        bench.clock.advance(days=1)
        assert fire_due_timers(bench.engine) == 1
    else:
        bench.complete("a")

    assert bench.open() == ["u"]


def test_two_arrivals_by_one_flow_are_two_at_a_parallel_join_with_a_job(bench: Any) -> None:
    body = START + '<parallelGateway id="f"/><exclusiveGateway id="m"/>' + user("a") + user("b") + user("c") + user("u")
    body += '<parallelGateway id="j" camunda:asyncBefore="true"/>'
    bench.deploy(process(body + END, "s -> f -> a -> m -> j\nf -> b -> m\nf -> c -> j -> u -> e"))
    instance = bench.start().instance_id
    bench.complete("a")
    bench.complete("b")
    assert (fire_due_timers(bench.engine), bench.open()) == (2, ["c"])
    bench.complete("c")
    assert (fire_due_timers(bench.engine), bench.open()) == (1, ["u"])
    assert faults_of(bench.engine, instance) == []
