"""What one person does: starts cases, looks into the inbox, claims, drafts, completes well and badly, and twice."""
from __future__ import annotations

import datetime as dt
import random
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from bench.soak.door import Answer, Door
from bench.soak.drawings import REMARK, ROUND
from bench.soak.ledger import ACKED, REFUSED, UNKNOWN, Ledger
from tests.acceptance.steps import ORDINARY, SCRIPTS, dated, do

COUNTY = "consultation"
_LOOP_AGAIN = 0.25


@dataclass
class Person:
    """A login in an organisation; ``known``: cases that this client has started."""

    login: str
    organisation: str
    door: Door
    dice: random.Random
    ledger: Ledger
    name_next: Callable[[], str]
    known: deque[str] = field(default_factory=lambda: deque(maxlen=200))

    def act(self) -> None:
        """One thing that people do, chosen by the dice."""
        acts = {self.start_round: 12, self.start_county: 2, self.work: 60, self.remark: 6, self.cancel: 1, self.look: 8}
        (act,) = self.dice.choices(list(acts), list(acts.values()))
        act()

    def start_round(self) -> None:
        """Start one of the soak's own cases, now and then by two clicks at once."""
        mark = self.name_next()
        self._start(ROUND, {"mark": mark}, mark)

    def start_county(self) -> None:
        """Start the county's own procedure."""
        mark = self.name_next()
        self._start(COUNTY, {**SCRIPTS["v11_road"].start, "title": mark}, mark)

    def _start(self, process: str, data: Mapping[str, Any], mark: str) -> None:
        body = {"process": process, "organisation": self.organisation, "data": data}
        answers = self._several(lambda: self.door.insist("POST", "/api/v1/cases", body, mark))
        told = [answer.body["number"] for answer in answers if answer is not None and answer.ok]
        self.ledger.write("start", mark=mark, process=process, login=self.login, outcome=outcome_of(answers),
                          statuses=statuses_of(answers), numbers=told)  # fmt: skip
        self.known.extend(told[:1])

    def work(self) -> None:
        """Take a task from the inbox and do something about it."""
        case = f"&case={self.dice.choice(self.known)}" if self.known and self.dice.random() < 0.6 else ""
        page = self.door.insist("GET", f"/api/v1/tasks?limit=50{case}")
        if page is None or not page.ok or not page.body["items"]:
            return
        task = self.dice.choice(page.body["items"])
        chance = self.dice.random()
        if chance < 0.1:
            self._hand_in(task, {"no_such_field": self.name_next()}, None)
        elif chance < 0.2:
            self.door.insist("PUT", f"/api/v1/tasks/{task['id']}/draft", {"data": {"note": self.name_next()}})
        elif chance < 0.35:
            self._claim(task)
        else:
            self.complete(task)

    def complete(self, task: Mapping[str, Any]) -> None:
        """Hand in what the task asks for; the mark in it is found again in history exactly once."""
        element, mark = str(task["element_id"]), self.name_next()
        if element in ORDINARY:
            today = dt.datetime.now(dt.UTC).date()
            self._hand_in(task, dated(do(element).data, today), None)
            return
        note: dict[str, Any] = {"note": mark}
        if element == "review":
            note["again"] = "是" if self.dice.random() < _LOOP_AGAIN else "否"
        self._hand_in(task, note, mark)

    def _hand_in(self, task: Mapping[str, Any], data: Mapping[str, Any], mark: str | None) -> None:
        path = f"/api/v1/tasks/{task['id']}/complete"
        answers = self._several(lambda: self.door.insist("POST", path, {"data": data}))
        first = [answer for answer in answers if answer is not None and answer.ok and not answer.body["repeated"]]
        self.ledger.write("complete", task=task["id"], element=task["element_id"], case=task["case_number"], mark=mark,
                          login=self.login, outcome=outcome_of(answers), statuses=statuses_of(answers),
                          first=len(first), lost=lost_in(answers))  # fmt: skip

    def _claim(self, task: Mapping[str, Any]) -> None:
        answer = self.door.insist("POST", f"/api/v1/tasks/{task['id']}/claim")
        self.ledger.write("claim", task=task["id"], login=self.login, outcome=outcome_of([answer]),
                          statuses=statuses_of([answer]))  # fmt: skip
        if answer is not None and answer.ok:
            if self.dice.random() < 0.8:
                self.complete(task)
            else:
                self.door.insist("POST", f"/api/v1/tasks/{task['id']}/unclaim")

    def remark(self) -> None:
        """Send a message to a case that may be waiting for it."""
        if not self.known:
            return
        case, mark = self.dice.choice(self.known), self.name_next()
        body = {"name": REMARK, "case": case, "data": {"note": mark}}
        answers = self._several(lambda: self.door.insist("POST", "/api/v1/messages", body, mark))
        self.ledger.write("message", mark=mark, case=case, login=self.login, outcome=outcome_of(answers),
                          statuses=statuses_of(answers))  # fmt: skip

    def cancel(self) -> None:
        """Give a case up."""
        if self.known:
            case = self.dice.choice(self.known)
            answer = self.door.insist("POST", f"/api/v1/cases/{case}/cancel", {"reason": "不再需要"}, self.name_next())
            self.ledger.write("cancel", case=case, login=self.login, outcome=outcome_of([answer]),
                              statuses=statuses_of([answer]))  # fmt: skip

    def look(self) -> None:
        """Read what people read."""
        paths = ["/tasks/counts", "/cases?limit=20", "/tasks?limit=50"]
        if self.known:
            case = self.dice.choice(self.known)
            paths += [f"/cases/{case}", f"/cases/{case}/history", f"/cases/{case}/submissions"]
        self.door.insist("GET", f"/api/v1{self.dice.choice(paths)}")

    def _several(self, ask: Callable[[], Answer | None]) -> list[Answer | None]:
        """Ask once, or as people do with two quick taps."""
        if self.dice.random() < 0.85:
            return [ask()]
        with ThreadPoolExecutor(2) as pool:
            return [asked.result() for asked in (pool.submit(ask), pool.submit(ask))]


def outcome_of(answers: list[Answer | None]) -> str:
    """What the client knows after all answers to the same request."""
    if any(answer is not None and answer.ok for answer in answers):
        return ACKED
    return UNKNOWN if any(answer is None for answer in answers) else REFUSED


def statuses_of(answers: list[Answer | None]) -> list[int | None]:
    """As the ledger keeps them."""
    return [None if answer is None else answer.status for answer in answers]


def lost_in(answers: list[Answer | None]) -> bool:
    """Whether a reply to one of them may have been lost."""
    return any(answer is None or answer.attempts > 1 for answer in answers)
