"""Starting a case as Camunda clients start a process instance: typed variables fill in the start form."""
from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import sqlalchemy as sa
from flask import Response, jsonify, request
from sqlalchemy.engine import Connection, Row

from api.context import engine, identity
from api.engine_rest.door import door, read_body
from api.engine_rest.variables import read_typed
from api.json_text import read_json
from consultation.cases import start_case, starter_roles
from consultation.roles import ROLES
from consultation.starting_places import starting_places
from engine.deployment.bindings import current
from engine.errors import Conflict, Forbidden, InvalidRequest, NotFound
from engine.tables import definition, instance
from engine.transaction import reading
from feel import Value, to_json

#: The variable by which somebody with posts in several organisations says where the case belongs.
PLACE = "organisation"
_LISTED = 10
_LARGEST_WHOLE = 2**63
_READ = frozenset({"businessKey", "variables"})


@door.operation("POST", "/process-definition/<definition_id>/start")
def start_by_id(definition_id: str) -> Response:
    """Start a process by one version's id, which must be the newest one: cases always begin with that."""
    with reading(engine().database) as connection:
        row = _version(connection, unquote(definition_id))
        newest = current(connection, "process", row.key)
    if newest is None or newest.id != row.id:
        raise Conflict(
            f"流程「{row.name or row.key}」的第 {row.version} 版已经不是现行的，请打开最新的流程文件，部署后再发起。"
        )
    return _start(newest)


@door.operation("POST", "/process-definition/key/<key>/start")
def start_by_key(key: str) -> Response:
    """Start the newest version of a process."""
    with reading(engine().database) as connection:
        row = current(connection, "process", key)
    if row is None:
        raise NotFound(f"没有“{key[:60]}”这个流程，请先部署。")
    return _start(row)


def _start(row: Row[Any]) -> Response:
    """Start the case. A business key that is sent is not used: the case gets its number, which is answered."""
    body = read_body()
    odd = sorted(name for name, value in body.items() if name not in _READ and value not in (None, False, [], {}))
    if odd:
        raise InvalidRequest(f"发起时这里不用 {odd[0][:60]}，请去掉。")
    values = read_typed(_sent_variables(body))
    started = start_case(
        engine(), identity(), process_key=row.key, organisation=_place(row, values.pop(PLACE, None)),
        submission={name: _as_filled_in(value) for name, value in values.items()}, address=request.remote_addr,
    )  # fmt: skip
    return jsonify(_shown(started.instance_id))


def _sent_variables(body: Mapping[str, Any]) -> Any:
    """The variables; some Modelers send the text of their dialog as it was typed."""
    sent = body.get("variables")
    return (read_json(sent.encode()) if sent.strip() else None) if isinstance(sent, str) else sent


def _place(row: Row[Any], wished: Value) -> str:
    """The code of the organisation: the one that is wished for, otherwise the only one that is possible."""
    if isinstance(wished, str) and wished:
        return wished
    with reading(engine().database) as connection:
        places = starting_places(connection, identity(), row.info)
    name = row.name or row.key
    if not places:
        raise Forbidden(f"您的岗位不能发起「{name}」。{_starters(row.info)}")
    if len(places) > 1:
        listed = "、".join(f"{place.name} {place.code}" for place in places[:_LISTED])
        more = f"等 {len(places)} 个组织" if len(places) > _LISTED else ""
        raise InvalidRequest(
            f"您可以在几个组织发起「{name}」：{listed}{more}。请在变量里写明是哪一个，"
            f'例如 {{"{PLACE}": {{"value": "{places[0].code}", "type": "String"}}}}。'
        )
    return places[0].code


def _starters(info: Mapping[str, Any]) -> str:
    names = "、".join(ROLES[code].name if code in ROLES else code for code in starter_roles(info))
    if names:
        return f"可以发起的是：{names}（流程的 Candidate starter groups）。要试，请用这些岗位的账号发起。"
    return "流程没有写哪些岗位可以发起（Candidate starter groups）；由别的流程调用的，请发起那个流程。"


def _as_filled_in(value: Value) -> Any:
    """The JSON value that the start form would have sent, with its exact numbers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < _LARGEST_WHOLE else value
    if isinstance(value, list):
        return [_as_filled_in(inner) for inner in value]
    if isinstance(value, dict):
        return {key: _as_filled_in(inner) for key, inner in value.items()}
    return to_json(value)


def _version(connection: Connection, definition_id: str) -> Row[Any]:
    found = sa.select(definition).where(definition.c.kind == "process", definition.c.id == definition_id)
    row = connection.execute(found).one_or_none() if definition_id.isprintable() else None
    if row is None:
        raise NotFound(f"没有「{definition_id[:60]}」这个版次的流程，请重新部署后再发起。")
    return row


def _shown(instance_id: str) -> Mapping[str, Any]:
    with reading(engine().database) as connection:
        row = connection.execute(sa.select(instance).where(instance.c.id == instance_id)).one()
    return {
        "links": [],
        "id": row.id,
        "definitionId": row.definition_id,
        "businessKey": row.business_key,
        "caseInstanceId": None,
        "ended": row.status not in ("active", "suspended"),
        "suspended": row.status == "suspended",
        "tenantId": None,
    }
