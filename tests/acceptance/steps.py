"""The steps of a walk through the county's procedure, and what people ordinarily hand in at each of its forms."""
from __future__ import annotations

import copy
import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CASES = Path(__file__).parents[2] / "consultation" / "demo" / "cases"
#: Submissions for the tasks that none of the three cases passes.
MORE = Path(__file__).with_name("submissions.json")


@dataclass(frozen=True)
class In:
    """A date so many days after the clock's, written when the step is taken."""

    days: int


@dataclass(frozen=True)
class Do:
    """Somebody with ``role`` completes the open task of an element."""

    task: str
    role: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Send:
    """Somebody with ``role`` sends a message to the case."""

    message: str
    role: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Wait:
    """Time passes and what is due happens."""

    span: dt.timedelta


Step = Do | Send | Wait


@dataclass(frozen=True)
class Script:
    """A whole case as it is written down in consultation/demo/cases. ``role`` starts it."""

    name: str
    organisation: str
    role: str
    start: Mapping[str, Any]
    steps: tuple[Step, ...]
    ends: Mapping[str, str]


def read_script(name: str) -> Script:
    """One of the three cases: v11_road, c15_pets or v07_compensation."""
    content = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    steps = tuple(_read_step(step) for step in content["steps"])
    return Script(name, content["organisation"], "village_committee", content["start"], steps, content["ends"])


def _read_step(step: Mapping[str, Any]) -> Step:
    if "advance_clock" in step:
        return wait(step["advance_clock"])
    if "message" in step:
        return Send(step["message"], step["role"], step["data"])
    return Do(step["task"], step["role"], step["data"])


def wait(duration: str) -> Wait:
    """``P3D`` or ``PT1H``."""
    found = re.fullmatch(r"P(?:(\d+)D)?(?:T(\d+)H)?", duration)
    if found is None:
        raise ValueError(duration)
    return Wait(dt.timedelta(days=int(found[1] or 0), hours=int(found[2] or 0)))


SCRIPTS = {name: read_script(name) for name in ("v11_road", "c15_pets", "v07_compensation")}
#: What the ordinary case, an item whose major or not is for people to judge, hands in otherwise than the scripts do.
#: When something is due follows the clock of the walk, not the calendar of a script.
_ORDINARILY: dict[str, dict[str, Any]] = {
    "triage_topic": {"catalogue_item": "V26", "features": ["群众关注度高"], "amount": 9000},
    "publish_notice": {"notice": {"posted_on": In(0), "days": 3}},
    "settle_outcome": {"vote_needed": "否"},
    "call_assembly": {"vote_call": {"body_reason": None}},
    "choose_next_step": {"again_on": In(10)},
    "publish_announcement": {"announcement": {"posted_on": In(0), "days": 5}},
    "assign_responsibility": {"due_on": In(60)},
    "file_dossier": {"archive": {"retention_reason": "村里要长久查考。"}},
}


def _ordinary() -> dict[str, Do]:
    found: dict[str, Do] = {}
    for script in SCRIPTS.values():
        for step in script.steps:
            if isinstance(step, Do):
                found.setdefault(step.task, step)
    for name, entry in json.loads(MORE.read_text(encoding="utf-8")).items():
        found[name] = Do(name, entry["role"], entry["data"])
    return found


ORDINARY = _ordinary()


def do(task: str, role: str | None = None, **changes: Any) -> Do:
    """Complete a task as people ordinarily do, apart from ``changes``.

    A mapping changes keys inside a group; None takes a key out.
    """
    ordinary = ORDINARY[task]
    data = copy.deepcopy(dict(ordinary.data))
    _change(data, _ORDINARILY.get(task, {}))
    _change(data, changes)
    return Do(task, role or ordinary.role, data)


def _change(data: dict[str, Any], changes: Mapping[str, Any]) -> None:
    for key, value in changes.items():
        if value is None:
            data.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(data.get(key), Mapping):
            merged = {**data[key], **value}
            data[key] = {name: inner for name, inner in merged.items() if inner is not None}
        else:
            data[key] = value


def dated(value: Any, today: dt.date) -> Any:
    """The same data with every In written as a date."""
    if isinstance(value, In):
        return (today + dt.timedelta(days=value.days)).isoformat()
    if isinstance(value, Mapping):
        return {key: dated(inner, today) for key, inner in value.items()}
    if isinstance(value, list):
        return [dated(inner, today) for inner in value]
    return value
