"""The file demo-accounts.json: who can sign in to the demo, with password, token and posts."""
from __future__ import annotations

import dataclasses
import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DemoPost:
    """A post as it is shown: codes for machines, names for people."""

    role: str
    role_name: str
    organisation: str
    organisation_name: str


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A demo account; ``password`` and ``token`` are None where only the database's digests are left."""

    login: str
    name: str
    password: str | None
    token: str | None
    posts: tuple[DemoPost, ...]

    def with_credentials_of(self, other: DemoAccount | None) -> DemoAccount:
        """This account with the other's password and token; unchanged without another."""
        if other is None:
            return self
        return dataclasses.replace(self, password=other.password, token=other.token)


def read_accounts(path: Path) -> list[DemoAccount]:
    """The accounts listed at ``path``; none when there is no file yet or it is no list of ours."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return [
            DemoAccount(**{**entry, "posts": tuple(DemoPost(**post) for post in entry["posts"])}) for entry in entries
        ]
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return []


def write_accounts(path: Path, accounts: Iterable[DemoAccount]) -> None:
    """Write the list in one piece, readable by its owner alone.

    An account without password and token keeps those that the file already has for it.
    """
    known = {account.login: account for account in read_accounts(path)}
    listed = [
        account if account.password else account.with_credentials_of(known.get(account.login)) for account in accounts
    ]
    text = json.dumps([dataclasses.asdict(account) for account in listed], ensure_ascii=False, indent=2)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".demo-accounts-")  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
