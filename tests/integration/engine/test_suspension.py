"""A suspended instance stands still for everybody and everything, loses nothing, and goes on when it is resumed."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine import claims, drafts
from engine.cancellation import cancel_instance
from engine.errors import Conflict, InvalidRequest, Suspended
from engine.history import verify_chain
from engine.instance_views import get_task
from engine.messages import deliver_message
from engine.process_engine import StepRecord
from engine.suspension import resume_instance, suspend_instance
from engine.tables import history_event, instance, outbox, timer_job
from engine.thrown import insert_rows, signal_rows
from engine.timers import fire_timer
from engine.transaction import reading, writing
from tests.data.saved_states.models import EVENTS, SCOPES
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE, PARTY
from tests.saved_states import BUSINESS_KEY, given

ONE = process('<startEvent id="s"/>' + user("a") + '<endEvent id="e"/>', "s -> a -> e")


def begin(bench: Any, model: Any = EVENTS) -> str:
    bench.deploy(*model.processes.values(), forms=model.forms)
    return str(bench.start(model.name, **given(model)).instance_id)


def test_nobody_can_complete_or_claim_and_each_is_told_who_suspended_it_when_and_why(bench: Any, rows: Any) -> None:
    bench.deploy(ONE)
    instance_id = bench.start().instance_id
    task_id = bench.task_id("a")

    suspend_instance(bench.engine, CADRE, instance_id, " 等上级答复 ")

    for refused in (
        lambda: bench.complete("a"),
        lambda: claims.claim(bench.engine, CADRE, task_id),
        lambda: claims.unclaim(bench.engine, CADRE, task_id),
        lambda: suspend_instance(bench.engine, CADRE, instance_id, "再一次"),
    ):
        with pytest.raises(Suspended) as told:
            refused()
        assert "11月24日 12:00" in told.value.message
        assert told.value.message.endswith("暂停的原因：等上级答复")
        assert told.value.details["suspended_by"] == "cadre"
    (row,) = rows(instance)
    assert row.status == "suspended"


def test_the_task_stays_where_it_was_can_be_read_and_a_draft_is_not_lost(bench: Any) -> None:
    bench.deploy(ONE)
    instance_id = bench.start().instance_id
    suspend_instance(bench.engine, CADRE, instance_id, "等答复")

    assert bench.open() == ["a"]
    task_id = bench.task_id("a")
    drafts.save_draft(bench.engine, CADRE, task_id, {"text": "写了一半"})

    assert get_task(bench.engine, CADRE, task_id).draft == {"text": "写了一半"}


def test_a_task_within_a_scope_of_its_own_can_be_read(bench: Any) -> None:
    instance_id = begin(bench, SCOPES)
    suspend_instance(bench.engine, CADRE, instance_id, "等答复")

    assert all(get_task(bench.engine, CADRE, bench.task_id(name)) for name in bench.open())


def test_it_goes_on_when_resumed_and_the_history_is_whole(bench: Any, rows: Any) -> None:
    bench.deploy(ONE)
    instance_id = bench.start().instance_id
    suspend_instance(bench.engine, CADRE, instance_id, "等答复")
    resume_instance(bench.engine, PARTY, instance_id, "答复来了")

    assert bench.complete("a").instance_ended
    told = [(row.type, row.person_id) for row in rows(history_event)]
    assert told[1:3] == [("instance_suspended", "cadre"), ("instance_resumed", "party")]
    with reading(bench.engine.database) as connection:
        assert verify_chain(connection, instance_id).ok


@pytest.mark.parametrize("reason", ["", "  \n", "长" * 501])
def test_a_reason_is_needed_and_bounded(bench: Any, reason: str) -> None:
    bench.deploy(ONE)
    instance_id = bench.start().instance_id
    with pytest.raises(InvalidRequest):
        suspend_instance(bench.engine, CADRE, instance_id, reason)
    suspend_instance(bench.engine, CADRE, instance_id, "等答复")
    with pytest.raises(InvalidRequest):
        resume_instance(bench.engine, CADRE, instance_id, reason)


def test_what_is_not_suspended_is_not_resumed_and_what_has_ended_not_suspended(bench: Any) -> None:
    bench.deploy(ONE)
    instance_id = bench.start().instance_id
    with pytest.raises(Conflict):
        resume_instance(bench.engine, CADRE, instance_id, "没有暂停")
    bench.complete("a")
    with pytest.raises(Conflict):
        suspend_instance(bench.engine, CADRE, instance_id, "已办结")


def test_timers_wait_with_it_and_are_due_again_when_it_is_resumed(bench: Any, rows: Any) -> None:
    instance_id = begin(bench)
    suspend_instance(bench.engine, CADRE, instance_id, "等答复")
    bench.clock.advance(days=30)
    before = rows(timer_job)
    assert before

    for row in before:
        with pytest.raises(Suspended):
            fire_timer(bench.engine, row.id, instance_id)
    with writing(bench.engine.database) as connection:
        connection.execute(timer_job.update().values(run_at=bench.clock()))
    resume_instance(bench.engine, CADRE, instance_id, "答复来了")

    assert [row.run_at for row in rows(timer_job)] == [row.due_at for row in before]
    assert fire_timer(bench.engine, before[0].id, instance_id)


def test_a_message_of_a_person_is_refused_and_a_signal_in_the_outbox_stays_there(bench: Any, rows: Any) -> None:
    from engine.outbox import deliver_row

    instance_id = begin(bench)
    suspend_instance(bench.engine, CADRE, instance_id, "等答复")
    with pytest.raises(Suspended):
        deliver_message(bench.engine, CADRE, BUSINESS_KEY, "apply", {"name": "乙"})
    nothing = {"sender_id": None, "element_id": None, "payload": b"\x80"}
    with writing(bench.engine.database) as connection:
        found = signal_rows(connection, "开会", nothing)
        insert_rows(connection, found, bench.clock(), CADRE)

    assert found
    for row in found:
        with pytest.raises(Suspended):
            deliver_row(bench.engine, row["id"])
    assert [row.id for row in rows(outbox)] == [row["id"] for row in found]

    resume_instance(bench.engine, CADRE, instance_id, "答复来了")
    assert [deliver_row(bench.engine, row["id"]) for row in found] == [instance_id]
    assert rows(outbox) == []


def test_a_suspended_case_can_be_cancelled(bench: Any, rows: Any) -> None:
    instance_id = begin(bench)
    suspend_instance(bench.engine, CADRE, instance_id, "等答复")
    cancel_instance(bench.engine, CADRE, instance_id, "不办了")

    (row,) = rows(instance)
    assert row.status == "cancelled"


def test_observers_are_told(bench: Any) -> None:
    seen: list[StepRecord] = []

    class Observer:
        def step_taken(self, connection: Any, step: StepRecord) -> None:
            seen.append(step)

    bench.deploy(ONE)
    instance_id = bench.start().instance_id
    bench.engine = replace(bench.engine, observers=(Observer(),))
    suspend_instance(bench.engine, CADRE, instance_id, "等答复")
    resume_instance(bench.engine, CADRE, instance_id, "答复来了")

    assert [(step.ended, step.status) for step in seen] == [(False, "suspended"), (False, "active")]
