"""The catalogue holds the policy's 56 items word for word, and suggestions in the words of the forms."""
from __future__ import annotations

import csv

import pytest

from tests.unit.tables.decisions import PROJECT, decide, item

ROWS = list(csv.DictReader((PROJECT / "tests" / "data" / "catalogue.csv").read_text("utf-8-sig").splitlines()))
POLICY = "".join((PROJECT / "docs" / "实施方案.txt").read_text("utf-8").split())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_an_item_stands_in_the_catalogue_word_for_word(row: dict[str, str]) -> None:
    found = item(row["id"])
    expected = [row["kind"], row["category"], int(row["no"]), row["item_text_verbatim"], row["major"]]
    assert [found[name] for name in ("kind", "category", "number", "text", "major")] == expected


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_an_item_is_what_the_policy_says(row: dict[str, str]) -> None:
    assert "".join(item(row["id"])["text"].split()) in POLICY


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_the_departments_of_an_item_are_those_of_the_draft(row: dict[str, str]) -> None:
    drafted = {word for word in row["departments"].split("/") if word != "按事项"}
    assert set(decide("departments", {"catalogue_item": row["id"]}).value) == drafted


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_the_forms_of_an_item_are_those_of_the_draft(row: dict[str, str]) -> None:
    drafted = [part.partition("(")[0] + "协商" for part in row["default_form"].split("+")]
    assert item(row["id"])["default_forms"] == (None if drafted == ["任选协商"] else drafted)


def test_there_are_27_items_for_villages_and_29_for_communities() -> None:
    kinds = [row["kind"] for row in ROWS]
    assert (kinds.count("行政村"), kinds.count("城市社区"), len(kinds)) == (27, 29, 56)
