"""What people read of a case: their task with its form, and the case's activities, variables, answers and history."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.drafts import save_draft
from engine.errors import NotFound
from engine.history import verify_chain
from engine.instance_views import (
    find_element,
    get_instance,
    get_task,
    list_activities,
    list_history,
    list_submissions,
    list_variables,
)
from engine.transaction import reading
from tests.data.saved_states.models import SCOPES
from tests.diagrams import form, process, text, user
from tests.integration.engine.conftest import CADRE, NOON, PARTY
from tests.saved_states import given, play

DOCUMENTATION = "<documentation>请核对会议记录。</documentation>"


@pytest.fixture
def line(bench: Any) -> Any:
    """An instance that waits at ``a``, which has a form, documentation and two groups; then ``b``."""
    body = '<startEvent id="s"/>' + user("a", "fa", "village_party,village_committee", DOCUMENTATION) + user("b")
    fields = form("fa", text("topic"), text("note"))
    bench.deploy(process(body + '<endEvent id="e"/>', "s -> a -> b -> e"), forms={"fa": fields})
    bench.started = bench.start(topic="修路", secret="不在表单里")
    return bench


def test_a_task_is_shown_with_its_form_prefilled_from_the_variables_it_asks_for(line: Any) -> None:
    view = get_task(line.engine, PARTY, line.task_id("a"))

    assert view.candidate_groups == ("village_committee", "village_party")
    assert (view.business_key, view.documentation) == ("2026-1", "请核对会议记录。")
    assert view.form is not None
    assert [field["key"] for field in view.form["components"]] == ["topic", "note"]
    assert view.data["topic"] == "修路"
    assert "不在表单里" not in str(view.data)
    assert (view.draft, view.draft_saved_at) == (None, None)


def test_a_draft_is_shown_beside_the_variables(line: Any) -> None:
    save_draft(line.engine, CADRE, line.task_id("a"), {"topic": "修桥"})
    view = get_task(line.engine, CADRE, line.task_id("a"))

    assert (view.data["topic"], view.draft, view.draft_saved_at) == ("修路", {"topic": "修桥"}, NOON)


def test_a_finished_task_can_still_be_looked_at_and_is_no_longer_prefilled(line: Any) -> None:
    task_id = line.task_id("a")
    line.complete("a", topic="修路", note="好")
    view = get_task(line.engine, CADRE, task_id)

    assert (view.row.status, view.data, view.draft) == ("completed", {}, None)


def test_a_hidden_task_and_a_missing_one_are_refused_alike(line: Any) -> None:
    stranger = replace(CADRE, person_id="x", keys=frozenset({"village_committee@640102"}))
    for task_id in (line.task_id("a"), "missing"):
        with pytest.raises(NotFound):
            get_task(line.engine, stranger, task_id)


def test_a_task_inside_a_call_is_prefilled_from_the_scope_of_the_call(bench: Any) -> None:
    """The caller's topic must not shine through into the called process, which was given a subject only."""
    called = process(
        '<startEvent id="cs"/>' + user("work", "fw") + '<endEvent id="ce"/>', "cs -> work -> ce", key="called"
    )
    mapping = '<extensionElements><camunda:in source="topic" target="subject"/></extensionElements>'
    body = f'<startEvent id="s"/><callActivity id="call" calledElement="called">{mapping}</callActivity>'
    fields = form("fw", text("subject"), text("topic"))
    bench.deploy(process(body + '<endEvent id="e"/>', "s -> call -> e"), called, forms={"fw": fields})
    bench.start(topic="修路")

    data = get_task(bench.engine, CADRE, bench.task_id("work")).data

    assert data["subject"] == "修路"
    assert not data.get("topic")


def test_an_instance_is_found_by_its_number(line: Any) -> None:
    with reading(line.engine.database) as connection:
        row = get_instance(connection, "2026-1")
        with pytest.raises(NotFound):
            get_instance(connection, "2026-2")
    assert (row.id, row.process_key, row.process_version) == (line.started.instance_id, "p", 1)


def paged(fetch: Any, key: str, limit: int = 2) -> list[Any]:
    """Every page after the other, until one is empty."""
    found: list[Any] = []
    after: Any = None
    while page := fetch(limit, after):
        found += page
        last = page[-1]
        after = last[key] if isinstance(last, dict) else getattr(last, key)
    return found


def test_lists_are_complete_in_order_and_in_pages(bench: Any) -> None:
    bench.deploy(*SCOPES.processes.values(), forms=SCOPES.forms)
    instance_id = bench.start(SCOPES.name, **given(SCOPES)).instance_id
    for action in SCOPES.actions:
        bench.clock.advance(minutes=1)
        play(bench, action)
    with reading(bench.engine.database) as connection:
        visits = paged(lambda limit, after: list_activities(connection, instance_id, limit, after), "id")
        answers = paged(lambda limit, after: list_submissions(connection, instance_id, limit, after), "id")
        events = paged(lambda limit, after: list_history(connection, instance_id, limit, after or 0), "sequence")
        count = verify_chain(connection, instance_id).events

    assert [row.element_id for row in visits] == [
        "s", "sub", "s2", "call", "cs", "cm", "work", "inc", "cd", "cm", "work", "inc", "cd", "ce", "x", "e2",
        "after", "e",
    ]  # fmt: skip
    assert {row.status for row in visits} == {"completed"}
    assert [(entry["element_id"], entry["data"]) for entry in answers] == [
        ("s", {}), ("work", {"result": "再来"}), ("work", {"result": "完"}), ("x", {"topic": "修桥"}), ("after", {}),
    ]  # fmt: skip
    assert [row.sequence for row in events] == [*range(1, count + 1)]


def test_variables_are_listed_with_their_scope_writer_and_type(bench: Any) -> None:
    bench.deploy(*SCOPES.processes.values(), forms=SCOPES.forms)
    instance_id = bench.start(SCOPES.name, **given(SCOPES)).instance_id
    with reading(bench.engine.database) as connection:
        found = list_variables(connection, instance_id)
        scopes = {row.element_id: row.id for row in list_activities(connection, instance_id, 100)}

    listed = {(row["scope_id"], row["name"]): (row["type"], row["value"], row["written_by"]) for row in found}
    assert listed == {
        ("", "topic"): ("string", "修路", "s"),
        ("", "n"): ("number", 4, "s"),
        (scopes["call"], "subject"): ("string", "修路", "call"),
        (scopes["call"], "m"): ("number", 5, "call"),
    }


def test_elements_are_found_in_subprocesses_too(bench: Any) -> None:
    bench.deploy(*SCOPES.processes.values(), forms=SCOPES.forms)
    instance_id = bench.start(SCOPES.name, **given(SCOPES)).instance_id
    with reading(bench.engine.database) as connection:
        definition_id = get_instance(connection, "2026-1").definition_id
        assert instance_id == get_instance(connection, "2026-1").id

    assert find_element(bench.engine, definition_id, "x").element_type == "userTask"
    assert find_element(bench.engine, definition_id, "gone") is None
