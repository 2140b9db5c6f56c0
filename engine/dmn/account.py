"""The account of one evaluation of a graph: one budget for all its expressions, and the record as it grows."""
from __future__ import annotations

from engine.dmn.results import DecisionEvaluation
from feel.limits import Settings
from feel.run import Run

#: A knowledge model may be invoked once per item of a long list; so many of its tables are told.
MAX_EVALUATIONS = 500
MAX_FAILURES = 50


class Account(Run):
    """A Run that also collects evaluations and failures."""

    __slots__ = ("evaluations", "failures", "depth")

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.evaluations: list[DecisionEvaluation] = []
        self.failures: list[str] = []
        self.depth = 0

    def record(self, evaluation: DecisionEvaluation) -> None:
        """Keep the record of one decision or table."""
        if len(self.evaluations) < MAX_EVALUATIONS:
            self.evaluations.append(evaluation)

    def refuse(self, failure: str) -> None:
        """Note that a decision has no valid result, as a Chinese sentence."""
        if len(self.failures) < MAX_FAILURES and failure not in self.failures:
            self.failures.append(failure)
