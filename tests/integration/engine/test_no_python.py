"""No text is run as Python while diagrams are deployed and cases run, whatever SpiffWorkflow would do by itself."""
from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.data.saved_states.generate import save
from tests.data.saved_states.models import MODELS, Model
from tests.saved_states import given, play

DOORS = ("eval", "exec", "compile")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_whole_case_runs_with_the_doors_to_python_shut(
    bench: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, model: Model
) -> None:
    """A run in another database first: libraries import late what they need once."""
    save(model, f"sqlite:///{tmp_path}/first.db", tmp_path)

    def refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
        pytest.fail("a text was run as Python")

    with monkeypatch.context() as shut:
        for door in DOORS:
            shut.setattr(builtins, door, refuse)
        bench.deploy(*model.processes.values(), forms=model.forms)
        bench.start(model.name, **given(model))
        for action in model.actions:
            bench.forget_caches()
            play(bench, action)
        left = bench.open()
    assert left == []
