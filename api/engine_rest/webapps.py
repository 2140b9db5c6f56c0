"""The addresses that the Modeler makes its links of ("Open in Camunda Cockpit"): they lead to our own pages."""
from __future__ import annotations

import json

import sqlalchemy as sa
from flask import Blueprint, Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from api.context import engine
from api.engine_rest.cors import WELL_KNOWN
from engine.errors import NotFound
from engine.tables import definition, instance
from engine.transaction import reading

webapps = Blueprint("webapps", __name__)
#: The pages of the kinds of definition that have one; a deployment of forms alone leads to the list of diagrams.
_PAGES = {"process": "pages.diagram", "decision": "pages.decision"}


@webapps.get(WELL_KNOWN)
def addresses() -> Response:
    """Where pages are: the Modeler reads ``cockpitUrl`` only."""
    return jsonify(adminUrl=None, cockpitUrl=f"{request.host_url}ops/", tasklistUrl=None)


@webapps.get("/ops/")
def operations() -> Redirect:
    """The list of diagrams."""
    return redirect(url_for("pages.home", _anchor="diagrams"))


@webapps.get("/ops/repository")
def repository() -> Redirect:
    """The page of what a deployment brought, with its warnings: its first process, else its first decision."""
    number = _asked_number(request.args.get("deploymentsQuery", ""))
    columns = (definition.c.kind, definition.c.key, definition.c.resource)
    query = sa.select(*columns).where(definition.c.deployment_number == number).order_by(definition.c.resource)
    with reading(engine().database) as connection:
        rows = connection.execute(query).all() if number is not None else []
    found = min((row for row in rows if row.kind in _PAGES), key=lambda row: list(_PAGES).index(row.kind), default=None)
    if found is not None:
        return redirect(url_for(_PAGES[found.kind], key=found.key, deployment=number))
    return redirect(url_for("pages.home", deployment=number, _anchor="diagrams" if number is None else None))


@webapps.get("/ops/process-instance/<instance_id>")
def process_instance(instance_id: str) -> Redirect:
    """The diagram of a case: pages of the cases themselves need a sign-in, the procedure is public. Raises NotFound."""
    query = (
        sa.select(definition.c.kind, definition.c.key)
        .join(instance, instance.c.definition_id == definition.c.id)
        .where(instance.c.id == instance_id)
    )
    with reading(engine().database) as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound()
    return redirect(url_for(_PAGES[row.kind], key=row.key))


def _asked_number(text: str) -> int | None:
    """The deployment that ``[{"type":"id","operator":"eq","value":"7"}]`` asks for."""
    try:
        value = json.loads(text[:500])[0]["value"]
    except (ValueError, TypeError, LookupError):
        return None
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10 else None
