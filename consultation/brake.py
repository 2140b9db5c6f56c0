"""Guessing passwords is slowed down: after some failures one has to wait, longer after each further one."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from consultation.sign_in_tables import sign_in_failures
from engine.errors import ProductError

_COLUMNS = sign_in_failures.c
#: Failures are forgotten this long after the last one.
MEMORY = dt.timedelta(days=1)
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(minutes=1), dt.timedelta(hours=1)
ANY = ""


class SignInHeld(ProductError):
    """登录失败次数太多，请过一会儿再试。"""

    status = 429
    type = "sign-in-held"


@dataclass(frozen=True, slots=True)
class Counter:
    """What is counted together, and how many failures are free."""

    login: str
    address: str
    free: int


def counters(login: str, address: str) -> tuple[Counter, ...]:
    """A person's typing errors; guesses at one login from many addresses; guesses at many logins from one address,
    which may be the way out of a whole office.
    """
    login, address = login[:64], address[:64]
    return (Counter(login, address, 5), Counter(login, ANY, 50), Counter(ANY, address, 100))


def refuse_held(connection: Connection, login: str, address: str, at: dt.datetime) -> None:
    """Raise SignInHeld, with the seconds to wait, while one of the counters holds."""
    held = [_row(counter) for counter in counters(login, address)]
    query = sa.select(sa.func.max(_COLUMNS.held_until)).where(sa.or_(*held), _COLUMNS.held_until > at)
    until = connection.execute(query).scalar()
    if until is not None:
        seconds = max(1, int((until - at).total_seconds()))
        minutes = -(-seconds // 60)
        raise SignInHeld(f"登录失败次数太多，请过 {minutes} 分钟再试。", retry_after=seconds)


def note_failure(connection: Connection, login: str, address: str, at: dt.datetime) -> bool:
    """Count a failure; whether somebody has to wait from now on. What is long over is forgotten."""
    connection.execute(sign_in_failures.delete().where(_COLUMNS.last_at < at - MEMORY))
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(sign_in_failures)
    holds = False
    for counter in sorted(counters(login, address), key=lambda one: (one.login, one.address)):  # one order for all
        row = {"login": counter.login, "address": counter.address, "failures": 1, "last_at": at}
        failures = connection.execute(
            insert.values(row)
            .on_conflict_do_update(
                index_elements=[_COLUMNS.login, _COLUMNS.address],
                set_={"failures": _COLUMNS.failures + 1, "last_at": at},
            )
            .returning(_COLUMNS.failures)
        ).scalar_one()
        if failures >= counter.free:
            holds = True
            until = at + wait_after(failures - counter.free)
            connection.execute(sign_in_failures.update().where(_row(counter)).values(held_until=until))
    return holds


def forget_failures(connection: Connection, login: str, address: str) -> None:
    """Somebody has shown that they know the password; what the address has done to other logins stays."""
    own = [_row(counter) for counter in counters(login, address) if counter.login]
    connection.execute(sign_in_failures.delete().where(sa.or_(*own)))


def wait_after(more: int) -> dt.timedelta:
    """How long after so many failures more than are free."""
    return min(FIRST_WAIT * (1 << min(more, 10)), LONGEST_WAIT)


def _row(counter: Counter) -> sa.ColumnElement[bool]:
    return sa.and_(_COLUMNS.login == counter.login, _COLUMNS.address == counter.address)
