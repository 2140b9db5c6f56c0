"""The history by months: partitions are made ahead, and what fell into the net moves to its month."""
from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

import migration
from engine.database import open_database
from engine.history import GENESIS, Event, chain, verify_chain
from engine.partitions import NET, keep_months, months_from, partitions
from engine.tables import history_event
from engine.transaction import reading, writing
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE, Bench

FAR = dt.datetime(2040, 11, 24, 4, 0, tzinfo=dt.UTC)
BODY = '<startEvent id="s"/>' + user("a") + user("b") + '<endEvent id="e"/>'

#: A running case in the tables before the months.
OLD_ID = "5b1e0c39-8f4f-4b7e-9a55-0c2f1d7e6a10"
OLD_HISTORY = sa.table("history_event", *(sa.column(column.name) for column in history_event.columns))
OLD_INSTANCE = (
    "INSERT INTO deployment (number, name, source, deployed_at, notes) VALUES (1, 'd', 't', now(), '[]')",
    "INSERT INTO definition (id, kind, key, version, deployment_number, resource, content_hash, content, info) "
    "VALUES ('d', 'bpmn', 'p', 1, 1, 'p.bpmn', '', '', '{}')",
    "INSERT INTO instance (id, definition_id, deployment_number, organisation, status, version, started_at, "
    "last_sequence, last_hash) VALUES (:id, 'd', 1, '640101', 'active', 1, now(), 2, :hash)",
)


@pytest.fixture
def partitioned(bench: Bench) -> Bench:
    """A bench whose clock is far ahead of every partition."""
    if bench.engine.database.dialect.name != "postgresql":
        pytest.skip("SQLite has no partitions")
    bench.clock.now = FAR
    bench.deploy(process(BODY, "s -> a -> b -> e"))
    return bench


def counted(database: Engine) -> dict[str, int]:
    """The partitions that hold rows, and how many."""
    with reading(database) as connection:
        query = sa.text("SELECT tableoid::regclass::text, count(*) FROM history_event GROUP BY 1")
        return {str(name): int(count) for name, count in connection.execute(query)}


def test_months_follow_each_other_over_the_end_of_a_year() -> None:
    assert months_from(dt.date(2026, 11, 30), 3) == [dt.date(2026, 11, 1), dt.date(2026, 12, 1), dt.date(2027, 1, 1)]


def test_rows_of_a_month_without_a_partition_are_kept_and_move_there_later(partitioned: Bench) -> None:
    database = partitioned.engine.database
    case = partitioned.start().instance_id
    partitioned.clock.advance(days=40)
    partitioned.complete("a")
    assert counted(database) == {NET: 2}

    made = keep_months(database, dt.datetime(2040, 11, 30, tzinfo=dt.UTC), ahead=2)

    assert made == ["history_event_2040_11", "history_event_2040_12", "history_event_2041_01"]
    assert counted(database) == {"history_event_2040_11": 1, "history_event_2041_01": 1}
    assert keep_months(database, FAR, ahead=2) == []
    partitioned.complete("b")
    assert counted(database) == {"history_event_2040_11": 1, "history_event_2041_01": 3}
    with reading(database) as connection:
        assert verify_chain(connection, case).ok


def test_months_of_the_net_are_made_even_if_they_are_past(partitioned: Bench) -> None:
    partitioned.clock.now = dt.datetime(2010, 2, 28, 23, 59, tzinfo=dt.UTC)
    partitioned.start()

    made = keep_months(partitioned.engine.database, FAR, ahead=0)

    assert made == ["history_event_2010_02", "history_event_2040_11"]
    assert counted(partitioned.engine.database) == {"history_event_2010_02": 1}


def test_partitions_for_a_year_and_a_month_are_there_from_the_beginning(partitioned: Bench) -> None:
    with reading(partitioned.engine.database) as connection:
        there = partitions(connection)

    assert len(there - {NET}) == 14
    assert keep_months(partitioned.engine.database, dt.datetime.now(dt.UTC), ahead=12) == []


def test_an_event_that_is_there_twice_is_found(partitioned: Bench) -> None:
    """The database no longer refuses the second one when its month is another."""
    case = partitioned.start().instance_id
    with writing(partitioned.engine.database) as connection:
        row = dict(connection.execute(sa.select(history_event)).mappings().one())
        connection.execute(history_event.insert().values({**row, "happened_at": FAR + dt.timedelta(days=90)}))

    with reading(partitioned.engine.database) as connection:
        found = verify_chain(connection, case)
    assert (found.ok, found.first_broken) == (False, 2)


def test_existing_rows_move_to_their_months_when_a_database_is_migrated(empty_database_url: str) -> None:
    database = open_database(empty_database_url)
    if database.dialect.name != "postgresql":
        database.dispose()
        pytest.skip("SQLite has no partitions")
    migration.upgrade(database, "0007")
    january = dt.datetime(2025, 1, 31, 23, 30, tzinfo=dt.UTC)
    february = january + dt.timedelta(hours=1)
    rows = chain(OLD_ID, (0, GENESIS), [Event("instance_started", CADRE)], january)
    rows += chain(OLD_ID, (1, rows[-1]["hash"]), [Event("task_completed", CADRE)], february)
    with writing(database) as connection:
        for statement in OLD_INSTANCE:
            connection.execute(sa.text(statement), {"id": OLD_ID, "hash": rows[-1]["hash"]})
        connection.execute(OLD_HISTORY.insert(), rows)

    migration.upgrade(database)

    assert counted(database) == {"history_event_2025_01": 1, "history_event_2025_02": 1}
    with reading(database) as connection:
        assert verify_chain(connection, OLD_ID).ok
    database.dispose()
