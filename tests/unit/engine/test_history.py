"""Events are chained by hashes that cover everything that they say."""
from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from engine.actors import Actor
from engine.history import GENESIS, Event, chain, digest

AT = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
PERSON = Actor("p1", "王主任", frozenset(), on_behalf_of="p2", address="10.0.0.1")


def event(**changed: Any) -> Event:
    given: dict[str, Any] = {"type": "task_completed", "actor": PERSON, "element_id": "a", "task_id": "t", "data": {}}
    return Event(**(given | changed))


def only_hash(
    changed: Event, instance_id: str = "i", last: tuple[int, str] = (0, GENESIS), at: dt.datetime = AT
) -> str:
    (row,) = chain(instance_id, last, [changed], at)
    return str(row["hash"])


def test_each_event_has_the_next_number_and_its_predecessors_hash() -> None:
    rows = chain("i", (7, "f" * 64), [event(), event(type="instance_ended")], AT)

    assert [row["sequence"] for row in rows] == [8, 9]
    assert rows[0]["previous_hash"] == "f" * 64
    assert rows[1]["previous_hash"] == rows[0]["hash"]
    assert rows[0]["hash"] != rows[1]["hash"]


def test_the_same_event_at_the_same_place_has_the_same_hash_whatever_the_order_of_its_data() -> None:
    one = event(data={"a": 1, "b": {"c": 2, "d": 3}})
    other = event(data={"b": {"d": 3, "c": 2}, "a": 1})

    assert only_hash(one) == only_hash(other)


def test_the_moment_counts_not_the_offset_it_is_written_in() -> None:
    assert only_hash(event(), at=AT.astimezone(dt.timezone(dt.timedelta(hours=8)))) == only_hash(event())


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "task_claimed"}, {"element_id": "b"}, {"element_id": None}, {"task_id": "u"},
        {"data": {"path": ["a"]}},
        {"actor": Actor("p3", "王主任", frozenset(), "p2", "10.0.0.1")},
        {"actor": Actor("p1", "王主任", frozenset(), None, "10.0.0.1")},
        {"actor": Actor("p1", "王主任", frozenset(), "p2", "10.0.0.2")},
    ],
)  # fmt: skip
def test_the_hash_covers_every_field_of_the_event(changed: dict[str, Any]) -> None:
    assert only_hash(event(**changed)) != only_hash(event())


def test_the_hash_covers_the_place_in_the_chain() -> None:
    plain = only_hash(event())

    assert only_hash(event(), instance_id="j") != plain
    assert only_hash(event(), last=(1, GENESIS)) != plain
    assert only_hash(event(), last=(0, "1" * 64)) != plain
    assert only_hash(event(), at=AT + dt.timedelta(microseconds=1)) != plain


def test_values_cannot_slip_from_one_field_into_the_next() -> None:
    assert only_hash(event(element_id="a", task_id=None)) != only_hash(event(element_id=None, task_id="a"))


def test_a_digest_depends_on_salt_and_content() -> None:
    assert digest("s", b"x") == digest("s", b"x")
    assert len({digest("s", b"x"), digest("t", b"x"), digest("s", b"y")}) == 3
