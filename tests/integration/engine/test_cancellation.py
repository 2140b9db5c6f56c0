"""Ending a case before its time takes away everything that waits, and says who did it and why."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.cancellation import cancel_instance
from engine.errors import Conflict, NotFound
from engine.history import verify_chain
from engine.incidents import IncidentRaised
from engine.messages import broadcast_signal, deliver_message
from engine.process_engine import StepRecord
from engine.tables import activity, history_event, incident, instance, submission, subscription, task, timer_job
from engine.timers import fire_due_timers
from engine.transaction import reading
from tests.data.saved_states.models import EVENTS, SCOPES, Model
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE
from tests.saved_states import BUSINESS_KEY, given, play


def begin(bench: Any, model: Model) -> str:
    """Deploy and start a model of the saved states, with all that can wait in a case."""
    bench.deploy(*model.processes.values(), forms=model.forms)
    return str(bench.start(model.name, **given(model)).instance_id)


def everything_is_gone(rows: Any) -> None:
    assert rows(timer_job) == rows(subscription) == []
    assert {row.status for row in rows(task)} <= {"cancelled", "completed"}
    assert {row.status for row in rows(activity)} <= {"cancelled", "completed"}
    assert all(row.ended_at is not None for row in [*rows(task), *rows(activity), *rows(instance)])


@pytest.mark.parametrize("model", [EVENTS, SCOPES], ids=["events", "scopes"])
@pytest.mark.parametrize("done", [0, 1, 2])
def test_every_token_timer_and_subscription_goes(bench: Any, rows: Any, model: Model, done: int) -> None:
    instance_id = begin(bench, model)
    for action in model.actions[:done]:
        play(bench, action)
    bench.forget_caches()

    cancel_instance(bench.engine, CADRE, instance_id, "居民撤回")

    (row,) = rows(instance)
    assert (row.status, row.state, row.ended_at) == ("cancelled", None, bench.clock())
    assert bench.open() == []
    everything_is_gone(rows)
    with reading(bench.engine.database) as connection:
        assert verify_chain(connection, instance_id).ok


def test_the_reason_and_the_person_stand_in_the_history_and_the_case_did_not_end_by_itself(
    bench: Any, rows: Any
) -> None:
    cancel_instance(bench.engine, CADRE, begin(bench, EVENTS), "居民撤回")

    last = rows(history_event)[-1]
    assert (last.type, last.person_id) == ("instance_cancelled", "cadre")
    assert "居民撤回" in last.data
    assert "instance_ended" not in [row.type for row in rows(history_event)]


def test_nothing_reaches_a_cancelled_case_any_more(bench: Any, rows: Any) -> None:
    cancel_instance(bench.engine, CADRE, begin(bench, EVENTS), "撤回")
    before = rows(history_event)
    bench.clock.advance(days=30)

    assert fire_due_timers(bench.engine) == 0
    assert broadcast_signal(bench.engine, CADRE, "开会") == []
    with pytest.raises(Conflict):
        deliver_message(bench.engine, CADRE, BUSINESS_KEY, "apply", {"name": "乙"})
    assert rows(history_event) == before
    assert rows(submission)[1:] == []


def test_a_case_is_cancelled_once_and_a_missing_one_is_not_found(bench: Any, rows: Any) -> None:
    instance_id = begin(bench, EVENTS)
    cancel_instance(bench.engine, CADRE, instance_id, "撤回")
    before = rows(history_event)

    with pytest.raises(Conflict):
        cancel_instance(bench.engine, CADRE, instance_id, "再撤回")
    with pytest.raises(NotFound):
        cancel_instance(bench.engine, CADRE, "missing", "撤回")

    assert rows(history_event) == before


def test_open_incidents_are_closed_with_the_case(bench: Any, rows: Any) -> None:
    body = '<startEvent id="s"/>' + user("a") + '<exclusiveGateway id="g" default="g__e"/>' + user("b")
    bench.deploy(process(body + '<endEvent id="e"/>', "s -> a -> g\ng -> b : =score > 1\ng -> e\nb -> e"))
    started = bench.start()
    with pytest.raises(IncidentRaised):
        bench.complete("a")

    cancel_instance(bench.engine, CADRE, started.instance_id, "图有错，重新登记")

    (row,) = rows(incident)
    assert (row.status, row.resolved_by) == ("resolved", "cadre")


def test_other_cases_go_on(bench: Any) -> None:
    instance_id = begin(bench, SCOPES)
    bench.start(SCOPES.name, **given(SCOPES))
    cancel_instance(bench.engine, CADRE, instance_id, "撤回")

    assert bench.open() == ["work"]


def test_observers_are_told_that_it_was_cancelled(bench: Any) -> None:
    seen: list[StepRecord] = []

    class Observer:
        def step_taken(self, connection: Any, step: StepRecord) -> None:
            seen.append(step)

    instance_id = begin(bench, SCOPES)
    bench.engine = replace(bench.engine, observers=(Observer(),))
    cancel_instance(bench.engine, CADRE, instance_id, "撤回")

    assert [(step.ended, step.status) for step in seen] == [(True, "cancelled")]
