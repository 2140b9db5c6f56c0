"""The sets of values that stand for what a variable can hold."""
from __future__ import annotations

from decimal import Decimal

import pytest

from engine.deployment.texts.possible import (
    ANYTHING,
    MAX_DEPTH,
    MAX_ENTRIES,
    MAX_TEXTS,
    NOTHING,
    OTHER,
    Possible,
    context_of,
    from_json,
    join,
    join_all,
    list_of,
    text,
    to_json,
    value_of,
)

BOTH = join(text("是"), text("否"))


def test_what_two_sources_give_is_what_either_gives() -> None:
    assert BOTH.texts == {"是", "否"}
    assert join(BOTH, OTHER) == Possible(frozenset({"是", "否"}), other=True)
    assert join(BOTH, ANYTHING).anything
    assert join_all([]) == NOTHING


def test_entries_of_two_contexts_may_each_be_missing() -> None:
    found = join(context_of({"a": text("x")}), context_of({"a": text("y"), "b": OTHER}))

    assert found.entry("a").texts == {"x", "y"}
    assert found.entry("b").other
    assert found.entry("c") == NOTHING


def test_a_path_goes_through_the_items_of_a_list() -> None:
    rows = list_of(context_of({"party": text("户代表")}))

    assert rows.entry("party") == list_of(text("户代表"))
    assert rows.members().entry("party").texts == {"户代表"}


def test_the_ends_of_a_range_and_a_time_zone_may_be_any_text() -> None:
    assert OTHER.entry("year") == OTHER
    assert OTHER.entry("start").anything
    assert OTHER.entry("timezone").anything


def test_what_is_too_large_to_be_known_may_be_anything() -> None:
    deep = text("x")
    for _ in range(MAX_DEPTH):
        deep = list_of(deep)

    assert not deep.anything
    assert list_of(deep).anything
    assert join_all(text(str(number)) for number in range(MAX_TEXTS + 1)).anything
    assert context_of({str(number): OTHER for number in range(MAX_ENTRIES + 1)}).anything


@pytest.mark.parametrize(
    "possible",
    [NOTHING, OTHER, ANYTHING, BOTH, list_of(BOTH), context_of({"a": list_of(context_of({"b": BOTH})), "c": ANYTHING})],
)
def test_it_is_kept_as_json(possible: Possible) -> None:
    assert from_json(to_json(possible)) == possible


def test_a_value_is_its_own_only_possibility() -> None:
    assert value_of({"a": ["x", Decimal(1), None]}) == context_of({"a": list_of(join(text("x"), OTHER))})
