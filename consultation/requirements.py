"""The policy's requirements, and the elements of the deployed diagrams whose documentation answers them."""
from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

R_ID = re.compile(r"\bR-\d{3}[a-z]?\b")
COLUMNS = ["id", "place", "text"]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One sentence of the policy. ``place``: where it stands, such as ``二（五）1 收集议题``; ``text``: verbatim."""

    id: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An element of a deployed diagram whose documentation names a requirement."""

    process: str
    process_name: str
    element: str
    element_name: str


class ProcessInfo(Protocol):
    """What is read of a deployed process: its key, name and ``info`` (engine.deployment.info)."""

    key: str
    name: str | None
    info: dict[str, object]


def read_requirements(path: Path) -> tuple[Requirement, ...]:
    """All requirements in the file's order (UTF-8 CSV with a heading). Raises ValueError for another heading."""
    reader = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    if next(reader) != COLUMNS:
        raise ValueError(f"{path.name}: the columns must be {COLUMNS}")
    return tuple(Requirement(*row) for row in reader)


def r_ids(documentation: str | None) -> tuple[str, ...]:
    """The R-ids that a documentation text names, in order, each once."""
    return tuple(dict.fromkeys(R_ID.findall(documentation or "")))


def find_answers(processes: Iterable[ProcessInfo]) -> dict[str, list[Answer]]:
    """R-id to the elements that name it. A process's own documentation does not count: nothing happens there."""
    found: dict[str, list[Answer]] = {}
    for process in processes:
        elements: list[dict[str, str | None]] = process.info.get("elements", [])  # type: ignore[assignment]
        for element in elements:
            for requirement_id in r_ids(element["documentation"]):
                element_id = element["id"] or ""
                answer = Answer(process.key, process.name or process.key, element_id, element["name"] or element_id)
                found.setdefault(requirement_id, []).append(answer)
    return found
