"""Which of the policy's requirements the deployed diagrams answer, and which are still open."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy.engine import Connection

from consultation.requirements import Answer, Requirement, find_answers
from engine.deployment.bindings import list_definitions

#: More processes than a county deploys.
_MOST_PROCESSES = 1000


@dataclass(frozen=True, slots=True)
class Coverage:
    """One requirement with the elements whose documentation names it; none of them: it is not covered yet."""

    requirement: Requirement
    answers: tuple[Answer, ...]


def read_coverage(connection: Connection, requirements: Sequence[Requirement]) -> tuple[Coverage, ...]:
    """Every requirement in its order, as the newest version of each process covers it."""
    rows: Any = list_definitions(connection, "process", limit=_MOST_PROCESSES)
    answers = find_answers(rows)
    return tuple(Coverage(requirement, tuple(answers.get(requirement.id, ()))) for requirement in requirements)


def count_covered(coverage: Sequence[Coverage]) -> int:
    """How many requirements at least one element answers."""
    return sum(1 for entry in coverage if entry.answers)


def by_place(coverage: Sequence[Coverage]) -> Iterator[tuple[str, list[Coverage]]]:
    """Grouped by the policy's place, in the policy's order."""
    for place, entries in groupby(coverage, key=lambda entry: entry.requirement.place):
        yield place, list(entries)
