"""People are recognised by password or token, and a refusal tells nothing about which accounts exist."""
from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Literal

import argon2
import pytest
from sqlalchemy.engine import Connection

from consultation import passwords
from consultation.accounts import change_password, create_account
from consultation.credentials import CredentialCache
from consultation.identity import Identity, authenticate_basic, authenticate_token, identify
from consultation.persons import leave_post
from consultation.tokens import issue_token, revoke_token
from engine.errors import NotFound, Unauthenticated

TODAY = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
QUICK = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def ma(county: Connection, employ: Callable[..., int]) -> Identity:
    person_id = employ("village_party@640101", name="马书记")
    create_account(county, "ma", "correct horse", person_id, TODAY, QUICK)
    return Identity(person_id, "马书记", "ma", frozenset({"village_party@640101", f"person:{person_id}"}))


def test_a_right_password_gives_the_identity_with_its_keys(county: Connection, ma: Identity) -> None:
    assert authenticate_basic(county, "MA", "correct horse", TODAY) == ma


def test_a_token_gives_the_same_identity(county: Connection, ma: Identity) -> None:
    assert authenticate_token(county, issue_token(county, "ma", "手机", TODAY), TODAY) == ma


def test_the_command_line_identifies_without_proof(county: Connection, ma: Identity) -> None:
    assert identify(county, "ma", TODAY) == ma
    with pytest.raises(NotFound):
        identify(county, "nobody", TODAY)


def test_unknown_login_and_wrong_password_are_refused_in_the_same_words(county: Connection, ma: Identity) -> None:
    refusals = set()
    for login, password in ((ma.login, "wrong horse"), ("nobody", "correct horse"), ("马书记", "x"), ("", "")):
        with pytest.raises(Unauthenticated) as refusal:
            authenticate_basic(county, login, password, TODAY)
        refusals.add((refusal.value.message, str(refusal.value.details)))

    assert refusals == {("账号或密码不对，请再试。", "{}")}


def test_bad_expired_and_revoked_tokens_are_refused_in_the_same_words(county: Connection, ma: Identity) -> None:
    expired = issue_token(county, ma.login, "旧", TODAY - 2 * MINUTE, TODAY - MINUTE)
    revoked = issue_token(county, ma.login, "丢", TODAY)
    revoke_token(county, ma.login, revoked[:13], TODAY)

    refusals = set()
    for token in (expired, revoked, "xs_unknown", ""):
        with pytest.raises(Unauthenticated) as refusal:
            authenticate_token(county, token, TODAY)
        refusals.add(refusal.value.message)

    assert refusals == {"访问令牌无效或已过期，请换一个再试。"}


def test_a_verified_pair_is_remembered_and_a_wrong_one_never(county: Connection, ma: Identity) -> None:
    cache = CredentialCache(b"secret")
    with pytest.raises(Unauthenticated):
        authenticate_basic(county, "ma", "wrong horse", TODAY, cache)
    assert len(cache) == 0

    authenticate_basic(county, "ma", "correct horse", TODAY, cache)

    assert len(cache) == 1
    assert authenticate_basic(county, "ma", "correct horse", TODAY + 4 * MINUTE, cache) == ma
    with pytest.raises(Unauthenticated):
        authenticate_basic(county, "ma", "wrong horse", TODAY, cache)


def test_the_cache_spares_the_work_of_argon2(county: Connection, ma: Identity) -> None:
    class Promise(CredentialCache):
        def recalls(self, login: str, password: str, encoded: str, at: dt.datetime) -> bool:
            return password == "never hashed"

    assert authenticate_basic(county, "ma", "never hashed", TODAY, Promise(b"secret")) == ma


def test_a_changed_password_is_forgotten_at_once(county: Connection, ma: Identity) -> None:
    cache = CredentialCache(b"secret")
    authenticate_basic(county, "ma", "correct horse", TODAY, cache)

    change_password(county, "ma", "battery staple", QUICK)

    with pytest.raises(Unauthenticated):
        authenticate_basic(county, "ma", "correct horse", TODAY, cache)
    assert authenticate_basic(county, "ma", "battery staple", TODAY, cache) == ma


def test_a_remembered_person_loses_a_post_at_once(county: Connection, ma: Identity) -> None:
    cache = CredentialCache(b"secret")
    authenticate_basic(county, "ma", "correct horse", TODAY, cache)

    leave_post(county, ma.person_id, "village_party", "640101", TODAY)

    keys = authenticate_basic(county, "ma", "correct horse", TODAY, cache).keys
    assert keys == {f"person:{ma.person_id}"}


def test_an_unknown_login_costs_the_same_argon2_work(
    county: Connection, ma: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fast refusal would tell which logins exist; counted instead of timed, so that the test is steady."""
    hashed: list[str] = []

    class Counting(argon2.PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the parent's name
            hashed.append(str(hash).rsplit("$", 2)[0])
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "HASHER", Counting())
    with pytest.raises(Unauthenticated):
        authenticate_basic(county, "nobody", "correct horse", TODAY)

    assert hashed == ["$argon2id$v=19$m=65536,t=3,p=4"]
