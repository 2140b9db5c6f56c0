"""Processes that are called by what a case says."""
from __future__ import annotations

from typing import Any

import pytest

from engine.incidents import IncidentRaised
from engine.tables import incident
from tests.diagrams import process, user


def test_a_called_process_that_does_not_exist_is_told_at_its_call(bench: Any, rows: Any) -> None:
    body = '<startEvent id="s"/>' + user("u") + '<callActivity id="c" calledElement="=who"/><endEvent id="e"/>'
    bench.deploy(process(body, "s -> u -> c -> e"))
    bench.start(who="nobody")

    with pytest.raises(IncidentRaised):
        bench.complete("u")
    assert [(row.element_id, row.message) for row in rows(incident)] == [("c", "找不到被调用的流程「nobody」")]
    assert bench.open() == ["u"]
