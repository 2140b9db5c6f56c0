"""The cache of verified passwords forgets in time, holds no password and stays small."""
from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from consultation.credentials import CredentialCache

NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def test_a_verified_pair_is_recalled_for_five_minutes() -> None:
    cache = CredentialCache(b"secret")
    cache.remember("ma", "password", "hash", NOON)

    assert cache.recalls("ma", "password", "hash", NOON + 4 * MINUTE)
    assert not cache.recalls("ma", "password", "hash", NOON + 5 * MINUTE)
    assert len(cache) == 0


@pytest.mark.parametrize(
    ("login", "password", "encoded"),
    [("ma", "Password", "hash"), ("wang", "password", "hash"), ("ma", "password", "new hash")],
)
def test_another_login_password_or_hash_is_not_recalled(login: str, password: str, encoded: str) -> None:
    cache = CredentialCache(b"secret")
    cache.remember("ma", "password", "hash", NOON)

    assert not cache.recalls(login, password, encoded, NOON)


def test_a_clock_set_back_recalls_nothing_from_the_future() -> None:
    cache = CredentialCache(b"secret")
    cache.remember("ma", "password", "hash", NOON)

    assert not cache.recalls("ma", "password", "hash", NOON - MINUTE)


def test_forgetting_one_account_keeps_the_others() -> None:
    cache = CredentialCache(b"secret")
    cache.remember("ma", "password", "hash", NOON)
    cache.remember("wang", "password", "hash", NOON)

    cache.forget("ma")

    assert not cache.recalls("ma", "password", "hash", NOON)
    assert cache.recalls("wang", "password", "hash", NOON)


def test_clearing_forgets_everything() -> None:
    cache = CredentialCache(b"secret")
    cache.remember("ma", "password", "hash", NOON)

    cache.clear()

    assert not cache.recalls("ma", "password", "hash", NOON)


def test_the_oldest_entry_gives_way_when_the_cache_is_full() -> None:
    cache = CredentialCache(b"secret", capacity=2)
    for login in ("first", "second", "third"):
        cache.remember(login, "password", "hash", NOON)

    assert len(cache) == 2
    assert not cache.recalls("first", "password", "hash", NOON)
    assert cache.recalls("third", "password", "hash", NOON)


def test_no_password_is_kept_in_memory() -> None:
    cache = CredentialCache(b"secret")
    cache.remember("ma", "correct horse", "hash", NOON)

    assert "correct horse" not in repr(vars(cache))


def test_many_threads_share_it_without_losing_its_bound() -> None:
    cache = CredentialCache(b"secret", capacity=50)

    def use(number: int) -> bool:
        cache.remember(f"login{number}", "password", "hash", NOON)
        cache.forget(f"login{number - 1}")
        return len(cache) <= 50

    with ThreadPoolExecutor(8) as pool:
        within = list(pool.map(use, range(2_000)))

    assert all(within)


def test_without_a_secret_there_is_no_cache() -> None:
    with pytest.raises(ValueError, match="secret"):
        CredentialCache(b"")
