"""Claims, timers, messages, cancellations, starts and drafts against each other: exactly one outcome."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine import claims, drafts, tasks
from engine.cancellation import cancel_instance
from engine.errors import Conflict
from engine.history import verify_chain
from engine.instances import Opening, start_instance
from engine.messages import NobodyWaits, deliver_message
from engine.tables import draft, history_event, instance, task, timer_job
from engine.task_conflicts import AlreadyCompleted, ClaimedByAnother, TaskWithdrawn
from engine.timers import fire_due_timers, fire_timer
from engine.transaction import reading
from tests.concurrency.racing import at_once, overtaken, sort_out
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE, asking

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
EIGHT = [replace(CADRE, person_id=f"p{place}") for place in range(8)]
TIMER = '<timerEventDefinition id="td"><timeDuration>PT1H</timeDuration></timerEventDefinition>'
MESSAGE = (
    '<extensionElements><camunda:properties><camunda:property name="senders" value="everyone"/></camunda:properties>'
    '</extensionElements><messageEventDefinition id="md" messageRef="m1"/>'
)


@pytest.fixture
def guarded(bench: Any) -> Any:
    """An instance at task ``a``, which a due timer or a message may take away; each way leads to a task of its own."""
    body = START + user("a") + user("done") + user("late") + user("called") + END
    body += f'<boundaryEvent id="t" attachedToRef="a">{TIMER}</boundaryEvent>'
    body += f'<boundaryEvent id="m" attachedToRef="a">{MESSAGE}</boundaryEvent>'
    flows = "s -> a -> done -> e\nt -> late -> e\nm -> called -> e"
    bench.deploy(process(body, flows, extra='<message id="m1" name="call"/>'))
    bench.started = bench.start()
    bench.clock.advance(hours=1)
    return bench


def complete(bench: Any, engine: Any = None) -> Any:
    return tasks.complete(engine or bench.engine, CADRE, bench.a, {})


def fire(bench: Any, engine: Any = None) -> bool:
    return fire_timer(engine or bench.engine, bench.timer, bench.started.instance_id)


def send(bench: Any, engine: Any = None) -> Any:
    return deliver_message(engine or bench.engine, CADRE, bench.started.business_key, "call", {})


WAYS = {"done": complete, "late": fire, "called": send}
REFUSED = {"done": TaskWithdrawn, "called": NobodyWaits}


def settle(bench: Any, rows: Any) -> None:
    bench.a = bench.task_id("a")
    bench.timer = rows(timer_job)[0].id


def check(bench: Any, rows: Any, winner: str) -> None:
    assert bench.open() == [winner]
    assert rows(timer_job) == []
    (row,) = [row for row in rows(task) if row.element_id == "a"]
    assert row.status == ("completed" if winner == "done" else "cancelled")
    with reading(bench.engine.database) as connection:
        assert verify_chain(connection, bench.started.instance_id).ok


#: Two completions by one person are one answer given twice: see test_completions.
PAIRS = sorted({(slow, fast) for slow in WAYS for fast in WAYS} - {("done", "done")})


@pytest.mark.parametrize(("slow", "fast"), PAIRS)
def test_whoever_writes_first_decides_and_the_other_finds_nothing_left(
    guarded: Any, rows: Any, slow: str, fast: str
) -> None:
    settle(guarded, rows)
    engine, answers = overtaken(guarded.engine, lambda: WAYS[fast](guarded))

    if slow == "late":
        assert fire(guarded, engine) is False
    else:
        with pytest.raises(REFUSED[slow]):
            WAYS[slow](guarded, engine)

    assert len(answers) == 1
    check(guarded, rows, fast)


@pytest.mark.parametrize("round_", range(3))
def test_all_ways_at_once_have_one_outcome(guarded: Any, rows: Any, round_: int) -> None:
    settle(guarded, rows)
    answers = at_once([lambda way=way: way(guarded) for way in (*WAYS.values(), *WAYS.values())])

    well, refused = sort_out([answer for answer in answers if answer is not False])
    # A completion tapped twice is answered twice.
    assert len([answer for answer in well if not getattr(answer, "repeated", False)]) == 1
    assert all(isinstance(error, Conflict) for error in refused)
    (winner,) = guarded.open()
    check(guarded, rows, winner)


def test_two_sweeps_at_once_fire_a_timer_once(guarded: Any, rows: Any) -> None:
    settle(guarded, rows)
    answers = at_once([lambda: fire_due_timers(guarded.engine)] * 3)

    assert sum(answers) == 1
    check(guarded, rows, "late")


def test_of_eight_who_claim_one_task_one_gets_it(guarded: Any, rows: Any) -> None:
    settle(guarded, rows)
    answers = at_once([lambda person=person: claims.claim(guarded.engine, person, guarded.a) for person in EIGHT])

    (claimed,), refused = sort_out(answers)
    assert {type(error) for error in refused} == {ClaimedByAnother}
    assert {error.details["assignee"] for error in refused} == {claimed.assignee}  # type: ignore[attr-defined]
    assert [row.type for row in rows(history_event)].count("task_claimed") == 1
    assert claimed.revision == 2


def test_a_completion_overtaken_by_anothers_claim_is_refused(guarded: Any, rows: Any) -> None:
    settle(guarded, rows)
    engine, _ = overtaken(guarded.engine, lambda: claims.claim(guarded.engine, EIGHT[0], guarded.a))

    with pytest.raises(ClaimedByAnother, match="p0"):
        complete(guarded, engine)
    assert [row.status for row in rows(task)] == ["open"]


def test_claims_and_completions_at_once_leave_the_task_to_one(guarded: Any, rows: Any) -> None:
    settle(guarded, rows)
    claiming = [lambda person=person: claims.claim(guarded.engine, person, guarded.a) for person in EIGHT[:4]]
    completing = [lambda person=person: tasks.complete(guarded.engine, person, guarded.a, {}) for person in EIGHT[4:]]
    _, refused = sort_out(at_once([*claiming, *completing]))

    assert {type(error) for error in refused} <= {ClaimedByAnother, AlreadyCompleted}
    (row,) = [row for row in rows(task) if row.element_id == "a"]
    completed = [event for event in rows(history_event) if event.type == "task_completed"]
    claimed = [event for event in rows(history_event) if event.type == "task_claimed"]
    assert len(completed) + len(claimed) == 1
    assert row.assignee == (completed or claimed)[0].person_id


def test_a_cancellation_that_comes_first_withdraws_the_task(guarded: Any, rows: Any) -> None:
    settle(guarded, rows)
    instance_id = guarded.started.instance_id
    engine, _ = overtaken(guarded.engine, lambda: cancel_instance(guarded.engine, CADRE, instance_id, "重复登记"))

    with pytest.raises(TaskWithdrawn):
        complete(guarded, engine)
    assert rows(instance)[0].status == "cancelled"
    assert rows(timer_job) == []


def test_a_cancellation_that_comes_second_ends_what_the_completion_opened(guarded: Any, rows: Any) -> None:
    settle(guarded, rows)
    engine, _ = overtaken(guarded.engine, lambda: complete(guarded))

    cancel_instance(engine, CADRE, guarded.started.instance_id, "重复登记")

    assert {row.element_id: row.status for row in rows(task)} == {"a": "completed", "done": "cancelled"}
    assert guarded.open() == []


def test_four_starts_with_one_request_key_start_one_instance(bench: Any, rows: Any) -> None:
    bench.deploy(process(START + user("a") + END, "s -> a -> e"))
    answers = at_once([
        lambda place=place: start_instance(
            bench.engine, asking("k"), "p", {}, Opening("640101", f"2026-{place}", {})
        )
        for place in range(4)
    ])

    assert sorted(answer.repeated for answer in answers) == [False, True, True, True]
    assert len({answer.instance_id for answer in answers}) == len({answer.business_key for answer in answers}) == 1
    assert len(rows(instance)) == 1
    assert bench.open() == ["a"]


def test_a_draft_saved_four_times_at_once_is_one_draft(guarded: Any, rows: Any) -> None:
    """Each found no draft and added one: all but the first broke on the table's primary key."""
    settle(guarded, rows)
    answers = at_once([
        lambda place=place: drafts.save_draft(guarded.engine, CADRE, guarded.a, {"n": place}) for place in range(4)
    ])

    assert answers == [guarded.clock()] * 4
    assert len(rows(draft)) == 1


@pytest.mark.parametrize("round_", range(3))
def test_a_draft_never_outlives_its_task(guarded: Any, rows: Any, round_: int) -> None:
    settle(guarded, rows)
    saving = [lambda person=person: drafts.save_draft(guarded.engine, person, guarded.a, {}) for person in EIGHT[:3]]
    _, refused = sort_out(at_once([*saving, lambda: complete(guarded)]))

    assert {type(error) for error in refused} <= {AlreadyCompleted}
    assert rows(draft) == []
