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
#: The last line of a traceback, where it names what the database's absence looks like.
AWAY = re.compile(r"OperationalError|InterfaceError|AdminShutdown|CrashShutdown|CannotConnectNow|ConnectionTimeout|"
                  r"DatabaseError.*(connection|terminat)|PoolTimeout|ConnectorException|"
                  r"the connection is (closed|lost)")  # fmt: skip
TRACE = "Traceback (most recent call last)"


def errors_in_logs(paths: Iterable[Path], database_restarts: bool) -> Iterator[Violation]:
    """Each traceback that a database's absence does not explain."""
    for path in paths:
        text = path.read_text(encoding="utf-8", errors="replace")
        for found in re.finditer(re.escape(TRACE), text):
            trace = text[found.start() : found.start() + 8000]
            if not (database_restarts and AWAY.search(trace)):
                yield Violation("a traceback in a log", f"{path.name}: {trace[:3000]}")


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
