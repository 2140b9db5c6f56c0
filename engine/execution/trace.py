"""What happened in one step, in order: elements entered, completed and cancelled, and decisions evaluated."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from feel.values import Value


@dataclass
class Visit:
    """One token at one element. ``status`` is active, completed or cancelled; ``stage`` is the task's own."""

    id: str
    scope_id: str
    definition_id: str
    element_id: str
    element_type: str
    name: str | None
    stage: str | None
    status: str = "active"


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One decision that a visit evaluated. ``rules``: ids of those hit; ``record``: JSON as of DecisionEvaluation."""

    visit_id: str
    element_id: str
    definition_id: str
    decision_key: str
    decision_name: str
    rules: tuple[str, ...]
    record: bytes


@dataclass(frozen=True, slots=True)
class Thrown:
    """A message or signal for others, delivered once the step is committed. ``id``: of its own, a UUID as text.

    A message goes to the receiver that it means by ``business_key`` and ``correlation`` (engine.correlation); a case
    that it starts belongs to ``organisation`` (code), without one to the sender's.
    """

    id: str
    kind: Literal["message", "signal"]
    name: str
    payload: dict[str, Value]
    business_key: str | None
    correlation: str | None
    organisation: str | None
    element_id: str


@dataclass
class Trace:
    """Collected while a step runs. ``opened``: visits begun in this step; ``closed``: begun earlier and ended now.

    ``thrown``: in the order of throwing. ``decision_steps`` and ``record_bytes``: what all decisions of the step have
    used together.
    """

    opened: dict[str, Visit] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)
    path: list[str] = field(default_factory=list)
    decisions: list[Evaluated] = field(default_factory=list)
    thrown: list[Thrown] = field(default_factory=list)
    decision_steps: int = 0
    record_bytes: int = 0

    def enter(self, visit: Visit) -> None:
        """A token stands at an element."""
        self.opened.setdefault(visit.id, visit)

    def leave(self, visit_id: str, element_id: str, status: str) -> None:
        """A token has left the element: completed or cancelled."""
        if status == "completed":
            self.path.append(element_id)
        opened = self.opened.get(visit_id)
        if opened is not None:
            opened.status = status
        else:
            self.closed[visit_id] = status
