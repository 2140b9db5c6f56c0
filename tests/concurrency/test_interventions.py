"""An administrator or a second thought meets a completion: each in one order, the loser told, the instance unharmed."""
from __future__ import annotations

from typing import Any

import pytest

from engine import tasks
from engine.corrections import Correction, correct_variable
from engine.errors import Conflict, Suspended
from engine.suspension import resume_instance, suspend_instance
from engine.tables import history_event
from engine.undo import TooLate, undo_completion
from tests.concurrency.racing import at_once, overtaken, sort_out
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE
from tests.soundness import faults_of

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'


@pytest.fixture
def line(bench: Any) -> Any:
    """An instance at ``a``, then ``b`` and ``c``."""
    body = START + user("a") + user("b") + user("c") + END
    bench.deploy(process(body, "s -> a -> b -> c -> e"))
    bench.started = bench.start(x="一")
    return bench


def suspend(bench: Any, engine: Any = None) -> None:
    suspend_instance(engine or bench.engine, CADRE, bench.started.instance_id, "等批复")


def resume(bench: Any) -> None:
    resume_instance(bench.engine, CADRE, bench.started.instance_id, "批复已到")


def finish(bench: Any, *elements: str) -> None:
    assert faults_of(bench.engine, bench.started.instance_id) == []
    for element in elements:
        bench.complete(element)
    assert faults_of(bench.engine, bench.started.instance_id) == []


def test_a_completion_that_a_suspension_overtakes_is_refused_and_can_be_done_later(line: Any) -> None:
    task_id = line.task_id("a")
    slow, answers = overtaken(line.engine, lambda: suspend(line))
    with pytest.raises(Suspended, match="等批复"):
        tasks.complete(slow, CADRE, task_id, {})
    assert len(answers) == 1
    resume(line)
    finish(line, "a", "b", "c")


def test_a_suspension_that_a_completion_overtakes_comes_after_it(line: Any, rows: Any) -> None:
    slow, _ = overtaken(line.engine, lambda: line.complete("a"))
    suspend(line, slow)
    told = [event.type for event in rows(history_event)]
    assert told == ["instance_started", "task_completed", "instance_suspended"]
    resume(line)
    finish(line, "b", "c")


def test_both_at_once_come_in_one_order(line: Any) -> None:
    task_id = line.task_id("a")
    answers = at_once([lambda: suspend(line), lambda: tasks.complete(line.engine, CADRE, task_id, {})])
    _, refused = sort_out(answers)
    assert [type(error) for error in refused] in ([], [Suspended])
    resume(line)
    finish(line, *(["b", "c"] if not refused else ["a", "b", "c"]))


def test_taking_back_that_the_next_completion_overtakes_is_too_late(line: Any) -> None:
    first = line.task_id("a")
    line.complete("a")
    slow, _ = overtaken(line.engine, lambda: line.complete("b"))
    with pytest.raises(TooLate):
        undo_completion(slow, CADRE, first)
    finish(line, "c")


def test_the_next_completion_that_taking_back_overtakes_is_told_so(line: Any) -> None:
    first = line.task_id("a")
    line.complete("a")
    second = line.task_id("b")
    slow, _ = overtaken(line.engine, lambda: undo_completion(line.engine, CADRE, first))
    with pytest.raises(Conflict, match="撤销"):
        tasks.complete(slow, CADRE, second, {})
    finish(line, "a", "b", "c")


def test_four_who_take_the_same_completion_back_do_so_once(line: Any, rows: Any) -> None:
    first = line.task_id("a")
    line.complete("a")
    at_once([lambda: undo_completion(line.engine, CADRE, first) for _ in range(4)])
    assert [event.type for event in rows(history_event)].count("completion_undone") == 1
    finish(line, "a", "b", "c")


def test_a_correction_and_a_completion_both_stand(line: Any) -> None:
    task_id = line.task_id("a")
    correction = Correction("x", "二", "录错了", expected="一")
    answers = at_once([
        lambda: correct_variable(line.engine, CADRE, line.started.instance_id, correction),
        lambda: tasks.complete(line.engine, CADRE, task_id, {}),
    ])
    assert sort_out(answers)[1] == []
    assert line.variables(line.started.instance_id)["x"] == "二"
    finish(line, "b", "c")
