"""The audit log is one chain: whatever is changed, taken out or put in is found."""
from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from consultation.audit import NAMES, AuditEvent, AuditFilter, search, tell, verify_audit
from consultation.audit_tables import audit_events, audit_heads
from engine.history import GENESIS
from engine.transaction import reading, writing

AT = dt.datetime(2026, 11, 27, 4, tzinfo=dt.UTC)
FILL = [
    AuditEvent("signed_in", 7, "ma", "192.0.2.7"),
    AuditEvent("sign_in_failed", None, "ma", "192.0.2.8", data={"说": "明"}),
    AuditEvent("sign_in_held", None, "ma", None, "account:ma"),
    AuditEvent("signed_in", 8, "yang"),
]


@pytest.fixture
def filled(connection: Connection) -> Connection:
    for hours, event in enumerate(FILL):
        tell(connection, event, AT + dt.timedelta(hours=hours))
    return connection


def test_an_empty_log_is_whole(connection: Connection) -> None:
    assert verify_audit(connection) == verify_audit(connection)
    assert (verify_audit(connection).ok, verify_audit(connection).events) == (True, 0)


def test_events_stand_in_order_each_on_its_predecessor(filled: Connection) -> None:
    rows = list(reversed(search(filled, AuditFilter(), 10)))

    assert [row.sequence for row in rows] == [1, 2, 3, 4]
    assert [row.previous_hash for row in rows] == [GENESIS, *(row.hash for row in rows[:-1])]
    assert rows[1].data == '{"说":"明"}'
    assert (verify_audit(filled).ok, verify_audit(filled).events) == (True, 4)


def test_an_event_that_nobody_could_read_is_refused(connection: Connection) -> None:
    with pytest.raises(ValueError, match="something"):
        tell(connection, AuditEvent("something"), AT)
    assert all(len(name) <= 40 for name in NAMES)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (AuditFilter(), [4, 3, 2, 1]), (AuditFilter(type="signed_in"), [4, 1]), (AuditFilter(login="ma"), [3, 2, 1]),
        (AuditFilter(subject="account:ma"), [3]), (AuditFilter(since=AT + dt.timedelta(hours=1)), [4, 3, 2]),
        (AuditFilter(until=AT + dt.timedelta(hours=1)), [1]), (AuditFilter(type="signed_in", login="ma"), [1]),
    ],
)  # fmt: skip
def test_a_search_finds_newest_first_page_by_page(filled: Connection, wanted: AuditFilter, found: list[int]) -> None:
    pages, before = [], None
    while page := search(filled, wanted, 2, before):
        pages += [row.sequence for row in page]
        before = page[-1].sequence
    assert pages == found


def change(**values: Any) -> Any:
    return lambda connection: connection.execute(
        audit_events.update().where(audit_events.c.sequence == 2).values(**values)
    )


def delete(sequence: int) -> Any:
    return lambda connection: connection.execute(audit_events.delete().where(audit_events.c.sequence == sequence))


def add(connection: Connection) -> None:
    last = dict(connection.execute(sa.select(audit_events).where(audit_events.c.sequence == 4)).mappings().one())
    connection.execute(audit_events.insert().values({**last, "sequence": 5, "previous_hash": last["hash"]}))


@pytest.mark.parametrize(
    ("tamper", "first_broken"),
    [
        *((change(**{name: value}), 2) for name, value in {
            "type": "signed_in", "happened_at": AT, "person_id": 1, "login": "x", "address": None, "subject": "y",
            "data": "{}", "previous_hash": "f" * 64, "hash": "f" * 64}.items()),
        (delete(1), 1), (delete(3), 3), (delete(4), 4), (add, 5),
        (lambda connection: connection.execute(audit_heads.update().values(hash="f" * 64)), 5),
        (lambda connection: connection.execute(audit_heads.update().values(sequence=3)), 5),
    ],
)  # fmt: skip
def test_tampering_is_found(filled: Connection, tamper: Any, first_broken: int) -> None:
    tamper(filled)

    found = verify_audit(filled)

    assert (found.ok, found.first_broken) == (False, first_broken)
    assert found.reason


def test_many_at_once_make_one_chain(database: Engine) -> None:
    together = threading.Barrier(6)

    def write(login: str) -> None:
        together.wait()
        for _ in range(5):
            with writing(database) as connection:
                tell(connection, AuditEvent("signed_in", 1, login), AT)

    threads = [threading.Thread(target=write, args=(f"p{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with reading(database) as connection:
        assert (verify_audit(connection).ok, verify_audit(connection).events) == (True, 30)
