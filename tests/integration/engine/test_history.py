"""Whatever is changed behind the engine's back in an instance's history is found, at the first event that is wrong."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.claims import claim, unclaim
from engine.history import Event, Verification, chain, verify_chain
from engine.instance_views import list_history
from engine.tables import history_event, instance, submission
from engine.transaction import reading, writing
from tests.diagrams import form, process, text, user
from tests.integration.engine.conftest import CADRE

BODY = '<startEvent id="s"/>' + user("a", "fa") + user("b", "fa") + user("c") + '<endEvent id="e"/>'
SECOND = history_event.c.sequence == 2


@pytest.fixture
def case(bench: Any) -> str:
    """An instance with five events: started, claimed, completed, unclaimed after a claim."""
    bench.deploy(process(BODY, "s -> a -> b -> c -> e"), forms={"fa": form("fa", text("note"))})
    started = bench.start()
    claim(bench.engine, CADRE, bench.task_id("a"))
    bench.complete("a", note="张三的电话")
    claim(bench.engine, CADRE, bench.task_id("b"))
    unclaim(bench.engine, CADRE, bench.task_id("b"))
    return str(started.instance_id)


def verify(bench: Any, instance_id: str) -> Verification:
    with reading(bench.engine.database) as connection:
        return verify_chain(connection, instance_id)


def test_an_untouched_chain_is_whole_after_every_step(bench: Any, case: str) -> None:
    assert verify(bench, case) == Verification(True, 5)
    bench.complete("b", note="")
    bench.complete("c")
    assert verify(bench, case) == Verification(True, 8)
    with reading(bench.engine.database) as connection:
        found = [row.type for row in list_history(connection, case, 100)]
        page = [row.sequence for row in list_history(connection, case, 2, after=3)]
    assert found[2:] == [
        "task_completed", "task_claimed", "task_unclaimed", "task_completed", "task_completed", "instance_ended",
    ]  # fmt: skip
    assert page == [4, 5]


def change(column: str, value: Any) -> Callable[[Connection], Any]:
    return lambda connection: connection.execute(history_event.update().where(SECOND).values({column: value}))


def forge(connection: Connection) -> None:
    """Change an event and give it the hash that fits its new content, as someone with the code would."""
    from engine.history import _hash

    row = dict(connection.execute(sa.select(history_event).where(SECOND)).mappings().one())
    row["person_id"] = "somebody"
    connection.execute(history_event.update().where(SECOND).values({**row, "hash": _hash(row)}))


def swap(connection: Connection) -> None:
    for old, new in ((2, 99), (3, 2), (99, 3)):
        chosen = history_event.c.sequence == old
        connection.execute(history_event.update().where(chosen).values(sequence=new))


def cut(connection: Connection) -> None:
    connection.execute(history_event.delete().where(history_event.c.sequence >= 4))


def forge_tail(connection: Connection) -> None:
    """Put another event, rightly hashed, in the place of the last one."""
    last = connection.execute(sa.select(history_event).where(history_event.c.sequence == 5)).one()
    connection.execute(history_event.delete().where(history_event.c.sequence == 5))
    (row,) = chain(last.instance_id, (4, last.previous_hash), [Event("task_completed", CADRE)], last.happened_at)
    connection.execute(history_event.insert().values(row))


def add_tail(connection: Connection) -> None:
    """Add an event that never happened, rightly hashed."""
    last = connection.execute(sa.select(history_event).where(history_event.c.sequence == 5)).one()
    (row,) = chain(last.instance_id, (5, last.hash), [Event("task_completed", CADRE)], last.happened_at)
    connection.execute(history_event.insert().values(row))


def set_head(connection: Connection) -> None:
    connection.execute(instance.update().values(last_hash="0" * 64))


def rewrite_submission(connection: Connection) -> None:
    connection.execute(submission.update().where(submission.c.element_id == "a").values(data=b"\xa0"))


def resalt_submission(connection: Connection) -> None:
    connection.execute(submission.update().where(submission.c.element_id == "a").values(salt="0" * 32))


def delete_submission(connection: Connection) -> None:
    connection.execute(submission.delete().where(submission.c.element_id == "a"))


@pytest.mark.parametrize(
    ("tamper", "first_broken", "reason"),
    [
        (change("person_id", "somebody"), 2, "内容被改动"),
        (change("on_behalf_of", "somebody"), 2, "内容被改动"),
        (change("address", "192.0.2.9"), 2, "内容被改动"),
        (change("type", "task_unclaimed"), 2, "内容被改动"),
        (change("data", '{"path":[]}'), 2, "内容被改动"),
        (change("element_id", "b"), 2, "内容被改动"),
        (change("task_id", None), 2, "内容被改动"),
        (change("hash", "f" * 64), 2, "内容被改动"),
        (change("previous_hash", "f" * 64), 2, "上一条"),
        (forge, 3, "上一条"),
        (swap, 2, "上一条"),
        (lambda connection: connection.execute(history_event.delete().where(SECOND)), 2, "被删除"),
        (lambda connection: connection.execute(history_event.delete()), 1, "链尾"),
        (cut, 4, "链尾"),
        (set_head, 5, "链尾"),
        (forge_tail, 5, "链尾"),
        (add_tail, 6, "链尾"),
        (rewrite_submission, 3, "提交的内容"),
        (resalt_submission, 3, "提交的内容"),
        (delete_submission, 3, "提交的内容"),
    ],
)
def test_tampering_is_found_at_the_first_event_that_does_not_fit(
    bench: Any, case: str, tamper: Callable[[Connection], Any], first_broken: int, reason: str
) -> None:
    with writing(bench.engine.database) as connection:
        tamper(connection)

    found = verify(bench, case)

    assert (found.ok, found.first_broken) == (False, first_broken)
    assert reason in (found.reason or "")


def test_an_event_moved_from_another_case_is_found(bench: Any, case: str) -> None:
    other = bench.start()
    with writing(bench.engine.database) as connection:
        foreign = history_event.c.instance_id == other.instance_id
        row = dict(connection.execute(sa.select(history_event).where(foreign)).mappings().one())
        connection.execute(history_event.insert().values({**row, "instance_id": case, "sequence": 6}))

    assert verify(bench, case).first_broken == 6
    assert verify(bench, other.instance_id).ok


def test_personal_values_are_not_in_the_chain(bench: Any, case: str, rows: Any) -> None:
    assert not any("张三" in row.data for row in rows(history_event))


def test_what_happens_to_one_case_says_nothing_about_another(bench: Any, case: str) -> None:
    other = bench.start()
    with writing(bench.engine.database) as connection:
        connection.execute(history_event.delete().where(history_event.c.instance_id == case))

    assert not verify(bench, case).ok
    assert verify(bench, other.instance_id).ok
