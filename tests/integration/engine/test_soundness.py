"""Random sound models through the use cases and the database: they run as the reference, and after each step the rows
are what the state calls for.
"""
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

from engine import tables, tasks
from engine.cancellation import cancel_instance
from engine.messages import deliver_message
from engine.timers import fire_timer
from engine.transaction import reading, writing
from tests.block_game import Game
from tests.blocks import Block, blocks, write
from tests.diagrams import form, number, process, user
from tests.integration.engine.conftest import CADRE
from tests.soundness import faults_of

MOST_STEPS = 30
GROUP = b'camunda:candidateGroups="village_committee"'
FORM = b' camunda:formRef="fv" camunda:formRefBinding="latest"'
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

    def waits(self) -> dict[str, Any]:
        """A row of each element where a task is open, or a timer or message is waited for, and the sorted names."""
        with reading(self.bench.engine.database) as connection:
            found = [
                *connection.execute(sa.select(tables.task).where(tables.task.c.status == "open")),
                *connection.execute(sa.select(tables.timer_job)),
                *connection.execute(sa.select(tables.subscription)),
            ]
        mine = [row for row in found if row.instance_id == self.id]
        self.names = sorted(row.element_id for row in mine)
        return {row.element_id: row for row in mine}

    def act(self, name: str, step: int) -> None:
        """Complete the task, send the message, or let the timer's hour come."""
        row, engine = self.waits()[name], self.bench.engine
        if hasattr(row, "due_at") and hasattr(row, "attempts"):
            self.bench.clock.now = max(self.bench.clock.now, row.due_at)
            assert fire_timer(engine, row.id, self.id)
        elif hasattr(row, "kind"):
            deliver_message(engine, CADRE, self.business_key, row.name, {})
        else:
            tasks.complete(engine, CADRE, row.id, {"v": Decimal(step)})


def begin(bench: Any, block: Block) -> Case:
    """Deploy the model, whose tasks ask for ``v``, and start it."""
    files = [content.replace(GROUP, GROUP + FORM).replace(b"<bpmn:messageEventDefinition ", SENDERS)
             for content in write(block).values()]  # fmt: skip
    bench.deploy(*files, forms={"fv": form("fv", number("v"))})
    started = bench.start(v=Decimal(0))
    return Case(bench, started.instance_id, started.business_key)


@settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(blocks(), st.lists(st.integers(0, 1000), min_size=MOST_STEPS, max_size=MOST_STEPS))
def test_rows_are_what_the_state_calls_for_after_every_step(bench: Any, block: Block, choices: list[int]) -> None:
    case, game = begin(bench, block), Game(block)
    for step, choice in enumerate(choices, start=1):
        case.waits()
        assert faults_of(bench.engine, case.id) == []
        assert case.names == game.waits()
        if game.ended:
            return
        name = game.waits()[choice % len(game.waits())]
        case.act(name, step)
        game.act(name, step)
        if choice % 7 == 0:
            bench.forget_caches()
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
