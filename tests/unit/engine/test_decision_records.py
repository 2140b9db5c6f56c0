"""The row that an evaluated decision leaves, and the digest that covers all of it."""
from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from engine.decision_records import new_records, record_digest
from engine.execution.trace import Evaluated
from engine.tables import decision_record

AT = dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)
EVALUATED = Evaluated("v", "choose", "organiser:1:x", "organiser", "组织者", ("r3", "r4"), b'{"value": 1}')


def test_records_are_numbered_within_their_event_and_named_in_it_without_their_values() -> None:
    first, second = new_records("i", 7, [EVALUATED, EVALUATED], AT)

    assert [(new.row["sequence"], new.row["position"]) for new in (first, second)] == [(7, 0), (7, 1)]
    assert first.row["salt"] != second.row["salt"]
    assert first.event_data == {
        "id": first.row["id"],
        "element": "choose",
        "decision": "organiser",
        "definition": "organiser:1:x",
        "rules": ["r3", "r4"],
        "digest": record_digest(first.row),
    }


def other(value: Any) -> Any:
    """A value of the same kind that is not the same."""
    if isinstance(value, dt.datetime):
        return value + dt.timedelta(microseconds=1)
    return value + 1 if isinstance(value, int) else value + (b" " if isinstance(value, bytes) else " ")


@pytest.mark.parametrize("column", [column.name for column in decision_record.c])
def test_the_digest_covers_every_column(column: str) -> None:
    (record,) = new_records("i", 7, [EVALUATED], AT)

    assert record_digest({**record.row, column: other(record.row[column])}) != record.event_data["digest"]
