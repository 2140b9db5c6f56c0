"""Plays a walk step by step through somebody's hands: HTTP (county.py) or the engine's functions (bench.py)."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from consultation.demo.account_list import DemoAccount
from tests.acceptance.steps import Do, Script, Send, Step, Wait, dated

BEGIN = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
#: What a step takes: no two happen at the same moment, as in life.
MINUTE = dt.timedelta(minutes=1)


class WalkBroken(AssertionError):
    """A step of a walk could not be taken."""


@dataclass
class Clock:
    """A clock that moves when told."""

    now: dt.datetime = field(default_factory=lambda: BEGIN.astimezone(dt.UTC))

    def __call__(self) -> dt.datetime:
        return self.now


class Hands(Protocol):
    """Whoever can act on cases by login. Every method raises WalkBroken for a refusal."""

    clock: Clock
    accounts: list[DemoAccount]

    def start(self, login: str, organisation: str, data: Mapping[str, Any]) -> str:
        """Start the county's procedure; the case number."""
        ...

    def submit(self, login: str, organisation: str, name: str, data: Mapping[str, Any]) -> str:
        """Start a case by a message; the case number."""
        ...

    def tasks(self, login: str, number: str) -> list[dict[str, Any]]:
        """The open tasks of a case that somebody may do, oldest due first: id, element_id, stage."""
        ...

    def complete(self, login: str, task_id: str, data: Mapping[str, Any]) -> None:
        """Hand in a form."""
        ...

    def send(self, login: str, number: str, name: str, data: Mapping[str, Any]) -> None:
        """Send a message to a case."""
        ...

    def fire(self) -> None:
        """Let everything happen that is due."""
        ...


def login_of(accounts: Iterable[DemoAccount], role: str, organisation: str) -> str:
    """Who holds a role for a case of an organisation: in the nearest one upward. ``role@code`` names the place."""
    role, _, named = role.partition("@")
    held = [
        (len(post.organisation), account.login)
        for account in accounts
        for post in account.posts
        if post.role == role
        and (post.organisation == named if named else organisation.startswith(post.organisation))
    ]
    if not held:
        raise WalkBroken(f"nobody holds {role} for {organisation}")
    longest = max(length for length, _ in held)
    return next(login for length, login in held if length == longest)


@dataclass
class Walk:
    """A case under way."""

    hands: Hands
    number: str
    organisation: str

    def take(self, step: Step) -> None:
        """One step. Raises WalkBroken."""
        if isinstance(step, Wait):
            self.hands.clock.now += step.span
            self.hands.fire()
            return
        self.hands.clock.now += MINUTE
        if isinstance(step, Send):
            self.hands.send(self.who(step.role), self.number, step.message, self.data_of(step))
        else:
            self.hands.complete(self.who(step.role), self.open_task(step)["id"], self.data_of(step))

    def take_all(self, steps: Iterable[Step]) -> Walk:
        """All steps in order."""
        for step in steps:
            self.take(step)
        return self

    def open_task(self, step: Do) -> dict[str, Any]:
        """The task that a step is about, as the person sees it in the inbox; of several alike the first."""
        seen = self.hands.tasks(self.who(step.role), self.number)
        found = next((task for task in seen if task["element_id"] == step.task), None)
        if found is None:
            raise WalkBroken(f"{step.task} is not open for {step.role}, but {[task['element_id'] for task in seen]}")
        return found

    def who(self, role: str) -> str:
        """The login that acts in a role."""
        return login_of(self.hands.accounts, role, self.organisation)

    def data_of(self, step: Do | Send) -> dict[str, Any]:
        """What a step hands in, its dates written."""
        found: dict[str, Any] = dated(step.data, self.hands.clock.now.astimezone(BEGIN.tzinfo).date())
        return found


def begin(hands: Hands, script: Script, organisation: str | None = None) -> Walk:
    """Start a script's case, there or in another organisation."""
    place = organisation or script.organisation
    number = hands.start(login_of(hands.accounts, script.role, place), place, script.start)
    return Walk(hands, number, place)
