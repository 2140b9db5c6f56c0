"""What is wrong with a form file, collected so that all of it can be told at once."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class FormFinding:
    """One fault: ``component_id`` and ``key`` are empty when it concerns the form as a whole.

    An ``error`` refuses the deployment, a ``warning`` is only told. ``message`` says in Chinese what to do.
    """

    severity: Severity
    component_id: str
    key: str
    message: str


@dataclass(slots=True)
class Findings:
    """The findings of one form, and the component being read."""

    found: list[FormFinding] = field(default_factory=list)
    component_id: str = ""
    key: str = ""
    title: str = ""

    def enter(self, component_id: str, key: str, title: str) -> None:
        """Say which component the next findings concern; ``title`` names it in their sentences."""
        self.component_id, self.key, self.title = component_id, key, title

    def refuse(self, message: str) -> None:
        """Record an error of the component being read; ``message`` continues its name: 「地点」…"""
        self.found.append(FormFinding("error", self.component_id, self.key, self.title + end_sentence(message)))

    def warn(self, message: str) -> None:
        """Record a warning, in the same way as an error."""
        self.found.append(FormFinding("warning", self.component_id, self.key, self.title + end_sentence(message)))


def end_sentence(message: str) -> str:
    """The message with one full stop behind it."""
    return message.rstrip("。") + "。"
