"""Starting a case: by its form or by a message, once per request key, wholly or not at all."""
from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from engine.actors import Actor
from engine.errors import Forbidden, InvalidSubmission, NotFound
from engine.history import verify_chain
from engine.instances import Opening, Started, start_by_message, start_instance
from engine.request_keys import KeyReused
from engine.tables import history_event, instance, submission, task, variable
from engine.transaction import reading
from tests.diagrams import form, number, process, script, text, user
from tests.integration.engine.conftest import CADRE, PARTY, asking

FORM_START = '<startEvent id="s" camunda:formRef="fs" camunda:formRefBinding="latest" camunda:initiator="starter"/>'
END = '<endEvent id="e"/>'
FS = form("fs", text("topic", validate={"required": True}), number("households"))


@pytest.fixture
def registry(bench: Any) -> Any:
    """A process with a start form and one task."""
    bench.deploy(process(FORM_START + user("a") + END, "s -> a -> e"), forms={"fs": FS})
    return bench


def opening(number_: int = 1, **variables: Any) -> Opening:
    return Opening("640101", f"2026-{number_}", variables)


def begin(bench: Any, topic: str, number_: int = 1, actor: Actor = CADRE) -> Started:
    """Start with a key, as one request for each topic."""
    asked = {"topic": topic}
    return start_instance(bench.engine, asking("k", asked, actor=actor), "p", asked, opening(number_))


def test_the_start_form_becomes_variables_a_submission_and_the_first_event(registry: Any, rows: Any) -> None:
    data = {"topic": "修路", "households": Decimal("1.50")}
    started = start_instance(registry.engine, CADRE, "p", data, opening(village="640101"))

    found = registry.variables(started.instance_id)
    assert found == {"topic": "修路", "households": Decimal("1.5"), "starter": "cadre", "village": "640101"}
    assert str(found["households"]) == "1.50"
    (sent,) = rows(submission)
    assert (sent.element_id, sent.task_id, sent.person_id) == ("s", None, "cadre")
    (event,) = rows(history_event)
    assert (event.type, event.sequence, event.person_id, event.element_id) == ("instance_started", 1, "cadre", "s")
    with reading(registry.engine.database) as connection:
        assert verify_chain(connection, started.instance_id).ok


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "topic"),
        ({"topic": "修路", "outcome": "协商成功"}, "outcome"),
        ({"topic": "修路", "households": -1}, "households"),
    ],
)
def test_a_wrong_or_foreign_entry_starts_nothing(registry: Any, rows: Any, data: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidSubmission) as refused:
        start_instance(registry.engine, asking("k", data), "p", data, opening())

    assert field in refused.value.errors
    assert [rows(table) for table in (instance, task, variable, submission, history_event)] == [[], [], [], [], []]
    assert begin(registry, "修路").repeated is False


def test_without_a_form_nothing_may_come(bench: Any) -> None:
    bench.deploy(process('<startEvent id="s"/>' + user("a") + END, "s -> a -> e"))
    with pytest.raises(InvalidSubmission) as refused:
        start_instance(bench.engine, CADRE, "p", {"x": 1}, opening())
    assert "x" in refused.value.errors


def test_what_the_product_gives_is_not_overwritten_by_what_a_person_sends(bench: Any) -> None:
    bench.deploy(process(FORM_START + user("a") + END, "s -> a -> e"), forms={"fs": FS})
    started = start_instance(bench.engine, CADRE, "p", {"topic": "修路"}, opening(topic="产品给的", starter="系统"))
    assert bench.variables(started.instance_id)["topic"] == "产品给的"
    assert bench.variables(started.instance_id)["starter"] == "系统"


def test_the_same_request_twice_starts_one_case_and_gets_one_answer(registry: Any, rows: Any) -> None:
    first = begin(registry, "修路", 1)
    registry.forget_caches()
    again = begin(registry, "修路", 2)

    assert again == replace(first, repeated=True)
    assert len(rows(instance)) == 1
    with pytest.raises(KeyReused):
        begin(registry, "修桥", 3)
    assert begin(registry, "修路", 4, PARTY).repeated is False
    assert len(rows(instance)) == 2


def test_the_same_request_at_the_same_time_starts_one_case(registry: Any, rows: Any) -> None:
    """The second request arrives when the first has run and not yet written."""
    answers: list[Started] = []

    def meanwhile(point: str) -> None:
        if point == "before_write" and not answers:
            answers.append(start_instance(plain, asking("k", asked), "p", asked, opening(2)))

    plain, asked = registry.engine, {"topic": "修路"}
    watched = replace(plain, fault=meanwhile)
    answers.append(start_instance(watched, asking("k", asked), "p", asked, opening(1)))

    assert [answer.repeated for answer in answers] == [False, True]
    assert answers[0].instance_id == answers[1].instance_id
    assert [row.id for row in rows(instance)] == [answers[0].instance_id]
    assert len(rows(task)) == 1


def test_a_case_that_never_waits_is_completed_when_it_starts(bench: Any, rows: Any) -> None:
    bench.deploy(process('<startEvent id="s"/>' + script("sum", "total", "=1 + 1") + END, "s -> sum -> e"))
    started = bench.start()

    (row,) = rows(instance)
    assert (row.status, row.state, row.ended_at) == ("completed", None, bench.clock())
    assert [event.type for event in rows(history_event)] == ["instance_started", "instance_ended"]
    assert bench.variables(started.instance_id)["total"] == 2


def test_an_unknown_process_and_one_that_only_a_message_starts_are_not_found(bench: Any) -> None:
    with pytest.raises(NotFound):
        start_instance(bench.engine, CADRE, "gone", {}, opening())
    bench.deploy(by_message("everyone"))
    with pytest.raises(NotFound, match="消息"):
        start_instance(bench.engine, CADRE, "m", {}, opening())
    with pytest.raises(NotFound):
        start_by_message(bench.engine, CADRE, "other", {}, opening())


def by_message(senders: str) -> bytes:
    properties = f'<camunda:properties><camunda:property name="senders" value="{senders}"/></camunda:properties>'
    inside = f"<extensionElements>{properties}</extensionElements>"
    inside += '<messageEventDefinition id="md" messageRef="m1"/>'
    body = f'<startEvent id="s">{inside}</startEvent>' + user("a") + END
    return process(body, "s -> a -> e", key="m", extra='<message id="m1" name="petition"/>')


def test_a_message_starts_a_case_for_whom_the_event_names_and_once_per_key(bench: Any, rows: Any) -> None:
    bench.deploy(by_message("village_committee"))
    with pytest.raises(Forbidden):
        start_by_message(bench.engine, PARTY, "petition", {}, opening())
    first = start_by_message(bench.engine, asking("k", {}), "petition", {}, opening(1))
    again = start_by_message(bench.engine, asking("k", {}), "petition", {}, opening(2))

    assert again == replace(first, repeated=True)
    assert len(rows(instance)) == 1


def test_a_form_deployed_alone_reaches_new_cases_and_never_running_ones(bench: Any, rows: Any) -> None:
    """A case keeps the deployment number at which it started (design.md 2), for forms reached later too."""
    body = '<startEvent id="s"/>' + user("a") + user("b", "fb") + END
    bench.deploy(process(body, "s -> a -> b -> e"), forms={"fb": form("fb", text("old"))})
    bench.start()
    bench.deploy(forms={"fb": form("fb", text("new"))})
    bench.forget_caches()
    bench.complete("a")
    with pytest.raises(InvalidSubmission):
        bench.complete("b", new="新")
    assert bench.complete("b", old="旧").instance_ended

    bench.start()
    bench.complete("a")
    assert bench.complete("b", new="新").instance_ended
    assert [row.deployment_number for row in rows(instance)] == [1, 2]


def test_a_called_process_deployed_alone_reaches_new_cases_and_never_running_ones(bench: Any) -> None:
    def called(name: str) -> bytes:
        return process('<startEvent id="cs"/>' + user(name) + '<endEvent id="ce"/>', f"cs -> {name} -> ce", key="c")

    body = '<startEvent id="s"/>' + user("a") + '<callActivity id="call" calledElement="c"/>' + END
    bench.deploy(process(body, "s -> a -> call -> e"), called("old"))
    bench.start()
    bench.deploy(called("new"))
    bench.forget_caches()
    bench.complete("a")
    assert bench.open() == ["old"]
    bench.complete("old")

    bench.start()
    bench.complete("a")
    assert bench.open() == ["new"]
