"""Seeds the demo cases, each stopped at another stage, so that a first visitor finds work in many inboxes."""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from consultation.case_tables import case_files
from consultation.demo.walk import play
from engine.errors import ProductError
from engine.process_engine import ProcessEngine
from engine.request_tables import request_key
from engine.transaction import reading

SCRIPTS = Path(__file__).with_name("cases")
#: Script -> the task that the demo leaves undone: the meeting, carrying out what the vote decided, the legality review.
STOPS = {"v11_road": "hold_meeting", "c15_pets": "implement_by_village", "v07_compensation": "review_legality"}


@dataclass(frozen=True, slots=True)
class Seeded:
    """A script that was played; ``refused``: why the procedure, perhaps edited since, did not let it to its stop."""

    name: str
    number: str | None
    refused: ProductError | None = None


def seed_cases(engine: ProcessEngine) -> list[Seeded]:
    """Play each script up to its stop, ending now; one that was played before is left alone and not returned.

    The county must be seeded and the procedure deployed.
    """
    return [_seed(engine, name, stop) for name, stop in STOPS.items() if not _is_seeded(engine, name)]


def _seed(engine: ProcessEngine, name: str, stop: str) -> Seeded:
    script = read_script(name)
    try:
        return Seeded(name, play(engine, script, steps=steps_before(script, stop), request_key=_key(name)))
    except ProductError as refused:
        return Seeded(name, None, refused)


def read_script(name: str) -> dict[str, Any]:
    """The script with this name (without ``.json``)."""
    script: dict[str, Any] = json.loads((SCRIPTS / f"{name}.json").read_text(encoding="utf-8"))
    return script


def steps_before(script: Mapping[str, Any], task: str) -> int:
    """How many steps come before the first one at this task. Raises ValueError when the script has none."""
    return [step.get("task") for step in script["steps"]].index(task)


def _key(name: str) -> str:
    return f"demo:{name}"


def _is_seeded(engine: ProcessEngine, name: str) -> bool:
    """By its title in its place, too: keys of requests are forgotten after some days."""
    script = read_script(name)
    played = sa.exists().where(
        case_files.c.title == script["start"]["title"], case_files.c.organisation == script["organisation"]
    )
    with reading(engine.database) as connection:
        return bool(connection.scalar(sa.select(sa.or_(played, sa.exists().where(request_key.c.key == _key(name))))))
