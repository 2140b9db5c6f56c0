"""Transactions: committed whole or not at all; what is read in one is of one moment; a step holds one connection."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from engine import tasks
from engine.database import open_database, prepare
from engine.request_tables import request_key
from engine.transaction import reading, writing
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE, NOON


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    opened = open_database(database_url)
    yield opened
    opened.dispose()


def row(key: str) -> sa.Insert:
    values = {"person_id": "p", "key": key, "fingerprint": "f", "result": {}, "recorded_at": NOON}
    return request_key.insert().values(**values)


def keys(connection: sa.Connection) -> list[str]:
    return sorted(connection.execute(sa.select(request_key.c.key)).scalars())


def fail_after_writing(database: Engine) -> None:
    with writing(database) as connection:
        connection.execute(row("lost"))
        raise ZeroDivisionError


def test_a_block_that_ends_commits_and_one_that_raises_does_not(database: Engine) -> None:
    with writing(database) as connection:
        connection.execute(row("kept"))

    with pytest.raises(ZeroDivisionError):
        fail_after_writing(database)

    with reading(database) as connection:
        assert keys(connection) == ["kept"]


def test_what_is_read_in_one_transaction_is_of_one_moment(database: Engine) -> None:
    """Read piecemeal, a step could run an older state against newer variables and report an incident that never was."""
    with reading(database) as reader:
        assert keys(reader) == []
        with writing(database) as writer:
            writer.execute(row("later"))
        assert keys(reader) == []

    with reading(database) as reader:
        assert keys(reader) == ["later"]


def test_writers_see_the_newest_even_after_a_reader_used_the_connection(database: Engine) -> None:
    with reading(database) as connection:
        keys(connection)
    with writing(database) as connection:
        connection.execute(row("k"))
        assert keys(connection) == ["k"]


def test_whatever_was_written_while_reading_is_rolled_back(database: Engine) -> None:
    with reading(database) as connection:
        connection.execute(row("lost"))
        assert keys(connection) == ["lost"]

    with reading(database) as connection:
        assert keys(connection) == []


def test_a_step_on_a_cold_cache_needs_one_pooled_connection(bench: Any, database_url: str) -> None:
    """Sixty people at once after a restart each held a connection and waited for a second one to read the diagram."""
    bench.deploy(process('<startEvent id="s"/>' + user("a") + '<endEvent id="e"/>', "s -> a -> e"))
    bench.start()
    task_id = bench.task_id("a")
    narrow = prepare(sa.create_engine(database_url, pool_size=1, max_overflow=0, pool_timeout=0.5))
    try:
        assert tasks.complete(replace(bench.engine, database=narrow), CADRE, task_id, {}).instance_ended
    except NoConnectionLeft as error:
        raise AssertionError("a step waits for a second connection while it holds one") from error
    finally:
        narrow.dispose()
