"""The pages of decision tables: what decides in the county, rule by rule, for everybody to read."""
from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response, render_template
from sqlalchemy.engine import Connection

from engine.deployment.bindings import current, list_definitions
from engine.errors import NotFound
from engine.transaction import reading
from web.context import backing
from web.remarks import asked_remarks

LONGEST_KEY = 100
LISTED = 200
#: What a table's hit policy means to a reader.
HIT_POLICIES = {
    "UNIQUE": "最多一行适用",
    "ANY": "几行可以同时适用，结论都相同",
    "FIRST": "从上往下，第一行适用的算数",
    "PRIORITY": "几行适用的，照结论的次序取第一个",
    "RULE ORDER": "适用的行照次序都列出",
    "OUTPUT ORDER": "适用的行照结论的次序都列出",
    "COLLECT": "适用的行都算",
}


def decision(key: str) -> str:
    """The newest version of a decision table; the procedure is public. Raises NotFound."""
    with reading(backing().database) as connection:
        row, remarks = _decision(connection, key), asked_remarks(connection)
        others = [other for other in list_decisions(connection) if other.key != key]
    table = row.info.get("table")
    policy = HIT_POLICIES.get(table["hit_policy"], "") if table else ""
    return render_template("decision.html", decision=row, table=table, policy=policy, others=others, remarks=remarks)


def decision_file(key: str) -> Response:
    """The newest version of the decision's file as it was deployed, byte for byte. Raises NotFound."""
    with reading(backing().database) as connection:
        row = _decision(connection, key)
    return Response(row.content, mimetype="application/xml", headers={"ETag": f'"{row.content_hash[:32]}"'})


def list_decisions(connection: Connection) -> list[Any]:
    """The newest version of each decision, in the order of their names (D2 before D10)."""
    rows = list_definitions(connection, "decision", limit=LISTED)
    return sorted(rows, key=lambda row: (_number(row.name), row.key))


def _number(name: str | None) -> tuple[bool, int]:
    """The number in a name such as ``D16 金额标准``; names without one come last."""
    digits = (name or "").partition(" ")[0].removeprefix("D")
    return (not digits.isdecimal(), int(digits[:6]) if digits.isdecimal() else 0)


def _decision(connection: Connection, key: str) -> sa.Row[Any]:
    row = current(connection, "decision", key) if len(key) <= LONGEST_KEY else None
    if row is None:
        raise NotFound()
    return row
