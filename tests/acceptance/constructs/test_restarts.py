"""The hardest constructs with kill -9 and a new start of the server at every wait: they go on as without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.database import open_database
from engine.tables import outbox, timer_job
from engine.transaction import reading
from tests.acceptance.conftest import Seeded
from tests.acceptance.constructs.dressing import dress
from tests.acceptance.constructs.playing import Play
from tests.acceptance.constructs.table import CONSTRUCTS
from tests.acceptance.county import copy_of
from tests.crash.mortal import FileClock, Mortal, free_port, wait_until
from tests.crash.server import CLOCK
from tests.integration.engine.constructs.construct import Construct

HARDEST = [
    "multi-instance: a list, its elements and the results in order",
    "multi-instance: what is submitted decides",
    "event subprocess: message, not interrupting",
    "boundary: timer, interrupting",
    "boundary: error from a called process",
    "message to the case whose correlation key is equal",
    "signal to every case that waits",
    "external work that is locked",
    "external work whose result is an error",
    "event-based gateway: a message comes first",
    "inclusive gateway: joins in a loop",
]
CHOSEN = {entry.name: entry for entry in CONSTRUCTS if entry.name in HARDEST}


@pytest.fixture
def mortal(seeded_on_sqlite: Seeded, tmp_path: Path) -> Iterator[Mortal]:
    """A server of its own process on a county of its own."""
    copy_of(Path(seeded_on_sqlite.template), tmp_path)
    server = Mortal(free_port(), FileClock(tmp_path / CLOCK), seeded_on_sqlite.accounts, tmp_path)
    try:
        server.live()
        yield server
    finally:
        server.die()


def played(mortal: Mortal, construct: Construct) -> Play:
    """The construct deployed on the server; whatever is due happens by the server's own thread."""
    database = open_database(mortal.database_url)

    def nothing_is_due() -> bool:
        with reading(database) as connection:
            due = connection.scalar(sa.select(sa.func.count()).where(timer_job.c.due_at <= mortal.clock()))
            waiting = connection.scalar(sa.select(sa.func.count()).where(outbox.c.attempts == 0))
        return due == waiting == 0

    def settle(_action: str) -> None:
        wait_until(nothing_is_due, "what is due to happen")

    play = Play(mortal, dress(construct, 0), settle, database)
    play.deploy()
    return play


def check_over(play: Play, construct: Construct) -> None:
    """Its variables and records are as without any death."""
    found = play.variables()
    assert {name: found.get(name) for name in construct.variables} == construct.variables
    play.check_records()
    play.database.dispose()


@pytest.mark.full
@pytest.mark.parametrize("name", HARDEST)
def test_a_construct_goes_on_after_a_kill_at_every_wait(mortal: Mortal, name: str) -> None:
    construct = CHOSEN[name]
    play = played(mortal, construct)

    for words, expected in construct.lines():
        mortal.die()
        mortal.live()
        assert (words, play.act(words)) == (words, play.shown(expected))
    check_over(play, construct)


@pytest.mark.full
def test_a_job_that_the_server_dies_before_is_done_by_the_next_one(mortal: Mortal) -> None:
    construct = next(entry for entry in CONSTRUCTS if entry.name == "asynchronous before and after every node")
    play = played(mortal, construct)
    mortal.die_at("after_commit")

    with suppress(OSError, HTTPException):
        play.act(["start"])
    mortal.be_dead()
    mortal.live()

    play.settle("wait")
    assert play.waits() == "z"
    assert play.act(["complete", "z"]) == "ended"
    check_over(play, construct)
