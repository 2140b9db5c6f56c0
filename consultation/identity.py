"""Who is asking: an identity from a login and password or from an access token."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection

from consultation.accounts import Account
from consultation.credentials import CredentialCache
from consultation.holders import Holder, find_holder
from consultation.passwords import password_matches
from consultation.tokens import holder_of_token
from engine.actors import RequestKey
from engine.errors import NotFound, Unauthenticated


@dataclass(frozen=True, slots=True)
class Identity:
    """A person who has been recognised, with the candidate keys held at that moment.

    ``must_change``: the password is somebody else's choice; ``reads_only``: came with a token that can no more;
    ``request``: what they have sent, if it bears a key.
    """

    person_id: int
    name: str
    login: str
    keys: frozenset[str]
    must_change: bool = False
    reads_only: bool = False
    request: RequestKey | None = field(default=None, compare=False)


def authenticate_basic(
    connection: Connection, login: str, password: str, at: dt.datetime, cache: CredentialCache | None = None
) -> Identity:
    """The identity behind a login and password; ``cache`` spares the costly check of a pair verified lately.

    Raises Unauthenticated, with one message for an unknown login and a wrong password, after the same work.
    """
    holder = find_holder(connection, login, at)
    if holder is None:
        password_matches(None, password)  # the time of the answer must not tell that the login is unknown
    elif _verified(holder.account, password, at, cache):
        return identity_of(holder)
    raise Unauthenticated("账号或密码不对，请再试。")


def recall(
    connection: Connection, login: str, password: str, at: dt.datetime, cache: CredentialCache
) -> Identity | None:
    """The identity behind a login and password that were verified lately; None: they have to be verified."""
    holder = find_holder(connection, login, at)
    known = holder is not None and cache.recalls(holder.account.login, password, holder.account.password_hash, at)
    return identity_of(holder) if holder is not None and known else None


def authenticate_token(connection: Connection, token: str, at: dt.datetime) -> Identity:
    """The identity behind an access token. Raises Unauthenticated, with one message whatever is wrong with it."""
    holder = holder_of_token(connection, token, at)
    if holder is None:
        raise Unauthenticated("访问令牌无效或已过期，请换一个再试。")
    return identity_of(holder)


def identify(connection: Connection, login: str, at: dt.datetime) -> Identity:
    """The identity of an account without any proof: for the command line and seeds only. Raises NotFound."""
    holder = find_holder(connection, login, at)
    if holder is None:
        raise NotFound("没有这个账号，请核对。")
    return identity_of(holder)


def _verified(account: Account, password: str, at: dt.datetime, cache: CredentialCache | None) -> bool:
    if cache is not None and cache.recalls(account.login, password, account.password_hash, at):
        return True
    matches = password_matches(account.password_hash, password)
    if matches and cache is not None:
        cache.remember(account.login, password, account.password_hash, at)
    return matches


def identity_of(holder: Holder) -> Identity:
    """Who holds an account."""
    account = holder.account
    return Identity(
        account.person_id, account.name, account.login, holder.keys, account.must_change, holder.reads_only
    )
