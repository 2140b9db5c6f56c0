"""A person's keys are those of the posts held at a moment."""
from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy.engine import Connection

from consultation.persons import add_person, held_posts, leave_post, take_post
from engine.errors import InvalidRequest, NotFound

TODAY = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def held_keys(connection: Connection, person: int, at: dt.datetime) -> set[str]:
    return {post.key for post in held_posts(connection, person, at)}


def test_one_person_holds_several_posts(employ: Callable[..., int], county: Connection) -> None:
    both = employ("village_party@640101", "village_committee@640101")

    assert held_keys(county, both, TODAY) == {"village_party@640101", "village_committee@640101"}


def test_a_post_counts_from_its_first_moment_until_before_its_last(county: Connection) -> None:
    person = add_person(county, "马书记", "0000-0000000")
    take_post(county, person, "village_party", "640101", TODAY, TODAY + DAY)

    def holds(at: dt.datetime) -> bool:
        return "village_party@640101" in held_keys(county, person, at)

    assert [holds(at) for at in (TODAY - DAY, TODAY, TODAY + DAY / 2, TODAY + DAY)] == [False, True, True, False]


def test_a_moment_is_the_same_in_every_zone(county: Connection) -> None:
    person = add_person(county, "马书记")
    shanghai = dt.timezone(dt.timedelta(hours=8))
    take_post(county, person, "village_party", "640101", TODAY.astimezone(shanghai))

    assert held_posts(county, person, TODAY) != []
    assert held_posts(county, person, TODAY - dt.timedelta(seconds=1)) == []


def test_who_left_a_post_has_lost_its_key(employ: Callable[..., int], county: Connection) -> None:
    person = employ("village_party@640101", "resident@640101")

    assert leave_post(county, person, "village_party", "640101", TODAY)
    assert held_keys(county, person, TODAY) == {"resident@640101"}
    assert "village_party@640101" in held_keys(county, person, TODAY - DAY)
    assert not leave_post(county, person, "village_party", "640101", TODAY)


def test_a_post_held_twice_over_is_shown_once(county: Connection) -> None:
    person = add_person(county, "马书记")
    for begin in (TODAY - DAY, TODAY - 2 * DAY):
        take_post(county, person, "village_party", "640101", begin)

    assert [post.key for post in held_posts(county, person, TODAY)] == ["village_party@640101"]


def test_an_unknown_role_is_refused(county: Connection) -> None:
    with pytest.raises(InvalidRequest, match="mayor"):
        take_post(county, add_person(county, "某某"), "mayor", "640101", TODAY)


def test_a_post_in_an_unknown_organisation_is_refused(county: Connection) -> None:
    with pytest.raises(NotFound, match="99"):
        take_post(county, add_person(county, "某某"), "resident", "99", TODAY)


def test_a_post_that_ends_before_it_begins_is_refused(county: Connection) -> None:
    with pytest.raises(InvalidRequest, match="离任时间"):
        take_post(county, add_person(county, "某某"), "resident", "640101", TODAY, TODAY)
