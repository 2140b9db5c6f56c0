"""Saves every model at each of its waits into the folder of today's codec version, which must not exist yet:

.venv/bin/python -m tests.data.saved_states.generate

With names, saves these models beside those that are in the folder already: what was saved is never saved again.
"""
from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from engine.database import open_database
from engine.execution.state import CODEC_VERSION
from engine.process_engine import ProcessEngine
from tests.data.saved_states.models import MODELS, Model
from tests.databases import create_tables
from tests.integration.engine.conftest import ROLES, SHANGHAI, Bench, Clock, resolve_group
from tests.saved_states import FOLDER, dump_rows, given, outcome, play, write_json


def save(model: Model, url: str, folder: Path) -> None:
    """Start the model, save it at every wait, and note how it ended."""
    create_tables(url)
    database = open_database(url)
    clock = Clock()
    bench = Bench(ProcessEngine(database, resolve_group, SHANGHAI, ROLES, clock), clock)
    bench.deploy(*model.processes.values(), forms=model.forms)
    for name, content in model.processes.items():
        (folder / f"{name}.bpmn").write_bytes(content)
    for name, content in model.forms.items():
        (folder / f"{name}.form").write_bytes(content)
    started = bench.start(model.name, **given(model))
    for place, action in enumerate(model.actions):
        saved = {"now": clock().isoformat(), "rows": dump_rows(database), "left": model.actions[place:]}
        write_json(folder / f"{model.name}.wait{place:02d}.json", saved)
        play(bench, action)
    write_json(folder / f"{model.name}.end.json", outcome(bench, started.instance_id))
    database.dispose()


def save_all(folder: Path, names: Sequence[str] = ()) -> None:
    """Save every model into a new folder, or those with these names into one that is there."""
    folder.mkdir(exist_ok=bool(names))
    with tempfile.TemporaryDirectory() as databases:
        for model in MODELS:
            if model.name in names and (folder / f"{model.name}.end.json").exists():
                raise FileExistsError(model.name)
            if not names or model.name in names:
                save(model, f"sqlite:///{databases}/{model.name}.db", folder)


if __name__ == "__main__":
    save_all(FOLDER / str(CODEC_VERSION), sys.argv[1:])
