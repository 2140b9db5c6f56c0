"""Random sound models through the use cases and the database: they run as the reference, and after each step the rows
are what the state calls for.
"""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

from engine import tables, tasks
from engine.cancellation import cancel_instance
from engine.messages import broadcast_signal, deliver_message
from engine.step import open_step
from engine.timers import fire_timer
from engine.transaction import reading, writing
from tests.blocks import Block, blocks
from tests.blocks_events import graph_of, write
from tests.diagrams import form, number, process, user
from tests.engine_waits import EngineWait, engine_waits
from tests.integration.engine.conftest import CADRE
from tests.soundness import faults_of
from tests.token_game import Game

MOST_STEPS = 30
SENDERS = (
    b"<bpmn:extensionElements><camunda:properties><camunda:property name='senders' value='everyone'/>"
    b"</camunda:properties></bpmn:extensionElements><bpmn:messageEventDefinition "
)


@dataclass
class Case:
    """An instance that is moved on by what its rows offer."""

    bench: Any
    id: str
    business_key: str

    def waits(self) -> list[EngineWait]:
        """What the state calls for; that the rows are the same is checked after every step."""
        with reading(self.bench.engine.database) as connection:
            status = sa.select(tables.instance.c.status).where(tables.instance.c.id == self.id)
            if connection.execute(status).scalar_one() != "active":
                return []
            return engine_waits(open_step(self.bench.engine, connection, self.id).workflow)

    def act(self, wait: EngineWait, step: int) -> None:
        """Complete the task, send the message or signal, or let the timer's hour come."""
        engine = self.bench.engine
        if wait.kind == "timer":
            with reading(engine.database) as connection:
                due = connection.execute(
                    sa.select(tables.timer_job.c.due_at).where(tables.timer_job.c.id == wait.id)
                ).scalar_one()
            self.bench.clock.now = max(self.bench.clock.now, due)
            assert fire_timer(engine, wait.id, self.id)
        elif wait.kind == "message":
            deliver_message(engine, CADRE, self.business_key, wait.name, {})
        elif wait.kind == "signal":
            assert self.id in broadcast_signal(engine, CADRE, wait.name)
        else:
            tasks.complete(engine, CADRE, wait.id, {"v": Decimal(step)})

    def variables(self) -> Any:
        """The number that everything is decided by."""
        return self.bench.variables(self.id).get("v")


def begin(bench: Any, block: Block) -> Case:
    """Deploy the model, whose tasks ask for ``v``, and start it."""
    bench.deploy(*write(block, "fv").values(), forms={"fv": form("fv", number("v"))})
    started = bench.start(v=Decimal(0))
    return Case(bench, started.instance_id, started.business_key)


def may_happen(waits: list[EngineWait]) -> list[int]:
    """The places of what somebody outside can let happen: a message that two wait for goes to neither."""
    names = Counter(wait.name for wait in waits if wait.kind == "message")
    return [place for place, wait in enumerate(waits) if wait.kind != "message" or names[wait.name] == 1]


@settings(
    max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(blocks(), st.lists(st.integers(0, 1000), min_size=MOST_STEPS, max_size=MOST_STEPS))
def test_rows_are_what_the_state_calls_for_after_every_step(bench: Any, block: Block, choices: list[int]) -> None:
    case, game = begin(bench, block), Game(graph_of(block))
    for step, choice in enumerate(choices, start=1):
        assert faults_of(bench.engine, case.id) == []
        waits = case.waits()
        assert [(wait.element, wait.index) for wait in waits] == [(wait.element, wait.index) for wait in game.waits()]
        places = may_happen(waits)
        if game.ended or not places:
            break
        place = places[choice % len(places)]
        case.act(waits[place], step)
        game.act(game.waits()[place], step)
        assert game.ended or case.variables() == game.variables["v"]
        if choice % 7 == 0:
            bench.forget_caches()
    if not game.ended:
        cancel_instance(bench.engine, CADRE, case.id, "试验结束")
    assert faults_of(bench.engine, case.id) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (tables.task.update().values(status="completed"), "tasks"),
        (tables.timer_job.delete(), "timers"),
        (tables.subscription.delete(), "subscriptions"),
        (tables.activity.update().values(status="completed"), "activities"),
        (tables.variable.update().values(scope_id="gone"), "closed scope"),
        (tables.submission.delete(), "submissions"),
        (tables.history_event.update().values(type="told"), "event 1"),
        (tables.instance.update().values(status="completed"), "timers"),
    ],
)
def test_a_row_that_does_not_fit_is_seen(bench: Any, change: sa.UpdateBase, fault: str) -> None:
    """Otherwise the test above would prove nothing."""
    guards = '<boundaryEvent id="t" attachedToRef="b"><timerEventDefinition id="td"><timeDuration>PT1H</timeDuration>'
    guards += '</timerEventDefinition></boundaryEvent><boundaryEvent id="m" attachedToRef="b">'
    guards += '<messageEventDefinition id="md" messageRef="m1"/></boundaryEvent>'
    body = '<startEvent id="s"/>' + user("a") + user("b") + guards + '<endEvent id="e"/>'
    file = process(body, "s -> a -> b -> e\nt -> e\nm -> e", extra='<message id="m1" name="call"/>')
    bench.deploy(file.replace(b"<bpmn:messageEventDefinition ", SENDERS))
    instance_id = bench.start(v=Decimal(0)).instance_id
    bench.complete("a")
    assert faults_of(bench.engine, instance_id) == []

    with writing(bench.engine.database) as connection:
        connection.execute(change)

    assert any(fault in found for found in faults_of(bench.engine, instance_id))
