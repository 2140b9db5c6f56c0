"""Completing a task: seen or not, once, checked by its form, answered again, refused plainly."""
from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

import feel
from engine import claims, tasks
from engine.errors import InvalidSubmission, NotFound
from engine.history import verify_chain
from engine.incidents import IncidentRaised
from engine.instance_views import list_activities
from engine.tables import activity, history_event, incident, instance, submission, task, task_candidate
from engine.task_conflicts import AlreadyCompleted, ClaimedByAnother, RevisionMoved, TaskWithdrawn
from engine.transaction import reading, writing
from tests.diagrams import form, number, process, text, user
from tests.integration.engine.conftest import CADRE, NOON, PARTY

START = '<startEvent id="s"/>'
END = '<endEvent id="e"/>'
COLLEAGUE = replace(CADRE, person_id="colleague", name="李主任")


@pytest.fixture
def line(bench: Any) -> Any:
    """An instance that waits at ``a``, a form with a text and a number; then ``b``."""
    body = process(START + user("a", "fa") + user("b") + END, "s -> a -> b -> e")
    bench.deploy(body, forms={"fa": form("fa", text("note", validate={"required": True}), number("n"))})
    bench.started = bench.start()
    return bench


def everything(bench: Any) -> dict[str, list[Any]]:
    tables = (instance, task, task_candidate, submission, activity, history_event)
    with reading(bench.engine.database) as connection:
        return {table.name: list(connection.execute(sa.select(table))) for table in tables}


def test_a_completion_tells_what_comes_next_and_who_did_it(line: Any) -> None:
    task_id = line.task_id("a")
    line.clock.advance(minutes=5)

    done = line.complete("a", note="好", n=Decimal("1.50"))

    assert (done.task_id, done.instance_id, done.repeated) == (task_id, line.started.instance_id, False)
    assert done.completed_at == line.clock()
    assert done.next_task_ids == (line.task_id("b"),)
    (row,) = [row for row in everything(line)["task"] if row.id == task_id]
    assert (row.status, row.completed_by, row.assignee, row.revision) == ("completed", "cadre", "cadre", 2)
    assert (row.created_at, row.ended_at) == (NOON, line.clock())
    assert str(line.variables(line.started.instance_id)["n"]) == "1.50"


def test_next_tasks_are_told_only_to_those_who_may_see_them(bench: Any) -> None:
    bench.deploy(process(START + user("a") + user("b", groups="village_party") + END, "s -> a -> b -> e"))
    bench.start()
    assert bench.complete("a").next_task_ids == ()


@pytest.mark.parametrize("last", [False, True])
def test_the_same_answer_again_gets_the_first_answer_again(line: Any, last: bool) -> None:
    """A double tap on a phone: the second request must neither act nor alarm, and must lead on like the first."""
    if last:
        line.complete("a", note="好", n=1)
    task_id, data = (line.task_id("b"), {}) if last else (line.task_id("a"), {"note": "好", "n": 1})
    line.clock.advance(minutes=1)
    first = tasks.complete(line.engine, CADRE, task_id, data)
    before = everything(line)
    line.clock.advance(hours=1)
    line.forget_caches()

    again = tasks.complete(line.engine, CADRE, task_id, data)

    assert again == replace(first, repeated=True)
    assert again.instance_ended == last
    assert everything(line) == before


def test_another_answer_or_another_person_is_told_who_did_it_and_when(line: Any) -> None:
    task_id = line.task_id("a")
    line.complete("a", note="好", n=1)
    before = everything(line)
    for actor, data in ((CADRE, {"note": "改", "n": 1}), (COLLEAGUE, {"note": "好", "n": 1})):
        with pytest.raises(AlreadyCompleted, match="cadre于11月24日 12:00办完") as refused:
            tasks.complete(line.engine, actor, task_id, data)
        assert refused.value.details["completed_at"] == NOON.isoformat()
    assert everything(line) == before


@pytest.mark.parametrize("data", [{}, {"note": ""}, {"note": "好", "n": "三"}, {"note": "好", "outcome": "协商成功"}])
def test_a_wrong_submission_changes_nothing(line: Any, data: dict[str, Any]) -> None:
    before = everything(line)
    with pytest.raises(InvalidSubmission):
        line.complete("a", **data)
    assert everything(line) == before


def test_a_task_without_a_form_takes_no_data(line: Any) -> None:
    line.complete("a", note="好", n=1)
    with pytest.raises(InvalidSubmission) as refused:
        line.complete("b", outcome="协商成功")
    assert list(refused.value.errors) == ["outcome"]


def test_a_hidden_task_and_a_missing_one_are_refused_alike(line: Any) -> None:
    task_id = line.task_id("a")
    for wrong in (task_id, "00000000-0000-0000-0000-000000000000", "?"):
        with pytest.raises(NotFound, match="没有找到这项任务，或者您无权查看"):
            tasks.complete(line.engine, PARTY, wrong, {"note": "好", "n": 1})


def test_a_task_that_another_has_claimed_is_not_completed(line: Any) -> None:
    task_id = line.task_id("a")
    claims.claim(line.engine, COLLEAGUE, task_id)
    with pytest.raises(ClaimedByAnother, match="colleague"):
        tasks.complete(line.engine, CADRE, task_id, {"note": "好", "n": 1})
    assert tasks.complete(line.engine, COLLEAGUE, task_id, {"note": "好", "n": 1}).next_task_ids


def test_a_revision_that_has_moved_is_refused(line: Any) -> None:
    task_id = line.task_id("a")
    claims.claim(line.engine, CADRE, task_id)
    with pytest.raises(RevisionMoved):
        tasks.complete(line.engine, CADRE, task_id, {"note": "好", "n": 1}, expected_revision=1)
    assert not tasks.complete(line.engine, CADRE, task_id, {"note": "好", "n": 1}, expected_revision=2).repeated


def test_a_task_that_the_diagram_took_away_is_told_so(bench: Any) -> None:
    body = START + '<parallelGateway id="f"/>' + user("a") + user("b")
    body += '<endEvent id="t"><terminateEventDefinition id="td"/></endEvent>' + user("c") + END
    bench.deploy(process(body, "s -> f -> a -> t\nf -> b -> e\nf -> c -> e"))
    bench.start()
    gone = bench.task_id("b")
    bench.complete("a")
    with pytest.raises(TaskWithdrawn, match="11月24日 12:00撤销"):
        tasks.complete(bench.engine, CADRE, gone, {})


@pytest.mark.parametrize(
    ("kind", "expression", "sentence"),
    [
        ("assignee", "=5", "办理人必须是一个人员编号"),
        ("priority", '="高"', "优先级必须是整数"),
        ("priority", "=10 ** 40", "优先级必须是整数"),
        ("dueDate", '="明天"', "不是日期"),
    ],
)
def test_attributes_of_a_wrong_kind_are_incidents(
    bench: Any, rows: Any, kind: str, expression: str, sentence: str
) -> None:

    wrong = user("b").replace("<userTask ", f"<userTask camunda:{kind}='{expression}' ")
    bench.deploy(process(START + user("a") + wrong + END, "s -> a -> b -> e"))
    bench.start()
    with pytest.raises(IncidentRaised):
        bench.complete("a")
    assert sentence in rows(incident)[0].message
    assert bench.open() == ["a"]


def test_attributes_are_settled_when_the_task_is_created(bench: Any) -> None:
    attributes = 'camunda:dueDate="=deadline" camunda:followUpDate="2026-11-25T08:00:00" camunda:priority="=90 - 1" '
    attributes += 'camunda:assignee="=who" '
    body = START + user("a").replace("<userTask ", f"<userTask {attributes}") + END
    bench.deploy(process(body, "s -> a -> e"))

    bench.start(deadline=feel.Date(2026, 11, 30), who="cadre")
    (row,) = everything(bench)["task"]
    assert row.due_at.isoformat() == "2026-11-30T16:00:00+00:00"
    assert row.follow_up_at.isoformat() == "2026-11-25T00:00:00+00:00"
    assert (row.priority, row.assignee) == (89, "cadre")


def test_a_long_history_keeps_its_order(line: Any) -> None:
    """The place of an activity counted past what a 32-bit column holds after some twenty thousand events."""
    with writing(line.engine.database) as connection:
        connection.execute(instance.update().values(last_sequence=50_000))
    line.complete("a", note="好", n=1)
    with reading(line.engine.database) as connection:
        visits = list_activities(connection, line.started.instance_id, 10)
    assert [visit.element_id for visit in visits] == ["s", "a", "b"]
    assert visits[-1].started_sequence > 2**31


def test_the_chain_holds_through_everything_that_happens_to_a_task(line: Any) -> None:
    task_id = line.task_id("a")
    claims.claim(line.engine, CADRE, task_id)
    claims.unclaim(line.engine, CADRE, task_id)
    line.complete("a", note="好", n=1)
    line.complete("b")
    types = [row.type for row in everything(line)["history_event"]]
    assert types == ["instance_started", "task_claimed", "task_unclaimed", "task_completed", "task_completed",
                     "instance_ended"]  # fmt: skip
    with reading(line.engine.database) as connection:
        assert verify_chain(connection, line.started.instance_id).ok
