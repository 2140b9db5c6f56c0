"""A program that does external work: fetches, reports, fails now and then, and reports again after a lost reply."""
from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.soak.door import Door
from bench.soak.drawings import TOPIC
from bench.soak.ledger import Ledger
from bench.soak.people import outcome_of, statuses_of

WORKER = "soak-worker"
LOCK_MS = 20_000


@dataclass
class Program:
    """One worker with the accounts of several organisations."""

    doors: Sequence[Door]
    dice: random.Random
    ledger: Ledger

    def act(self) -> None:
        """One poll, and a report on everything that it brought."""
        door = self.dice.choice(self.doors)
        wanted = {"workerId": WORKER, "maxTasks": 5, "topics": [{"topicName": TOPIC, "lockDuration": LOCK_MS}]}
        found = door.insist("POST", "/engine-rest/external-task/fetchAndLock", wanted)
        for task in found.body if found is not None and found.ok else []:
            self._report(door, task)

    def _report(self, door: Door, task: dict[str, Any]) -> None:
        path = f"/engine-rest/external-task/{task['id']}"
        if self.dice.random() < 0.15:
            failure = {"workerId": WORKER, "errorMessage": "银行没有应答", "retries": 5, "retryTimeout": 500}
            answer = door.insist("POST", f"{path}/failure", failure)
            kind = "external_failure"
        else:
            receipt = {"receipt": {"value": f"R-{task['id']}", "type": "String"}}
            answer = door.insist("POST", f"{path}/complete", {"workerId": WORKER, "variables": receipt})
            kind = "external"
        self.ledger.write(kind, task=task["id"], outcome=outcome_of([answer]), statuses=statuses_of([answer]))
