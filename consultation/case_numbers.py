"""Case numbers such as 2026-0203-009: year, organisation, running number; digits only, so that they can be said."""
from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consultation.case_tables import case_counters
from consultation.organisations import Organisation
from engine.errors import Conflict

NUMBER = re.compile(r"[0-9]{4}-[0-9]{4,20}-[0-9]{3,9}")


class NumberTaken(Conflict):
    """刚刚有别的协商用了这个编号，请再试一次。"""


def next_number(connection: Connection, organisation: Organisation, at: dt.datetime, zone: ZoneInfo) -> str:
    """The number that the next case of this organisation would get in the year of ``at``; reserves nothing."""
    series = f"{at.astimezone(zone).year}-{_organisation_number(organisation)}"
    last = connection.scalar(sa.select(case_counters.c.last).where(case_counters.c.series == series)) or 0
    return f"{series}-{last + 1:03d}"


def take_number(connection: Connection, number: str) -> None:
    """Use up a number in the caller's transaction, so that a start that fails leaves no gap.

    Raises NumberTaken when another case was faster: ask for the next one and start again.
    """
    series, _, running = number.rpartition("-")
    mine = int(running)
    moved = connection.execute(
        case_counters.update().where(case_counters.c.series == series, case_counters.c.last == mine - 1)
        .values(last=mine)
    ).rowcount  # fmt: skip
    if moved:
        return
    known = connection.scalar(sa.select(case_counters.c.last).where(case_counters.c.series == series))
    if known is not None or mine != 1:
        raise NumberTaken(number=number)
    connection.execute(case_counters.insert().values(series=series, last=1))


def _organisation_number(organisation: Organisation) -> str:
    """The digits of the code below the root's, at least four: 64990203 under 6499 is 0203, 649902 is 0200.

    Two codes may share their digits; they then share one series, and the numbers stay unique.
    """
    root = organisation.path.split("/")[1]
    digits = re.sub(r"[^0-9]", "", organisation.code.removeprefix(root))
    return digits.ljust(4, "0")
