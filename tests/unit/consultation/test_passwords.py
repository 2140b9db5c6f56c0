"""Passwords are hashed with argon2id, and a missing account costs the same work as a wrong password."""
from __future__ import annotations

import argon2
import pytest

from consultation import passwords
from consultation.passwords import HASHER, MAX_LENGTH, hash_password, password_matches
from engine.errors import InvalidRequest

QUICK = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def test_a_password_matches_its_own_hash_only() -> None:
    encoded = hash_password("二组巷道要不要硬化", QUICK)

    assert encoded.startswith("$argon2id$")
    assert password_matches(encoded, "二组巷道要不要硬化")
    assert not password_matches(encoded, "二组巷道要不要硬化。")


def test_the_same_password_is_hashed_differently_each_time() -> None:
    assert hash_password("correct horse", QUICK) != hash_password("correct horse", QUICK)


def test_no_account_matches_no_password_after_work_with_todays_parameters() -> None:
    assert not password_matches(None, "correct horse")
    assert not HASHER.check_needs_rehash(passwords._NOBODYS_HASH)


@pytest.mark.parametrize("password", ["", "short", "a" * (MAX_LENGTH + 1)])
def test_a_password_of_unfit_length_is_refused(password: str) -> None:
    with pytest.raises(InvalidRequest, match="密码"):
        hash_password(password, QUICK)


@pytest.mark.parametrize("password", ["a" * 1_000_000, "\ud800broken", "nul\0nul"])
def test_hostile_passwords_are_simply_wrong(password: str) -> None:
    assert not password_matches(hash_password("correct horse", QUICK), password)


def test_a_damaged_hash_matches_nothing() -> None:
    assert not password_matches("not a hash", "correct horse")
