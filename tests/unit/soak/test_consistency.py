"""Each fault that the soak's judge is there for is planted once, and is found, and nothing else is."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from bench.soak.consistency import inconsistencies
from bench.soak.drawings import ANSWER, ASK, ROUND, TOLD
from bench.soak.records import Records


def row(**columns: Any) -> Any:
    return SimpleNamespace(**columns)


def event(instance_id: str, type_: str, task_id: str | None = None, **more: Any) -> Any:
    columns = {"person_id": "7", "element_id": None, "data": b"{}"}
    return row(instance_id=instance_id, type=type_, task_id=task_id, **{**columns, **more})


def thrown(instance_id: str, type_: str, name: str) -> Any:
    return event(instance_id, type_, data=orjson.dumps({"message": name}))


def sound() -> Records:
    """A round that has ended and its answer, and a round with an open task and one that somebody holds."""
    return Records(
        instances={
            "r": row(id="r", definition_id="d", business_key="1", status="completed"),
            "a": row(id="a", definition_id="x", business_key="2", status="completed"),
            "o": row(id="o", definition_id="d", business_key="3", status="active"),
        },
        processes={"d": ROUND, "x": ANSWER},
        tasks={
            "t1": row(id="t1", instance_id="r", status="completed", assignee="7"),
            "t2": row(id="t2", instance_id="o", status="open", assignee=None),
            "t3": row(id="t3", instance_id="o", status="open", assignee="7"),
        },
        externals={"x1": row(id="x1", instance_id="r", status="completed")},
        events=[
            event("r", "task_claimed", "t1"), event("r", "task_completed", "t1"),
            event("r", "timer_fired", element_id="cool"), thrown("r", "message_thrown", ASK),
            thrown("r", "message_received", TOLD), event("r", "external_task_completed", "x1"),
            event("r", "instance_ended"), thrown("a", "message_thrown", TOLD), event("a", "instance_ended"),
            event("o", "task_claimed", "t3"),
        ],
        activities=Counter({("r", "cool", "completed"): 1, ("o", "cool", "active"): 1}),
        marks=Counter(), asked_by={"a": "1"}, outbox=[], incidents=[], candidates=frozenset({"t1", "t2", "t3"}),
    )  # fmt: skip


def without(records: Records, type_: str, instance_id: str = "r") -> Records:
    kept = [entry for entry in records.events if (entry.type, entry.instance_id) != (type_, instance_id)]
    return replace(records, events=kept)


def told(records: Records, *events: Any) -> Records:
    return replace(records, events=[*records.events, *events])


def changed(records: Records, field: str, key: str, **columns: Any) -> Records:
    rows = dict(getattr(records, field))
    rows[key] = row(**{**vars(rows[key]), **columns})
    return replace(records, **{field: rows})


def sent(name: str = "soak_else", key: str = "9") -> Any:
    return row(kind="message", name=name, business_key=key, sender_id="a")


def fired_twice(records: Records) -> Records:
    """Both the history and the activities say so: a second visit that the diagram does not have."""
    again = told(records, event("r", "timer_fired", element_id="cool"))
    return replace(again, activities=Counter({("r", "cool", "completed"): 2}))


FAULTS: list[tuple[str, Callable[[Records], Records]]] = [
    ("task_completed 2 times", lambda good: told(good, event("r", "task_completed", "t1"))),
    ("external_task_completed 2 times", lambda good: told(good, event("r", "external_task_completed", "x1"))),
    ("completed without task_completed", lambda good: without(good, "task_completed")),
    ("completed without external_task_completed", lambda good: without(good, "external_task_completed")),
    ("an end told other than once", lambda good: told(good, event("r", "instance_ended"))),
    ("an end told other than once", lambda good: without(good, "instance_ended")),
    ("a task taken from its holder", lambda good: told(
        changed(good, "tasks", "t3", assignee="8"), event("o", "task_claimed", "t3", person_id="8"))),
    ("the holder of a task is not who claimed it", lambda good: changed(good, "tasks", "t3", assignee=None)),
    ("an open task of a case that has ended", lambda good: changed(good, "tasks", "t2", instance_id="r")),
    ("an open task that nobody can see", lambda good: replace(good, candidates=frozenset({"t1", "t3"}))),
    ("a timer fired other than once", lambda good: told(good, event("r", "timer_fired", element_id="cool"))),
    ("a timer fired other than once", fired_twice),
    ("a timer passed without firing", lambda good: without(good, "timer_fired")),
    ("a message between cases not delivered once", lambda good: told(good, thrown("r", "message_thrown", ASK))),
    ("a message between cases not delivered once", lambda good: without(good, "message_received")),
    ("an answer not told once", lambda good: without(good, "message_thrown", "a")),
    ("left in the outbox", lambda good: replace(good, outbox=[sent()])),
    ("an incident that nothing explains", lambda good: replace(good, incidents=[
        row(status="open", kind="task", element_id="t", message="", instance_id="r")])),
]  # fmt: skip


def test_sound_records_have_no_violation() -> None:
    assert list(inconsistencies(sound())) == []


@pytest.mark.parametrize(("rule", "spoil"), FAULTS)
def test_a_planted_fault_is_found_and_nothing_else(rule: str, spoil: Callable[[Records], Records]) -> None:
    assert {found.rule for found in inconsistencies(spoil(sound()))} == {rule}


def test_the_answer_to_a_cancelled_round_may_stay_on_its_way_and_be_an_incident() -> None:
    good = changed(sound(), "instances", "r", status="cancelled")
    good = told(without(without(good, "instance_ended"), "message_received"), event("r", "instance_cancelled"))
    delivery = row(status="open", kind="delivery", element_id="tell", message="", instance_id="a")

    assert list(inconsistencies(replace(good, outbox=[sent(TOLD, "1")], incidents=[delivery]))) == []
