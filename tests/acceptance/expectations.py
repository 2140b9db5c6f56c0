"""What is expected after each step of a case: the stage and the open tasks, kept as text that people can check."""
from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.acceptance.steps import Do, Send, Step

FOLDER = Path(__file__).parent / "expected"


def read_expectations(name: str) -> list[str]:
    """One line a step, the start first."""
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def line(step: Step | None, stage: str, open_tasks: list[str]) -> str:
    """How a step and what it led to are written down."""
    counted = [f"{name}*{count}" if count > 1 else name for name, count in sorted(Counter(open_tasks).items())]
    return f"{_named(step)} -> {stage}: {' '.join(counted) or '-'}"


def _named(step: Step | None) -> str:
    if step is None:
        return "start"
    if isinstance(step, Do):
        return step.task
    return step.message if isinstance(step, Send) else f"{step.span.days} days"
