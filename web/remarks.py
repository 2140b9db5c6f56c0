"""What a deployment was told although it went through, for whoever comes from the Modeler's link."""
from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from flask import request
from sqlalchemy.engine import Connection

from engine.deployment.findings import Finding
from engine.tables import deployment

_DIGITS = 9


class Remarks(NamedTuple):
    """A deployment's number and its warnings, each with its file."""

    number: int
    sentences: list[tuple[str, str]]


def asked_remarks(connection: Connection) -> Remarks | None:
    """Those of the deployment that the address names with ``?deployment=7``; None without one, or where it is not."""
    asked = request.args.get("deployment", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= _DIGITS):
        return None
    query = sa.select(deployment.c.number, deployment.c.notes).where(deployment.c.number == int(asked))
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Remarks(row.number, [(note["resource"], Finding(**note).sentence()) for note in row.notes])
