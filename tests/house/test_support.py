"""docs/元素支持.md says what the tests show, leaves nothing of BPMN out and marks nothing partly."""

from __future__ import annotations

import pytest

from engine.deployment.vocabulary import BPMN_NAMES
from engine.deployment.whitelist import ELEMENTS, EXTENSIONS
from tests.house.sources import text_of
from tests.house.support.document import PATH, document
from tests.house.support.elements import vocabulary
from tests.house.support.rules import cases
from tests.house.support.told import DOCUMENTED, EXECUTED, REFUSED, WARNED
from tests.unit.engine.deployment.test_whitelist import ABSTRACT, schema_names

HEADERS = ("元素", "画在", "怎么走", "活动", "属性", "扩展元素", "扩展属性", "画的是")


@pytest.fixture(scope="module")
def rows() -> list[list[str]]:
    """The cells of every row of the document's tables."""
    lines = [line for line in text_of(PATH).splitlines() if line.startswith("| ")]
    return [line.removeprefix("| ").removesuffix(" |").split(" | ") for line in lines]


def test_the_document_is_made_from_the_tests() -> None:
    assert text_of(PATH) == document(), "run .venv/bin/python -m tools.support_table"


def test_every_element_of_bpmn_has_a_row(rows: list[list[str]]) -> None:
    named = {row[1].strip("`") for row in rows if len(row) == 4}
    assert set(vocabulary()) >= {*schema_names(), *BPMN_NAMES, *ELEMENTS} - ABSTRACT
    assert [name for name in vocabulary() if name not in named] == []


def test_every_extension_and_every_rule_has_a_row(rows: list[list[str]]) -> None:
    first, last = {row[0] for row in rows}, {row[-1] for row in rows}
    assert [name for name in EXTENSIONS if f"`camunda:{name}`" not in first] == []
    assert [name for module, name, _case in cases() if f"`{module}.py`：`{name}`" not in last] == []


def test_nothing_is_supported_partly(rows: list[list[str]]) -> None:
    outcomes = {EXECUTED, DOCUMENTED, REFUSED, WARNED}
    told = [row for row in rows if row[0] not in HEADERS]
    assert [row for row in told if len(outcomes & set(row)) != 1] == []
    assert [row for row in told if row[-1] in ("", "—") and DOCUMENTED not in row] == []
