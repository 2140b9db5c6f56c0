"""Whether this process can serve: the database answers and the procedure is deployed."""
from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from api.context import engine
from engine.tables import definition
from engine.transaction import reading

health = Blueprint("health", __name__)


@health.get("/healthz")
def healthz() -> Response:
    """200 with ``ok`` when ready; 503 with what is missing otherwise."""
    status = _status()
    response = jsonify({"status": status})
    response.status_code = 200 if status == "ok" else 503
    return response


def _status() -> str:
    try:
        with reading(engine().database) as connection:
            deployed = connection.scalar(sa.select(sa.exists().where(definition.c.kind == "process")))
    except SQLAlchemyError:
        return "database unavailable"
    return "ok" if deployed else "nothing deployed"
