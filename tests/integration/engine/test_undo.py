"""A completion that nothing has followed from is taken back, and everything is as it was before it."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from engine.claims import claim
from engine.drafts import read_draft, save_draft
from engine.errors import Conflict, Forbidden, NotFound
from engine.sweeps import sweep
from engine.tables import history_event, instance, outbox, subscription, task, timer_job, variable
from engine.tasks import complete
from engine.timers import fire_due_timers
from engine.transaction import reading
from engine.undo import TooLate, undo_completion
from tests.diagrams import arrows, form, number, process, script, text, user
from tests.integration.engine.conftest import CADRE, PARTY
from tests.soundness import faults_of

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
FORM = {"f1": form("f1", text("x"), number("y"))}
TIMER = '<timerEventDefinition id="{0}"><timeDuration>{1}</timeDuration></timerEventDefinition>'


@pytest.fixture
def undo(bench: Any) -> Callable[..., None]:
    """Takes a completion back as a new worker would."""

    def take_back(task_id: str, actor: Any = CADRE) -> None:
        bench.forget_caches()
        undo_completion(bench.engine, actor, task_id)

    return take_back


def snapshot(bench: Any, instance_id: str) -> dict[str, Any]:
    """Whatever a completion changes and taking it back restores."""
    tables: dict[str, tuple[sa.Table, tuple[str, ...]]] = {
        "instance": (instance, ("state", "status")),
        "task": (task, ("id", "status", "assignee", "ended_at", "completed_by", "submission_id")),
        "variable": (variable, ("scope_id", "name", "value", "written_at", "written_by")),
        "timer": (timer_job, ("id", "element_id", "due_at")),
        "subscription": (subscription, ("id", "kind", "name", "correlation")),
        "outbox": (outbox, ("id",)),
    }
    found: dict[str, Any] = {}
    with reading(bench.engine.database) as connection:
        for name, (table, columns) in tables.items():
            of = {"instance": "id", "outbox": "sender_id"}.get(name, "instance_id")
            query = sa.select(*(table.c[column] for column in columns)).where(table.c[of] == instance_id)
            if name == "task":
                query = query.where(table.c.status != "cancelled")
            found[name] = sorted(map(str, connection.execute(query)))
    return found


def test_the_task_is_open_again_and_what_was_written_is_what_it_was(bench: Any, undo: Any) -> None:
    line = START + user("a", "f1") + script("t", "z", "=y + 1") + user("b") + END
    bench.deploy(process(line, "s -> a -> t -> b -> e"), forms=FORM)
    started = bench.start(x="旧", kept="留")
    before, first = snapshot(bench, started.instance_id), bench.task_id("a")
    bench.clock.advance(minutes=1)
    bench.complete("a", x="新", y=3)
    assert bench.variables(started.instance_id) == {"x": "新", "y": 3, "z": 4, "kept": "留"}

    bench.clock.advance(minutes=1)
    undo(first)

    assert snapshot(bench, started.instance_id) == before
    assert (bench.open(), bench.task_id("a")) == (["a"], first)
    assert faults_of(bench.engine, started.instance_id) == []
    assert bench.complete("a", x="改", y=5).task_id == first
    bench.complete("b")
    assert bench.variables(started.instance_id)["z"] == 6
    assert faults_of(bench.engine, started.instance_id) == []


def test_what_was_filled_in_is_there_as_a_draft(bench: Any, undo: Any) -> None:
    bench.deploy(process(START + user("a", "f1") + user("b") + END, "s -> a -> b -> e"), forms=FORM)
    bench.start()
    first = bench.task_id("a")
    save_draft(bench.engine, CADRE, first, {"x": "半"})
    bench.complete("a", x="全", y=3)
    undo(first)
    data, _ = read_draft(bench.engine, CADRE, first) or ({}, None)
    assert data == {"x": "全", "y": 3}


def test_the_history_tells_of_both(bench: Any, undo: Any, rows: Any) -> None:
    bench.deploy(process(START + user("a", "f1") + user("b") + END, "s -> a -> b -> e"), forms=FORM)
    bench.start()
    first = bench.task_id("a")
    done = bench.complete("a", x="全", y=3)
    undo(first)
    told = [row for row in rows(history_event) if row.task_id == first]
    assert [row.type for row in told] == ["task_completed", "completion_undone"]
    assert orjson.loads(told[1].data)["undone"] == told[0].sequence
    assert orjson.loads(told[1].data)["withdrawn"] == ["b"]
    (cancelled,) = [row for row in rows(task) if row.element_id == "b"]
    assert (cancelled.id, cancelled.status) == (done.next_task_ids[0], "cancelled")


def test_timers_waits_and_tasks_that_the_completion_ended_are_there_again(bench: Any, undo: Any) -> None:
    late = f'<boundaryEvent id="late" attachedToRef="sub">{TIMER.format("t1", "P3D")}</boundaryEvent>'
    told = ('<boundaryEvent id="told" attachedToRef="sub" cancelActivity="false">'
            '<signalEventDefinition id="sd" signalRef="sig"/></boundaryEvent>')  # fmt: skip
    over = '<endEvent id="over"><terminateEventDefinition id="td"/></endEvent>'
    inner = f'<startEvent id="is"/><parallelGateway id="split"/>{user("a", "f1")}{user("b")}{over}<endEvent id="ie"/>'
    flows = arrows("is -> split -> a -> over\nsplit -> b -> ie")
    body = f'{START}<subProcess id="sub">{inner}{flows}</subProcess>{late}{told}{user("c")}{END}'
    around = "s -> sub -> c -> e\nlate -> e\ntold -> e"
    bench.deploy(process(body, around, extra='<signal id="sig" name="sig"/>'), forms=FORM)
    started = bench.start()
    claim(bench.engine, CADRE, bench.task_id("b"))
    before, first = snapshot(bench, started.instance_id), bench.task_id("a")
    bench.clock.advance(hours=1)
    bench.complete("a", x="x", y=1)
    assert bench.open() == ["c"]

    undo(first)

    assert snapshot(bench, started.instance_id) == before
    assert faults_of(bench.engine, started.instance_id) == []
    bench.clock.advance(days=3)
    assert fire_due_timers(bench.engine) == 1
    assert faults_of(bench.engine, started.instance_id) == []


def test_variables_of_a_scope_that_ended_are_there_again(bench: Any, undo: Any) -> None:
    mapped = ('<extensionElements><camunda:inputOutput><camunda:inputParameter name="mine">=x</camunda:inputParameter>'
              "</camunda:inputOutput></extensionElements>")  # fmt: skip
    bench.deploy(process(START + user("a", "f1", inside=mapped) + user("b") + END, "s -> a -> b -> e"), forms=FORM)
    started = bench.start(x="旧")
    before, first = snapshot(bench, started.instance_id), bench.task_id("a")
    assert any("mine" in row for row in before["variable"])
    bench.complete("a", x="新", y=3)
    assert not any("mine" in row for row in snapshot(bench, started.instance_id)["variable"])
    undo(first)
    assert snapshot(bench, started.instance_id) == before
    assert faults_of(bench.engine, started.instance_id) == []


def parallel(bench: Any) -> tuple[str, str]:
    fork = '<parallelGateway id="split"/><parallelGateway id="join"/>'
    bench.deploy(process(START + fork + user("a") + user("b") + user("c") + END,
                         "s -> split -> a -> join -> c -> e\nsplit -> b -> join"))  # fmt: skip
    started = bench.start()
    return started.instance_id, bench.task_id("a")


def test_a_token_that_waited_at_a_join_goes_back(bench: Any, undo: Any) -> None:
    instance_id, first = parallel(bench)
    before = snapshot(bench, instance_id)
    bench.complete("a")
    undo(first)
    assert snapshot(bench, instance_id) == before
    assert faults_of(bench.engine, instance_id) == []


def test_it_is_too_late_when_the_next_one_has_begun(bench: Any, undo: Any) -> None:
    bench.deploy(process(START + user("a") + user("b", "f1") + END, "s -> a -> b -> e"), forms=FORM)
    bench.start()
    first = bench.task_id("a")
    bench.complete("a")
    save_draft(bench.engine, CADRE, bench.task_id("b"), {"x": "半"})
    with pytest.raises(TooLate, match="「b」已经有人在办"):
        undo(first)
    claim(bench.engine, CADRE, bench.task_id("b"))
    with pytest.raises(TooLate):
        undo(first)
    bench.complete("b", x="x", y=1)
    with pytest.raises(Conflict, match="办结"):
        undo(first)


def test_it_is_too_late_after_another_step_of_the_case(bench: Any, undo: Any) -> None:
    instance_id, first = parallel(bench)
    bench.complete("a")
    second = bench.task_id("b")
    bench.complete("b")
    with pytest.raises(TooLate):
        undo(first)
    undo(second)
    with pytest.raises(TooLate):  # one completion is kept, not all of them
        undo(first)
    assert bench.open() == ["b"]
    assert faults_of(bench.engine, instance_id) == []


def test_it_is_too_late_when_a_timer_has_fired(bench: Any, undo: Any) -> None:
    due = TIMER.format("t1", "PT1H")
    late = f'<boundaryEvent id="late" attachedToRef="b" cancelActivity="false">{due}</boundaryEvent>'
    bench.deploy(process(START + user("a") + user("b") + late + END, "s -> a -> b -> e\nlate -> e"))
    bench.start()
    first = bench.task_id("a")
    bench.complete("a")
    bench.clock.advance(hours=2)
    assert fire_due_timers(bench.engine) == 1
    with pytest.raises(TooLate):
        undo(first)


def throwing(bench: Any) -> str:
    sent = '<intermediateThrowEvent id="send"><signalEventDefinition id="sd" signalRef="sig"/></intermediateThrowEvent>'
    caught = ('<intermediateCatchEvent id="hear"><signalEventDefinition id="cd" signalRef="sig"/>'
              "</intermediateCatchEvent>")  # fmt: skip
    extra = '<signal id="sig" name="sig"/>'
    hearing = process(START + caught + END, "s -> hear -> e", key="q", extra=extra)
    sending = process(START + user("a") + sent + user("b") + END, "s -> a -> send -> b -> e", extra=extra)
    bench.deploy(hearing, sending)
    bench.start("q")
    bench.start("p")
    return str(bench.task_id("a"))


def test_what_is_still_in_the_outbox_does_not_leave_it(bench: Any, undo: Any, rows: Any) -> None:
    first = throwing(bench)
    bench.complete("a")
    assert len(rows(outbox)) == 1
    undo(first)
    assert rows(outbox) == []
    sweep(bench.engine)
    assert [row.status for row in rows(instance)] == ["active", "active"]


def test_it_is_too_late_when_a_signal_has_gone_out(bench: Any, undo: Any, rows: Any) -> None:
    first = throwing(bench)
    bench.complete("a")
    sweep(bench.engine)
    with pytest.raises(TooLate, match="已经送到"):
        undo(first)
    assert sorted(row.status for row in rows(instance)) == ["active", "completed"]


def test_only_who_completed_it_takes_it_back(bench: Any, undo: Any) -> None:
    both = user("a", groups="village_committee,village_party")
    bench.deploy(process(START + both + user("b") + END, "s -> a -> b -> e"))
    bench.start()
    first = bench.task_id("a")
    with pytest.raises(Conflict, match="还没有办"):
        undo(first)
    bench.complete("a", actor=PARTY)
    with pytest.raises(Forbidden):
        undo(first)
    with pytest.raises(NotFound):
        undo("nothing")
    undo(first, PARTY)
    assert bench.open() == ["a"]


def test_a_claimed_task_is_its_assignees_again(bench: Any, undo: Any, rows: Any) -> None:
    bench.deploy(process(START + user("a") + user("b") + END, "s -> a -> b -> e"))
    bench.start()
    first = bench.task_id("a")
    claim(bench.engine, CADRE, first)
    bench.complete("a")
    undo(first)
    (row,) = [row for row in rows(task) if row.id == first]
    assert (row.status, row.assignee, row.completed_by, row.revision) == ("open", "cadre", None, 4)


def test_the_same_completion_after_taking_it_back_acts_again(bench: Any, undo: Any) -> None:
    bench.deploy(process(START + user("a", "f1") + user("b") + END, "s -> a -> b -> e"), forms=FORM)
    bench.start()
    first = bench.task_id("a")
    bench.complete("a", x="x", y=1)
    undo(first)
    again = complete(bench.engine, CADRE, first, {"x": "x", "y": 1})
    assert not again.repeated
    assert bench.open() == ["b"]


def test_the_moment_of_each_thing_is_told_apart(bench: Any, undo: Any, rows: Any) -> None:
    """A clock that stands still does not let taking back touch what other steps have done."""
    instance_id, first = parallel(bench)
    bench.complete("b")
    bench.complete("a")
    undo(first)
    assert bench.open() == ["a"]
    assert [row.status for row in rows(task) if row.element_id == "b"] == ["completed"]
    assert faults_of(bench.engine, instance_id) == []
