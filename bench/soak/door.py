"""Asking the product over HTTP as a person with a bad network does: a lost reply is asked for again, anywhere."""
from __future__ import annotations

import http.client
import json
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any

from bench.soak.ledger import Ledger

#: How long somebody goes on asking before giving up: longer than any restart takes.
PATIENCE = 120.0
_BROKEN = 500


@dataclass(frozen=True)
class Answer:
    """``attempts``: how often it was asked for; more than one means that an earlier reply may have been lost."""

    status: int
    body: Any
    attempts: int

    @property
    def ok(self) -> bool:
        """Whether the product said yes."""
        return 200 <= self.status < 300


@dataclass(frozen=True)
class Door:
    """The product's ports and one person's token."""

    ports: Sequence[int]
    token: str
    dice: random.Random
    ledger: Ledger

    def insist(self, method: str, path: str, body: Any = None, key: str | None = None) -> Answer | None:
        """Ask until there is an answer that is not an error of the server; None when patience has ended."""
        given_up = time.monotonic() + PATIENCE
        attempts = 0
        while time.monotonic() < given_up:
            attempts += 1
            try:
                status, answer = self._ask(method, path, body, key)
            except (OSError, http.client.HTTPException, ValueError):
                Event().wait(self.dice.uniform(0.05, 0.5))
                continue
            if status < _BROKEN:
                return Answer(status, answer, attempts)
            self.ledger.write("broken", status=status, method=method, path=path, answer=str(answer)[:500])
            Event().wait(self.dice.uniform(0.2, 1.0))
        return None

    def _ask(self, method: str, path: str, body: Any, key: str | None) -> tuple[int, Any]:
        headers: Mapping[str, str] = {
            "Authorization": f"Bearer {self.token}", "Content-Type": "application/json",
            **({"Idempotency-Key": key} if key else {}),
        }  # fmt: skip
        connection = http.client.HTTPConnection("127.0.0.1", self.dice.choice(self.ports), timeout=40)
        try:
            content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
            connection.request(method, path, content, dict(headers))
            answer = connection.getresponse()
            read = answer.read()
            return answer.status, json.loads(read) if read else None
        finally:
            connection.close()
