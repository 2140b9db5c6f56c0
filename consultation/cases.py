"""Starting a case: who may, with which number, and what the process is told about its organisation."""
from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from consultation.acting import actor_of, holds_any
from consultation.case_list import get_case
from consultation.case_numbers import NumberTaken, next_number
from consultation.identity import Identity
from consultation.organisations import Kind, Organisation, find_organisation, get_organisation
from consultation.persons import post_key
from consultation.visibility import visible_organisations
from engine.cancellation import cancel_instance
from engine.deployment.bindings import current
from engine.errors import Conflict, Forbidden, NotFound
from engine.instances import Opening, Started, start_by_message, start_instance
from engine.process_engine import NewCase, ProcessEngine
from engine.tables import definition, instance
from engine.transaction import reading

#: How often a start is tried again when others use up the number at the same moment.
_ATTEMPTS = 25
#: The policy's words for the kinds of organisation, as conditions in diagrams read them.
KIND_NAMES = {
    Kind.COUNTY: "县",
    Kind.TOWNSHIP: "乡镇（开发区）",
    Kind.VILLAGE: "行政村",
    Kind.COMMUNITY: "社区",
    Kind.GROUP: "小组（网格）",
    Kind.DEPARTMENT: "部门",
    Kind.UNIT: "单位",
}


@dataclass(frozen=True, slots=True)
class StartedCase:
    """A case that has begun; ``repeated``: this request had begun it before."""

    number: str
    instance_id: str
    repeated: bool


def start_case(
    engine: ProcessEngine,
    identity: Identity,
    *,
    process_key: str,
    organisation: str,
    submission: Mapping[str, Any],
    address: str | None = None,
) -> StartedCase:
    """Start a process in an organisation (code) with the start form's content, as JSON.

    Allowed with a post in that organisation whose role is among the process's starter groups. Raises NotFound,
    Forbidden, InvalidSubmission.
    """
    with reading(engine.database) as connection:
        definition = current(connection, "process", process_key)
        place = find_organisation(connection, organisation)
    if definition is None:
        raise NotFound(f"没有“{process_key}”这个流程，请从流程列表里选。")
    if place is None or not may_start(identity, definition.info, organisation):
        raise Forbidden("您的岗位不能在这个组织发起这项协商，请换一个组织或请有权的人发起。")
    actor = actor_of(identity, address)

    def begin(number: str, variables: Mapping[str, Any]) -> Started:
        opening = Opening(place.code, number, variables)
        return start_instance(engine, actor, process_key, submission, opening)

    return _with_number(engine, place, begin)


def start_case_by_message(
    engine: ProcessEngine,
    identity: Identity,
    *,
    message: str,
    organisation: str,
    payload: Mapping[str, Any],
    address: str | None = None,
) -> StartedCase:
    """Start whatever process waits for this message, e.g. a resident's topic, in an organisation (code).

    Allowed to everyone who sees at least the public part of the organisation's cases. Raises NotFound (also for an
    organisation that the person does not see), InvalidSubmission.
    """
    actor = actor_of(identity, address)
    with reading(engine.database) as connection:
        place = find_organisation(connection, organisation)
        scope = visible_organisations(connection, identity, engine.clock())
    if place is None or not place.path.startswith((*scope.paths, *scope.public_paths)):
        raise NotFound("没有找到这个组织，或者您不能向它提交。")

    def begin(number: str, variables: Mapping[str, Any]) -> Started:
        opening = Opening(place.code, number, variables)
        return start_by_message(engine, actor, message, payload, opening)

    return _with_number(engine, place, begin)


def open_case(connection: Connection, organisation: str, at: dt.datetime, zone: ZoneInfo) -> NewCase:
    """Number and variables of a case that a message, signal or timer begins (engine.process_engine.CaseOpener).

    Raises NotFound for an unknown organisation (code).
    """
    place = get_organisation(connection, organisation)
    number = next_number(connection, place, at, zone)
    return NewCase(number, _given_variables(place, number))


def cancel_case(
    engine: ProcessEngine, identity: Identity, number: str, reason: str, address: str | None = None
) -> None:
    """Give a case up, with a reason of one sentence or more.

    Allowed to those who may start this process in this organisation, and to administrators. Raises NotFound for a
    hidden case, Forbidden, Conflict when it has ended.
    """
    with reading(engine.database) as connection:
        found = get_case(connection, identity, engine.clock(), number)
        info = connection.scalar(
            sa.select(definition.c.info)
            .join(instance, instance.c.definition_id == definition.c.id)
            .where(instance.c.id == found.instance_id)
        )
    if not may_start(identity, info or {}, found.organisation) and not holds_any(identity, ("admin",)):
        raise Forbidden("您的岗位不能撤销这件协商，请找发起协商的组织办理。")
    cancel_instance(engine, actor_of(identity, address), found.instance_id, reason)


def may_start(identity: Identity, info: Mapping[str, Any], organisation: str) -> bool:
    """Whether the person holds, in this organisation, a post among the process's starter groups.

    Of its starter users (person ids) any post there will do.
    """
    if str(identity.person_id) in (info.get("candidate_starter_users") or ()):
        return any(key.endswith(f"@{organisation}") for key in identity.keys)
    return any(post_key(role, organisation) in identity.keys for role in starter_roles(info))


def starter_roles(info: Mapping[str, Any]) -> Collection[str]:
    """The roles that a definition lets start it."""
    found: list[str] = info.get("candidate_starter_groups") or []
    return found


def _with_number(
    engine: ProcessEngine, place: Organisation, begin: Callable[[str, Mapping[str, Any]], Started]
) -> StartedCase:
    for _ in range(_ATTEMPTS):
        with reading(engine.database) as connection:
            case = open_case(connection, place.code, engine.clock(), engine.zone)
        try:
            started = begin(case.business_key, case.variables)
        except (NumberTaken, IntegrityError):
            continue
        return StartedCase(started.business_key, started.instance_id, started.repeated)
    raise Conflict("同时发起的协商太多，请再试一次。")


def _given_variables(place: Organisation, number: str) -> dict[str, Any]:
    return {
        "case_number": number,
        "organisation": place.code,
        "organisation_name": place.name,
        "organisation_kind": KIND_NAMES[place.kind],
    }
