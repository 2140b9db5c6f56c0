"""The hash-chained history of an instance: append-only events without gaps, each covering its predecessor's hash."""
from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.actors import Actor
from engine.decision_records import record_digest
from engine.digests import digest
from engine.tables import decision_record, history_event, instance, submission

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, in the past tense, before it has its place in the chain. ``data``: JSON values."""

    type: str
    actor: Actor
    element_id: str | None = None
    task_id: str | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verification:
    """``first_broken``: the sequence number of the first event that does not fit, with a Chinese ``reason``."""

    ok: bool
    events: int
    first_broken: int | None = None
    reason: str | None = None


def chain(instance_id: str, last: tuple[int, str], events: list[Event], at: dt.datetime) -> list[dict[str, Any]]:
    """The rows of ``events`` after ``last`` (sequence number and hash), in order."""
    sequence, previous = last
    rows = []
    for event in events:
        sequence += 1
        row = {
            "instance_id": instance_id,
            "sequence": sequence,
            "type": event.type,
            "happened_at": at,
            "person_id": event.actor.person_id,
            "on_behalf_of": event.actor.on_behalf_of,
            "address": event.actor.address,
            "element_id": event.element_id,
            "task_id": event.task_id,
            "data": orjson.dumps(event.data, option=orjson.OPT_SORT_KEYS).decode(),
            "previous_hash": previous,
        }
        previous = row["hash"] = _hash(row)
        rows.append(row)
    return rows


def append_events(connection: Connection, instance_id: str, events: list[Event], at: dt.datetime) -> None:
    """Append to an instance whose row this transaction has locked or changed first."""
    row = connection.execute(
        sa.select(instance.c.last_sequence, instance.c.last_hash).where(instance.c.id == instance_id)
    ).one()
    rows = chain(instance_id, (row.last_sequence, row.last_hash), events, at)
    connection.execute(history_event.insert(), rows)
    connection.execute(
        instance.update()
        .where(instance.c.id == instance_id)
        .values(last_sequence=rows[-1]["sequence"], last_hash=rows[-1]["hash"])
    )


def verify_chain(connection: Connection, instance_id: str) -> Verification:
    """Recompute the whole chain of an instance and the digests of its submissions and decision records."""
    head = connection.execute(sa.select(instance).where(instance.c.id == instance_id)).one()
    kept = _Kept.read(connection, instance_id)
    previous, count = GENESIS, 0
    query = sa.select(history_event).where(history_event.c.instance_id == instance_id)
    for row in connection.execute(query.order_by(history_event.c.sequence)).mappings():
        count += 1
        reason = _fault(dict(row), count, previous, kept)
        if reason:
            return Verification(False, count, count, reason)
        previous = row["hash"]
    stray = [sequence for sequence in kept.decisions if not 0 < sequence <= count]
    if stray:
        return Verification(False, count, count + 1, "决策的记录被添加")
    if head.last_sequence != count:
        return Verification(False, count, min(head.last_sequence, count) + 1, "链尾的记录缺失或被添加")
    if head.last_hash != previous:
        return Verification(False, count, count, "链尾的记录被替换")
    return Verification(True, count)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What events hold digests of, by id; for decision records by the sequence number of their event first."""

    submissions: dict[str, str]
    decisions: dict[int, dict[str, str]]

    @classmethod
    def read(cls, connection: Connection, instance_id: str) -> _Kept:
        """All of an instance."""
        rows = connection.execute(sa.select(submission).where(submission.c.instance_id == instance_id))
        kept = cls({row.id: digest(row.salt, row.data) for row in rows}, {})
        query = sa.select(decision_record).where(decision_record.c.instance_id == instance_id)
        for record in connection.execute(query).mappings():
            kept.decisions.setdefault(record["sequence"], {})[record["id"]] = record_digest(record)
        return kept


def _fault(row: dict[str, Any], expected: int, previous: str, kept: _Kept) -> str | None:
    if row["sequence"] < expected:
        return "序号重复，有记录被添加"
    if row["sequence"] != expected:
        return "序号不连续，有记录被删除"
    if row["previous_hash"] != previous:
        return "与上一条记录对不上"
    if row["hash"] != _hash(row):
        return "这条记录的内容被改动"
    data = orjson.loads(row["data"])
    submitted = data.get("submission")
    if submitted is not None and kept.submissions.get(submitted) != data.get("digest"):
        return "提交的内容被改动或删除"
    told = {entry["id"]: entry["digest"] for entry in data.get("decisions", ())}
    if told != kept.decisions.get(expected, {}):
        return "决策的记录被改动、删除或添加"
    return None


def _hash(row: dict[str, Any]) -> str:
    happened_at = row["happened_at"].astimezone(dt.UTC).isoformat(timespec="microseconds")
    covered = [
        row["instance_id"], row["sequence"], row["type"], happened_at, row["person_id"], row["on_behalf_of"],
        row["address"], row["element_id"], row["task_id"], row["data"], row["previous_hash"],
    ]  # fmt: skip
    return hashlib.sha256(orjson.dumps(covered)).hexdigest()
