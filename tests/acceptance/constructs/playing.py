"""Plays the script of a construct over HTTP: deploys, starts, completes, sends, works and reads as people would."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from lxml import etree
from sqlalchemy.engine import Engine

from engine.tables import timer_job
from engine.transaction import reading
from tests.acceptance.constructs.dressing import TOPIC, Dressed, value, values
from tests.acceptance.county import Answer, Client
from tests.acceptance.player import BEGIN
from tests.diagrams import process

OWNER, ADMIN, CLERK, VILLAGE = "county-owner", "county-admin", "donggou-clerk", "64990203"
LOCK = 5 * 60 * 1000
SECOND = dt.timedelta(seconds=1)
CONFLICT, NO_CONTENT, DONE, REFUSALS = 409, 204, (200, 201, 204), (400, 403, 404, 409, 422)
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
TYPED_START = re.compile(r"<bpmn:startEvent[^>]*[^/]>")


@dataclass
class Play:
    """A construct being played. ``settle``: lets happen what an action of this name leaves; ``database``: read for
    the hour alone.

    ``login``: who acts now. ``numbers``: the cases so far, the first first. ``number``: the case that messages go to.
    ``known``: the incidents so far. ``held``: the work that was fetched, with its elements.
    ``done``: the tasks that were completed, with what was sent.
    """

    hands: Client
    dressed: Dressed
    settle: Callable[[str], None]
    database: Engine
    login: str = CLERK
    number: str = ""
    numbers: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    held: dict[str, str] = field(default_factory=dict)
    done: dict[str, dict[str, Any]] = field(default_factory=dict)

    def deploy(self) -> None:
        """Deploy the bundle as the process owner; the clerk stands in it under the number of the person."""
        self.hands.clock.now = BEGIN.astimezone(dt.UTC)
        person = str(self.hands.get(CLERK, "/me")["person_id"]).encode()
        files = {name: content.replace(CLERK.encode(), person) for name, content in self.dressed.files.items()}
        main = f"{self.dressed.keys[0]}.bpmn"
        if b'Binding="version' in files[main]:  # it names by their number what has to be there before
            self._deploy({name: content for name, content in files.items() if name != main})
        self._deploy(files)
        self.known = set(self._incidents())

    def _deploy(self, files: dict[str, bytes]) -> None:
        answer = self.hands.deploy(OWNER, files)
        assert answer.status == 200, answer.text

    def act(self, words: list[str]) -> str:
        """Do one line's action; tells which tasks are open then, ``ended`` or ``incident``."""
        self.hands.clock.now += SECOND
        refusable = words[0] == "refused"
        word, *rest = words[int(refusable) :]
        answer = getattr(self, f"_{word}")(*rest)
        self.settle(word)
        raised = set(self._incidents()) - self.known
        self.known |= raised
        if raised or (answer and answer.status == CONFLICT and "incident" in answer.json):
            return "incident"
        assert answer is None or answer.status in (REFUSALS if refusable else DONE), answer.text
        return self.waits()

    def waits(self) -> str:
        """The open tasks of whoever acts now."""
        running = self.hands.get(ADMIN, "/cases?status=active&limit=100")["items"]
        self.numbers += [case["number"] for case in reversed(running) if case["number"] not in self.numbers]
        return " ".join(sorted(task["element_id"] for task in self._tasks())) or ("-" if running else "ended")

    def shown(self, expected: str) -> str:
        """What of a script's expectation people see: the tasks, not the events that wait."""
        if expected in ("ended", "incident"):
            return expected
        tasks = self._drawn("userTask")
        return " ".join(word for word in expected.split() if word in tasks) or "-"

    def variables(self) -> dict[str, Any]:
        """The first case's own."""
        if not self.numbers:
            return {}
        found = self.hands.pages(ADMIN, f"/cases/{self.numbers[0]}/variables")
        return {row["name"]: row["value"] for row in found if row["scope_id"] == ""}

    def check_records(self) -> None:
        """Every case's chain is whole, what it passed is drawn, each completion is told once; nothing stays open."""
        drawn, told = self._drawn(), []
        for case in self._cases():
            number = case["number"]
            assert self.hands.get(ADMIN, f"/cases/{number}/verify")["ok"] is True
            passed = self.hands.pages(ADMIN, f"/cases/{number}/activities")
            assert {row["element_id"] for row in passed} <= drawn
            events = self.hands.pages(ADMIN, f"/cases/{number}/history")
            assert {row["element_id"] for row in events} - {None} <= drawn
            told += [row["task_id"] for row in events if row["type"] == "task_completed"]
            visits = {row["id"]: row["status"] for row in passed}
            assert {visits[task] for task in self.done if task in visits} <= {"completed"}
            sent = self.hands.pages(ADMIN, f"/cases/{number}/submissions")
            assert all(self.done[row["task_id"]] == _given(row["data"]) for row in sent if row["task_id"])
            if case["status"] == "completed":
                assert [row for row in passed if row["status"] == "active" or row["ended_at"] is None] == []
        assert sorted(told) == sorted(self.done)

    def put_away(self) -> None:
        """Cancel what still runs, and take away what would start cases in the plays of others."""
        for case in self._cases():
            if case["status"] == "active":
                self.hands.call(ADMIN, "POST", f"/cases/{case['number']}/cancel", {"reason": "试验结束"})
        typed = [key for key in self.dressed.keys if TYPED_START.search(self.dressed.files[f"{key}.bpmn"].decode())]
        if typed:
            plain = {f"{key}.bpmn": process('<startEvent id="s"/><task id="t"/>', "s -> t", key) for key in typed}
            assert self.hands.deploy(OWNER, plain).status == 200

    def _cases(self) -> list[Any]:
        return [self.hands.get(ADMIN, f"/cases/{number}") for number in self.numbers]

    def _incidents(self) -> list[str]:
        """The open ones of the county, the newest first."""
        return [incident["id"] for incident in self.hands.get(ADMIN, "/incidents?limit=100")["items"]]

    def _drawn(self, name: str = "*") -> set[str]:
        """The ids of the elements of a name in all diagrams."""
        roots = (etree.fromstring(self.dressed.files[f"{key}.bpmn"]) for key in self.dressed.keys)
        return {element.get("id", "") for root in roots for element in root.iter(f"{BPMN}{name}")}

    def _tasks(self) -> list[Any]:
        found: list[Any] = self.hands.pages(self.login, "/tasks")
        return found

    def _as(self, login: str) -> None:
        self.login = login

    def _case(self, nth: str) -> None:
        self.number = self.numbers[int(nth) - 1]

    def _wait(self, hours: str) -> None:
        self.hands.clock.now += dt.timedelta(hours=float(hours))

    def _start(self, *given: str) -> Answer:
        keys = [self.dressed.names[word] for word in given if "=" not in word] or self.dressed.keys
        body = {"process": keys[0], "organisation": VILLAGE, "data": self._values(given)}
        return self._begun(self.hands.call(self.login, "POST", "/cases", body))

    def _begin(self, name: str, *given: str) -> Answer:
        body = {"name": self.dressed.names[name], "organisation": VILLAGE, "data": self._values(given)}
        return self._begun(self.hands.call(self.login, "POST", "/messages", body))

    def _begun(self, answer: Answer) -> Answer:
        if answer.status in (200, 201):
            self.number = answer.json["number"]
            self.numbers.append(self.number)
        return answer

    def _complete(self, element: str, *given: str) -> Answer:
        """The task that has been open longest."""
        task, data = self._first(element), self._values(given)
        answer = self.hands.call(self.login, "POST", f"/tasks/{task}/complete", {"data": data})
        if answer.status in DONE:
            self.done[task] = data
        return answer

    def _message(self, name: str, *given: str) -> Answer:
        """``@key`` is the correlation key."""
        body = {"name": self.dressed.names[name], "case": self.number, "data": self._values(given)}
        keys = [value(word[1:], {}) for word in given if word.startswith("@")]
        body |= {"correlation_key": keys[0]} if keys else {}
        return self.hands.call(self.login, "POST", "/messages", body)

    def _signal(self, name: str) -> Answer:
        return self.hands.call(ADMIN, "POST", "/signals", {"name": self.dressed.names[name]})

    def _timer(self, element: str) -> None:
        """Let the hour come that an element waits for."""
        with reading(self.database) as connection:
            due = connection.scalar(sa.select(sa.func.min(timer_job.c.due_at)).where(timer_job.c.element_id == element))
        assert due is not None
        self.hands.clock.now = max(self.hands.clock.now, due.astimezone(dt.UTC))

    def _fetch(self, element: str) -> None:
        """Lock what there is to do."""
        self._fetch_all()
        assert element in self.held.values()

    def _work(self, element: str, *given: str) -> Answer:
        sent = {name: {"value": given} for name, given in self._values(given).items()}
        return self._done(element, "complete", {"variables": sent})

    def _throw(self, element: str, code: str) -> Answer:
        return self._done(element, "bpmnError", {"errorCode": code, "errorMessage": "坏了"})

    def _retry(self) -> Answer:
        return self.hands.call(ADMIN, "POST", f"/incidents/{self._incidents()[0]}/retry")

    def _done(self, element: str, how: str, body: dict[str, Any]) -> Answer:
        self._fetch_all()
        task = next((task for task, place in self.held.items() if place == element), "nothing-to-do")
        answer = self._dialect(f"/{task}/{how}", {"workerId": self.login, **body})
        if answer.status == NO_CONTENT:
            del self.held[task]
        return answer

    def _fetch_all(self) -> None:
        topics = {found for content in self.dressed.files.values() for found in TOPIC.findall(content.decode())}
        wanted = [{"topicName": topic, "lockDuration": LOCK} for _, topic, _ in sorted(topics)]
        answer = self._dialect("/fetchAndLock", {"workerId": self.login, "maxTasks": 10, "topics": wanted})
        self.held |= {task["id"]: task["activityId"] for task in answer.json}

    def _dialect(self, path: str, body: dict[str, Any]) -> Answer:
        content = json.dumps(body, ensure_ascii=False).encode()
        return self.hands.request("POST", f"/engine-rest/external-task{path}", content, self.hands.headers(self.login))

    def _values(self, given: tuple[str, ...]) -> dict[str, Any]:
        """What an action gives; ``#2`` is the number of the second case."""
        found = values(list(given), self.dressed.names)
        return {name: self._number_of(given) for name, given in found.items()}

    def _number_of(self, given: Any) -> Any:
        is_case = isinstance(given, str) and given.startswith("#")
        return self.numbers[int(given[1:]) - 1] if is_case else given

    def _first(self, element: str) -> str:
        found = [task for task in self._tasks() if task["element_id"] == element]
        assert found, f"{element} is not open"
        if len(found) == 1:
            return str(found[0]["id"])
        records = (self.hands.pages(ADMIN, f"/cases/{number}/activities") for number in self.numbers)
        passed = [row["id"] for visits in records for row in visits]
        return str(min((task["id"] for task in found), key=passed.index))


def _given(data: dict[str, Any]) -> dict[str, Any]:
    """What was filled in of a form's fields."""
    return {name: given for name, given in data.items() if given is not None}
