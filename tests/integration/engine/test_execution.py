"""Each construct runs as BPMN says, with the state saved and restored at every wait."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.diagrams import process, script, user

START = '<startEvent id="s"/>'
END = '<endEvent id="e"/>'


def test_a_straight_line_goes_from_task_to_task_and_ends(bench: Any) -> None:
    bench.deploy(process(START + user("a") + user("b") + END, "s -> a -> b -> e"))
    bench.start()
    assert bench.open() == ["a"]
    bench.complete("a")
    bench.forget_caches()
    assert bench.open() == ["b"]
    assert bench.complete("b").instance_ended
    assert bench.open() == []
