"""Sweeps do what is due here and now, or give it to jobs, and are undisturbed by what breaks."""
from __future__ import annotations

from typing import Any

import pytest

from engine.sweeps import sweep
from tests.diagrams import process, user
from tests.messages_drawn import DECLARED, catch_message, throw_message

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'


@pytest.fixture
def letter(bench: Any) -> Any:
    """A case that waits for a message, and a process that throws it."""
    bench.deploy(process(START + catch_message("c") + user("got") + END, "s -> c -> got -> e", "r", DECLARED))
    bench.start("r")
    bench.deploy(process(START + throw_message("t") + END, "s -> t -> e", extra=DECLARED))
    return bench


def test_a_sweep_that_breaks_does_not_stop_the_others(letter: Any) -> None:
    def broken(_engine: Any) -> int:
        raise RuntimeError("broken")

    done = []
    assert sweep(letter.engine, [broken, lambda _engine: done.append(1) or 1]) == 1
    assert done == [1]
