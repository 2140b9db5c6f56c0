"""Two administrators, or one double tap, at one incident: what failed is done once, and said once to be resolved."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine import codec
from engine.errors import Conflict
from engine.incident_closing import retry_incident
from engine.incidents import IncidentRaised
from engine.messages import deliver_message
from engine.retries import RETRIES
from engine.tables import history_event, incident, variable
from engine.transaction import writing
from tests.concurrency.racing import at_once, overtaken
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE
from tests.soundness import faults_of

MESSAGE = (
    '<extensionElements><camunda:properties><camunda:property name="senders" value="everyone"/></camunda:properties>'
    '</extensionElements><messageEventDefinition id="md" messageRef="m1"/>'
)


@pytest.fixture
def failed(bench: Any, rows: Any) -> Any:
    """An instance at ``a`` that a message, sent without a request key, could not lead on for want of ``score``."""
    body = '<startEvent id="s"/>' + user("a") + user("b") + '<exclusiveGateway id="g" default="g__e2"/>'
    body += f'<boundaryEvent id="m" attachedToRef="a" cancelActivity="false">{MESSAGE}</boundaryEvent>'
    body += '<endEvent id="e"/><endEvent id="e2"/>'
    flows = "s -> a -> e\nm -> g\ng -> b : =score > 1\ng -> e2\nb -> e2"
    bench.deploy(process(body, flows, extra='<message id="m1" name="call"/>'))
    bench.instance_id = bench.start().instance_id
    send(bench)
    (row,) = rows(incident)
    bench.incident_id = row.id
    return bench


def send(bench: Any) -> None:
    with pytest.raises(IncidentRaised):
        deliver_message(bench.engine, CADRE, "2026-1", "call", {})


def mend(bench: Any) -> None:
    row = {"instance_id": bench.instance_id, "scope_id": "", "name": "score", "value": codec.encode(Decimal(2))}
    with writing(bench.engine.database) as connection:
        connection.execute(variable.insert().values(**row, written_at=bench.clock(), written_by="repair"))


def retry(bench: Any, engine: Any = None) -> None:
    retry_incident(engine or bench.engine, CADRE, bench.incident_id, RETRIES)


def check_done_once(bench: Any, rows: Any) -> None:
    assert sorted(bench.open()) == ["a", "b"]
    events = [row.type for row in rows(history_event)]
    assert (events.count("message_received"), events.count("incident_resolved")) == (1, 1)
    assert faults_of(bench.engine, bench.instance_id) == []


def test_a_retry_overtaken_by_another_does_nothing_more(failed: Any, rows: Any) -> None:
    """The boundary event stays armed, so that the message could arrive a second time."""
    mend(failed)
    slow, answers = overtaken(failed.engine, lambda: retry(failed))

    retry(failed, slow)

    assert answers == [None]
    check_done_once(failed, rows)


def test_four_retries_at_once_act_once(failed: Any, rows: Any) -> None:
    mend(failed)
    answers = at_once([lambda: retry(failed)] * 4)

    assert {type(answer) for answer in answers} <= {type(None), Conflict}
    check_done_once(failed, rows)


def test_a_retry_that_died_before_it_was_noted_does_nothing_more_when_repeated(failed: Any, rows: Any) -> None:
    mend(failed)

    def die(_engine: Any, content: Any, actor: Any, instance_id: str) -> None:
        RETRIES["message"](failed.engine, content, actor, instance_id)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        retry_incident(failed.engine, CADRE, failed.incident_id, {"message": die})
    assert rows(incident)[0].status == "open"

    retry(failed)

    check_done_once(failed, rows)


def test_the_same_message_may_fail_and_be_retried_another_time(failed: Any, rows: Any) -> None:
    with pytest.raises(IncidentRaised):
        retry(failed)
    send(failed)
    assert len(rows(incident)) == 1
    mend(failed)
    retry(failed)
    deliver_message(failed.engine, CADRE, "2026-1", "call", {})

    assert sorted(failed.open()) == ["a", "b", "b"]
