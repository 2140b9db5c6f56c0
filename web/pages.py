"""The first page, a page for each diagram with its file, and the page to browse the interface."""
from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from sqlalchemy.engine import Connection
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from consultation.demo.account_list import read_accounts
from consultation.own_password import PasswordDue
from engine.deployment.bindings import current
from engine.errors import NotFound, Unauthenticated
from engine.tables import definition
from engine.transaction import reading
from web.context import backing
from web.coverage import coverage
from web.decisions import decision, decision_file, list_decisions
from web.forms import protect_forms
from web.own import password_done, password_page, token_issued, token_revoked, tokens_page
from web.remarks import asked_remarks
from web.session import current_session, keep_private
from web.sign_in import end_one, end_others, mine, sign_in_done, sign_in_page, sign_out

pages = Blueprint("pages", __name__, static_folder="static", template_folder="templates")
#: The county's own procedure stands first among the diagrams.
MAIN_PROCESS = "consultation"
_LONGEST_KEY = 100
pages.add_url_rule("/coverage", view_func=coverage)
pages.add_url_rule("/decisions/<key>", view_func=decision)
pages.add_url_rule("/decisions/<key>.dmn", view_func=decision_file)
pages.add_url_rule("/login", view_func=sign_in_page, methods=["GET"])
pages.add_url_rule("/login", view_func=sign_in_done, methods=["POST"])
pages.add_url_rule("/logout", view_func=sign_out, methods=["POST"])
pages.add_url_rule("/mine", view_func=mine)
pages.add_url_rule("/mine/sessions/<session_id>/end", view_func=end_one, methods=["POST"])
pages.add_url_rule("/mine/sessions/end", view_func=end_others, methods=["POST"])
pages.add_url_rule("/mine/password", view_func=password_page, methods=["GET"])
pages.add_url_rule("/mine/password", view_func=password_done, methods=["POST"])
pages.add_url_rule("/mine/tokens", view_func=tokens_page, methods=["GET"])
pages.add_url_rule("/mine/tokens", view_func=token_issued, methods=["POST"])
pages.add_url_rule("/mine/tokens/<prefix>/revoke", view_func=token_revoked, methods=["POST"])
pages.before_request(protect_forms)
pages.after_request(keep_private)
pages.context_processor(lambda: {"whoever": current_session()})


@pages.get("/")
def home() -> str:
    """What runs here, for whoever opens the address."""
    demo = backing().demo_accounts
    with reading(backing().database) as connection:
        processes, decisions = _processes(connection), list_decisions(connection)
        remarks = asked_remarks(connection)
    accounts = read_accounts(demo) if demo else []
    return render_template(
        "home.html", processes=processes, decisions=decisions, accounts=accounts, demo=demo, remarks=remarks
    )


@pages.get("/diagrams/<key>")
def diagram(key: str) -> str:
    """The newest version of a process as a drawing; the procedure is public. Raises NotFound."""
    with reading(backing().database) as connection:
        row, remarks = _process(connection, key), asked_remarks(connection)
        others = [process for process in _processes(connection) if process.key != key]
    drawn = b"BPMNShape" in row.content
    return render_template(
        "diagram.html", process=row, drawn=drawn, steps=steps_of(row.info), others=others, remarks=remarks
    )


@pages.get("/diagrams/<key>.bpmn")
def diagram_file(key: str) -> Response:
    """The newest version of a process as it was deployed, byte for byte. Raises NotFound."""
    with reading(backing().database) as connection:
        row = _process(connection, key)
    return Response(row.content, mimetype="application/xml", headers={"ETag": f'"{row.content_hash[:32]}"'})


@pages.get("/api")
def interface() -> str:
    """The page to browse the interface; it reads /api/v1/openapi.json."""
    return render_template("api.html")


def steps_of(info: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is done in a process, in the diagram's order: user tasks, call activities with their process, and business
    rule tasks with their decision.

    ``info``: a definition's, as deployment describes it. A stage that is an expression says nothing to a reader.
    """
    called = {entry["element_id"]: entry["key"] for entry in info.get("called", [])}
    return [
        {
            "id": element["id"],
            "name": element["name"] or element["id"],
            "stage": None if (element["stage"] or "").startswith("=") else element["stage"],
            "lane": element["lane"],
            "lines": (element["documentation"] or "").splitlines(),
            "called": called.get(element["id"]),
            "decision": (element.get("decision") or {}).get("key"),
        }
        for element in info.get("elements", [])
        if element["type"] in ("userTask", "callActivity", "businessRuleTask")
    ]


def answer_error(error: Exception) -> tuple[str, int] | AnyResponse:
    """The page for an error: one for missing and hidden, one for a form that is too old, one for everything that is
    ours to mend; whoever has to sign in is led there and back.
    """
    if isinstance(error, Unauthenticated):
        place = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("pages.sign_in_page", next=place), 303)
    if isinstance(error, PasswordDue):
        return redirect(url_for("pages.password_page"), 303)
    status = error.code or 500 if isinstance(error, HTTPException) else getattr(error, "status", 500)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        g.setdefault("web_session", None)  # the database may be what is wrong
    return render_template("error.html", missing=status in (404, 405), stale=status == 400, status=status), status


def _processes(connection: Connection) -> list[Any]:
    newest = (
        sa.select(definition.c.key, sa.func.max(definition.c.version).label("version"))
        .where(definition.c.kind == "process")
        .group_by(definition.c.key)
        .subquery()
    )
    rows: Any = connection.execute(
        sa.select(definition.c.key, definition.c.name, definition.c.version, definition.c.info)
        .join(newest, sa.and_(newest.c.key == definition.c.key, newest.c.version == definition.c.version))
        .where(definition.c.kind == "process")
        .limit(200)
    ).all()
    return sorted(rows, key=lambda row: (row.key != MAIN_PROCESS, row.key))


def _process(connection: Connection, key: str) -> sa.Row[Any]:
    row = current(connection, "process", key) if len(key) <= _LONGEST_KEY else None
    if row is None:
        raise NotFound()
    return row
