"""Waiting for tasks: until there are some, for a while, and never with all threads."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from api.engine_rest import external_polling
from api.engine_rest.external_polling import MOST_WAITING, poll


class Clockwork:
    """Time that passes by being slept through."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clockwork:
    clockwork = Clockwork()
    monkeypatch.setattr(external_polling, "time", clockwork)
    return clockwork


def finding(*answers: list[str]) -> Iterator[list[str]]:
    yield from answers
    while True:
        yield []


def test_what_is_there_is_given_at_once(time: Clockwork) -> None:
    answers = finding(["a"])

    assert poll(lambda: next(answers), 30) == ["a"]
    assert time.now == 0


def test_whoever_does_not_want_to_wait_is_answered_at_once(time: Clockwork) -> None:
    assert poll(list, 0) == []
    assert time.now == 0


def test_what_comes_while_a_client_waits_is_given_then(time: Clockwork) -> None:
    answers = finding([], [], ["a"])

    assert poll(lambda: next(answers), 30) == ["a"]
    assert time.now == 1


@pytest.mark.parametrize(("timeout", "waited"), [(0.2, 0.2), (3, 3), (3600, external_polling.LONGEST_WAIT)])
def test_a_wait_ends_when_its_time_is_over(time: Clockwork, timeout: float, waited: float) -> None:
    assert poll(list, timeout) == []
    assert time.now == pytest.approx(waited)


def test_no_more_than_a_few_wait_at_the_same_time(time: Clockwork) -> None:
    with ExitStack() as stack:
        for _ in range(MOST_WAITING):
            external_polling._places.acquire()
            stack.callback(external_polling._places.release)
        assert poll(list, 30) == []
        assert time.now == 0
    assert poll(list, 1) == []
    assert time.now == 1


def test_a_place_is_free_again_after_an_error(time: Clockwork) -> None:
    def breaks() -> list[str]:
        if time.now:
            raise RuntimeError("broken")
        return []

    for _ in range(MOST_WAITING + 1):
        time.now = 0
        with pytest.raises(RuntimeError):
            poll(breaks, 30)
