"""Deployed processes, decisions and forms: the list, one version, its file, its start form."""
from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response
from sqlalchemy.engine import Connection, Row

from api.context import engine
from api.door import Door
from api.schemas.records import DefinitionDetail, DefinitionPage, DefinitionQuery, StartForm
from consultation.cases import starter_roles
from consultation.paging import read_cursor, write_cursor
from engine.deployment.bindings import list_definitions, resolve
from engine.errors import NotFound
from engine.tables import definition
from engine.transaction import reading

door = Door("definitions", "流程")
#: A case that is started now sees every deployment.
_NEWEST = 2**31 - 1
DEFINITION = {"definition_id": "流程、决策或表单的编号，例如 consultation:1:0a1b2c3d"}


@door.operation(
    "GET", "/definitions", summary="流程列表",
    about="现行的流程、决策或表单，各取最新一版。offered 为 false 的流程不列在可以发起的里面。",
)  # fmt: skip
@door.query(DefinitionQuery)
@door.gives(DefinitionPage, "一页流程")
def definitions(query: dict[str, Any]) -> dict[str, Any]:
    """One page of the newest versions."""
    after = read_cursor(query["after"], (str, int)) if query["after"] is not None else None
    limit = query["limit"]
    with reading(engine().database) as connection:
        rows = list_definitions(
            connection, query["kind"], limit=limit + 1, after=(after[0], after[1]) if after else None
        )
    following = write_cursor(rows[limit - 1].key, rows[limit - 1].version) if len(rows) > limit else None
    return {"items": [_shown(row) for row in rows[:limit]], "next": following}


@door.operation(
    "GET", "/definitions/<definition_id>", summary="一个流程",
    about="这一版文件里写明的：流程的说明、谁可发起、各步的岗位和表单；决策的输入、输出和各条规则。",
    parameters=DEFINITION,
)  # fmt: skip
@door.gives(DefinitionDetail, "这个流程")
def one_definition(definition_id: str) -> dict[str, Any]:
    """One version with what its file says."""
    with reading(engine().database) as connection:
        row = _row(connection, definition_id)
    return _shown(row) | {"info": row.info}


@door.operation(
    "GET", "/definitions/<definition_id>/xml", summary="流程文件", about="部署时的原文件，一字不差。",
    parameters=DEFINITION,
)  # fmt: skip
@door.gives(None, "文件的内容", content="application/xml")
def definition_file(definition_id: str) -> Response:
    """The file as it was deployed, byte for byte."""
    with reading(engine().database) as connection:
        row = _row(connection, definition_id)
    mimetype = "application/json" if row.kind == "form" else "application/xml"
    return Response(row.content, mimetype=mimetype)


@door.operation(
    "GET", "/definitions/<definition_id>/start-form", summary="起始表单",
    about="发起这个流程要填的表单，和可以发起的岗位。", parameters=DEFINITION,
)  # fmt: skip
@door.gives(StartForm, "起始表单")
def start_form(definition_id: str) -> dict[str, Any]:
    """What a start needs, as it would be bound now."""
    with reading(engine().database) as connection:
        row = _row(connection, definition_id, kind="process")
        binding = row.info.get("start_form")
        found = _bound_form(connection, row, binding) if binding else None
    settings = engine().settings(engine().step_clock())
    form = engine().definitions.form(found.id).show({}, settings) if found is not None else None
    return {"process": row.key, "starters": starter_roles(row.info), "form": form}


def _row(connection: Connection, definition_id: str, kind: str | None = None) -> Row[Any]:
    query = sa.select(definition).where(definition.c.id == definition_id)
    row = connection.execute(query if kind is None else query.where(definition.c.kind == kind)).one_or_none()
    if row is None:
        raise NotFound()
    return row


def _bound_form(connection: Connection, row: Row[Any], binding: dict[str, Any]) -> Row[Any] | None:
    return resolve(
        connection, "form", binding["key"], deployment_number=_NEWEST,
        binding=binding.get("binding"), version=binding.get("version"), own_deployment=row.deployment_number,
    )  # fmt: skip


def _shown(row: Row[Any]) -> dict[str, Any]:
    names = ("id", "kind", "key", "version", "name", "resource")
    return {name: getattr(row, name) for name in names} | {
        "deployment": row.deployment_number,
        "offered": row.kind == "process" and row.info.get("startable_in_tasklist", True),
    }
