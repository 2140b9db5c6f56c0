"""Who may send a message is what the diagram says at the event; nobody else may, and nothing happens."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.actors import Actor
from engine.errors import Forbidden
from engine.instances import Opening, start_by_message
from engine.messages import deliver_message
from engine.tables import history_event, instance
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE, PARTY

RESIDENT = Actor("resident", "张春兰", frozenset({"resident@640101", "person:resident"}))
COLLEAGUE = Actor("colleague", "秦文书", frozenset({"village_committee@640101", "person:colleague"}))
NEIGHBOUR = Actor("neighbour", "石文书", frozenset({"village_committee@640102", "person:neighbour"}))
EVERYBODY = (CADRE, COLLEAGUE, PARTY, NEIGHBOUR, RESIDENT)
MESSAGE = '<message id="m1" name="apply"/>'


def by(senders: str) -> str:
    return (
        f'<extensionElements><camunda:properties><camunda:property name="senders" value="{senders}"/>'
        '</camunda:properties></extensionElements><messageEventDefinition messageRef="m1"/>'
    )


def deploy_waiting(bench: Any, senders: str) -> None:
    """A task with a boundary event that stays armed."""
    body = '<startEvent id="s"/>' + user("a") + '<endEvent id="e"/><endEvent id="e2"/>'
    body += f'<boundaryEvent id="b" attachedToRef="a" cancelActivity="false">{by(senders)}</boundaryEvent>'
    bench.deploy(process(body, "s -> a -> e\nb -> e2", extra=MESSAGE))


@pytest.mark.parametrize(
    ("senders", "allowed"),
    [
        ("everyone", set(EVERYBODY)),
        ("initiator", {CADRE}),
        ("village_committee", {CADRE, COLLEAGUE}),
        ("initiator,village_party", {CADRE, PARTY}),
        ("village_committee@640102", {NEIGHBOUR}),
    ],
)
def test_a_message_is_taken_from_whom_the_event_names(bench: Any, rows: Any, senders: str, allowed: set[Actor]) -> None:
    deploy_waiting(bench, senders)
    bench.start()
    for actor in EVERYBODY:
        before = len(rows(history_event))
        if actor in allowed:
            deliver_message(bench.engine, actor, "2026-1", "apply", {})
            assert len(rows(history_event)) == before + 1
        else:
            with pytest.raises(Forbidden):
                deliver_message(bench.engine, actor, "2026-1", "apply", {})
            assert len(rows(history_event)) == before


def test_a_group_that_names_no_organisation_here_lets_nobody_through(bench: Any) -> None:
    deploy_waiting(bench, "township_gov,village_party")
    bench.start()

    def nowhere(_connection: Any, group: str, *_rest: Any) -> Any:
        raise Forbidden("找不到") if group == "township_gov" else LookupError(group)

    bench.engine = replace(bench.engine, resolve_group=nowhere)
    with pytest.raises(LookupError):  # the next group is still asked
        deliver_message(bench.engine, CADRE, "2026-1", "apply", {})


def test_a_case_is_started_by_whom_the_start_event_names(bench: Any, rows: Any) -> None:
    body = '<startEvent id="s"/>' + f'<startEvent id="s2">{by("village_party")}</startEvent>'
    body += user("a") + '<endEvent id="e"/>'
    bench.deploy(process(body, "s -> a -> e\ns2 -> a", extra=MESSAGE))

    for actor in EVERYBODY:
        if actor is not PARTY:
            with pytest.raises(Forbidden):
                start_by_message(bench.engine, actor, "apply", {}, Opening("640101", "2026-8", {}))
    assert rows(instance) == []
    start_by_message(bench.engine, PARTY, "apply", {}, Opening("640101", "2026-9", {}))
    assert len(rows(instance)) == 1
