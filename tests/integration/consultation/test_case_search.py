"""An index of characters and pairs names the cases that may hold a text, and follows what becomes of the text."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection

from consultation.case_search import COMMON, NEIGHBOURS, PLACES, few_with, keep_text, words
from consultation.case_tables import case_texts
from engine.tables import instance
from engine.transaction import reading, writing
from tests.errand.county import ErrandCounty, open_county

TEXTS = (
    "2026-7777-001\n架桥\n三组门口积水", "2026-7777-002\n架渠\n水渠漏水 100%",
    "2026-7777-003\n'引号\" and or\nnot near(*)",
    "2026-7777-004\n井\n𠮷野家", "2026-8888-005\n\n",
)  # fmt: skip


@pytest.fixture
def county(database_url: str, tmp_path: Path) -> Iterator[ErrandCounty]:
    with open_county(database_url, tmp_path) as opened:
        opened.start()
        yield opened


def give(connection: Connection, texts: list[str]) -> None:
    """A case for each text, in this order of ids."""
    first = connection.execute(sa.select(instance)).mappings().first()
    assert first
    for number, text in enumerate(texts):
        made = {**first, "id": id_of(number), "business_key": f"given-{number}"}
        connection.execute(instance.insert().values(made))
        keep_text(connection, made["id"], text)


def id_of(number: int) -> str:
    return str(UUID(int=number))


def found(connection: Connection, text: str) -> set[str]:
    """What the index names, narrowed to what holds the text."""
    few = few_with(connection, text)
    assert few is not None
    named = set(connection.execute(few).scalars())
    held = case_texts.c.content.contains(text, autoescape=True)
    holding = set(connection.execute(sa.select(case_texts.c.instance_id).where(held)).scalars())
    assert holding <= named
    return holding


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("架桥", {0}), ("架", {0, 1}), ("水渠漏水", {1}), ("漏渠", set()), ("100%", {1}), ("%", {1}), ("_", set()),
        ("'引号\"", {2}), ("and or", {2}), ("not near(*)", {2}), ("*", {2}), ("𠮷野", {3}),
        ("7777-00", {0, 1, 2, 3}), ("桥\n三", {0}),
    ],
)  # fmt: skip
def test_exactly_the_cases_that_hold_it_are_found(county: ErrandCounty, text: str, cases: set[int]) -> None:
    with writing(county.product.database) as connection:
        give(connection, list(TEXTS))
        assert found(connection, text) == {id_of(number) for number in cases}


def test_a_text_that_changes_is_found_by_its_new_words_alone(county: ErrandCounty) -> None:
    with writing(county.product.database) as connection:
        give(connection, list(TEXTS))
        keep_text(connection, id_of(0), "架井")
        keep_text(connection, id_of(0), "架井")

        assert found(connection, "积水") == set()
        assert found(connection, "架井") == {id_of(0)}
        few = few_with(connection, "积水")
        assert few is not None
        assert list(connection.execute(few)) == []
        keep_text(connection, id_of(0), TEXTS[0])
        assert found(connection, "积水") == {id_of(0)}


def test_what_many_hold_is_not_looked_up(county: ErrandCounty) -> None:
    with writing(county.product.database) as connection:
        give(connection, ["架桥"] * COMMON + ["架渠"] * (COMMON - 1))

        assert few_with(connection, "架桥") is None
        assert few_with(connection, "") is None
        assert found(connection, "架渠") == {id_of(number) for number in range(COMMON, 2 * COMMON - 1)}


def test_the_sample_is_taken_from_all_times(county: ErrandCounty) -> None:
    size = 4 * PLACES * NEIGHBOURS
    with writing(county.product.database) as connection:
        give(connection, ["架桥" if place % 50 == 0 else "别的" for place in range(size)])
        assert few_with(connection, "架桥") is None

    with writing(county.product.database) as connection:
        keep_text(connection, id_of(7), "古井")
        assert found(connection, "古井") == {id_of(7)}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30))
def test_postgresql_sees_the_same_words(county: ErrandCounty, text: str) -> None:
    with reading(county.product.database) as connection:
        if connection.dialect.name != "postgresql":
            pytest.skip("SQLite is told the words")
        seen = connection.execute(sa.select(sa.func.case_words(text))).scalar_one()
    assert sorted(seen) == sorted(words(text))
