"""What clients were told against what the database holds: whatever was acknowledged is there, once; nothing else is."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bench.soak.ledger import ACKED, REFUSED
from bench.soak.records import Records, Violation

Line = Mapping[str, Any]


def broken_promises(records: Records, lines: Iterable[Line]) -> Iterator[Violation]:
    """Every line of the clients' ledgers that the records contradict."""
    completions = Counter(event.task_id for event in records.events_of("task_completed"))
    done_outside = Counter(event.task_id for event in records.events_of("external_task_completed"))
    claimed = {event.task_id for event in records.events_of("task_claimed")}
    cancelled = Counter(event.instance_id for event in records.events_of("instance_cancelled"))
    numbers = records.by_number()
    lines = list(lines)
    yield from _first_answers(lines)
    for line in lines:
        match line["kind"]:
            case "start":
                yield from _start(line, records, numbers)
            case "complete":
                yield from _completion(line, records, completions)
            case "message":
                yield from _marked("message", line, records)
            case "external" if line["outcome"] == ACKED and done_outside[line["task"]] != 1:
                yield Violation("external work acknowledged, not once in history", str(dict(line)))
            case "claim" if line["outcome"] == ACKED and line["task"] not in claimed:
                yield Violation("claim acknowledged, not in history", str(dict(line)))
            case "cancel" if line["outcome"] == ACKED:
                row = numbers.get(line["case"])
                if row is None or row.status != "cancelled" or cancelled[row.id] != 1:
                    yield Violation("cancellation acknowledged, not done once", str(dict(line)), line["case"])
            case "client_broke":
                yield Violation("a client did not understand an answer", line["trace"])


def _marked(what: str, line: Line, records: Records) -> Iterator[Violation]:
    """An acknowledged mark is there once, a refused one is not, any other at most once."""
    if line["mark"] is None:
        return
    found, outcome = records.marks[line["mark"]], line["outcome"]
    if outcome == ACKED and found != 1:
        yield Violation(f"{what} acknowledged, kept {found} times", str(dict(line)), line.get("case"))
    elif outcome == REFUSED and found != 0:
        yield Violation(f"{what} refused, kept all the same", str(dict(line)), line.get("case"))
    elif found > 1:
        yield Violation(f"{what} kept {found} times", str(dict(line)), line.get("case"))


def _start(line: Line, records: Records, numbers: Mapping[str, Any]) -> Iterator[Violation]:
    yield from _marked("start", line, records)
    if len(set(line["numbers"])) > 1:
        yield Violation("one start answered with several numbers", str(dict(line)))
    for number in line["numbers"]:
        if number not in numbers:
            yield Violation("start acknowledged, no such case", str(dict(line)), number)


def _completion(line: Line, records: Records, completions: Counter[str]) -> Iterator[Violation]:
    yield from _marked("completion", line, records)
    if line["outcome"] != ACKED:
        return
    task = records.tasks.get(line["task"])
    if task is None or task.status != "completed" or completions[line["task"]] != 1:
        yield Violation("completion acknowledged, not once in history", str(dict(line)), line["case"])


def _first_answers(lines: Iterable[Line]) -> Iterator[Violation]:
    """Of all answers to the completion of one task, whoever asked, one is the first; it may have been lost."""
    firsts: Counter[str] = Counter()
    told: dict[str, Line] = {}
    lost: set[str] = set()
    for line in lines:
        if line["kind"] != "complete":
            continue
        firsts[line["task"]] += line["first"]
        if line["outcome"] == ACKED:
            told[line["task"]] = line
        if line["lost"]:
            lost.add(line["task"])
    for task_id, line in told.items():
        if firsts[task_id] > 1:
            yield Violation("one completion answered as the first twice", str(dict(line)), line["case"])
        elif firsts[task_id] == 0 and task_id not in lost:
            yield Violation("a first completion answered as a repeated one", str(dict(line)), line["case"])
