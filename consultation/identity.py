"""Who is asking: an identity from a login and password or from an access token."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from consultation.accounts import Account, find_account, get_account
from consultation.credentials import CredentialCache
from consultation.passwords import password_matches
from consultation.persons import post_keys
from consultation.tokens import account_of_token
from engine.errors import Unauthenticated


@dataclass(frozen=True, slots=True)
class Identity:
    """A person who has been recognised, with the candidate keys held at that moment."""

    person_id: int
    name: str
    login: str
    keys: frozenset[str]


def authenticate_basic(
    connection: Connection, login: str, password: str, at: dt.datetime, cache: CredentialCache | None = None
) -> Identity:
    """The identity behind a login and password; ``cache`` spares the costly check of a pair verified lately.

    Raises Unauthenticated, with one message for an unknown login and a wrong password, after the same work.
    """
    account = find_account(connection, login)
    if account is None:
        password_matches(None, password)  # the time of the answer must not tell that the login is unknown
    elif _verified(account, password, at, cache):
        return _identity(connection, account, at)
    raise Unauthenticated("账号或密码不对，请再试。")


def authenticate_token(connection: Connection, token: str, at: dt.datetime) -> Identity:
    """The identity behind an access token. Raises Unauthenticated, with one message whatever is wrong with it."""
    account = account_of_token(connection, token, at)
    if account is None:
        raise Unauthenticated("访问令牌无效或已过期，请换一个再试。")
    return _identity(connection, account, at)


def identify(connection: Connection, login: str, at: dt.datetime) -> Identity:
    """The identity of an account without any proof: for the command line and seeds only. Raises NotFound."""
    return _identity(connection, get_account(connection, login), at)


def _verified(account: Account, password: str, at: dt.datetime, cache: CredentialCache | None) -> bool:
    if cache is not None and cache.recalls(account.login, password, account.password_hash, at):
        return True
    matches = password_matches(account.password_hash, password)
    if matches and cache is not None:
        cache.remember(account.login, password, account.password_hash, at)
    return matches


def _identity(connection: Connection, account: Account, at: dt.datetime) -> Identity:
    return Identity(account.person_id, account.name, account.login, post_keys(connection, account.person_id, at))
