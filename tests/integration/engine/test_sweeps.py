"""The thread that does what is due: woken by a step, undisturbed by what breaks, and gone when it is told to stop."""
from __future__ import annotations

import threading
from typing import Any

import pytest

from engine.sweeps import SweepThread, sweep
from tests.diagrams import process, user
from tests.messages_drawn import DECLARED, catch_message, throw_message

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
PATIENCE = 60
#: So long that a test which waited for it would fail.
NEVER = 10 * PATIENCE


@pytest.fixture
def letter(bench: Any) -> Any:
    """A case that waits for a message, and a process that throws it."""
    bench.deploy(process(START + catch_message("c") + user("got") + END, "s -> c -> got -> e", "r", DECLARED))
    bench.start("r")
    bench.deploy(process(START + throw_message("t") + END, "s -> t -> e", extra=DECLARED))
    return bench


def test_a_step_that_throws_something_wakes_the_thread(letter: Any) -> None:
    delivered = threading.Event()

    def watch(engine: Any) -> int:
        done = sweep(engine)
        if done:
            delivered.set()
        return done

    thread = SweepThread(letter.engine, NEVER, [watch])
    thread.start()
    letter.start()
    assert delivered.wait(PATIENCE)
    thread.stop()
    assert letter.open() == ["got"]


def test_a_sweep_that_breaks_does_not_stop_the_others(letter: Any) -> None:
    def broken(_engine: Any) -> int:
        raise RuntimeError("broken")

    done = []
    assert sweep(letter.engine, [broken, lambda _engine: done.append(1) or 1]) == 1
    assert done == [1]


def test_the_thread_ends_when_it_is_told_to(letter: Any) -> None:
    before = threading.active_count()
    thread = SweepThread(letter.engine, NEVER)
    thread.start()
    thread.stop()
    assert threading.active_count() == before
