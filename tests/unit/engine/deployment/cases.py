"""A rule of deployment as a pair of drawings, in a form that a table of what is supported can be made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.parsing.parser import compile_process
from tests.unit.engine.deployment.drawing import MESSAGE, SIGNAL, file, read


@dataclass(frozen=True, slots=True)
class Case:
    """What is drawn wrongly or oddly, part of the sentence about it, and a near miss that deploys without it.

    ``construct``: the element as the guides name it. ``drawn`` and ``near_miss``: the contents of a process.
    ``process``: attributes of the process as drawn wrongly. ``root``: what stands beside it.
    """

    construct: str
    drawn: str
    told: str
    near_miss: str
    outcome: Literal["refused", "warning"] = "refused"
    process: str = ""
    root: str = MESSAGE + SIGNAL

    def said(self) -> str:
        """What the wrong drawing is told, of this case's severity."""
        return _sentences(file(self.drawn, self.root, process=self.process), self.outcome)

    def said_of_near_miss(self) -> str:
        """What of this case's severity, or worse, the near miss is told."""
        text = file(self.near_miss, self.root)
        told = _sentences(text, "refused")
        return told + (_sentences(text, "warning") if self.outcome == "warning" else "")

    def is_refused(self) -> bool:
        """Whether the wrong drawing has an error."""
        return not read(file(self.drawn, self.root, process=self.process)).findings.sound


def _sentences(text: str, outcome: str) -> str:
    severity = {"refused": "error", "warning": "warning"}[outcome]
    return "\n".join(found.sentence() for found in read(text).findings.listed if found.severity == severity)


def check(case: Case) -> None:
    """The wrong drawing is told so and deploys only if that is a warning; the near miss deploys without it."""
    assert case.told in case.said()
    assert case.is_refused() == (case.outcome == "refused")
    if case.outcome == "refused":
        assert case.said_of_near_miss() == ""
    else:
        assert case.told not in case.said_of_near_miss()
        assert _sentences(file(case.near_miss, case.root), "refused") == ""
    deployed = read(file(case.near_miss, case.root))
    assert deployed.diagram is not None
    assert compile_process("near-miss", deployed.diagram.key, deployed.root).key == deployed.diagram.key
