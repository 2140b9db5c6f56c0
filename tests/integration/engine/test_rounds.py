"""A case that goes round many times is as small after the last round as after the first ones (design.md 3)."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from engine.tables import activity, instance, subscription, task, task_candidate, timer_job, variable
from engine.timers import fire_due_timers
from engine.transaction import reading
from tests.diagrams import form, number, process, script, text, user
from tests.soundness import faults_of

ROUNDS = 60
REMINDED = (
    '<boundaryEvent id="reminder" attachedToRef="hold" cancelActivity="false"><timerEventDefinition id="rd">'
    "<timeCycle>R3/P1D</timeCycle></timerEventDefinition></boundaryEvent>"
)
REVIEW = (
    '<callActivity id="call" calledElement="review"><extensionElements><camunda:in source="place" target="place"/>'
    '<camunda:out source="opinion" target="opinion"/></extensionElements></callActivity>'
)


@pytest.fixture
def consultation(bench: Any) -> Any:
    """A round: prepare; hold (a reminder on each of three days) beside a called review; judge: again or done."""
    body = '<startEvent id="s"/><exclusiveGateway id="again"/>' + user("prepare", "fp")
    body += '<parallelGateway id="fork"/><parallelGateway id="join"/>' + user("hold") + REMINDED + REVIEW
    body += script("remind", "reminders", "=reminders + 1") + '<endEvent id="reminded"/>'
    body += user("judge", "fj") + '<exclusiveGateway id="decide" default="decide__e"/><endEvent id="e"/>'
    flows = """s -> again -> prepare -> fork -> hold -> join -> judge -> decide -> e
    fork -> call -> join
    reminder -> remind -> reminded
    decide -> again : =outcome = "再次协商"
    """
    review = process(
        '<startEvent id="rs"/>' + user("check", "fc") + '<endEvent id="re"/>', "rs -> check -> re", key="review"
    )
    forms = {"fp": form("fp", text("place")), "fc": form("fc", text("opinion")),
             "fj": form("fj", text("outcome"), number("round"))}  # fmt: skip
    bench.deploy(process(body, flows), review, forms=forms)
    return bench


def play_round(bench: Any, instance_id: str, number_: int, outcome: str = "再次协商") -> dict[str, int]:
    """One round, whose values have the same length in each; the sizes while both branches wait."""
    bench.complete("prepare", place=f"广场{number_:03}")
    within = size_of(bench, instance_id)
    for _ in range(2):
        bench.clock.advance(days=1)
        assert fire_due_timers(bench.engine) == 1
    bench.complete("check", opinion=f"同意{number_:03}")
    bench.complete("hold")
    bench.complete("judge", outcome=outcome, round=Decimal(number_))
    return within


def size_of(bench: Any, instance_id: str) -> dict[str, int]:
    """Bytes of state and counts of what is alive."""
    counted = {
        "open tasks": sa.select(task.c.id).where(task.c.status == "open"),
        "candidates of open tasks": sa.select(task_candidate.c.key).join(task).where(task.c.status == "open"),
        "running activities": sa.select(activity.c.id).where(activity.c.status == "active"),
        "variables": sa.select(variable.c.name),
        "timers": sa.select(timer_job.c.id),
        "subscriptions": sa.select(subscription.c.id),
    }
    with reading(bench.engine.database) as connection:
        state = connection.execute(sa.select(instance.c.state).where(instance.c.id == instance_id)).scalar_one()
        counts = {name: len(connection.execute(query).all()) for name, query in counted.items()}
    return {"bytes of state": len(state or b""), **counts}


def test_state_and_live_rows_are_the_same_size_in_every_round(consultation: Any) -> None:
    instance_id = consultation.start(reminders=Decimal(0)).instance_id
    between, within = [], []
    for number_ in range(ROUNDS):
        within.append(play_round(consultation, instance_id, number_))
        between.append(size_of(consultation, instance_id))

    assert between == [between[0]] * ROUNDS
    assert within[1:] == [within[1]] * (ROUNDS - 1)  # the first one has no outcome of the round before
    assert consultation.variables(instance_id)["reminders"] == 2 * ROUNDS
    assert faults_of(consultation.engine, instance_id) == []


def test_a_case_that_went_round_leaves_nothing_alive_at_its_end(consultation: Any) -> None:
    instance_id = consultation.start(reminders=Decimal(0)).instance_id
    for number_ in range(3):
        play_round(consultation, instance_id, number_)
    play_round(consultation, instance_id, 3, "协商成功")

    size = size_of(consultation, instance_id)
    assert size.pop("variables") == len(consultation.variables(instance_id))
    assert set(size.values()) == {0}
    assert faults_of(consultation.engine, instance_id) == []
