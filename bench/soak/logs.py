"""What the product wrote and answered while it was under fire: no error but those of a database that was away."""
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.soak.records import Violation

#: How long after the database is back a process may still meet connections that have died.
AFTERMATH = dt.timedelta(seconds=20)
#: What the exception that ended a traceback says where the database was away.
AWAY = re.compile(r"OperationalError|InterfaceError|AdminShutdown|CrashShutdown|CannotConnectNow|ConnectionTimeout|"
                  r"DatabaseError.*(connection|terminat)|PoolTimeout|ConnectorException|"
                  r"the connection is (closed|lost)")  # fmt: skip
TRACE = "Traceback (most recent call last)"
#: Between the tracebacks of one failure, in front of all but the first.
CHAINED = ("During handling of the above exception", "The above exception was the direct cause")


def errors_in_logs(paths: Iterable[Path], database_restarts: bool) -> Iterator[Violation]:
    """Each failure that a database's absence does not explain; a deadlock is none, whatever else was going on."""
    for path in paths:
        for trace in failures_of(path.read_text(encoding="utf-8", errors="replace")):
            if not (database_restarts and is_absence(trace)):
                yield Violation("a traceback in a log", f"{path.name}: {trace[:3000]}")


def failures_of(text: str) -> Iterator[str]:
    """The tracebacks of a log, those that one exception led to together, each up to the next.

    A log of JSON lines writes the ends of lines as two characters.
    """
    parts = text.replace("\\n", "\n").split(TRACE)
    whole = ""
    for part in parts[1:]:
        whole += TRACE + part
        if not any(words in part[-400:] for words in CHAINED):
            yield whole
            whole = ""
    if whole:
        yield whole


def is_absence(trace: str) -> bool:
    """Whether the exception that ended a failure is how a database that is away looks like."""
    lines = trace.rpartition(TRACE)[2].splitlines()
    said = next((line for line in lines[1:] if line and not line.startswith(" ")), "")
    return AWAY.search(said) is not None and "deadlock" not in said.lower()


def errors_in_answers(lines: Iterable[Mapping[str, Any]]) -> Iterator[Violation]:
    """Each answer of 5xx outside the time when the database was away and shortly after."""
    entries = list(lines)
    away = [(_at(line), line["what"]) for line in entries if line["kind"] == "chaos" and "database" in line["what"]]
    spans = list(_spans(sorted(away)))
    for line in entries:
        if line["kind"] == "broken" and not any(begin <= _at(line) <= end for begin, end in spans):
            yield Violation("an answer of 5xx", f"{line['method']} {line['path']}: {line['status']} {line['answer']}")


def _spans(away: list[tuple[dt.datetime, str]]) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    for moment, what in away:
        if what == "database back":
            continue
        back = next((other for other, name in away if name == "database back" and other > moment), None)
        yield moment, (back or moment) + AFTERMATH


def _at(line: Mapping[str, Any]) -> dt.datetime:
    return dt.datetime.fromisoformat(line["at"])
