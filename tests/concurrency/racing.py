"""Races without sleeps: threads released together by a barrier, and one overtaken at a named point by another."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Barrier, Thread
from typing import Any

from engine.process_engine import ProcessEngine

PATIENCE = 60


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What the calls return, or the exceptions that they raise, when all of them begin together."""
    barrier = Barrier(len(calls))
    answers: list[Any] = [None] * len(calls)

    def take(place: int) -> None:
        barrier.wait(PATIENCE)
        try:
            answers[place] = calls[place]()
        except Exception as error:  # noqa: BLE001  # whatever it is, the test looks at it
            answers[place] = error

    threads = [Thread(target=take, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    return answers


def overtaken(engine: ProcessEngine, *others: Callable[[], Any]) -> tuple[ProcessEngine, list[Any]]:
    """An engine whose every attempt to write is overtaken by the next of ``others``, and the list of their answers."""
    waiting = list(others)
    answers: list[Any] = []

    def overtake(point: str) -> None:
        if point == "before_write" and waiting:
            answers.append(waiting.pop(0)())

    return replace(engine, fault=overtake), answers


def sort_out(answers: Sequence[Any]) -> tuple[list[Any], list[Exception]]:
    """What went well, and what was refused."""
    return (
        [answer for answer in answers if not isinstance(answer, Exception)],
        [answer for answer in answers if isinstance(answer, Exception)],
    )
