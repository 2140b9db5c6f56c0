"""Each construct is deployed, started and played over HTTP; at every wait a new engine goes on from the database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.outbox import deliver_due
from engine.starts import fire_due_starts
from engine.sweeps import SWEEPS, sweep
from engine.timers import fire_due_timers
from tests.acceptance.conftest import Seeded
from tests.acceptance.constructs.dressing import dress
from tests.acceptance.constructs.playing import Play
from tests.acceptance.constructs.table import CONSTRUCTS
from tests.acceptance.county import County, copy_of, serve
from tests.integration.engine.constructs.construct import Construct


@pytest.fixture(scope="module")
def shared(seeded_on_sqlite: Seeded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """One server for all constructs."""
    folder = tmp_path_factory.mktemp("constructs")
    with serve(copy_of(Path(seeded_on_sqlite.template), folder), folder, seeded_on_sqlite.accounts) as county:
        yield county


#: The default run plays every fifth; tests/integration/engine/constructs plays the engine's own all, in four ways.
SHARE = 5
PLAYED = [
    pytest.param(entry, id=entry.name, marks=[pytest.mark.full] if place % SHARE else [])
    for place, entry in enumerate(CONSTRUCTS)
]


@pytest.mark.parametrize("construct", PLAYED)
def test_a_construct_is_played_over_http_as_drawn(shared: County, quiet_log: None, construct: Construct) -> None:
    def settle(action: str) -> None:
        """A timer is one round, so that what it leaves for at once is seen to wait."""
        if action == "timer":
            fire_due_timers(shared.engine)
        while sweep(shared.engine, SWEEPS if action == "wait" else (fire_due_starts, deliver_due)):
            pass
        shared.forget_caches()

    play = Play(shared, dress(construct, CONSTRUCTS.index(construct)), settle, shared.engine.database)
    play.deploy()
    try:
        for words, expected in construct.lines():
            assert (words, play.act(words)) == (words, play.shown(expected))
        found = play.variables()
        assert {name: found.get(name) for name in construct.variables} == construct.variables
        play.check_records()
    finally:
        play.put_away()
