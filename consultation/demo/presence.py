"""Tells a demonstration's database from a real one."""
from __future__ import annotations

import csv
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consultation.tables import accounts

_ACCOUNTS = Path(__file__).with_name("accounts.csv")


def has_demo_accounts(connection: Connection) -> bool:
    """Whether any login of the demo county exists: its passwords are shown on a page, so nothing real may run there."""
    with _ACCOUNTS.open(encoding="utf-8", newline="") as lines:
        logins = [row["login"] for row in csv.DictReader(lines)]
    return bool(connection.scalar(sa.select(sa.exists().where(accounts.c.login.in_(logins)))))
