"""On PostgreSQL a job that breaks is left anew for later, and one whose worker has died is done by another."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from engine.incident_closing import retry_incident
from engine.incidents import list_incidents
from engine.job_retries import AWAY, PAUSES
from engine.procrastinate_jobs import NewJob, read_job
from engine.procrastinate_work import MOST_DEATHS, do_job, recover_stalled
from engine.retries import RETRIES
from engine.transaction import reading, writing
from tests.integration.engine.conftest import CADRE

QUEUED = sa.text("SELECT args, status, scheduled_at FROM procrastinate_jobs ORDER BY id")


@pytest.fixture
def on_postgresql(bench: Any, database_url: str) -> Any:
    if database_url.startswith("sqlite"):
        pytest.skip("procrastinate is PostgreSQL's")
    return bench


def breaks(_engine: Any, _args: Mapping[str, Any]) -> None:
    raise ZeroDivisionError


def queued(bench: Any) -> list[NewJob]:
    with reading(bench.engine.database) as connection:
        rows = connection.execute(QUEUED).all()
    return [replace(read_job(row.args), run_at=row.scheduled_at) for row in rows]


def clear(bench: Any) -> None:
    with writing(bench.engine.database) as connection:
        connection.execute(sa.text("DELETE FROM procrastinate_jobs"))


def test_a_job_that_breaks_waits_longer_each_time_and_then_for_an_administrator(on_postgresql: Any) -> None:
    bench, given = on_postgresql, NewJob("fragile", {"x": 1})
    for number, pause in enumerate(PAUSES, start=1):
        do_job(bench.engine, {"fragile": breaks}, given)
        (again,) = queued(bench)
        assert (again.name, again.args, again.failures) == ("fragile", {"x": 1}, number)
        assert again.run_at == bench.clock() + pause
        clear(bench)
        given = replace(again, run_at=None)
    do_job(bench.engine, {"fragile": breaks}, given)
    assert queued(bench) == []
    (row,) = list_incidents(bench.engine)
    assert row.kind == "job"

    retry_incident(bench.engine, CADRE, row.id, RETRIES)
    assert queued(bench) == [NewJob("fragile", {"x": 1})]
    assert list_incidents(bench.engine) == []


def test_a_job_of_another_version_waits_for_that_version_however_long_it_takes(on_postgresql: Any) -> None:
    bench, given = on_postgresql, NewJob("from_tomorrow")
    for _ in range(2 * len(PAUSES)):
        do_job(bench.engine, {}, given)
        (given,) = queued(bench)
        assert (given.name, given.failures, given.run_at) == ("from_tomorrow", 0, bench.clock() + AWAY)
        clear(bench)
        given = replace(given, run_at=None)
    assert list_incidents(bench.engine) == []


def test_the_databases_own_trouble_is_raised_and_counts_against_no_job(on_postgresql: Any) -> None:
    def away(_engine: Any, _args: Mapping[str, Any]) -> None:
        raise sa.exc.OperationalError("SELECT 1", {}, Exception("gone"))

    with pytest.raises(sa.exc.OperationalError):
        do_job(on_postgresql.engine, {"away": away}, NewJob("away"))
    assert queued(on_postgresql) == []


def test_jobs_of_a_worker_that_is_silent_are_queued_again_each_once_and_not_for_ever(on_postgresql: Any) -> None:
    bench = on_postgresql
    taken = sa.text(
        """
        WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes')
                      RETURNING id)
        INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id)
        SELECT 'engine', 'job', CAST(:args AS jsonb), 'doing', id FROM dead
        """
    )
    for deaths in range(MOST_DEATHS - 1):
        with writing(bench.engine.database) as connection:
            about = f'{{"name": "fatal", "args": {{}}, "failures": 0, "deaths": {deaths}}}'
            connection.execute(taken, {"args": about})
        assert recover_stalled(bench.engine) == 1
        assert recover_stalled(bench.engine) == 0
        (again,) = queued(bench)
        assert again.deaths == deaths + 1
        clear(bench)
    with writing(bench.engine.database) as connection:
        connection.execute(taken, {"args": f'{{"name": "fatal", "args": {{}}, "failures": 0, "deaths": {deaths + 1}}}'})
    assert recover_stalled(bench.engine) == 1
    assert queued(bench) == []
    (row,) = list_incidents(bench.engine)
    assert "中途退出" in row.message
