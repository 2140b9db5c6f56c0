"""Whoever changes a row of the history behind the engine's back is found at the first event that does not fit."""
from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from engine.actors import Actor
from engine.history import Event, Verification, chain, verify_chain
from engine.tables import history_event, instance, submission
from engine.transaction import reading, writing
from tests.diagrams import form, process, text, user

FORGER = Actor("forger", "某人", frozenset())


@pytest.fixture
def chained(bench: Any) -> Any:
    """An instance with five events: started, three completions, ended."""
    body = '<startEvent id="s"/>' + user("a", "f") + user("b", "f") + user("c", "f") + '<endEvent id="e"/>'
    bench.deploy(process(body, "s -> a -> b -> c -> e"), forms={"f": form("f", text("note"))})
    bench.started = bench.start()
    for element in ("a", "b", "c"):
        bench.clock.advance(minutes=7)
        bench.complete(element, note=f"{element}的意见")
    return bench


def verify(bench: Any) -> Verification:
    with reading(bench.engine.database) as connection:
        return verify_chain(connection, bench.started.instance_id)


def tamper(bench: Any, *statements: sa.Executable) -> Verification:
    with writing(bench.engine.database) as connection:
        for statement in statements:
            connection.execute(statement)
    return verify(bench)


def event(sequence: int) -> sa.ColumnElement[bool]:
    return history_event.c.sequence == sequence


def test_an_untouched_chain_is_whole(chained: Any) -> None:
    assert verify(chained) == Verification(True, 5)


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "task_claimed"}, {"person_id": "another"}, {"person_id": None}, {"on_behalf_of": "another"},
        {"address": "10.0.0.9"}, {"element_id": "z"}, {"task_id": None}, {"data": "{}"}, {"data": "no JSON"},
    ],
)  # fmt: skip
def test_a_changed_event_is_named(chained: Any, changed: dict[str, Any]) -> None:
    found = tamper(chained, history_event.update().where(event(3)).values(**changed))

    assert (found.ok, found.first_broken, found.reason) == (False, 3, "这条记录的内容被改动")


def test_a_changed_time_is_named(chained: Any) -> None:
    found = tamper(chained, history_event.update().where(event(2)).values(happened_at=chained.clock()))

    assert (found.ok, found.first_broken) == (False, 2)


def test_the_first_of_several_changes_is_named(chained: Any) -> None:
    found = tamper(chained, history_event.update().where(history_event.c.sequence >= 2).values(address="x"))

    assert found.first_broken == 2


def test_a_deleted_event_is_noticed_at_its_place(chained: Any) -> None:
    found = tamper(chained, history_event.delete().where(event(3)))

    assert (found.ok, found.first_broken, found.reason) == (False, 3, "序号不连续，有记录被删除")


@pytest.mark.parametrize("kept", [4, 1, 0])
def test_a_tail_cut_off_is_noticed(chained: Any, kept: int) -> None:
    found = tamper(chained, history_event.delete().where(history_event.c.sequence > kept))

    assert (found.ok, found.first_broken) == (False, kept + 1)


def test_a_forged_tail_does_not_fit_the_instance(chained: Any) -> None:
    """An event recomputed with its own correct hash still ends the chain with another hash than the instance keeps."""
    with reading(chained.engine.database) as connection:
        last = connection.execute(sa.select(history_event).where(event(5))).one()
    (row,) = chain(chained.started.instance_id, (4, last.previous_hash), [Event(last.type, FORGER)], last.happened_at)
    found = tamper(chained, history_event.delete().where(event(5)), history_event.insert().values(row))

    assert (found.ok, found.first_broken) == (False, 5)


def test_an_event_added_at_the_end_is_named(chained: Any) -> None:
    with reading(chained.engine.database) as connection:
        last = connection.execute(sa.select(history_event).where(event(5))).one()
    (row,) = chain(chained.started.instance_id, (5, last.hash), [Event("task_completed", FORGER)], last.happened_at)

    assert tamper(chained, history_event.insert().values(row)).first_broken == 6


def test_a_rehashed_event_breaks_its_successor(chained: Any) -> None:
    with reading(chained.engine.database) as connection:
        third = connection.execute(sa.select(history_event).where(event(3))).one()
    forged = [Event(third.type, FORGER)]
    (row,) = chain(chained.started.instance_id, (2, third.previous_hash), forged, third.happened_at)
    found = tamper(chained, history_event.delete().where(event(3)), history_event.insert().values(row))

    assert (found.ok, found.first_broken, found.reason) == (False, 4, "与上一条记录对不上")


@pytest.mark.parametrize("deleted", [False, True])
def test_a_submission_changed_or_deleted_is_named_by_its_event(chained: Any, deleted: bool) -> None:
    mine = submission.c.element_id == "b"
    harm = submission.delete().where(mine) if deleted else submission.update().where(mine).values(data=b"\xa0")
    found = tamper(chained, harm)

    assert (found.ok, found.first_broken, found.reason) == (False, 3, "提交的内容被改动或删除")


def test_a_changed_salt_is_noticed(chained: Any) -> None:
    assert tamper(chained, submission.update().values(salt="0" * 32)).first_broken == 1


def test_a_changed_head_is_noticed(chained: Any) -> None:
    found = tamper(chained, instance.update().values(last_hash="0" * 64))

    assert (found.ok, found.first_broken, found.reason) == (False, 5, "链尾的记录被替换")


def test_personal_values_stand_in_the_submission_and_not_in_the_chain(chained: Any, rows: Any) -> None:
    assert all("意见" not in row.data for row in rows(history_event))
