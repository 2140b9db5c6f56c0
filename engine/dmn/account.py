"""The account of one evaluation of a graph: one budget for all its expressions, and the record as it grows."""
from __future__ import annotations

from engine.dmn.results import DecisionEvaluation
from feel.limits import Settings
from feel.run import Run
from feel.values import Value

#: A knowledge model may be invoked once per item of a long list; so many of its tables are told.
MAX_EVALUATIONS = 500
#: Values in all records together, beyond which only the last evaluation is told.
MAX_PARTS = 50_000
MAX_FAILURES = 50
MAX_WARNINGS = 100
LONGEST_WARNING = 300


class Account(Run):
    """A Run that also collects evaluations and failures."""

    __slots__ = ("evaluations", "failures", "parts", "dropped")

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.evaluations: list[DecisionEvaluation] = []
        self.failures: list[str] = []
        self.parts = MAX_PARTS
        self.dropped = 0

    def record(self, evaluation: DecisionEvaluation) -> None:
        """Keep the record of one decision or table; when there is no more room, instead of the latest one."""
        if self.parts < 0 or len(self.evaluations) == MAX_EVALUATIONS:
            self.evaluations.pop()
        else:
            self._take_room(evaluation)
        self.evaluations.append(evaluation)

    def refuse(self, failure: str) -> None:
        """Note that a decision has no valid result, as a Chinese sentence."""
        if len(self.failures) < MAX_FAILURES and failure not in self.failures:
            self.failures.append(failure)

    def fail(self, warning: str) -> None:
        """As Run.fail, but the latest warnings are kept: whether there is a new one decides what is refused."""
        if len(self.warnings) >= MAX_WARNINGS:
            del self.warnings[: MAX_WARNINGS // 2]
            self.dropped += MAX_WARNINGS // 2
        self.warnings.append(warning[:LONGEST_WARNING])

    def mark(self) -> tuple[int, int]:
        return self.dropped + len(self.warnings), len(self.missing)

    def forget(self, mark: tuple[int, int]) -> None:
        super().forget((max(0, mark[0] - self.dropped), mark[1]))

    def cause_since(self, mark: tuple[int, int]) -> str | None:
        """The first warning since ``mark``; None when there is none, or a missing variable is cause enough."""
        first = max(0, mark[0] - self.dropped)
        if first >= len(self.warnings) or len(self.missing) > mark[1]:
            return None
        return self.warnings[first]

    def _take_room(self, evaluation: DecisionEvaluation) -> None:
        waiting: list[Value] = [evaluation.value, *(entry.value for entry in evaluation.inputs)]
        waiting += [value for hit in evaluation.hits for value in hit.outputs.values()]
        while waiting and self.parts >= 0:
            value = waiting.pop()
            self.parts -= 1
            if isinstance(value, list):
                self.parts -= len(value)
                waiting += [item for item in value if isinstance(item, list | dict)]
            elif isinstance(value, dict):
                self.parts -= len(value)
                waiting += [item for item in value.values() if isinstance(item, list | dict)]
