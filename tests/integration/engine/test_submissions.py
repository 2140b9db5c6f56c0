"""What a submission leaves in history: the answers that are not as suggested, in the same step."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
import pytest

from engine import tasks
from engine.errors import InvalidSubmission
from engine.history import verify_chain
from engine.instances import Opening, start_instance
from engine.tables import history_event, submission
from engine.transaction import reading
from tests.diagrams import form, process, script, text, user
from tests.integration.engine.conftest import CADRE

END = '<endEvent id="e"/>'
LEAD = {
    "type": "select", "key": "lead", "label": "牵头单位", "values": ["村", "镇"],
    "properties": {"suggested": "advice.lead", "reason": "why"},
}  # fmt: skip
DAYS = {
    "type": "number", "key": "days", "label": "公告天数", "properties": {"suggested": "advice.days", "reason": "why"},
}  # fmt: skip
PLAN = form("plan", LEAD, DAYS, text("why", label="变更理由"))


@pytest.fixture
def advised(bench: Any) -> Any:
    """An instance that has an advice and waits for the plan."""
    advise = script("advise", "advice", '={lead: "村", days: 3}')
    body = process('<startEvent id="s"/>' + advise + user("a", "plan") + user("b") + END, "s -> advise -> a -> b -> e")
    bench.deploy(body, forms={"plan": PLAN})
    bench.started = bench.start()
    return bench


def told(rows: Any) -> list[tuple[str, dict[str, Any]]]:
    return [(event.type, orjson.loads(event.data)) for event in rows(history_event)]


def test_a_justified_change_is_told_in_the_same_step(advised: Any, rows: Any) -> None:
    advised.clock.advance(minutes=5)
    advised.complete("a", lead="镇", days=5, why="涉及两个村")

    (sent,) = [row for row in rows(submission) if row.element_id == "a"]
    events = rows(history_event)
    place = [event.type for event in events].index("suggestion_changed")
    event = events[place]
    assert events[place - 1].type == "task_completed"
    assert (event.person_id, event.element_id, event.task_id) == ("cadre", "a", sent.task_id)
    assert event.happened_at == events[place - 1].happened_at == advised.clock()
    assert orjson.loads(event.data) == {
        "changes": [
            {"key": "lead", "label": "牵头单位", "reason": "why", "suggested": ["村"], "chosen": ["镇"]},
            {"key": "days", "label": "公告天数", "reason": "why"},
        ],
        "form": sent.form_id,
        "submission_id": sent.id,
    }
    with reading(advised.engine.database) as connection:
        assert verify_chain(connection, advised.started.instance_id).ok


def test_what_is_answered_as_suggested_tells_nothing(advised: Any, rows: Any) -> None:
    advised.complete("a", lead="村", days=Decimal("3.0"), why="")

    assert "suggestion_changed" not in dict(told(rows))


def test_a_change_without_a_reason_changes_nothing(advised: Any, rows: Any) -> None:
    before = told(rows)
    with pytest.raises(InvalidSubmission) as refused:
        advised.complete("a", lead="镇", days=3)

    assert refused.value.errors == {"lead": ["「牵头单位」和建议（“村”）不一样，请在“变更理由”里写明理由。"]}
    assert told(rows) == before
    assert advised.open() == ["a"]


def test_the_same_change_sent_twice_is_told_once(advised: Any, rows: Any) -> None:
    task_id = advised.task_id("a")
    data = {"lead": "镇", "days": 3, "why": "涉及两个村"}
    advised.complete("a", **data)
    assert tasks.complete(advised.engine, CADRE, task_id, data).repeated
    assert [kind for kind, _ in told(rows)].count("suggestion_changed") == 1


def test_a_start_form_is_compared_with_what_the_case_begins_with(bench: Any, rows: Any) -> None:
    start = '<startEvent id="s" camunda:formRef="plan" camunda:formRefBinding="latest"/>'
    bench.deploy(process(start + user("a") + END, "s -> a -> e"), forms={"plan": PLAN})
    opening = Opening("640101", "2026-1", {"advice": {"lead": "村"}})

    with pytest.raises(InvalidSubmission):
        start_instance(bench.engine, CADRE, "p", {"lead": "镇"}, opening)
    start_instance(bench.engine, CADRE, "p", {"lead": "镇", "why": "涉及两个村"}, opening)

    kinds = [kind for kind, _ in told(rows)]
    assert kinds[:2] == ["instance_started", "suggestion_changed"]
    change = dict(told(rows))["suggestion_changed"]["changes"][0]
    assert (change["suggested"], change["chosen"]) == (["村"], ["镇"])
