"""The guidance items are read from the table that is deployed, and a row without its words stops nobody."""
from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from consultation.catalogue import read_items

SHIPPED = (Path(__file__).parents[3] / "processes" / "catalogue.dmn").read_bytes()


def test_the_shipped_catalogue_has_27_village_and_29_community_items() -> None:
    items = read_items(SHIPPED)

    assert Counter(item.kind for item in items.values()) == {"行政村": 27, "城市社区": 29}
    assert list(items) == [f"V{number:02d}" for number in range(1, 28)] + [f"C{number:02d}" for number in range(1, 30)]


@pytest.mark.parametrize("kind", ["行政村", "城市社区"])
def test_every_kind_has_six_categories(kind: str) -> None:
    assert len({item.category for item in read_items(SHIPPED).values() if item.kind == kind}) == 6


def test_an_item_carries_the_suggestions_beside_its_text() -> None:
    item = read_items(SHIPPED)["V11"]

    assert (item.number, item.category) == (11, "公益事业类")
    assert item.text == "村民认为需要兴办的村内其他集体生产生活公益事业"
    assert (item.suggestions["default_lead"], item.suggestions["default_forms"]) == ("村（社区）", ["会议协商"])
    assert not {"kind", "category", "number", "text"} & set(item.suggestions)


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"<text>11</text>", b"<text>11.5</text>"), (b"<text>11</text>", b"<text>null</text>"),
     ("<text>\"村民认为需要兴办的村内其他集体生产生活公益事业\"</text>".encode(), b"<text>11</text>")],
)  # fmt: skip
def test_a_row_without_its_words_is_left_out_and_the_others_stay(old: bytes, new: bytes) -> None:
    assert SHIPPED.count(old) >= 1

    assert set(read_items(SHIPPED)) - set(read_items(SHIPPED.replace(old, new, 1))) == {"V11"}
