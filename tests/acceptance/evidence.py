"""Plays a route and keeps what it showed, so that each line of coverage.csv can say what it sees of a requirement.

A line's evidence is one or more of these, parted by semicolons:
``asks a b.c``: the element's form refuses a submission without these fields;
``offers a: x|y``: the form offers these options;
``takes a``: the form takes this field, and it was filled in;
``by role``: this role completes the task;
``shows task a: x|y``: when that task is opened, these values stand in its field;
``waits task``: that task is not open before time has passed;
``outcome x``: the case ends with this outcome;
``passes process.element``: the case comes there;
``route``: the route cannot be gone without the element.
"""
from __future__ import annotations

import copy
import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from consultation.case_list import get_case
from engine.transaction import reading
from tests.acceptance.bench import Bench
from tests.acceptance.journeys import set_out
from tests.acceptance.player import BEGIN, Walk, WalkBroken
from tests.acceptance.routes import ROUTES
from tests.acceptance.steps import Do, Step, Wait

TABLE = Path(__file__).with_name("coverage.csv")


@dataclass(frozen=True)
class Line:
    """One line of the table: what shows a requirement at an element."""

    requirement: str
    process: str
    element: str
    route: str
    evidence: str

    def pieces(self) -> Iterator[tuple[str, str]]:
        """Kind and argument of each piece of evidence."""
        for piece in self.evidence.split(";"):
            kind, _, argument = piece.strip().partition(" ")
            yield kind, argument.strip()


def read_table() -> list[Line]:
    """The lines in the file's order."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return [Line(**row) for row in csv.DictReader(lines)]


LINES = read_table()
#: Fields that a line says are asked for, by route and task; tasks whose prefilled form a line looks at.
ASKED: dict[tuple[str, str], set[str]] = {}
WATCHED: set[str] = set()
for _line in LINES:
    for _kind, _argument in _line.pieces():
        if _kind == "asks":
            ASKED.setdefault((_line.route, _line.element), set()).update(_argument.split())
        elif _kind == "shows":
            WATCHED.add(_argument.split()[0])


@dataclass
class Play:
    """What a route showed. ``broken``: why it could not be gone to its end."""

    broken: str | None = None
    outcome: str | None = None
    data: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    roles: dict[str, set[str]] = field(default_factory=dict)
    refused: set[tuple[str, str]] = field(default_factory=set)
    shown: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    waited: set[str] = field(default_factory=set)
    passed: set[tuple[str, str]] = field(default_factory=set)


def play(bench: Bench, route: str, taken_out: str | None = None) -> Play:
    """Go a route. Steps at an element that was taken out are left out: what matters is what comes of that."""
    bench.clock.now = BEGIN
    seen, walk = Play(), None
    try:
        walk = set_out(bench, route)
        steps = [step for step in ROUTES[route].steps if not (isinstance(step, Do) and step.task == taken_out)]
        for place, step in enumerate(steps):
            _look(bench, walk, route, step, steps[place + 1 :], seen)
            walk.take(step)
        seen.outcome = _outcome(bench, walk)
    except WalkBroken as broken:
        seen.broken = str(broken)
    if walk is not None:
        seen.passed = bench.passed(walk.number)
        bench.give_up(walk.number)
    return seen


def _outcome(bench: Bench, walk: Walk) -> str | None:
    with reading(bench.engine.database) as connection:
        case = get_case(connection, bench.identity(walk.who("archivist")), bench.clock(), walk.number)
    if case.status != "completed":
        raise WalkBroken(f"the case is still {case.status}")
    return case.outcome


def _look(bench: Bench, walk: Walk, route: str, step: Step, following: list[Step], seen: Play) -> None:
    """Everything that is to be seen just before a step."""
    if isinstance(step, Wait):
        after = next((later for later in following if isinstance(later, Do)), None)
        if after is not None and after.task not in _open(bench, walk, after.role):
            seen.waited.add(after.task)
    elif isinstance(step, Do):
        task = walk.open_task(step)
        if step.task in WATCHED:
            seen.shown.setdefault(step.task, []).append(bench.opened(walk.who(step.role), task["id"]))
        if step.task not in seen.data:
            _try_without(walk, step, ASKED.get((route, step.task), set()), seen)
        seen.data[step.task] = step.data
        seen.roles.setdefault(step.task, set()).add(step.role)


def _open(bench: Bench, walk: Walk, role: str) -> set[str]:
    return {task["element_id"] for task in bench.tasks(walk.who(role), walk.number)}


def _try_without(walk: Walk, step: Do, paths: set[str], seen: Play) -> None:
    for path in paths:
        try:
            walk.hands.complete(walk.who(step.role), walk.open_task(step)["id"], _less(walk.data_of(step), path))
        except WalkBroken as refusal:
            if path in getattr(refusal.__cause__, "errors", {}):
                seen.refused.add((step.task, path))
            continue
        raise AssertionError(f"{step.task} was completed without {path}")


def _keys(path: str) -> list[str | int]:
    return [int(key) if key.isdigit() else key for key in re.findall(r"[^.\[\]]+", path)]


def _less(data: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The data without the value at a path such as ``plan.stakeholders[0].name``."""
    found: Any = copy.deepcopy(dict(data))
    inner, (*outer, last) = found, _keys(path)
    for key in outer:
        inner = inner[key]
    del inner[last]
    return dict(found)


def value_at(data: Mapping[str, Any], path: str) -> Any:
    """The value at a path, or None."""
    found: Any = data
    for key in _keys(path):
        try:
            found = found[key]
        except (KeyError, IndexError, TypeError):
            return None
    return found
