"""Seeds the demo county: adds what is missing of the invented organisations and accounts, and nothing twice."""
from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy.engine import Connection

from consultation.accounts import Account, change_password, create_account, find_account
from consultation.demo.account_list import DemoAccount, DemoPost, read_accounts, write_accounts
from consultation.organisations import Kind, add_organisation, find_organisation
from consultation.passwords import HASHER
from consultation.persons import add_person, held_posts, take_post
from consultation.tokens import issue_token, list_tokens, revoke_token

_FOLDER = Path(__file__).parent
_ISSUED_AS = "演示令牌"
#: Posts began before the oldest demo case, so that its steps could be taken by their holders.
_IN_POST_SINCE = dt.timedelta(days=3 * 365)


def seed_county(
    connection: Connection,
    at: dt.datetime,
    make_password: Callable[[str], str],
    hasher: PasswordHasher = HASHER,
) -> list[DemoAccount]:
    """Add the demo county and its accounts; idempotent.

    ``make_password`` is asked once for each new login. Accounts that were there keep password and token and come
    back without them, because neither can be read again (see prepare_county).
    """
    for row in _rows("organisations.csv"):
        if find_organisation(connection, row["code"]) is None:
            parent, department = row["parent"] or None, row["department"] or None
            add_organisation(connection, row["code"], row["name"], Kind(row["kind"]), parent, department)
    return [_seed_account(connection, row, at, make_password, hasher) for row in _rows("accounts.csv")]


def prepare_county(
    connection: Connection,
    path: Path,
    at: dt.datetime,
    make_password: Callable[[str], str],
    hasher: PasswordHasher = HASHER,
) -> list[DemoAccount]:
    """Seed, and keep the list of accounts at ``path`` complete: an account that the list lost gets new credentials.

    Call it inside the writing transaction: a list written and then rolled back is made anew by the next start, but
    accounts committed without a list would have passwords that nobody knows.
    """
    known = {account.login: account for account in read_accounts(path)}
    seeded = [
        account if account.password else account.with_credentials_of(known.get(account.login))
        for account in seed_county(connection, at, make_password, hasher)
    ]
    complete = [
        account
        if account.password and account.token
        else _renew(connection, account, at, make_password(account.login), hasher)
        for account in seeded
    ]
    write_accounts(path, complete)
    return complete


def _rows(file_name: str) -> Iterator[dict[str, str]]:
    with (_FOLDER / file_name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _seed_account(
    connection: Connection,
    row: dict[str, str],
    at: dt.datetime,
    make_password: Callable[[str], str],
    hasher: PasswordHasher,
) -> DemoAccount:
    account = find_account(connection, row["login"])
    if account is not None:
        return _described(connection, account, at)
    person_id = add_person(connection, row["name"])
    for post in row["posts"].split():
        role, _, organisation = post.partition("@")
        take_post(connection, person_id, role, organisation, at - _IN_POST_SINCE)
    password = make_password(row["login"])
    account = create_account(connection, row["login"], password, person_id, at, hasher)
    token = issue_token(connection, account.login, _ISSUED_AS, at)
    return _described(connection, account, at, password, token)


def _described(
    connection: Connection, account: Account, at: dt.datetime, password: str | None = None, token: str | None = None
) -> DemoAccount:
    posts = tuple(
        DemoPost(post.role.code, post.role.name, post.organisation.code, post.organisation.name)
        for post in held_posts(connection, account.person_id, at)
    )
    return DemoAccount(account.login, account.name, password, token, posts)


def _renew(
    connection: Connection, account: DemoAccount, at: dt.datetime, password: str, hasher: PasswordHasher
) -> DemoAccount:
    change_password(connection, account.login, password, hasher)
    for token in list_tokens(connection, account.login):
        if token.name == _ISSUED_AS:
            revoke_token(connection, account.login, token.prefix, at)
    token_text = issue_token(connection, account.login, _ISSUED_AS, at)
    return DemoAccount(account.login, account.name, password, token_text, account.posts)
