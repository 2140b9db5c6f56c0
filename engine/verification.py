"""Verifying the histories of all instances, one after the other, whatever their number."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from engine.history import Verification, verify_chain
from engine.tables import instance
from engine.transaction import reading

PAGE = 500


@dataclass(frozen=True, slots=True)
class Verified:
    """One instance and what was found; ``business_key``: what people know it by."""

    instance_id: str
    business_key: str | None
    result: Verification


def verify_all(database: Engine) -> Iterator[Verified]:
    """Each instance's chain, recomputed; in the order of their ids, a page at a time."""
    last = None
    while True:
        with reading(database) as connection:
            query = sa.select(instance.c.id, instance.c.business_key).order_by(instance.c.id).limit(PAGE)
            rows = connection.execute(query if last is None else query.where(instance.c.id > last)).all()
            found = [Verified(row.id, row.business_key, verify_chain(connection, row.id)) for row in rows]
        yield from found
        if len(rows) < PAGE:
            return
        last = rows[-1].id
