"""Plays a case's script through the same functions as everyone's work: start, submit, send messages, let time pass."""
from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

import feel
from consultation.acting import actor_of
from consultation.cases import start_case, starter_roles
from consultation.identity import Identity, identify
from consultation.persons import in_force
from consultation.tables import accounts, posts
from engine.actors import RequestKey
from engine.deployment.bindings import current
from engine.errors import NotFound
from engine.inbox import TaskFilter, list_tasks
from engine.messages import deliver_message
from engine.process_engine import ProcessEngine
from engine.tasks import complete
from engine.timers import fire_due_timers
from engine.transaction import reading

#: What working on one step takes.
STEP = dt.timedelta(minutes=20)
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(T.*)?")
#: Where the history says that the requests came from.
_ADDRESS = "demo"


class MovingClock:
    """A clock that a script moves; it never runs by itself."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at

    def __call__(self) -> dt.datetime:
        return self.at


def play(
    engine: ProcessEngine, script: Mapping[str, Any], *, steps: int | None = None, request_key: str | None = None
) -> str:
    """Play the first ``steps`` steps of a script (None: all), so that the last one happens now.

    ``script``: process, organisation (code), starts_at, start (the start form's data), steps: each a ``task``
    (element id) or ``message`` with role and data, or ``advance_clock`` with an ISO duration. All its days are moved
    along. Returns the case number. Raises what the engine raises, and NotFound when nobody can take a step.
    """
    played = script["steps"][:steps]
    clock = MovingClock(engine.clock() - sum((duration_of(step) for step in played), dt.timedelta()))
    begun = dt.datetime.fromisoformat(script["starts_at"]).astimezone(engine.zone).date()
    moved = clock.at.astimezone(engine.zone).date() - begun
    engine = dataclasses.replace(engine, clock=clock)
    starter = _starter(engine, script)
    if request_key is not None:
        starter = dataclasses.replace(starter, request=RequestKey(request_key, request_key))
    started = start_case(
        engine, starter, process_key=script["process"], organisation=script["organisation"],
        submission=moved_days(script["start"], moved), address=_ADDRESS,
    )  # fmt: skip
    for step in played:
        clock.at += duration_of(step)
        take(engine, started.number, script["organisation"], moved_days(step, moved))
    return started.number


def moved_days(value: Any, by: dt.timedelta) -> Any:
    """The same JSON with every date and date-time moved by whole days."""
    if isinstance(value, Mapping):
        return {key: moved_days(inner, by) for key, inner in value.items()}
    if isinstance(value, list):
        return [moved_days(inner, by) for inner in value]
    matched = _DATE.fullmatch(value) if isinstance(value, str) else None
    if matched is None:
        return value
    return (dt.date.fromisoformat(matched[1]) + by).isoformat() + (matched[2] or "")


def duration_of(step: Mapping[str, Any]) -> dt.timedelta:
    """How long a step takes: what its ``advance_clock`` says, otherwise some minutes of work."""
    if "advance_clock" not in step:
        return STEP
    span = feel.parse_duration(step["advance_clock"])
    if not isinstance(span, feel.DaysTimeDuration):
        raise ValueError("a script's clock is moved by days and hours")
    return span.to_python()


def take(engine: ProcessEngine, number: str, organisation: str, step: Mapping[str, Any]) -> None:
    """Take one step of a case now: fire what is due, deliver a message or complete a task, as somebody who may.

    Raises what the engine raises, and NotFound when there is no such task or nobody to do it.
    """
    if "advance_clock" in step:
        while fire_due_timers(engine):
            pass
        return
    performer = _holder(engine, step["role"], organisation)
    actor = actor_of(performer, _ADDRESS)
    if "message" in step:
        deliver_message(engine, actor, number, step["message"], step["data"])
        return
    page = list_tasks(engine, actor, TaskFilter(business_key=number, element_id=step["task"]), limit=1)
    if not page.items:
        raise NotFound(f"{number}：{performer.name}没有“{step['task']}”这件待办。")
    complete(engine, actor, page.items[0].id, step["data"])


def _starter(engine: ProcessEngine, script: Mapping[str, Any]) -> Identity:
    with reading(engine.database) as connection:
        definition = current(connection, "process", script["process"])
    roles = starter_roles(definition.info) if definition is not None else ()
    for role in roles:
        return _holder(engine, role, script["organisation"])
    raise NotFound(f"没有岗位可以发起“{script['process']}”。")


def _holder(engine: ProcessEngine, role: str, organisation: str) -> Identity:
    """The first account that holds a role as a case of this organisation resolves it."""
    at = engine.clock()
    with reading(engine.database) as connection:
        keys = engine.resolve_group(connection, role, organisation, at).keys
        login = connection.scalar(
            sa.select(accounts.c.login)
            .join(posts, posts.c.person_id == accounts.c.person_id)
            .where((posts.c.role + "@" + posts.c.organisation).in_(keys), in_force(at))
            .order_by(accounts.c.id)
            .limit(1)
        )
    if login is None:
        raise NotFound(f"没有人担任 {role}，演示的这一步办不了。")
    return _identify(engine, login)


def _identify(engine: ProcessEngine, login: str) -> Identity:
    with reading(engine.database) as connection:
        return identify(connection, login, engine.clock())
