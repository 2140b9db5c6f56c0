"""Each construct runs as its script says in several ways, with folding and without, with caches and without.

The result is always the same: what waits after every action, every visit to an element, the variables at the end.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest

from engine.execution.workflow import InstanceWorkflow
from tests.integration.engine.conftest import NOON
from tests.integration.engine.constructs.catalogue import CONSTRUCTS
from tests.integration.engine.constructs.construct import Construct
from tests.integration.engine.constructs.playing import Play

RESTARTED = [entry for entry in CONSTRUCTS if entry.restarts]
WAYS = [(fold, forget) for fold in (True, False) for forget in (True, False)]
#: The two that differ in everything; the other two are mixtures of them.
EXTREMES = [(True, True), (False, False)]


def keep_all(workflow: InstanceWorkflow) -> None:
    """Instead of folding."""


@pytest.mark.parametrize("construct", [pytest.param(entry, id=entry.name) for entry in CONSTRUCTS])
@pytest.mark.parametrize(
    "ways", [pytest.param(EXTREMES, id="two ways"), pytest.param(WAYS, id="four ways", marks=pytest.mark.full)]
)
def test_a_construct_runs_as_drawn_in_every_way(
    bench: Any, monkeypatch: pytest.MonkeyPatch, construct: Construct, ways: list[tuple[bool, bool]]
) -> None:
    played = Play(bench, construct)
    played.deploy()
    trails = []
    for fold, forget in ways:
        with monkeypatch.context() as patch:
            if not fold:
                patch.setattr(InstanceWorkflow, "fold_all", keep_all)
            for words, expected in construct.lines():
                if forget:
                    bench.forget_caches()
                assert (words, played.act(words), fold, forget) == (words, expected, fold, forget)
            variables = played.variables()
            assert {name: variables.get(name) for name in construct.variables} == construct.variables
            trails.append(played.trail())
            played.put_away()
    assert all(trail == trails[0] for trail in trails[1:])


def in_a_new_process(request: dict[str, Any]) -> Any:
    command = [sys.executable, "-m", "tests.integration.engine.constructs.one_action"]
    done = subprocess.run(command, input=json.dumps(request), capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.full
@pytest.mark.parametrize("construct", [pytest.param(entry, id=entry.name) for entry in RESTARTED])
def test_every_wait_outlives_the_process_of_the_server(database_url: str, construct: Construct) -> None:
    request: dict[str, Any] = {
        "url": database_url, "construct": construct.name, "words": [], "now": NOON.isoformat(), "count": 0,
        "case": ["", ""],
    }  # fmt: skip
    request |= in_a_new_process(request)
    for words, expected in construct.lines():
        request |= in_a_new_process(request | {"words": words})
        assert (words, request["found"]) == (words, expected)
    assert request["as expected"]


def test_at_least_ten_constructs_are_tried_with_restarts() -> None:
    assert len(RESTARTED) >= 10


def test_names_are_told_apart() -> None:
    assert Counter(entry.name for entry in CONSTRUCTS).most_common(1)[0][1] == 1
