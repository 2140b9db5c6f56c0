"""Drafts belong to one person and one open task, say whatever was typed, and go with the task."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.cancellation import cancel_instance
from engine.drafts import read_draft, save_draft
from engine.errors import NotFound
from engine.instance_views import get_task
from engine.tables import draft, history_event
from engine.task_conflicts import AlreadyCompleted, TaskWithdrawn
from tests.diagrams import form, process, text, user
from tests.integration.engine.conftest import CADRE, NOON, PARTY

COLLEAGUE = replace(CADRE, person_id="colleague")


@pytest.fixture
def line(bench: Any) -> Any:
    """An instance that waits at ``a``, a form with a required text; then ``b``."""
    body = '<startEvent id="s"/>' + user("a", "fa") + user("b") + '<endEvent id="e"/>'
    fields = form("fa", text("note", validate={"required": True}))
    bench.deploy(process(body, "s -> a -> b -> e"), forms={"fa": fields})
    bench.started = bench.start()
    return bench


def test_a_draft_is_kept_as_it_was_typed_and_unchecked(line: Any, rows: Any) -> None:
    data = {"note": "", "rows": [{"n": 1.5, "x": None}], "unknown": "写到一半"}
    task_id = line.task_id("a")

    assert read_draft(line.engine, CADRE, task_id) is None
    assert save_draft(line.engine, CADRE, task_id, data) == NOON
    assert read_draft(line.engine, CADRE, task_id) == (data, NOON)
    assert [row.type for row in rows(history_event)] == ["instance_started"]


def test_saving_again_replaces_it(line: Any, rows: Any) -> None:
    task_id = line.task_id("a")
    save_draft(line.engine, CADRE, task_id, {"note": "一"})
    line.clock.advance(minutes=1)
    save_draft(line.engine, CADRE, task_id, {"note": "二"})

    assert read_draft(line.engine, CADRE, task_id) == ({"note": "二"}, line.clock())
    assert len(rows(draft)) == 1


def test_each_person_has_their_own_and_sees_no_other(line: Any) -> None:
    task_id = line.task_id("a")
    save_draft(line.engine, CADRE, task_id, {"note": "我的"})
    save_draft(line.engine, COLLEAGUE, task_id, {"note": "同事的"})

    assert get_task(line.engine, CADRE, task_id).draft == {"note": "我的"}
    assert get_task(line.engine, COLLEAGUE, task_id).draft == {"note": "同事的"}


def test_a_draft_never_reaches_the_variables_or_the_completion(line: Any) -> None:
    save_draft(line.engine, CADRE, line.task_id("a"), {"note": "草稿"})
    line.complete("a", note="正文")

    assert line.variables(line.started.instance_id)["note"] == "正文"


def test_all_drafts_go_when_the_task_is_completed(line: Any, rows: Any) -> None:
    task_id = line.task_id("a")
    for actor in (CADRE, COLLEAGUE):
        save_draft(line.engine, actor, task_id, {"note": "草稿"})
    save_draft(line.engine, CADRE, task_id, {"note": "草稿"})
    line.complete("a", note="正文")

    assert rows(draft) == []
    with pytest.raises(AlreadyCompleted):
        save_draft(line.engine, COLLEAGUE, task_id, {})
    assert rows(draft) == []


def test_all_drafts_go_when_the_task_is_taken_away(line: Any, rows: Any) -> None:
    task_id = line.task_id("a")
    save_draft(line.engine, CADRE, task_id, {"note": "草稿"})
    cancel_instance(line.engine, CADRE, line.started.instance_id, "撤回")

    assert rows(draft) == []
    with pytest.raises(TaskWithdrawn):
        save_draft(line.engine, CADRE, task_id, {})


def test_a_task_that_one_may_not_see_takes_no_draft(line: Any, rows: Any) -> None:
    for task_id in (line.task_id("a"), "missing"):
        with pytest.raises(NotFound):
            save_draft(line.engine, PARTY, task_id, {})
        with pytest.raises(NotFound):
            read_draft(line.engine, PARTY, task_id)
    assert rows(draft) == []
