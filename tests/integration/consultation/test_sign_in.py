"""Passwords are checked at a pace that makes guessing useless, the same for logins that exist and that do not."""
from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import argon2
import pytest
from sqlalchemy.engine import Engine

from consultation import identity as identities
from consultation import passwords
from consultation.accounts import create_account
from consultation.audit import AuditFilter, search, verify_audit
from consultation.brake import FIRST_WAIT, LONGEST_WAIT, MEMORY, SignInHeld, counters, wait_after
from consultation.credentials import CredentialCache
from consultation.organisations import Kind, add_organisation
from consultation.persons import add_person, take_post
from consultation.sign_in import sign_in
from engine.errors import Unauthenticated
from engine.transaction import reading, writing

TODAY = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)
QUICK = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HOME, ELSEWHERE = "192.0.2.7", "198.51.100.9"
FREE = counters("ma", HOME)[0].free

Try = Callable[..., str]


@pytest.fixture
def attempt(database: Engine, monkeypatch: pytest.MonkeyPatch) -> Try:
    """Signs in; what came of it: the login, ``refused``, or the seconds to wait."""
    monkeypatch.setattr(passwords, "_NOBODYS_HASH", QUICK.hash("nobody's"))
    with writing(database) as connection:
        add_organisation(connection, "64", "示例县", Kind.COUNTY)
        for login in ("ma", "yang"):
            person = add_person(connection, login)
            take_post(connection, person, "admin", "64", TODAY - dt.timedelta(days=1))
            create_account(connection, login, "correct horse", person, TODAY, QUICK)
    caches = {"": CredentialCache(b"secret")}

    def attempt(
        password: str, login: str = "ma", at: dt.datetime = TODAY, address: str = HOME, cached: bool = False
    ) -> str:
        cache = caches[""] if cached else CredentialCache(b"fresh")
        try:
            return sign_in(database, login, password, address, at, cache).login
        except SignInHeld as held:
            return str(held.details["retry_after"])
        except Unauthenticated as refused:
            return "refused" if refused.message == "账号或密码不对，请再试。" else refused.message

    return attempt


def told(database: Engine) -> list[tuple[str, str | None, str]]:
    with reading(database) as connection:
        assert verify_audit(connection).ok
        return [(row.type, row.login, row.address) for row in reversed(search(connection, AuditFilter(), 1000))]


@pytest.mark.parametrize("login", ["ma", "nobody", "没有的", " MA "])
def test_after_some_failures_one_has_to_wait_whatever_the_password(attempt: Try, login: str) -> None:
    assert [attempt("guess", login) for _ in range(FREE)] == ["refused"] * FREE

    assert attempt("guess", login) == attempt("correct horse", login) == "60"
    assert attempt("correct horse", login, TODAY + dt.timedelta(seconds=59)) == "1"
    later = TODAY + FIRST_WAIT + dt.timedelta(seconds=1)
    assert attempt("guess", login, later) == "refused"
    assert attempt("guess", login, later) == "120"


def test_waiting_grows_and_ends(attempt: Try) -> None:
    at, waits = TODAY, []
    for _ in range(FREE + 8):
        while (answer := attempt("guess", at=at)) != "refused":
            waits.append(int(answer))
            at += dt.timedelta(seconds=int(answer))

    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert wait_after(10**9) == LONGEST_WAIT
    assert attempt("correct horse", at=at + LONGEST_WAIT) == "ma"


def test_the_right_password_begins_anew_and_so_does_a_day(attempt: Try) -> None:
    for _ in range(3):
        assert [attempt("guess") for _ in range(FREE - 1)] == ["refused"] * (FREE - 1)
        assert attempt("correct horse") == "ma"
    assert [attempt("guess") for _ in range(FREE - 1)] == ["refused"] * (FREE - 1)
    tomorrow = TODAY + MEMORY + dt.timedelta(seconds=1)
    assert [attempt("guess", at=tomorrow) for _ in range(FREE)] == ["refused"] * FREE


def test_others_and_other_places_do_not_wait(attempt: Try) -> None:
    for _ in range(FREE):
        attempt("guess")

    assert attempt("correct horse") == "60"
    assert attempt("correct horse", "yang") == "yang"
    assert attempt("correct horse", address=ELSEWHERE) == "ma"


def test_whoever_was_verified_lately_does_not_wait(attempt: Try) -> None:
    assert attempt("correct horse", cached=True) == "ma"
    for _ in range(FREE):
        attempt("guess")

    assert attempt("correct horse", cached=True) == "ma"
    assert attempt("correct horse") == "60"


def test_guesses_from_everywhere_at_one_login_are_held(attempt: Try) -> None:
    free = counters("ma", HOME)[1].free
    answers = [attempt("guess", address=f"203.0.113.{number}") for number in range(free)]

    assert answers == ["refused"] * free
    assert attempt("guess", address=ELSEWHERE) == "60"
    assert attempt("correct horse", "yang", address=ELSEWHERE) == "yang"


def test_guesses_from_one_place_at_every_login_are_held(attempt: Try) -> None:
    free = counters("ma", HOME)[2].free
    answers = [attempt("guess", f"login{number}") for number in range(free)]

    assert answers == ["refused"] * free
    assert attempt("correct horse", "yang") == "60"
    assert attempt("correct horse", "yang", address=ELSEWHERE) == "yang"


def test_everything_is_told_and_nothing_of_a_password(attempt: Try, database: Engine) -> None:
    attempt("correct horse", cached=True)
    attempt("correct horse", cached=True)
    attempt("guess", login="the-password-typed-into-the-wrong-field")
    for _ in range(FREE):
        attempt("guess", login="yang")

    events = told(database)
    assert events[0] == ("signed_in", "ma", HOME)
    assert events[1] == ("sign_in_failed", None, HOME)
    assert events[2:] == [("sign_in_failed", "yang", HOME)] * (FREE - 1) + [("sign_in_held", "yang", HOME)]
    with reading(database) as connection:
        rows = " ".join(map(str, search(connection, AuditFilter(), 100)))
    assert "correct" not in rows
    assert "wrong-field" not in rows
    assert "guess" not in rows


def test_guesses_at_once_are_all_counted(attempt: Try, database: Engine) -> None:
    together, answers = threading.Barrier(FREE), []

    def guess() -> None:
        together.wait()
        answers.append(attempt("guess"))

    threads = [threading.Thread(target=guess) for _ in range(FREE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == ["refused"] * FREE
    assert attempt("correct horse") == "60"
    assert len(told(database)) == FREE


def test_a_held_sign_in_costs_no_look_at_the_password(attempt: Try, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(FREE):
        attempt("guess")
    monkeypatch.setattr(identities, "password_matches", lambda *_: pytest.fail("it was looked at"))

    assert attempt("correct horse") == "60"
