"""An account with the keys of the posts its person holds now, in one query: every request begins with it."""
from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consultation.accounts import Account, is_login, normalise_login
from consultation.persons import in_force, person_key, post_key
from consultation.tables import accounts, persons, posts

_NOW = sa.bindparam("at", type_=posts.c.from_at.type)
#: One row for each post held at ``at``, and one without a post for whoever holds none.
HOLDERS = (
    sa.select(
        accounts.c.id,
        accounts.c.login,
        accounts.c.person_id,
        persons.c.name,
        accounts.c.password_hash,
        accounts.c.must_change,
        posts.c.role,
        posts.c.organisation,
    )
    .join(persons, persons.c.id == accounts.c.person_id)
    .outerjoin(posts, sa.and_(posts.c.person_id == accounts.c.person_id, in_force(_NOW)))
)
_BY_LOGIN = HOLDERS.where(accounts.c.login == sa.bindparam("wanted"))


@dataclass(frozen=True, slots=True)
class Holder:
    """``keys``: one for each post held, and the personal one; ``reads_only``: came with a token that can no more."""

    account: Account
    keys: frozenset[str]
    reads_only: bool = False


def find_holder(connection: Connection, login: str, at: dt.datetime) -> Holder | None:
    """Who has this login, with the posts of this moment, or None; what cannot be a login is not even looked up."""
    if not is_login(login):
        return None
    return read_holder(connection.execute(_BY_LOGIN, {"wanted": normalise_login(login), "at": at}).all())


def read_holder(rows: Sequence[Any]) -> Holder | None:
    """The holder that rows of ``HOLDERS`` tell of; None: there are none."""
    if not rows:
        return None
    first = rows[0]
    account = Account(first.id, first.login, first.person_id, first.name, first.password_hash, first.must_change)
    held = (post_key(row.role, row.organisation) for row in rows if row.role is not None)
    return Holder(account, frozenset({person_key(account.person_id), *held}))
