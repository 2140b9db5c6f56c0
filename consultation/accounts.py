"""Accounts: a login and a password for a person."""
from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import sqlalchemy as sa
from argon2 import PasswordHasher
from sqlalchemy.engine import Connection

from consultation.passwords import HASHER, hash_password
from consultation.tables import accounts, persons
from engine.errors import InvalidRequest, NotFound

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")


@dataclass(frozen=True, slots=True)
class Account:
    """An account with its person's name."""

    id: int
    login: str
    person_id: int
    name: str
    password_hash: str
    must_change: bool = False


def normalise_login(login: str) -> str:
    """The login as it is stored: lower case, without blanks around it."""
    return login.strip().lower()


def is_login(login: str) -> bool:
    """Whether this could be a login at all."""
    return _LOGIN.fullmatch(normalise_login(login)) is not None


def create_account(
    connection: Connection,
    login: str,
    password: str,
    person_id: int,
    at: dt.datetime,
    hasher: PasswordHasher = HASHER,
    *,
    must_change: bool = False,
) -> Account:
    """Give a person a login (ASCII) and a password. Raises InvalidRequest for an unfit or taken login.

    ``hasher``: argon2 with other parameters, which the hash itself carries; ``must_change``: before anything else is
    done with it.
    """
    login = normalise_login(login)
    if not _LOGIN.fullmatch(login):
        raise InvalidRequest("账号只能用小写字母、数字、点、横线，2到64个字符，请改正。")
    if find_account(connection, login) is not None:
        raise InvalidRequest(f"账号 {login} 已经有人用了，请换一个。")
    connection.execute(
        accounts.insert().values(
            login=login, person_id=person_id, password_hash=hash_password(password, hasher), created_at=at,
            must_change=must_change,
        )
    )
    return get_account(connection, login)


def change_password(
    connection: Connection, login: str, password: str, hasher: PasswordHasher = HASHER, *, must_change: bool = False
) -> None:
    """Set a new password. Raises NotFound, InvalidRequest."""
    account = get_account(connection, login)
    changed = {"password_hash": hash_password(password, hasher), "must_change": must_change}
    connection.execute(accounts.update().where(accounts.c.id == account.id).values(changed))


def find_account(connection: Connection, login: str) -> Account | None:
    """The account with this login, or None; whatever cannot be a login is not even looked up."""
    if not is_login(login):
        return None
    return _first(connection, accounts.c.login == normalise_login(login))


def get_account(connection: Connection, login: str) -> Account:
    """The account with this login. Raises NotFound."""
    found = find_account(connection, login)
    if found is None:
        raise NotFound("没有这个账号，请核对。")
    return found


def _first(connection: Connection, condition: sa.ColumnElement[bool]) -> Account | None:
    row = connection.execute(
        sa.select(accounts.c.id, accounts.c.login, accounts.c.person_id, persons.c.name, accounts.c.password_hash,
                  accounts.c.must_change)
        .join(persons, persons.c.id == accounts.c.person_id)
        .where(condition)
    ).first()
    return Account(*row) if row is not None else None
