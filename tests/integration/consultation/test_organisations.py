"""Organisations form a tree whose subtrees and ancestors are found by path."""
from __future__ import annotations

import itertools

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consultation.organisations import (
    Kind,
    add_organisation,
    ancestors,
    find_organisation,
    get_organisation,
    lineage,
    nearest,
    subtree,
    subtree_codes,
)
from consultation.roles import Level
from engine.errors import InvalidRequest, NotFound


def test_an_organisation_knows_the_way_from_the_root(county: Connection) -> None:
    assert get_organisation(county, "64010101").path == "/64/6401/640101/64010101/"


def test_ancestors_come_nearest_first(county: Connection) -> None:
    assert [above.name for above in ancestors(county, "64010101")] == ["东一村", "东镇", "示例县"]


def test_an_unknown_organisation_has_no_lineage(county: Connection) -> None:
    assert lineage(county, "99") == []


def test_a_community_stands_at_the_level_of_a_village(county: Connection) -> None:
    found = nearest(lineage(county, "640102"), Level.VILLAGE)

    assert found is not None
    assert found.name == "东二社区"


def test_a_subtree_holds_the_organisation_and_all_below(county: Connection) -> None:
    assert [below.code for below in subtree(county, "6401")] == ["6401", "640101", "64010101", "64010191", "640102"]


def test_a_longer_code_with_the_same_beginning_is_no_descendant(county: Connection) -> None:
    add_organisation(county, "64011", "名字相近的乡", Kind.TOWNSHIP, "64")
    add_organisation(county, "6401-2", "又一个相近的乡", Kind.TOWNSHIP, "64")

    assert {"64011", "6401-2"}.isdisjoint(below.code for below in subtree(county, "6401"))


def test_subtree_codes_of_several_paths_are_united_and_of_none_are_empty(county: Connection) -> None:
    united = county.scalars(subtree_codes("/64/6402/", "/64/6401/640101/")).all()

    assert set(united) == {"6402", "640201", "640101", "64010101", "64010191"}
    assert county.scalars(subtree_codes()).all() == []


def test_the_subtree_is_served_by_the_index_of_paths(county: Connection) -> None:
    if county.dialect.name != "sqlite":
        pytest.skip("reads SQLite's query plan")
    query = subtree_codes("/64/6401/").compile(county, compile_kwargs={"literal_binds": True})
    plan = "\n".join(row.detail for row in county.execute(sa.text(f"EXPLAIN QUERY PLAN {query}")))

    assert "SEARCH organisation USING" in plan
    assert "path>? AND path<?" in plan


@pytest.mark.parametrize("code", ["", "64/01", "64@01", "64:01", "64 01", "代码", "6" * 33, "64\n", "64\0"])
def test_a_code_that_keys_could_not_carry_is_refused(county: Connection, code: str) -> None:
    with pytest.raises(InvalidRequest, match="组织代码"):
        add_organisation(county, code, "某村", Kind.VILLAGE, "6401")
    assert find_organisation(county, code) is None


def test_a_taken_code_is_refused(county: Connection) -> None:
    with pytest.raises(InvalidRequest, match="640101 已经有了"):
        add_organisation(county, "640101", "另一个村", Kind.VILLAGE, "6402")


def test_nothing_hangs_under_an_unknown_parent(county: Connection) -> None:
    with pytest.raises(NotFound, match="99"):
        add_organisation(county, "9901", "某村", Kind.VILLAGE, "99")


def test_a_tree_too_deep_for_a_path_is_refused(county: Connection) -> None:
    codes = ["64", *(f"{step:032d}" for step in range(7))]
    for above, code in itertools.pairwise(codes):
        add_organisation(county, code, "某组", Kind.GROUP, above)

    with pytest.raises(InvalidRequest, match="层级太深"):
        add_organisation(county, "9" * 32, "某组", Kind.GROUP, codes[-1])
