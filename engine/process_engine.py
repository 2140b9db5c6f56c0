"""What the engine's use cases share: the database, the clock, the resolver of groups, observers and limits."""
from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Event as ThreadEvent
from typing import Protocol
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection, Engine

import feel
from engine.definition_cache import DefinitionCache
from engine.execution.moments import StepClock
from engine.execution.workflow import ExecutionLimits
from engine.groups import GroupResolver
from feel.values import Value


@dataclass(frozen=True, slots=True)
class StepRecord:
    """What one step changed, for whoever keeps a summary. ``variables``: those written at the instance's root.

    ``takes_back``: the step restores what was before another one; its variables and stage may be null, for not there.
    """

    instance_id: str
    business_key: str | None
    organisation: str
    started: bool
    ended: bool
    status: str
    stage: str | None
    variables: Mapping[str, Value]
    at: dt.datetime
    status_changed: bool = True
    takes_back: bool = False


class StepObserver(Protocol):
    """Called inside the step's own transaction, so that a summary can never differ from the state."""

    def step_taken(self, connection: Connection, step: StepRecord) -> None:
        """Keep the summary; an exception rolls the step back."""
        ...


class PersonNamer(Protocol):
    """Says what people call a person; the domain provides it."""

    def __call__(self, connection: Connection, person_id: str) -> str:
        """A name for sentences, such as 王主任."""
        ...


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a case that the engine begins by itself is called, and what the process is told about it."""

    business_key: str
    variables: Mapping[str, Value] = field(default_factory=dict)


class CaseOpener(Protocol):
    """Names the next case of an organisation; the domain provides it."""

    def __call__(self, connection: Connection, organisation: str, at: dt.datetime, zone: ZoneInfo) -> NewCase:
        """``organisation``: a code. Reserves nothing: an observer may refuse the key with a Conflict, when somebody
        else was faster, and is then asked again. Raises a ProductError when there is no such organisation.
        """
        ...


def open_unnumbered(connection: Connection, organisation: str, at: dt.datetime, zone: ZoneInfo) -> NewCase:
    """Without a domain a case has a key of its own that nobody can say."""
    return NewCase(str(uuid4()))


def unnamed(connection: Connection, person_id: str) -> str:
    """Without a domain a person is known by number."""
    return person_id


def utc_now() -> dt.datetime:
    """The wall clock."""
    return dt.datetime.now(dt.UTC)


def no_fault(_point: str) -> None:
    """The crash point of production: nothing happens."""


@dataclass(frozen=True)
class ProcessEngine:
    """Handed to every use case. ``fault``: called at named points (``before_write``, ``before_commit``,
    ``after_commit``, ``job_begun``, ``job_effect_done``) so that tests can end the process just there.
    ``work``: set when a step has left something that is to be done at once. ``hands_over``: whether there is a runner,
    to which steps give by jobs what is due at once.
    """

    database: Engine
    resolve_group: GroupResolver
    zone: ZoneInfo
    known_roles: frozenset[str] = frozenset()
    clock: Callable[[], dt.datetime] = utc_now
    name_person: PersonNamer = unnamed
    open_case: CaseOpener = open_unnumbered
    observers: tuple[StepObserver, ...] = ()
    limits: ExecutionLimits = field(default_factory=ExecutionLimits)
    expression_limits: feel.Limits = field(default_factory=feel.Limits)
    fault: Callable[[str], None] = no_fault
    hands_over: bool = False
    work: ThreadEvent = field(default_factory=ThreadEvent, compare=False)
    definitions: DefinitionCache = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "definitions", DefinitionCache(self.database))

    def step_clock(self) -> StepClock:
        """The moment of a step that begins now."""
        return StepClock(self.clock(), self.zone)

    def settings(self, clock: StepClock) -> feel.Settings:
        """What expressions evaluated in a step see of the world."""
        return feel.Settings(now=clock.now, zone=clock.zone, limits=self.expression_limits)
