"""What does a completion over HTTP spend its time on?

    .venv/bin/python -m bench.profile [--database=sqlite|postgresql] [--completions=400]

Prints, for each part, its mean milliseconds and its share; a part's time is without that of the parts within it. What
remains is Flask's and the schemas': routing, the request's JSON, the answer. The clocks themselves cost some
microseconds a part, so the sum is a little more than bench.completion finds.
"""
from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import api.door
import engine.step
import engine.tasks
from bench.counter import Counter, open_counter
from bench.databases import database_of
from engine.execution.workflow import InstanceWorkflow

WARM = 50
REST = "routing, JSON in and out"
#: What is timed: the part's name, and where the function's name is looked up when it is called.
PARTS: tuple[tuple[str, Any, str], ...] = (
    ("authentication", api.door, "admit"),
    ("reading task and case", engine.tasks, "visible_task_and_instance"),
    ("loading the state", engine.step, "new_workflow"),
    ("loading the state", engine.step, "load_state"),
    ("loading the state", engine.step, "waits_of"),
    ("validating the form", engine.tasks._Completion, "_validate"),
    ("digests and events", engine.tasks, "new_submission"),
    ("running", engine.tasks._Completion, "apply"),
    ("running", engine.step, "run"),
    ("running", engine.step, "refuse_standstill"),
    ("folding", InstanceWorkflow, "fold_all"),
    ("collecting changes", engine.step, "collect_changes"),
    ("collecting changes", engine.step, "completion_of"),
    ("saving the state", engine.step, "dump_state"),
    ("saving the state", engine.step, "_undo"),
    ("digests and events", engine.step.history, "chain"),
    ("writing", engine.step, "write_step"),
)
#: Blocks: what is spent at their beginning and end.
BLOCKS: tuple[tuple[str, Any, str], ...] = (
    ("opening and closing the reading", engine.step, "reading"),
    ("begin and commit", engine.step, "writing"),
)


class Clock:
    """Sums the time of parts, each without that of the parts within it."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._parts: list[str] = []
        self._since = 0.0

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """All within belongs to the part, but for other parts within."""
        self._turn()
        self._parts.append(name)
        try:
            yield
        finally:
            self._turn()
            self._parts.pop()

    def _turn(self) -> None:
        now = time.perf_counter()
        if self._parts:
            self.spent[self._parts[-1]] += now - self._since
        self._since = now

    def function(self, name: str, timed: Callable[..., Any]) -> Callable[..., Any]:
        """The function, as a part."""
        def run(*args: Any, **kwargs: Any) -> Any:
            with self.part(name):
                return timed(*args, **kwargs)
        return run

    def block(self, name: str, timed: Callable[..., Any]) -> Callable[..., Any]:
        """The context manager, as a part; what is done within it belongs to whom it belonged before."""
        @contextmanager
        def run(*args: Any, **kwargs: Any) -> Iterator[Any]:
            outer = self._parts[-1]
            with self.part(name), timed(*args, **kwargs) as given, self.part(outer):
                yield given
        return run


def main(kind: str, completions: int) -> dict[str, float]:
    """Run the bench, print and return milliseconds by part."""
    with tempfile.TemporaryDirectory() as folder, database_of(kind, "profile") as url:
        found = measure(open_counter(Path(folder), url), completions)
    whole = sum(found.values())
    for name, value in sorted(found.items(), key=lambda part: -part[1]):
        print(f"{kind} {name}: {value:.2f} ms, {value / whole:.0%}")
    print(f"{kind} together: {whole:.2f} ms")
    return found


def measure(counter: Counter, completions: int) -> dict[str, float]:
    """Mean milliseconds of each part of a completion."""
    client, clock = counter.client(), Clock()
    task = counter.start(client)
    for _ in range(WARM):
        task = counter.complete(client, task)
    with ExitStack() as stack:
        for made, parts in ((clock.function, PARTS), (clock.block, BLOCKS)):
            for name, place, function in parts:
                timed = made(name, getattr(place, function))
                stack.enter_context(mock.patch.object(place, function, timed))
        for _ in range(completions):
            with clock.part(REST):
                task = counter.complete(client, task)
    return {name: value * 1000 / completions for name, value in clock.spent.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.profile")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--completions", type=int, default=400)
    given = parser.parse_args()
    main(given.database, given.completions)
