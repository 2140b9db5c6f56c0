"""Timers, messages, signals and conditions: caught, on the boundary, interrupting and not, and behind a gateway."""
from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from engine.errors import InvalidSubmission
from engine.instances import Opening, start_by_message
from engine.messages import NobodyWaits, broadcast_signal, deliver_message
from engine.tables import incident, timer_job
from engine.timers import fire_due_timers
from tests.diagrams import form, process, script, text, user
from tests.integration.engine.conftest import CADRE, NOON, asking

START = '<startEvent id="s"/>'
END = '<endEvent id="e"/>'
MESSAGE = '<message id="m1" name="apply"/>'
SENT_BY = (
    '<extensionElements><camunda:properties><camunda:property name="senders" value="{}"/></camunda:properties>'
    "</extensionElements>"
)
PAYLOAD = (
    '<extensionElements><camunda:properties><camunda:property name="senders" value="everyone"/>'
    '<camunda:property name="payloadForm" value="fa"/>'
    '<camunda:property name="payloadVariable" value="application"/></camunda:properties></extensionElements>'
)


def timer(kind: str, value: str) -> str:
    return f'<timerEventDefinition id="td_{abs(hash(value)) % 999}"><{kind}>{value}</{kind}></timerEventDefinition>'


def test_a_catching_timer_fires_when_due_and_survives_a_restart(bench: Any, rows: Any) -> None:
    catch = f'<intermediateCatchEvent id="t">{timer("timeDuration", "P3D")}</intermediateCatchEvent>'
    bench.deploy(process(START + catch + user("a") + END, "s -> t -> a -> e"))
    bench.start()
    (job,) = rows(timer_job)
    assert job.due_at == NOON + dt.timedelta(days=3)
    bench.clock.advance(days=2)
    bench.forget_caches()
    assert fire_due_timers(bench.engine) == 0
    bench.clock.advance(days=1)
    assert fire_due_timers(bench.engine) == 1
    assert bench.open() == ["a"]
    assert rows(timer_job) == []
    assert fire_due_timers(bench.engine) == 0


@pytest.mark.parametrize(
    ("value", "due"),
    [
        ('=date("2026-11-26")', dt.datetime(2026, 11, 25, 16, tzinfo=dt.UTC)),
        ("2026-11-26T08:00:00", dt.datetime(2026, 11, 26, 0, tzinfo=dt.UTC)),
        ("2026-11-26T08:00:00Z", dt.datetime(2026, 11, 26, 8, tzinfo=dt.UTC)),
        ("=until", dt.datetime(2026, 12, 1, 16, tzinfo=dt.UTC)),
    ],
)
def test_a_timer_date_without_offset_means_the_installations_zone(bench: Any, rows: Any, value: str, due: Any) -> None:
    import feel

    catch = f'<intermediateCatchEvent id="t">{timer("timeDate", value)}</intermediateCatchEvent>'
    bench.deploy(process(START + catch + END, "s -> t -> e"))
    bench.start(until=feel.parse('date("2026-12-02")').evaluate({}).value)
    assert rows(timer_job)[0].due_at == due


def boundary(definition: str, cancel: bool, inside: str = "") -> str:
    return (
        f'<boundaryEvent id="b" attachedToRef="a" cancelActivity="{str(cancel).lower()}">{inside}{definition}'
        "</boundaryEvent>"
    )


def test_an_interrupting_boundary_timer_takes_the_task_away(bench: Any) -> None:
    body = START + user("a") + boundary(timer("timeDuration", "PT1H"), True) + user("late") + END
    bench.deploy(process(body, "s -> a -> e\nb -> late -> e"))
    bench.start()
    bench.clock.advance(hours=1)
    assert fire_due_timers(bench.engine) == 1
    assert bench.open() == ["late"]


def test_completing_the_task_disarms_its_boundary_timer(bench: Any, rows: Any) -> None:
    body = START + user("a") + boundary(timer("timeDuration", "PT1H"), True) + user("late") + user("c") + END
    bench.deploy(process(body, "s -> a -> c -> e\nb -> late -> e"))
    bench.start()
    bench.complete("a")
    assert rows(timer_job) == []
    assert bench.open() == ["c"]


def test_a_cycle_reminds_as_often_as_it_says_and_the_task_stays(bench: Any, rows: Any) -> None:
    body = START + user("a") + boundary(timer("timeCycle", "R2/P1D"), False) + user("remind") + END
    bench.deploy(process(body, "s -> a -> e\nb -> remind -> e"))
    bench.start()
    fired = []
    for _ in range(4):
        bench.clock.advance(days=1)
        fired.append(fire_due_timers(bench.engine))
    assert fired == [1, 1, 0, 0]
    assert sorted(bench.open()) == ["a", "remind", "remind"]
    assert rows(timer_job) == []


@pytest.mark.parametrize("cycle", ["R/P1D", "R3/P1D"])
def test_rounds_that_were_missed_are_not_made_up_and_the_hour_stays(bench: Any, rows: Any, cycle: str) -> None:
    body = START + user("a") + boundary(timer("timeCycle", cycle), False) + user("remind") + END
    bench.deploy(process(body, "s -> a -> e\nb -> remind -> e"))
    bench.start()
    first = bench.clock()
    bench.clock.advance(days=10, hours=5)

    assert [fire_due_timers(bench.engine) for _ in range(3)] == [1, 0, 0]
    assert [row.due_at for row in rows(timer_job)] == [first + dt.timedelta(days=11)]
    assert sorted(bench.open()) == ["a", "remind"]


def application(bench: Any, name: str) -> Any:
    return deliver_message(bench.engine, CADRE, "2026-1", "apply", {"name": name})


def test_a_message_boundary_stays_armed_and_each_payload_reaches_its_own_review(bench: Any) -> None:
    """Two applications in a row: the second must not overwrite what the first one's review sees."""
    review = process(
        '<startEvent id="rs"/>' + user("check", "fr") + '<endEvent id="re"/>', "rs -> check -> re", key="review"
    )
    call = (
        '<callActivity id="call" calledElement="review"><extensionElements>'
        '<camunda:in source="application" target="application"/>'
        '<camunda:out sourceExpression="=[application.name]" target="accepted"/></extensionElements></callActivity>'
    )
    body = START + user("a") + boundary('<messageEventDefinition id="md" messageRef="m1"/>', False, PAYLOAD)
    body += call + script("add", "people", "=concatenate(people, accepted)") + user("after") + END
    body += '<endEvent id="e2"/>'
    bench.deploy(
        process(body, "s -> a -> after -> e\nb -> call -> add -> e2", extra=MESSAGE),
        review,
        forms={"fa": form("fa", text("name")), "fr": form("fr", text("remark"))},
    )
    started = bench.start(people=["甲"])
    application(bench, "乙")
    application(bench, "丙")
    assert sorted(bench.open()) == ["a", "check", "check"]
    bench.forget_caches()
    from engine import inbox, tasks

    page = inbox.list_tasks(bench.engine, CADRE, inbox.TaskFilter(element_id="check"))
    for row in page.items:
        tasks.complete(bench.engine, CADRE, row.id, {"remark": "同意"})
    assert sorted(bench.variables(started.instance_id)["people"]) == ["丙", "乙", "甲"]
    bench.complete("a")
    assert bench.open() == ["after"]
    with pytest.raises(NobodyWaits):
        application(bench, "丁")


def test_a_message_payload_is_checked_by_its_form_and_changes_nothing_when_wrong(bench: Any) -> None:
    body = START + user("a") + boundary('<messageEventDefinition id="md" messageRef="m1"/>', True, PAYLOAD)
    body += user("after") + END
    bench.deploy(process(body, "s -> a -> e\nb -> after -> e", extra=MESSAGE), forms={"fa": form("fa", text("name"))})
    bench.start()
    with pytest.raises(InvalidSubmission) as wrong:
        deliver_message(bench.engine, CADRE, "2026-1", "apply", {"name": "乙", "outcome": "协商成功"})
    assert "outcome" in wrong.value.errors
    assert bench.open() == ["a"]
    application(bench, "乙")
    assert bench.open() == ["after"]


def test_the_same_message_with_the_same_key_acts_once(bench: Any) -> None:
    body = START + user("a") + boundary('<messageEventDefinition id="md" messageRef="m1"/>', False, PAYLOAD)
    body += user("after") + END
    bench.deploy(process(body, "s -> a -> e\nb -> after -> e", extra=MESSAGE), forms={"fa": form("fa", text("name"))})
    bench.start()
    first = deliver_message(bench.engine, asking("k1"), "2026-1", "apply", {"name": "乙"})
    again = deliver_message(bench.engine, asking("k1"), "2026-1", "apply", {"name": "乙"})
    assert (first.repeated, again.repeated) == (False, True)
    assert sorted(bench.open()) == ["a", "after"]


def test_an_event_based_gateway_takes_the_first_event(bench: Any, rows: Any) -> None:
    body = START + '<eventBasedGateway id="g"/>'
    body += f'<intermediateCatchEvent id="t">{timer("timeDuration", "P1D")}</intermediateCatchEvent>'
    body += '<intermediateCatchEvent id="m">'
    body += f'{SENT_BY.format("everyone")}<messageEventDefinition id="md" messageRef="m1"/>'
    body += "</intermediateCatchEvent>"
    body += user("late") + user("answered") + END
    bench.deploy(process(body, "s -> g -> t -> late -> e\ng -> m -> answered -> e", extra=MESSAGE))
    bench.start()
    deliver_message(bench.engine, CADRE, "2026-1", "apply", {})
    assert bench.open() == ["answered"]
    assert rows(timer_job) == []
    bench.start()
    bench.clock.advance(days=1)
    fire_due_timers(bench.engine)
    assert "late" in bench.open()


def test_a_signal_reaches_every_instance_that_waits(bench: Any) -> None:
    body = START + '<intermediateCatchEvent id="w"><signalEventDefinition id="sd" signalRef="g1"/>'
    body += "</intermediateCatchEvent>" + user("a") + END
    bench.deploy(process(body, "s -> w -> a -> e", extra='<signal id="g1" name="开会"/>'))
    bench.start()
    bench.start()
    assert len(broadcast_signal(bench.engine, CADRE, "开会")) == 2
    assert bench.open() == ["a", "a"]
    assert broadcast_signal(bench.engine, CADRE, "开会") == []


CONDITION = (
    '<conditionalEventDefinition id="cd"><condition xsi:type="bpmn:tFormalExpression">{}</condition>'
    "</conditionalEventDefinition>"
)


def test_a_conditional_boundary_ends_the_side_branch_when_the_main_line_is_done(bench: Any) -> None:
    body = START + '<parallelGateway id="f"/>' + user("a") + boundary(CONDITION.format("=done = true"), True)
    body += user("main") + script("close", "done", "=true") + END + '<endEvent id="e2"/><endEvent id="e3"/>'
    bench.deploy(process(body, "s -> f -> a -> e2\nb -> e3\nf -> main -> close -> e"))
    bench.start()
    assert sorted(bench.open()) == ["a", "main"]
    assert bench.complete("main").instance_ended


def test_a_condition_that_is_true_already_fires_at_once_and_a_null_one_waits(bench: Any) -> None:
    catch = f'<intermediateCatchEvent id="w">{CONDITION.format("=n &gt; 1")}</intermediateCatchEvent>'
    bench.deploy(process(START + catch + user("a") + END, "s -> w -> a -> e"))
    bench.start(n=Decimal(2))
    assert bench.open() == ["a"]
    bench.start()
    assert bench.open() == ["a"]


def test_a_message_starts_the_process_that_waits_for_it(bench: Any) -> None:
    inside = PAYLOAD.replace('<camunda:property name="payloadVariable" value="application"/>', "")
    body = START + f'<startEvent id="s2">{inside}<messageEventDefinition id="md" messageRef="m1"/></startEvent>'
    body += user("a") + user("b") + END
    bench.deploy(process(body, "s -> a -> e\ns2 -> b -> e", extra=MESSAGE), forms={"fa": form("fa", text("name"))})
    started = start_by_message(bench.engine, CADRE, "apply", {"name": "乙"}, Opening("640101", "2026-9", {}))
    assert bench.open() == ["b"]
    assert bench.variables(started.instance_id)["name"] == "乙"


def test_a_broken_timer_becomes_an_incident_and_the_others_fire(bench: Any, rows: Any) -> None:
    """Three due timers, the middle one broken: two fire, one is recorded, and the sweep does not try it again."""
    catch = f'<intermediateCatchEvent id="t">{timer("timeDuration", "PT1H")}</intermediateCatchEvent>'
    body = START + catch + '<exclusiveGateway id="g" default="g__e"/>' + user("a") + END
    bench.deploy(process(body, "s -> t -> g\ng -> a : =x > 0\ng -> e\na -> e"))
    bench.start(x=Decimal(1))
    bench.start()
    bench.start(x=Decimal(1))
    bench.clock.advance(hours=1)
    assert fire_due_timers(bench.engine) == 2
    assert bench.open() == ["a", "a"]
    assert len(rows(incident)) == 1
    assert fire_due_timers(bench.engine) == 0
