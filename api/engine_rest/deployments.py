"""Deploying from the Modeler, and the list of deployments with which it tries the connection."""
from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response, jsonify, request
from sqlalchemy.engine import Row

from api.context import actor, engine
from api.engine_rest.door import MEBIBYTE, door
from api.engine_rest.shapes import shown_decision, shown_deployment, shown_process
from api.engine_rest.uploads import read_upload
from consultation.bundles import deploy_bundle
from engine.deployment.store import Deployment
from engine.errors import InvalidRequest, NotFound
from engine.tables import definition, deployment
from engine.transaction import reading

#: Who may deploy. The Modeler asks for the list to learn just that, so nobody else gets it here.
DEPLOYERS = ("process_owner",)
_LARGEST = 2**31 - 1
_LONGEST_LIST = 200


@door.operation("GET", "/deployment", roles=DEPLOYERS, query=("firstResult", "maxResults"))
def list_deployments() -> Response:
    """The deployments, newest first, at most 200 of them."""
    first, most = _whole("firstResult", 0), min(_whole("maxResults", _LONGEST_LIST), _LONGEST_LIST)
    query = sa.select(deployment).order_by(deployment.c.number.desc()).offset(first).limit(most)
    with reading(engine().database) as connection:
        return jsonify([shown_deployment(row) for row in connection.execute(query)])


@door.operation("GET", "/deployment/<id_>", roles=DEPLOYERS)
def one_deployment(id_: str) -> Response:
    """One deployment by its number."""
    return jsonify(shown_deployment(_deployment(_number(id_))))


@door.operation("POST", "/deployment/create", roles=DEPLOYERS, body_limit=8 * MEBIBYTE)
def create_deployment() -> Response:
    """Deploy files, all or nothing.

    What has not changed makes no new version, and a bundle without any change no deployment: the answer then shows
    the one that holds it. Every answer names the current definition of each file, because the Modeler starts the
    first process that it finds here.
    """
    upload = read_upload()
    done = deploy_bundle(
        engine(), upload.resources, name=upload.name, source=upload.source, person_id=actor().person_id
    )
    rows = _definitions(done)
    # The requirements graphs and CMMN cases of Camunda have no counterpart here.
    return jsonify({
        **shown_deployment(_deployment(done.number)),
        "deployedProcessDefinitions": _by_id(rows, "process", shown_process),
        "deployedDecisionDefinitions": _by_id(rows, "decision", shown_decision),
        "deployedDecisionRequirementsDefinitions": None,
        "deployedCaseDefinitions": None,
    })  # fmt: skip


def _definitions(done: Deployment) -> list[Row[Any]]:
    """The rows of what was deployed, in the order of the files."""
    order = {entry.id: place for place, entry in enumerate(done.definitions)}
    columns = [column for column in definition.c if column.name != "content"]
    with reading(engine().database) as connection:
        rows = connection.execute(sa.select(*columns).where(definition.c.id.in_(order))).all()
    return sorted(rows, key=lambda row: order[row.id])


def _by_id(rows: list[Row[Any]], kind: str, shown: Any) -> dict[str, Any] | None:
    return {row.id: shown(row) for row in rows if row.kind == kind} or None


def _deployment(number: int) -> Row[Any]:
    with reading(engine().database) as connection:
        row = connection.execute(sa.select(deployment).where(deployment.c.number == number)).one_or_none()
    if row is None:
        raise NotFound()
    return row


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise NotFound()
    return int(text)


def _whole(name: str, default: int) -> int:
    text = request.args.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or int(text[:20]) > _LARGEST:
        raise InvalidRequest(f"{name} 要写一个整数，从 0 起。")
    return int(text)
