"""The newest cases of many places: the beginning of one index range a place, so that older cases cost nothing."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from consultation.case_tables import case_files
from consultation.tables import organisations

#: What narrows a list, on the columns of one appearance of the case files in a query.
Conditions = Callable[[sa.ColumnCollection[str, sa.ColumnElement[Any]]], Sequence[sa.ColumnElement[bool]]]


def newest_of_each(places: sa.Select[str], conditions: Conditions, limit: int, *, lateral: bool) -> sa.Select[str]:
    """The instance ids of the ``limit`` newest cases of each place, which hold those of all the places together.

    ``places``: a select of organisation codes. ``lateral``: whether the database knows LATERAL (PostgreSQL); SQLite
    reads a list that depends on the place instead, which PostgreSQL would do by reading every case.
    """
    place = places.subquery("place")
    inner = case_files.alias("of_place")
    newest = (
        sa.select(inner.c.instance_id)
        .where(inner.c.organisation == place.c.code, *conditions(inner.c))
        .order_by(inner.c.started_at.desc(), inner.c.instance_id.desc())
        .limit(limit)
        .correlate(place)
    )
    if lateral:
        found = newest.lateral("newest")
        return sa.select(found.c.instance_id).select_from(place.join(found, sa.true()))
    row = case_files.alias("row_of_place")
    return sa.select(row.c.instance_id).select_from(place.join(row, row.c.instance_id.in_(newest)))


def codes_within(*conditions: sa.ColumnElement[bool]) -> sa.Select[str]:
    """SQL select of the codes of organisations that meet all the conditions."""
    return sa.select(organisations.c.code).where(*conditions)
