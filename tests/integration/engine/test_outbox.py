"""Messages and signals between instances: each reaches whom it is meant for, once, whoever is asked to deliver it."""
from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from engine import outbox
from engine.errors import Conflict, NotFound
from engine.incident_closing import retry_incident
from engine.incidents import IncidentRaised
from engine.job_retries import PAUSES
from engine.messages import NobodyWaits, deliver_message
from engine.outbox import deliver_due
from engine.process_engine import NewCase
from engine.retries import RETRIES
from engine.tables import incident, instance, submission
from engine.tables import outbox as outbox_table
from engine.transaction import writing
from tests.diagrams import form, number, process, script, user
from tests.integration.engine.conftest import CADRE
from tests.integration.engine.sending import END, START, events, open_incidents, receiver, retry, sender, started_by
from tests.messages_drawn import (
    DECLARED,
    catch_message,
    catch_signal,
    message_start,
    throw_message,
    throw_signal,
)
from tests.soundness import faults_of


def test_a_message_brings_what_the_sender_maps_and_both_histories_tell_of_it(bench: Any, rows: Any) -> None:
    bench.deploy(receiver(catch_message("c")))
    waiting = bench.start("r")
    bench.deploy(sender(throw_message("t", {"plot": "=area * 2", "owner": "马某某"})))
    asking = bench.start("p", area=Decimal("1.50"))
    bench.complete("ask")

    assert bench.open() == ["sent"]
    assert [row.name for row in rows(outbox_table)] == ["call"]
    assert deliver_due(bench.engine) == 1

    assert sorted(bench.open()) == ["got", "sent"]
    assert bench.variables(waiting.instance_id) == {"plot": Decimal("3.00"), "owner": "马某某"}
    assert "plot" not in bench.variables(asking.instance_id)
    assert rows(outbox_table) == []
    (thrown,) = events(rows, asking.instance_id, "message_thrown")
    assert (thrown["message"], thrown["variables"]) == ("call", ["owner", "plot"])
    (received,) = events(rows, waiting.instance_id, "message_received")
    assert (received["message"], received["sender"]) == ("call", asking.instance_id)
    assert [faults_of(bench.engine, one.instance_id) for one in (waiting, asking)] == [[], []]
    assert deliver_due(bench.engine) == 0


def test_a_message_that_a_start_throws_is_kept_with_the_start(bench: Any, rows: Any) -> None:
    bench.deploy(receiver(catch_message("c")))
    bench.start("r")
    bench.deploy(process(START + throw_message("t") + END, "s -> t -> e", extra=DECLARED))
    started = bench.start()

    assert [row.sender_id for row in rows(outbox_table)] == [started.instance_id]
    assert deliver_due(bench.engine) == 1
    assert bench.open() == ["got"]


def test_a_case_may_send_to_itself(bench: Any) -> None:
    body = START + '<parallelGateway id="g"/>' + catch_message("c") + user("got") + throw_message("t") + END
    body += '<endEvent id="e2"/>'
    bench.deploy(process(body, "s -> g -> c -> got -> e\ng -> t -> e2", extra=DECLARED))
    bench.start()
    assert bench.open() == []
    assert deliver_due(bench.engine) == 1
    assert bench.open() == ["got"]


def test_without_a_receiver_the_sender_has_an_incident_and_others_are_delivered(bench: Any, rows: Any) -> None:
    bench.deploy(sender(throw_message("t")))
    first = bench.start()
    bench.complete("ask")
    bench.deploy(receiver(catch_message("c")))
    assert deliver_due(bench.engine) == 0

    (row,) = open_incidents(bench)
    assert (row.kind, row.instance_id, row.element_id) == ("delivery", first.instance_id, "t")
    assert "没有人收" in row.message
    assert deliver_due(bench.engine) == 0
    bench.start("r")
    second = bench.start()
    bench.complete("ask")
    assert deliver_due(bench.engine) == 1
    assert [row.sender_id for row in rows(outbox_table)] == [first.instance_id]

    with pytest.raises(IncidentRaised):
        retry(bench)
    assert len(rows(incident)) == 1
    bench.start("r")
    retry(bench)
    assert bench.open().count("got") == 2
    assert (open_incidents(bench), rows(outbox_table)) == ([], [])
    assert [faults_of(bench.engine, one.instance_id) for one in (first, second)] == [[], []]


def test_a_sender_that_has_ended_keeps_its_incident(bench: Any) -> None:
    bench.deploy(process(START + throw_message("t") + END, "s -> t -> e", extra=DECLARED))
    started = bench.start()
    deliver_due(bench.engine)
    assert [row.instance_id for row in open_incidents(bench)] == [started.instance_id]
    assert faults_of(bench.engine, started.instance_id) == []


def test_of_several_that_wait_the_business_key_chooses(bench: Any) -> None:
    bench.deploy(receiver(catch_message("c")))
    _, wanted = bench.start("r"), bench.start("r")
    bench.deploy(sender(throw_message("t", {"x": "1"}, businessKey="=meant"), "q"), sender(throw_message("t")))
    bench.start("p")
    bench.complete("ask")
    deliver_due(bench.engine)
    (row,) = open_incidents(bench)
    assert "不止一个" in row.message

    bench.start("q", meant=wanted.business_key)
    bench.complete("ask")
    assert deliver_due(bench.engine) == 1
    assert bench.variables(wanted.instance_id) == {"x": "1"}


def test_a_correlation_key_chooses_by_value_and_type(bench: Any) -> None:
    bench.deploy(receiver(catch_message("c", correlationKey="=plot")), receiver(catch_message("c"), "plain", "plainly"))
    number_, text, plain = bench.start("r", plot=Decimal(7)), bench.start("r", plot="7"), bench.start("plain")
    bench.deploy(sender(throw_message("t", {"x": "=mine"}, correlationKey="=plot")))
    for value, mine in ((Decimal("7.0"), "number"), ("7", "text"), (None, "nobody in particular")):
        bench.start("p", plot=value, mine=mine)
        bench.complete("ask")
        bench.complete("sent")
        assert deliver_due(bench.engine) == 1
    assert [bench.variables(case.instance_id).get("x") for case in (number_, text, plain)] == [
        "number", "text", "nobody in particular",
    ]  # fmt: skip


def test_a_person_names_the_correlation_key_too(bench: Any) -> None:
    bench.deploy(receiver(catch_message("c", "everyone", correlationKey="=plot")))
    started = bench.start("r", plot="东沟")
    with pytest.raises(NobodyWaits):
        deliver_message(bench.engine, CADRE, started.business_key, "call", {})
    with pytest.raises(NobodyWaits):
        deliver_message(bench.engine, CADRE, started.business_key, "call", {}, correlation="string:西沟")
    deliver_message(bench.engine, CADRE, started.business_key, "call", {}, correlation="string:东沟")
    assert bench.open() == ["got"]


def test_a_message_that_nobody_waits_for_starts_a_case_where_the_sender_says(bench: Any, rows: Any) -> None:
    bench.deploy(started_by(message_start("m")))
    bench.deploy(sender(throw_message("t", {"plot": "=7"}, organisation="=where")))
    started = bench.start("p", where="640102")
    bench.complete("ask")
    assert deliver_due(bench.engine) == 1

    (begun,) = [row for row in rows(instance) if row.id != started.instance_id]
    assert (begun.organisation, begun.started_by) == ("640102", "system")
    assert bench.variables(begun.id)["plot"] == 7
    (told,) = events(rows, begun.id, "instance_started")
    assert (told["message"], told["sender"]) == ("call", started.instance_id)
    assert faults_of(bench.engine, begun.id) == []
    assert rows(outbox_table) == []


def test_whoever_waits_comes_before_a_start(bench: Any, rows: Any) -> None:
    bench.deploy(started_by(message_start("m")), receiver(catch_message("c"), "w", "waited"))
    bench.start("w")
    bench.deploy(sender(throw_message("t")))
    bench.start()
    bench.complete("ask")
    assert deliver_due(bench.engine) == 1
    assert sorted(bench.open()) == ["sent", "waited"]


def test_a_message_for_a_certain_case_starts_none(bench: Any) -> None:
    bench.deploy(started_by(message_start("m")))
    bench.deploy(sender(throw_message("t", businessKey="2026-99")))
    bench.start()
    bench.complete("ask")
    assert deliver_due(bench.engine) == 0
    assert "没有人收" in open_incidents(bench)[0].message


def test_an_unknown_organisation_is_an_incident_until_there_is_one(bench: Any, rows: Any) -> None:
    known: set[str] = set()

    def open_case(_connection: Any, organisation: str, _at: Any, _zone: Any) -> NewCase:
        if organisation not in known:
            raise NotFound(f"没有代码为 {organisation} 的组织，请核对代码。")
        return NewCase("2026-0102-001", {"organisation": organisation})

    bench.engine = replace(bench.engine, open_case=open_case)
    bench.deploy(started_by(message_start("m")))
    bench.deploy(sender(throw_message("t")))
    started = bench.start()
    bench.complete("ask")
    assert deliver_due(bench.engine) == 0
    (row,) = open_incidents(bench)
    assert row.instance_id == started.instance_id
    assert "没有代码为 640101 的组织" in row.message

    known.add("640101")
    retry(bench)
    assert sorted(bench.open()) == ["got", "sent"]
    assert "2026-0102-001" in [row.business_key for row in rows(instance)]


def test_a_number_taken_meanwhile_is_asked_for_again(bench: Any, rows: Any) -> None:
    answers = iter(["2026-1", "2026-1", "2026-7"])
    bench.engine = replace(bench.engine, open_case=lambda *_: NewCase(next(answers)))
    bench.deploy(started_by(message_start("m")))
    bench.deploy(sender(throw_message("t")))
    bench.start()
    bench.complete("ask")
    assert deliver_due(bench.engine) == 1
    assert sorted(row.business_key for row in rows(instance)) == ["2026-1", "2026-7"]


def test_the_receivers_form_checks_what_a_diagram_sends(bench: Any, rows: Any) -> None:
    bench.deploy(
        receiver(catch_message("c", payloadForm="f", payloadVariable="answer")), forms={"f": form("f", number("plot"))}
    )
    waiting = bench.start("r")
    bench.deploy(sender(throw_message("t", {"plot": "=area"})))
    started = bench.start("p", area=Decimal(-1))
    bench.complete("ask")
    bench.complete("sent")
    assert deliver_due(bench.engine) == 0
    (row,) = open_incidents(bench)
    assert row.instance_id == started.instance_id
    assert "plot" in row.message

    bench.start("p", area=Decimal(7))
    bench.complete("ask")
    assert deliver_due(bench.engine) == 1
    assert bench.variables(waiting.instance_id) == {"answer": {"plot": 7}}
    assert any(row.element_id == "c" and row.form_id for row in rows(submission))


def test_a_receiver_that_fails_keeps_the_incident_and_the_message(bench: Any, rows: Any) -> None:
    body = START + catch_message("c") + script("sum", "total", "=plot + missing") + user("got") + END
    bench.deploy(process(body, "s -> c -> sum -> got -> e", "r", DECLARED))
    waiting = bench.start("r")
    bench.deploy(sender(throw_message("t", {"plot": "=7"})))
    bench.start()
    bench.complete("ask")
    assert deliver_due(bench.engine) == 0
    (row,) = open_incidents(bench)
    assert (row.instance_id, row.element_id) == (waiting.instance_id, "sum")
    assert len(rows(outbox_table)) == 1
    assert faults_of(bench.engine, waiting.instance_id) == []
    with pytest.raises(IncidentRaised):
        retry(bench)
    assert len(rows(incident)) == 1


def test_a_receiver_that_takes_only_peoples_messages_gets_none_of_a_diagram(bench: Any) -> None:
    bench.deploy(sender(throw_message("t")))
    started = bench.start()
    bench.deploy(receiver(catch_message("c", "everyone")))
    bench.start("r")
    bench.complete("ask")
    assert deliver_due(bench.engine) == 0
    (row,) = open_incidents(bench)
    assert row.instance_id == started.instance_id
    assert "process" in row.message


def test_a_row_that_breaks_is_set_aside_and_does_not_hold_up_the_others(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.deploy(receiver(catch_message("c")), receiver(catch_signal("c"), "w", "waited"))
    bench.start("r")
    bench.start("w")
    bench.deploy(sender(throw_message("t")), sender(throw_signal("t"), "q"))
    broken = bench.start()
    bench.complete("ask")
    bench.start("q")
    bench.complete("ask")

    def break_down(*_: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(outbox, "_deliver_message", break_down)
    assert deliver_due(bench.engine) == 1
    assert open_incidents(bench) == []
    for pause in PAUSES:
        bench.clock.now += pause
        assert deliver_due(bench.engine) == 0
    monkeypatch.undo()
    (row,) = open_incidents(bench)
    assert row.instance_id == broken.instance_id
    assert "waited" in bench.open()
    retry(bench)
    assert "got" in bench.open()


def test_messages_that_go_round_for_ever_end_as_an_incident(bench: Any, rows: Any) -> None:
    """Each case that the message starts throws it again."""
    bench.deploy(process(message_start("m") + throw_message("t") + END, "m -> t -> e", extra=DECLARED))
    bench.deploy(sender(throw_message("t"), "first"))
    bench.start("first")
    bench.complete("ask")
    while deliver_due(bench.engine):
        pass
    (row,) = open_incidents(bench)
    assert "转个不停" in row.message
    assert len(rows(instance)) == outbox.MOST_HOPS + 1

    retry(bench)
    assert len(rows(instance)) == outbox.MOST_HOPS + 2


def test_an_incident_closes_when_what_it_is_about_has_gone(bench: Any) -> None:
    bench.deploy(sender(throw_message("t")))
    bench.start()
    bench.complete("ask")
    deliver_due(bench.engine)
    (row,) = open_incidents(bench)
    with writing(bench.engine.database) as connection:
        connection.execute(outbox_table.delete())
    retry_incident(bench.engine, CADRE, row.id, RETRIES)
    assert open_incidents(bench) == []
    with pytest.raises(Conflict):
        retry_incident(bench.engine, CADRE, row.id, RETRIES)
