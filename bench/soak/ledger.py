"""What clients were told: one JSON line each, on disk before the client goes on. The soak's memory."""
from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import Any

#: The product said that it is done; that it is not; or nobody knows, because no answer came for a long time.
ACKED, REFUSED, UNKNOWN = "acked", "refused", "unknown"


class Ledger:
    """Lines of one client. A line is on disk when ``write`` returns."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._lock = Lock()

    def write(self, kind: str, **entry: Any) -> None:
        """Add a line: its kind, the moment, and whatever else is to be known."""
        line = json.dumps({"kind": kind, "at": now_text(), **entry}, ensure_ascii=False)
        with self._lock:
            self._file.write(line + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())


def read_ledgers(folder: Path) -> Iterator[dict[str, Any]]:
    """Every whole line of all clients; a line cut short by the client's own death was never answered for."""
    for path in sorted(folder.glob("*.ledger")):
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                continue


def now_text() -> str:
    """The moment, as lines say it."""
    return dt.datetime.now(dt.UTC).isoformat()
