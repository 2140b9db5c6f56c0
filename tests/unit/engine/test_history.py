"""The chain: each event's hash covers all that it says and its predecessor's hash."""
from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

import pytest

from engine.actors import Actor
from engine.history import GENESIS, Event, chain

AT = dt.datetime(2026, 11, 24, 4, 0, 0, 250000, tzinfo=dt.UTC)
ACTOR = Actor("p1", "杨文书", frozenset(), on_behalf_of="p2", address="192.0.2.7")
EVENTS = [Event("instance_started", ACTOR, "s"), Event("task_completed", ACTOR, "a", "t1", {"b": 1, "a": "值"})]


def hashes(events: list[Event], last: tuple[int, str] = (0, GENESIS), at: dt.datetime = AT) -> list[str]:
    return [row["hash"] for row in chain("i1", last, events, at)]


def test_events_are_numbered_on_from_the_last_and_linked() -> None:
    rows = chain("i1", (7, "f" * 64), EVENTS, AT)

    assert [row["sequence"] for row in rows] == [8, 9]
    assert [row["previous_hash"] for row in rows] == ["f" * 64, rows[0]["hash"]]


def test_a_hash_can_be_recomputed_by_whoever_reads_the_rows() -> None:
    """An auditor needs no code of ours: SHA-256 of one JSON list."""
    row = chain("i1", (0, GENESIS), EVENTS, AT)[1]
    covered = ["i1", 2, "task_completed", "2026-11-24T04:00:00.250000+00:00", "p1", "p2", "192.0.2.7", "a", "t1"]
    covered += ['{"a":"值","b":1}', row["previous_hash"]]
    text = json.dumps(covered, ensure_ascii=False, separators=(",", ":"))

    assert row["hash"] == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "other",
    [
        Event("task_claimed", ACTOR, "a", "t1", {"b": 1, "a": "值"}),
        Event("task_completed", Actor("p3", "杨文书", frozenset(), "p2", "192.0.2.7"), "a", "t1", {"b": 1, "a": "值"}),
        Event("task_completed", Actor("p1", "杨文书", frozenset(), None, "192.0.2.7"), "a", "t1", {"b": 1, "a": "值"}),
        Event("task_completed", Actor("p1", "杨文书", frozenset(), "p2", None), "a", "t1", {"b": 1, "a": "值"}),
        Event("task_completed", ACTOR, "b", "t1", {"b": 1, "a": "值"}),
        Event("task_completed", ACTOR, "a", "t2", {"b": 1, "a": "值"}),
        Event("task_completed", ACTOR, "a", "t1", {"b": "1", "a": "值"}),
        Event("task_completed", ACTOR, "at1", None, {"b": 1, "a": "值"}),
    ],
)
def test_every_part_of_an_event_is_covered(other: Event) -> None:
    assert hashes([other]) != hashes(EVENTS[1:])


def test_place_time_instance_and_predecessor_are_covered() -> None:
    base = hashes(EVENTS[:1])
    later = hashes(EVENTS[:1], at=AT + dt.timedelta(microseconds=1))
    elsewhere = [row["hash"] for row in chain("i2", (0, GENESIS), EVENTS[:1], AT)]

    found = [base, later, elsewhere, hashes(EVENTS[:1], (1, GENESIS)), hashes(EVENTS[:1], (0, "f" * 64))]
    assert len({str(entry) for entry in found}) == len(found)


def test_the_order_in_which_data_were_written_and_the_clocks_zone_do_not_matter() -> None:
    turned = Event("task_completed", ACTOR, "a", "t1", {"a": "值", "b": 1})
    local = AT.astimezone(dt.timezone(dt.timedelta(hours=8)))

    assert hashes([turned]) == hashes(EVENTS[1:]) == hashes(EVENTS[1:], at=local)


def test_the_name_of_a_person_is_not_in_the_chain() -> None:
    rows: list[dict[str, Any]] = chain("i1", (0, GENESIS), EVENTS, AT)

    assert "杨文书" not in str(rows)
