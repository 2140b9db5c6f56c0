"""Taking a task from a group and giving it back: one holder at a time, each change in the history."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.cancellation import cancel_instance
from engine.claims import claim, unclaim
from engine.errors import NotFound
from engine.history import verify_chain
from engine.tables import history_event, instance, task
from engine.task_conflicts import AlreadyCompleted, ClaimedByAnother, NobodyElse, TaskWithdrawn
from engine.transaction import reading
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE, PARTY

COLLEAGUE = replace(CADRE, person_id="colleague", name="李主任")


@pytest.fixture
def line(bench: Any) -> Any:
    """An instance that waits at ``a``."""
    body = '<startEvent id="s"/>' + user("a") + user("b") + '<endEvent id="e"/>'
    bench.deploy(process(body, "s -> a -> b -> e"))
    bench.started = bench.start()
    return bench


def test_a_claim_makes_the_task_ones_own_and_hides_it_from_the_group(line: Any) -> None:
    row = claim(line.engine, CADRE, line.task_id("a"))

    assert (row.assignee, row.revision, row.status) == ("cadre", 2, "open")
    assert (line.open(CADRE), line.open(COLLEAGUE)) == (["a"], [])


def test_giving_back_shows_it_to_the_group_again(line: Any) -> None:
    task_id = line.task_id("a")
    claim(line.engine, CADRE, task_id)

    row = unclaim(line.engine, CADRE, task_id)

    assert (row.assignee, row.revision) == (None, 3)
    assert line.open(COLLEAGUE) == ["a"]
    assert claim(line.engine, COLLEAGUE, task_id).assignee == "colleague"


@pytest.mark.parametrize("act", [claim, unclaim])
def test_nobody_takes_or_gives_back_what_another_holds(line: Any, rows: Any, act: Any) -> None:
    task_id = line.task_id("a")
    claim(line.engine, COLLEAGUE, task_id)
    before = rows(history_event)

    with pytest.raises(ClaimedByAnother, match="colleague") as refused:
        act(line.engine, CADRE, task_id)

    assert refused.value.details["assignee"] == "colleague"
    assert rows(history_event) == before


def test_claiming_ones_own_task_again_and_giving_back_a_free_one_change_nothing(line: Any, rows: Any) -> None:
    task_id = line.task_id("a")
    unclaim(line.engine, CADRE, task_id)
    claim(line.engine, CADRE, task_id)
    before = (rows(task), rows(instance), rows(history_event))

    claim(line.engine, CADRE, task_id)

    assert (rows(task), rows(instance), rows(history_event)) == before
    assert [row.type for row in before[2]] == ["instance_started", "task_claimed"]


@pytest.mark.parametrize("act", [claim, unclaim])
def test_a_finished_task_is_refused_with_the_reason(line: Any, act: Any) -> None:
    first = line.task_id("a")
    line.complete("a")
    with pytest.raises(AlreadyCompleted):
        act(line.engine, COLLEAGUE, first)
    second = line.task_id("b")
    cancel_instance(line.engine, CADRE, line.started.instance_id, "撤回")
    with pytest.raises(TaskWithdrawn):
        act(line.engine, CADRE, second)


@pytest.mark.parametrize("act", [claim, unclaim])
def test_a_hidden_task_and_a_missing_one_are_refused_alike(line: Any, act: Any) -> None:
    refusals = []
    for task_id in (line.task_id("a"), "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(NotFound) as refused:
            act(line.engine, PARTY, task_id)
        refusals.append((refused.value.message, refused.value.details))
    assert refusals[0] == refusals[1]


def test_a_claim_that_was_made_after_a_task_was_opened_does_not_break_the_completion(line: Any) -> None:
    """A claim moves the instance's version; the step that follows starts from the new one."""
    claim(line.engine, CADRE, line.task_id("a"))
    line.complete("a")
    assert line.open() == ["b"]
    with reading(line.engine.database) as connection:
        assert verify_chain(connection, line.started.instance_id).ok


def test_what_was_given_to_one_person_alone_cannot_be_given_back_to_nobody(bench: Any) -> None:
    """Without a group to return to the task would be seen by nobody ever again."""
    alone = '<userTask id="a" name="a" camunda:assignee="cadre"/>'
    bench.deploy(process('<startEvent id="s"/>' + alone + '<endEvent id="e"/>', "s -> a -> e"))
    bench.start()

    with pytest.raises(NobodyElse):
        unclaim(bench.engine, CADRE, bench.task_id("a"))

    assert bench.open() == ["a"]
