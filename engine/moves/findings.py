"""What is said of a move before it is made: what would break, and what changes without breaking."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from engine.errors import Conflict


@dataclass(frozen=True, slots=True)
class MoveFinding:
    """One Chinese sentence. An ``error`` keeps the instance from being moved, a ``warning`` tells what will differ."""

    severity: Literal["error", "warning"]
    element_id: str | None
    text: str

    def as_json(self) -> dict[str, Any]:
        """For answers and reports."""
        return {"severity": self.severity, "element_id": self.element_id, "text": self.text}


@dataclass
class MoveFindings:
    """All that is said of one move, in the order in which it was found."""

    found: list[MoveFinding] = field(default_factory=list)

    def error(self, element_id: str | None, text: str) -> None:
        """Something would break."""
        self.found.append(MoveFinding("error", element_id, text))

    def warn(self, element_id: str | None, text: str) -> None:
        """Something will differ."""
        self.found.append(MoveFinding("warning", element_id, text))

    @property
    def sound(self) -> bool:
        """Whether nothing would break."""
        return all(entry.severity != "error" for entry in self.found)

    def refuse_errors(self) -> None:
        """Raise MoveRefused with everything found when something would break."""
        if not self.sound:
            raise MoveRefused(self.found)


class MoveRefused(Conflict):
    """这件协商不能改用这个版本，原因见 findings；什么也没有改动。"""

    type = "move-refused"

    def __init__(self, found: list[MoveFinding]) -> None:
        super().__init__(findings=[entry.as_json() for entry in found])
        self.found = found


class AlreadyThere(Conflict):
    """这件协商用的已经是这个版本，不用再改。"""

    type = "already-there"


def named(spec: Any) -> str:
    """An element as people know it."""
    return f"「{spec.bpmn_name or spec.name}」"
