"""Case numbers: readable, without gaps, each used once."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.engine import Engine

from consultation.case_numbers import NUMBER, NumberTaken, next_number, take_number
from consultation.organisations import Kind, Organisation
from engine.database import open_database
from engine.transaction import writing

ZONE = ZoneInfo("Asia/Shanghai")
AT = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
VILLAGE = Organisation("64990203", "东沟村", Kind.VILLAGE, "649902", "/6499/649902/64990203/")
TOWNSHIP = Organisation("649902", "柳泉镇", Kind.TOWNSHIP, "6499", "/6499/649902/")
COUNTY = Organisation("6499", "演示县", Kind.COUNTY, None, "/6499/")


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    opened = open_database(database_url)
    yield opened
    opened.dispose()


@pytest.mark.parametrize(
    ("organisation", "expected"),
    [(VILLAGE, "2026-0203-001"), (TOWNSHIP, "2026-0200-001"), (COUNTY, "2026-0000-001")],
)
def test_a_number_is_the_year_the_organisation_and_a_running_number(
    database: Engine, organisation: Organisation, expected: str
) -> None:
    with writing(database) as connection:
        number = next_number(connection, organisation, AT, ZONE)

    assert number == expected
    assert NUMBER.fullmatch(number)


def test_the_year_is_the_local_one(database: Engine) -> None:
    new_year_in_shanghai = dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC)

    with writing(database) as connection:
        assert next_number(connection, VILLAGE, new_year_in_shanghai, ZONE) == "2027-0203-001"


def test_numbers_run_on_and_a_thousandth_case_gets_one_too(database: Engine) -> None:
    with writing(database) as connection:
        for _ in range(999):
            take_number(connection, next_number(connection, VILLAGE, AT, ZONE))
        assert next_number(connection, VILLAGE, AT, ZONE) == "2026-0203-1000"
        assert next_number(connection, TOWNSHIP, AT, ZONE) == "2026-0200-001"


def test_a_number_that_somebody_else_used_first_is_refused(database: Engine) -> None:
    with writing(database) as connection:
        number = next_number(connection, VILLAGE, AT, ZONE)
        take_number(connection, number)

    with pytest.raises(NumberTaken), writing(database) as connection:
        take_number(connection, number)


def test_a_number_out_of_order_is_refused(database: Engine) -> None:
    with pytest.raises(NumberTaken), writing(database) as connection:
        take_number(connection, "2026-0203-005")


def test_a_start_that_fails_leaves_no_gap(database: Engine) -> None:
    def start_and_fail() -> None:
        with writing(database) as connection:
            take_number(connection, "2026-0203-001")
            raise RuntimeError("the start failed later")

    with pytest.raises(RuntimeError, match="failed later"):
        start_and_fail()

    with writing(database) as connection:
        assert next_number(connection, VILLAGE, AT, ZONE) == "2026-0203-001"
