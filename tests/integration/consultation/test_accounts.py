"""An account is a login in ASCII for one person."""
from __future__ import annotations

import datetime as dt

import argon2
import pytest
from sqlalchemy.engine import Connection

from consultation.accounts import change_password, create_account, find_account, get_account
from consultation.passwords import password_matches
from consultation.persons import add_person
from engine.errors import InvalidRequest, NotFound

TODAY = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)
QUICK = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def test_an_account_is_found_by_its_login_in_any_case(connection: Connection) -> None:
    person_id = add_person(connection, "马书记")
    made = create_account(connection, " Donggou-Party ", "correct horse", person_id, TODAY, QUICK)

    assert made.login == "donggou-party"
    assert made.name == "马书记"
    assert find_account(connection, "DONGGOU-party") == made


def test_the_database_holds_a_hash_and_no_password(connection: Connection) -> None:
    made = create_account(connection, "ma", "correct horse", add_person(connection, "马书记"), TODAY, QUICK)

    assert "correct" not in made.password_hash
    assert password_matches(made.password_hash, "correct horse")


def test_a_changed_password_replaces_the_old_one(connection: Connection) -> None:
    create_account(connection, "ma", "correct horse", add_person(connection, "马书记"), TODAY, QUICK)

    change_password(connection, "ma", "battery staple", QUICK)

    encoded = get_account(connection, "ma").password_hash
    assert password_matches(encoded, "battery staple")
    assert not password_matches(encoded, "correct horse")


@pytest.mark.parametrize("login", ["", "m", "马书记", "ma shu ji", "-ma", "ma:shuji", "m" * 65, "ma\0", "ma\nji"])
def test_an_unfit_login_is_refused_and_never_found(connection: Connection, login: str) -> None:
    with pytest.raises(InvalidRequest, match="账号"):
        create_account(connection, login, "correct horse", add_person(connection, "马书记"), TODAY, QUICK)
    assert find_account(connection, login) is None


def test_a_taken_login_is_refused(connection: Connection) -> None:
    create_account(connection, "ma", "correct horse", add_person(connection, "马书记"), TODAY, QUICK)

    with pytest.raises(InvalidRequest, match="ma 已经有人用了"):
        create_account(connection, "MA", "correct horse", add_person(connection, "马小军"), TODAY, QUICK)


def test_an_unknown_account_is_not_found(connection: Connection) -> None:
    with pytest.raises(NotFound, match="没有这个账号"):
        change_password(connection, "nobody", "correct horse", QUICK)
