"""The record of each decision that a case has evaluated: a row that is never changed, its digest in the history."""
from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import orjson

from engine.digests import digest
from engine.execution.trace import Evaluated


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """A row for ``decision_record`` and what the step's history event says of it."""

    row: dict[str, Any]
    event_data: dict[str, Any]


def new_records(
    instance_id: str, sequence: int, evaluated: Iterable[Evaluated], at: dt.datetime
) -> list[DecisionRecord]:
    """One record per evaluation of a step, in order. ``sequence``: of the history event that will name them."""
    return [_new_record(instance_id, sequence, position, entry, at) for position, entry in enumerate(evaluated)]


def _new_record(
    instance_id: str, sequence: int, position: int, entry: Evaluated, at: dt.datetime
) -> DecisionRecord:
    row = {
        "id": str(uuid4()),
        "instance_id": instance_id,
        "sequence": sequence,
        "position": position,
        "activity_id": entry.visit_id,
        "element_id": entry.element_id,
        "definition_id": entry.definition_id,
        "decision_key": entry.decision_key,
        "decision_name": entry.decision_name,
        "evaluated_at": at,
        "record": entry.record,
        "salt": secrets.token_hex(16),
    }
    data = {
        "id": row["id"],
        "element": entry.element_id,
        "decision": entry.decision_key,
        "definition": entry.definition_id,
        "rules": list(entry.rules),
        "digest": record_digest(row),
    }
    return DecisionRecord(row, data)


def record_digest(row: Mapping[Any, Any]) -> str:
    """The salted digest of a whole row, so that no column of it can be changed unseen."""
    evaluated_at = row["evaluated_at"].astimezone(dt.UTC).isoformat(timespec="microseconds")
    covered = [
        row["id"], row["instance_id"], row["sequence"], row["position"], row["activity_id"], row["element_id"],
        row["definition_id"], row["decision_key"], row["decision_name"], evaluated_at,
    ]  # fmt: skip
    return digest(row["salt"], orjson.dumps(covered) + row["record"])
