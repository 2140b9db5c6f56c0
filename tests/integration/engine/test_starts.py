"""Cases that begin by themselves: timers and signals of the newest version, once for each organisation and firing."""
from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import orjson
import pytest

from engine import outbox
from engine.errors import DeploymentRefused, NotFound
from engine.incident_closing import retry_incident
from engine.incidents import IncidentRaised, list_incidents
from engine.job_retries import PAUSES
from engine.outbox import deliver_due
from engine.process_engine import NewCase
from engine.retries import RETRIES
from engine.starts import fire_due_starts
from engine.sweeps import sweep
from engine.tables import history_event, instance, start_subscription
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE, NOON
from tests.messages_drawn import DECLARED, signal_start, timer_start
from tests.soundness import faults_of


def started_by(start: str, task: str = "begun", key: str = "p") -> bytes:
    return process(start + user(task) + '<endEvent id="e"/>', f"m -> {task} -> e", key, DECLARED)


def run(bench: Any) -> None:
    while sweep(bench.engine):
        pass


def due(rows: Any) -> list[dt.datetime]:
    return [row.due_at for row in rows(start_subscription)]


def test_a_duration_counts_from_the_deployment_and_starts_one_case(bench: Any, rows: Any) -> None:
    bench.deploy(started_by(timer_start("m", "timeDuration", "PT2H")))
    assert due(rows) == [NOON + dt.timedelta(hours=2)]
    run(bench)
    assert bench.open() == []

    bench.clock.advance(hours=2)
    assert fire_due_starts(bench.engine) == 1
    assert (fire_due_starts(bench.engine), rows(start_subscription)) == (0, [])
    run(bench)

    (begun,) = rows(instance)
    assert (begun.organisation, begun.started_by) == ("640101", "system")
    (event,) = rows(history_event)
    told = orjson.loads(event.data)
    assert (event.type, told["due_at"]) == ("instance_started", (NOON + dt.timedelta(hours=2)).isoformat())
    assert bench.open() == ["begun"]
    assert faults_of(bench.engine, begun.id) == []


def test_a_date_starts_once_and_never_when_it_has_passed_at_the_deployment(bench: Any, rows: Any) -> None:
    bench.deploy(started_by(timer_start("m", "timeDate", "2026-11-25T09:00:00")))
    bench.clock.advance(days=2)
    run(bench)
    assert bench.open() == ["begun"]

    bench.deploy(started_by(timer_start("m", "timeDate", "2026-11-25T09:00:00"), "later"))
    assert rows(start_subscription) == []


def test_a_cycle_counts_its_rounds(bench: Any, rows: Any) -> None:
    bench.deploy(started_by(timer_start("m", "timeCycle", "R3/PT1H")))
    for _ in range(5):
        bench.clock.advance(hours=1)
        run(bench)
    assert bench.open() == ["begun"] * 3
    assert rows(start_subscription) == []


def test_what_was_missed_is_not_made_up_and_the_time_of_day_stays(bench: Any, rows: Any) -> None:
    bench.deploy(started_by(timer_start("m", "timeCycle", "R/P1D")))
    bench.clock.advance(days=5, hours=3)
    run(bench)
    assert bench.open() == ["begun"]
    assert due(rows) == [NOON + dt.timedelta(days=6)]


def test_a_cron_is_read_in_local_time(bench: Any, rows: Any) -> None:
    bench.deploy(started_by(timer_start("m", "timeCycle", "0 0 9 * * ?")))
    nine = dt.datetime(2026, 11, 25, 1, tzinfo=dt.UTC)
    assert due(rows) == [nine]
    bench.clock.now = nine
    run(bench)
    assert bench.open() == ["begun"]
    assert due(rows) == [nine + dt.timedelta(days=1)]


def test_a_newer_version_takes_the_place_of_the_older_ones_starts(bench: Any, rows: Any) -> None:
    bench.deploy(started_by(timer_start("m", "timeDuration", "PT1H"), "old"), started_by(signal_start("m"), key="q"))
    bench.deploy(started_by(timer_start("m", "timeDuration", "PT3H"), "new"))
    assert sorted(row.kind for row in rows(start_subscription)) == ["signal", "timer"]
    bench.clock.advance(hours=1)
    run(bench)
    assert bench.open() == []
    bench.clock.advance(hours=2)
    run(bench)
    assert bench.open() == ["new"]
    bench.deploy(process('<startEvent id="s"/>' + user("a") + '<endEvent id="e"/>', "s -> a -> e"))
    assert [row.process_key for row in rows(start_subscription)] == ["q"]


def test_what_has_not_changed_keeps_its_time(bench: Any, rows: Any) -> None:
    file = started_by(timer_start("m", "timeDuration", "PT1H"))
    bench.deploy(file)
    before = rows(start_subscription)
    bench.clock.advance(minutes=30)
    bench.deploy(file)
    assert rows(start_subscription) == before


@pytest.mark.parametrize(
    "places", ["640101,640102", "640101, 640102,640101", '=[&quot;640101&quot;, &quot;640102&quot;]',
               '=&quot;640101,640102&quot;'],
)  # fmt: skip
def test_each_organisation_gets_its_own_case(bench: Any, rows: Any, places: str) -> None:
    bench.deploy(started_by(timer_start("m", "timeDuration", "PT1H", places)))
    bench.clock.advance(hours=1)
    run(bench)
    assert sorted(row.organisation for row in rows(instance)) == ["640101", "640102"]


def test_an_organisation_that_does_not_exist_does_not_hold_up_the_others(bench: Any, rows: Any) -> None:
    known = {"640101"}

    def open_case(_connection: Any, organisation: str, _at: Any, _zone: Any) -> NewCase:
        if organisation not in known:
            raise NotFound(f"没有代码为 {organisation} 的组织，请核对代码。")
        return NewCase(f"2026-{organisation}")

    bench.engine = replace(bench.engine, open_case=open_case)
    bench.deploy(started_by(timer_start("m", "timeDuration", "PT1H", "649999,640101")))
    bench.clock.advance(hours=1)
    run(bench)

    assert [row.organisation for row in rows(instance)] == ["640101"]
    (row,) = list_incidents(bench.engine)
    assert (row.instance_id, row.kind, row.element_id) == (None, "delivery", "m")
    with pytest.raises(IncidentRaised):
        retry_incident(bench.engine, CADRE, row.id, RETRIES)
    known.add("649999")
    retry_incident(bench.engine, CADRE, row.id, RETRIES)
    assert sorted(row.organisation for row in rows(instance)) == ["640101", "649999"]
    assert list_incidents(bench.engine) == []


def test_places_that_are_no_texts_are_an_incident(bench: Any) -> None:
    bench.deploy(started_by(timer_start("m", "timeDuration", "PT1H", "=[1, 2]")))
    bench.clock.advance(hours=1)
    run(bench)
    (row,) = list_incidents(bench.engine)
    assert "组织代码" in row.message


def test_a_start_that_fails_leaves_no_case_and_an_incident(bench: Any, rows: Any) -> None:
    body = timer_start("m", "timeDuration", "PT1H") + user("begun", groups="=missing") + '<endEvent id="e"/>'
    bench.deploy(process(body, "m -> begun -> e"))
    bench.clock.advance(hours=1)
    run(bench)
    assert rows(instance) == []
    (row,) = list_incidents(bench.engine)
    assert (row.instance_id, row.element_id) == (None, "begun")
    assert row.details["organisation"] is None or row.details["organisation"] == "640101"


def test_a_deployment_that_is_refused_keeps_the_old_starts(bench: Any, rows: Any) -> None:
    bench.deploy(started_by(timer_start("m", "timeDuration", "PT1H")))
    before = rows(start_subscription)
    with pytest.raises(DeploymentRefused):
        bench.deploy(started_by(timer_start("m", "timeDuration", "=1 + &quot;x&quot;")))
    assert rows(start_subscription) == before


def test_a_start_whose_case_breaks_is_set_aside(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.deploy(started_by(timer_start("m", "timeDuration", "PT1H")))
    bench.clock.advance(hours=1)
    fire_due_starts(bench.engine)

    def break_down(*_: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(outbox, "_start", break_down)
    assert (deliver_due(bench.engine), deliver_due(bench.engine)) == (0, 0)
    assert list_incidents(bench.engine) == []
    for pause in PAUSES:
        bench.clock.now += pause
        assert deliver_due(bench.engine) == 0
    monkeypatch.undo()
    (row,) = list_incidents(bench.engine)
    retry_incident(bench.engine, CADRE, row.id, RETRIES)
    assert bench.open() == ["begun"]
