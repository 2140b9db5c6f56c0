"""Posts open subtrees: one filter says whose cases are seen whole and whose in public."""
from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consultation.identity import Identity
from consultation.persons import leave_post
from consultation.tables import organisations
from consultation.visibility import CaseScope, visible_organisations

TODAY = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)

EAST_VILLAGE = {"640101", "64010101", "64010191"}
EAST_TOWN = {"6401", "640102", *EAST_VILLAGE}
COUNTY = {"64", "6402", "640201", "6451", "6452", *EAST_TOWN}


def scope_of(connection: Connection, person_id: int) -> CaseScope:
    return visible_organisations(connection, Identity(person_id, "某某", "mou", frozenset()), TODAY)


def organisations_where(connection: Connection, condition: sa.ColumnElement[bool]) -> set[str]:
    return set(connection.scalars(sa.select(organisations.c.code).where(condition)))


@pytest.mark.parametrize(
    ("posts", "whole", "public"),
    [
        (("village_party@640101",), EAST_VILLAGE, set()),
        (("village_committee@640102",), {"640102"}, set()),
        (("supervision_committee@640101",), EAST_VILLAGE, set()),
        (("township_party@6401",), EAST_TOWN, set()),
        (("township_legal@6401",), EAST_TOWN, set()),
        (("township_ji@6401",), EAST_TOWN, set()),
        (("county_civil@64",), COUNTY, set()),
        (("county_org@64",), COUNTY, set()),
        (("county_lead@64",), COUNTY, set()),
        (("process_owner@64",), COUNTY, set()),
        (("admin@64",), COUNTY, set()),
        (("county_dept@6451",), {"6451"}, set()),
        (("resident@640101",), set(), EAST_VILLAGE),
        (("household_rep@640102",), set(), {"640102"}),
        (("grid_staff@64010101",), {"64010101"}, EAST_VILLAGE - {"64010101"}),
        (("unit@64010191",), set(), EAST_VILLAGE),
        (("expert@64",), set(), set()),
        ((), set(), set()),
        (("resident@640101", "village_committee@640101"), EAST_VILLAGE, set()),
        (("resident@640201", "village_party@640101"), EAST_VILLAGE, {"640201"}),
        (("village_party@640101", "township_gov@6401", "resident@640101"), EAST_TOWN, set()),
    ],
)
def test_posts_open_exactly_these_organisations(
    county: Connection, employ: Callable[..., int], posts: tuple[str, ...], whole: set[str], public: set[str]
) -> None:
    scope = scope_of(county, employ(*posts))

    covered = organisations_where(county, scope.covers(organisations.c.code))
    reached = organisations_where(county, scope.reaches(organisations.c.code))

    assert covered == whole
    assert reached - covered == public


def test_paths_inside_one_another_are_named_once(county: Connection, employ: Callable[..., int]) -> None:
    person = employ("village_party@640101", "township_gov@6401", "resident@640101", "resident@640201")

    assert scope_of(county, person) == CaseScope(("/64/6401/",), ("/64/6402/640201/",))


def test_a_post_that_ended_opens_nothing(county: Connection, employ: Callable[..., int]) -> None:
    person = employ("township_party@6401")
    leave_post(county, person, "township_party", "6401", TODAY)

    assert scope_of(county, person) == CaseScope((), ())


def test_the_scope_filters_any_column_of_organisation_codes(county: Connection, employ: Callable[..., int]) -> None:
    cases = sa.Table(
        "cases_of_this_test", sa.MetaData(), sa.Column("id", sa.Integer), sa.Column("organisation", sa.String(32))
    )
    cases.create(county)
    county.execute(cases.insert(), [{"id": 1, "organisation": "640101"}, {"id": 2, "organisation": "640201"}])
    scope = scope_of(county, employ("township_gov@6401"))

    assert county.scalars(sa.select(cases.c.id).where(scope.covers(cases.c.organisation))).all() == [1]
