"""The daily upkeep is handed over once a day, whoever asks, and forgets what is old and nothing else."""
from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy as sa

from engine import upkeep as daily
from engine.job_names import UPKEEP
from engine.request_keys import KEPT_FOR
from engine.request_tables import request_key
from engine.transaction import reading, writing
from engine.upkeep import do_upkeep, hand_over_upkeep, keep_up

ASKING = 4


@pytest.fixture
def handed_over(bench: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The jobs that were enqueued."""
    jobs: list[str] = []
    real = daily.enqueue

    def enqueue(connection: Any, name: str) -> None:
        real(connection, name)
        jobs.append(name)

    monkeypatch.setattr(daily, "enqueue", enqueue)
    return jobs


def test_it_is_handed_over_once_a_day(bench: Any, handed_over: list[str]) -> None:
    assert [hand_over_upkeep(bench.engine) for _ in range(3)] == [1, 0, 0]
    bench.clock.advance(hours=23, minutes=59)
    assert hand_over_upkeep(bench.engine) == 0
    bench.clock.advance(minutes=1)
    assert [hand_over_upkeep(bench.engine) for _ in range(2)] == [1, 0]
    bench.clock.advance(days=40)
    assert [hand_over_upkeep(bench.engine) for _ in range(2)] == [1, 0]
    assert handed_over == [UPKEEP] * 3


def test_of_several_runners_that_ask_at_once_one_hands_it_over(bench: Any, handed_over: list[str]) -> None:
    together, answers = threading.Barrier(ASKING), []

    def ask() -> None:
        together.wait()
        answers.append(hand_over_upkeep(bench.engine))

    threads = [threading.Thread(target=ask) for _ in range(ASKING)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [0] * (ASKING - 1) + [1]
    assert handed_over == [UPKEEP]


def test_keys_are_forgotten_after_their_days_and_not_before(bench: Any) -> None:
    now = bench.clock()
    with writing(bench.engine.database) as connection:
        for name, recorded_at in (("old", now - KEPT_FOR * 1.01), ("young", now - KEPT_FOR * 0.99)):
            row = {"person_id": "p", "key": name, "fingerprint": "f", "result": {}, "recorded_at": recorded_at}
            connection.execute(request_key.insert().values(row))

    do_upkeep(bench.engine, {})
    again = keep_up(bench.engine)

    with reading(bench.engine.database) as connection:
        assert list(connection.execute(sa.select(request_key.c.key)).scalars()) == ["young"]
    assert again["request_keys"] == 0
