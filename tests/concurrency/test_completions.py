"""Many people at one task: one of them acts. Many people at many tasks of one case: all of them act."""
from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from engine import inbox, tasks
from engine.errors import ProductError
from engine.history import verify_chain
from engine.incidents import IncidentRaised
from engine.tables import history_event, incident, submission, task, variable
from engine.task_conflicts import AlreadyCompleted
from engine.transaction import reading
from tests.concurrency.racing import at_once, overtaken, sort_out
from tests.diagrams import form, number, process, text, user
from tests.integration.engine.conftest import CADRE

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
FOUR = [replace(CADRE, person_id=f"p{place}", name=f"第{place}人") for place in range(4)]
SIXTY = [f"t{place}" for place in range(60)]


@pytest.fixture
def line(bench: Any) -> Any:
    """An instance that waits at ``a``; then ``b``."""
    body = process(START + user("a", "fa") + user("b") + END, "s -> a -> b -> e")
    bench.deploy(body, forms={"fa": form("fa", text("note"))})
    bench.started = bench.start()
    return bench


def is_whole(bench: Any) -> bool:
    with reading(bench.engine.database) as connection:
        return verify_chain(connection, bench.started.instance_id).ok


@pytest.mark.parametrize("round_", range(3))
def test_of_four_people_at_one_task_one_acts_and_three_are_told_who(line: Any, rows: Any, round_: int) -> None:
    line.forget_caches()
    task_id = line.task_id("a")
    answers = at_once([
        lambda person=person: tasks.complete(line.engine, person, task_id, {"note": person.name}) for person in FOUR
    ])

    (done,), refused = sort_out(answers)
    assert {type(error) for error in refused} == {AlreadyCompleted}
    (winner,) = [person for person, answer in zip(FOUR, answers, strict=True) if answer is done]
    assert all(error.details["completed_by"] == winner.person_id for error in refused)  # type: ignore[attr-defined]
    assert line.variables(line.started.instance_id)["note"] == winner.name
    assert [row.person_id for row in rows(submission) if row.task_id == task_id] == [winner.person_id]
    assert line.open() == ["b"]
    assert is_whole(line)
    assert line.complete("b").instance_ended


def test_four_taps_of_one_person_act_once_and_all_get_the_answer(line: Any, rows: Any) -> None:
    task_id = line.task_id("a")
    answers = at_once([lambda: tasks.complete(line.engine, CADRE, task_id, {"note": "好"})] * 4)

    assert sorted(answer.repeated for answer in answers) == [False, True, True, True]
    assert {replace(answer, repeated=False) for answer in answers} == {replace(answers[0], repeated=False)}
    assert len([row for row in rows(submission) if row.task_id == task_id]) == 1
    assert line.open() == ["b"]


def test_whoever_is_overtaken_just_before_writing_is_told_so(line: Any) -> None:
    task_id = line.task_id("a")
    slow, answers = overtaken(line.engine, lambda: tasks.complete(line.engine, FOUR[0], task_id, {"note": "先"}))

    with pytest.raises(AlreadyCompleted, match="p0于11月24日"):
        tasks.complete(slow, FOUR[1], task_id, {"note": "后"})
    assert answers[0].repeated is False
    assert line.variables(line.started.instance_id)["note"] == "先"


def sixty(bench: Any) -> dict[str, str]:
    """An instance with sixty parallel tasks before a join; their ids by element."""
    gates = '<parallelGateway id="f"/><parallelGateway id="j"/>'
    body = START + gates + "".join(user(element, "fa") for element in SIXTY) + user("after") + END
    flows = "s -> f\nj -> after -> e\n" + "\n".join(f"f -> {element} -> j" for element in SIXTY)
    bench.deploy(process(body, flows), forms={"fa": form("fa", text("note"), number("n"))})
    bench.started = bench.start()
    page = inbox.list_tasks(bench.engine, CADRE, inbox.TaskFilter(), limit=200)
    return {row.element_id: row.id for row in page.items}


def test_sixty_people_at_sixty_tasks_of_one_case_all_act(bench: Any, rows: Any) -> None:
    ids = sixty(bench)
    bench.forget_caches()
    answers = at_once([
        lambda place=place, element=element: tasks.complete(
            bench.engine, CADRE, ids[element], {"note": element, "n": Decimal(place)}
        )
        for place, element in enumerate(SIXTY)
    ])

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert not any(answer.repeated for answer in answers)
    assert bench.open() == ["after"]
    assert sum(len(answer.next_task_ids) for answer in answers) == 1
    assert {row.status for row in rows(task)} == {"open", "completed"}
    assert [row.type for row in rows(history_event)].count("task_completed") == 60
    assert is_whole(bench)


def test_two_branches_that_reach_a_join_together_pass_it_once(bench: Any) -> None:
    body = START + '<parallelGateway id="f"/><parallelGateway id="j"/>' + user("a") + user("b") + user("after") + END
    bench.deploy(process(body, "s -> f -> a -> j -> after -> e\nf -> b -> j"))
    bench.start()
    first, second = bench.task_id("a"), bench.task_id("b")
    slow, answers = overtaken(bench.engine, lambda: tasks.complete(bench.engine, CADRE, second, {}))

    done = tasks.complete(slow, CADRE, first, {})

    assert answers[0].next_task_ids == ()
    assert len(done.next_task_ids) == 1
    assert bench.open() == ["after"]


def test_whoever_is_overtaken_twice_takes_the_lock_and_gets_through(bench: Any, rows: Any) -> None:
    """After the second conflict the instance is locked first: nobody starves however busy a case is."""
    ids = sixty(bench)
    others = [
        lambda element=element: tasks.complete(bench.engine, CADRE, ids[element], {"note": element, "n": 1})
        for element in SIXTY[1:4]
    ]
    slow, answers = overtaken(bench.engine, *others)

    done = tasks.complete(slow, CADRE, ids[SIXTY[0]], {"note": "t0", "n": 1})

    assert (done.repeated, len(answers)) == (False, 2)
    assert len([row for row in rows(task) if row.status == "completed"]) == 3
    assert is_whole(bench)


def test_what_an_overtaking_step_wrote_is_seen_by_the_step_that_is_run_again(bench: Any, rows: Any) -> None:
    """The loser must not decide by the variables that it read first."""
    body = START + '<parallelGateway id="f"/>' + user("a", "fa") + user("b", "fb")
    body += '<exclusiveGateway id="g" default="g__no"/>' + user("yes") + user("no") + END + '<endEvent id="e2"/>'
    flows = 's -> f -> a -> g\nf -> b -> e2\ng -> yes : =word = "新"\ng -> no -> e\nyes -> e'
    bench.deploy(process(body, flows), forms={"fa": form("fa", text("note")), "fb": form("fb", text("word"))})
    bench.start(word="旧")
    first, second = bench.task_id("a"), bench.task_id("b")
    slow, _ = overtaken(bench.engine, lambda: tasks.complete(bench.engine, CADRE, second, {"word": "新"}))

    tasks.complete(slow, CADRE, first, {"note": "好"})

    assert bench.open() == ["yes"]
    assert [row.name for row in rows(variable)].count("word") == 1


def test_four_failing_completions_at_once_leave_one_incident(bench: Any, rows: Any) -> None:
    body = START + user("a") + '<exclusiveGateway id="g" default="g__e"/>' + user("b") + END
    bench.deploy(process(body, "s -> a -> g\ng -> b : =score > 1\ng -> e\nb -> e"))
    bench.started = bench.start()
    task_id = bench.task_id("a")
    answers = at_once([lambda person=person: tasks.complete(bench.engine, person, task_id, {}) for person in FOUR])

    assert {type(answer) for answer in answers} == {IncidentRaised}
    assert len(rows(incident)) == 1
    assert len({answer.details["incident"] for answer in answers if isinstance(answer, ProductError)}) == 1
    assert bench.open() == ["a"]
    assert is_whole(bench)
