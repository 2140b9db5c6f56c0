"""A database with the tables of people and places, and a small county in it."""
from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.engine import Connection, Engine

from consultation.organisations import Kind, add_organisation
from consultation.persons import add_person, take_post
from engine.database import open_database
from engine.transaction import writing

TODAY = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)
YEAR = dt.timedelta(days=365)

Employ = Callable[..., int]


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(database: Engine) -> Iterator[Connection]:
    with writing(database) as opened:
        yield opened


@pytest.fixture
def county(connection: Connection) -> Connection:
    """One county (64) with two townships, villages, a community, a group, a unit and two departments."""
    for code, name, kind, parent, department in (
        ("64", "示例县", Kind.COUNTY, None, None),
        ("6401", "东镇", Kind.TOWNSHIP, "64", None),
        ("6402", "西乡", Kind.TOWNSHIP, "64", None),
        ("640101", "东一村", Kind.VILLAGE, "6401", None),
        ("640102", "东二社区", Kind.COMMUNITY, "6401", None),
        ("640201", "西一村", Kind.VILLAGE, "6402", None),
        ("64010101", "东一村一组", Kind.GROUP, "640101", None),
        ("64010191", "东一村物流站", Kind.UNIT, "640101", None),
        ("6451", "县民政局", Kind.DEPARTMENT, "64", "民政"),
        ("6452", "县水务局", Kind.DEPARTMENT, "64", "水务"),
    ):
        add_organisation(connection, code, name, kind, parent, department)
    return connection


@pytest.fixture
def employ(county: Connection) -> Employ:
    """Makes a person with posts in force today, given as ``role@code``; returns the person's id."""

    def put_in_post(*held: str, name: str = "某某") -> int:
        person_id = add_person(county, name)
        for post in held:
            role, _, organisation = post.partition("@")
            take_post(county, person_id, role, organisation, TODAY - YEAR)
        return person_id

    return put_in_post
