"""Where somebody may start a process: among their own posts, as the process's starter groups say."""
from __future__ import annotations

from sqlalchemy.engine import Connection

from consultation.identity import Identity
from consultation.starting_places import starting_places

INFO = {"candidate_starter_groups": ["village_committee", "township_gov"]}


def identity(*keys: str) -> Identity:
    return Identity(1, "某某", "somebody", frozenset({"person:1", *keys}))


def test_only_posts_of_the_starter_groups_count(county: Connection) -> None:
    held = identity("village_committee@640101", "township_gov@6402", "archivist@640102", "village_party@640201")

    assert [place.name for place in starting_places(county, held, INFO)] == ["东一村", "西乡"]


def test_without_starter_groups_and_without_posts_there_is_no_place(county: Connection) -> None:
    assert starting_places(county, identity("village_committee@640101"), {}) == []
    assert starting_places(county, identity(), INFO) == []


def test_an_organisation_that_is_gone_is_no_place(county: Connection) -> None:
    assert starting_places(county, identity("village_committee@999999"), INFO) == []


def test_who_is_named_may_start_wherever_they_hold_a_post(county: Connection) -> None:
    info = {**INFO, "candidate_starter_users": ["1"]}
    held = identity("archivist@640102", "village_party@640201")

    assert [place.name for place in starting_places(county, held, info)] == ["东二社区", "西一村"]
    assert starting_places(county, identity(), info) == []
    assert starting_places(county, Identity(2, "别人", "other", held.keys), info) == []
