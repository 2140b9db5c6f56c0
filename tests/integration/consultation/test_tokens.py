"""Access tokens open the account until they expire or are revoked."""
from __future__ import annotations

import datetime as dt

import argon2
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consultation.accounts import create_account
from consultation.persons import add_person
from consultation.tables import access_tokens
from consultation.tokens import holder_of_token, issue_token, list_tokens, revoke_token
from engine.errors import InvalidRequest, NotFound

TODAY = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
QUICK = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def people(connection: Connection) -> Connection:
    for login in ("ma", "wang"):
        create_account(connection, login, "correct horse", add_person(connection, login), TODAY, QUICK)
    return connection


def opened_by(connection: Connection, token: str, at: dt.datetime = TODAY) -> str | None:
    holder = holder_of_token(connection, token, at)
    return holder.account.login if holder else None


def test_a_token_opens_its_own_account(people: Connection) -> None:
    tokens = {login: issue_token(people, login, "手机", TODAY) for login in ("ma", "wang")}

    assert {login: opened_by(people, token) for login, token in tokens.items()} == {"ma": "ma", "wang": "wang"}


def test_the_database_keeps_a_digest_and_the_prefix_only(people: Connection) -> None:
    token = issue_token(people, "ma", "手机", TODAY)
    secret = token.removeprefix(token[:14])
    row = people.execute(sa.select(access_tokens)).one()

    assert token.startswith(row.prefix)
    assert all(secret not in str(value) for value in row)


def test_an_expiring_token_ends_at_its_moment(people: Connection) -> None:
    token = issue_token(people, "ma", "手机", TODAY, TODAY + HOUR)

    assert opened_by(people, token, TODAY + HOUR / 2) == "ma"
    assert opened_by(people, token, TODAY + HOUR) is None


def test_a_revoked_token_opens_nothing_and_the_other_one_still_does(people: Connection) -> None:
    lost, kept = issue_token(people, "ma", "旧手机", TODAY), issue_token(people, "ma", "新手机", TODAY + HOUR)

    revoke_token(people, "ma", lost[:13], TODAY + HOUR)

    assert opened_by(people, lost) is None
    assert opened_by(people, kept) == "ma"


def test_revoking_again_keeps_the_first_moment(people: Connection) -> None:
    prefix = issue_token(people, "ma", "手机", TODAY)[:13]

    for hours in (1, 2):
        revoke_token(people, "ma", prefix, TODAY + hours * HOUR)

    assert [token.revoked_at for token in list_tokens(people, "ma")] == [TODAY + HOUR]


def test_nobody_revokes_anothers_token(people: Connection) -> None:
    token = issue_token(people, "ma", "手机", TODAY)

    with pytest.raises(NotFound, match="没有这个令牌"):
        revoke_token(people, "wang", token[:13], TODAY)
    assert opened_by(people, token) == "ma"


def test_the_list_shows_names_newest_first_and_no_secret(people: Connection) -> None:
    for hours, name in enumerate(("手机", "电脑")):
        issue_token(people, "ma", name, TODAY + hours * HOUR)

    assert [(token.name, len(token.prefix)) for token in list_tokens(people, "ma")] == [("电脑", 13), ("手机", 13)]
    assert list_tokens(people, "wang") == []


def test_altered_and_foreign_texts_open_nothing(people: Connection) -> None:
    token = issue_token(people, "ma", "手机", TODAY)
    other = issue_token(people, "wang", "手机", TODAY)
    altered = token[:-1] + ("A" if token[-1] != "A" else "B")

    for text in (altered, token[:13] + other[13:], token + "x", token[:13], "", "xs_", "马", "xs_\0", token + "\n"):
        assert opened_by(people, text) is None


@pytest.mark.parametrize("name", ["", "  ", "名" * 101])
def test_a_token_needs_a_fitting_name(people: Connection, name: str) -> None:
    with pytest.raises(InvalidRequest, match="名字"):
        issue_token(people, "ma", name, TODAY)


def test_a_token_cannot_be_born_expired(people: Connection) -> None:
    with pytest.raises(InvalidRequest, match="到期时间"):
        issue_token(people, "ma", "手机", TODAY, TODAY)
