"""Files that are too large to be compiled are refused before they are."""
from __future__ import annotations

import pytest

from engine.deployment.decision_bounds import (
    MAX_COLUMNS,
    MAX_DECISIONS,
    MAX_NAMES,
    MAX_RULES,
    MAX_SPACED_NAMES,
    MAX_TYPES,
)
from tests.decision_files import Column, decision, item, literal, table
from tests.unit.engine.deployment.tabling import modeled, read, sentences


def columns(count: int) -> str:
    """A decision with so many columns, the output among them."""
    inputs = [Column(f"c{number}") for number in range(count - 1)]
    return decision("d", table(inputs, ["o"], [["-"] * (count - 1) + ["1"]]))


def rules(count: int) -> str:
    """A decision with so many rules."""
    return decision("d", table([Column("k", "string")], ["o"], [[f'"{row}"', "1"] for row in range(count)]))


def decisions(count: int) -> str:
    """So many decisions."""
    return "".join(decision(f"d{number}", literal("1")) for number in range(count))


def types(count: int) -> str:
    """A decision beside so many types."""
    return "".join(item(f"t{number}", type_ref="number") for number in range(count)) + decision("d", literal("1"))


def names(count: int, pattern: str) -> str:
    """A decision that has so many names, its own among them."""
    listed = "".join(f'<column name="{pattern.format(number)}"/>' for number in range(count - 1))
    return decision("d", f"<relation>{listed}</relation>")


@pytest.mark.parametrize(
    ("most", "beyond", "sentence"),
    [
        (columns(MAX_COLUMNS), columns(MAX_COLUMNS + 1), "决策表有 101 列，最多 100 列"),
        (rules(MAX_RULES), rules(MAX_RULES + 1), "决策表有 2001 条规则，最多 2000 条"),
        (decisions(MAX_DECISIONS), decisions(MAX_DECISIONS + 1), "一个文件有 101 个决策，最多 100 个"),
        (types(MAX_TYPES), types(MAX_TYPES + 1), "数据类型和它们的成员一共超过 200 个"),
        (names(MAX_NAMES, "n{}"), names(MAX_NAMES + 1, "n{}"), "一共超过 1000 个名称"),
        (names(MAX_SPACED_NAMES + 1, "a {}"), names(MAX_SPACED_NAMES + 2, "a {}"), "带空格或符号的名称超过 200 个"),
    ],
)
def test_what_is_beyond_a_bound_is_refused_and_not_compiled(most: str, beyond: str, sentence: str) -> None:
    assert sentences(most) == ""
    assert sentence in sentences(beyond)
    assert read(modeled(beyond)).decisions == ()


def test_expressions_are_counted_together_and_notes_are_not() -> None:
    long = '"' + "字" * 9_000 + '"'
    written = decision("d", "<list>" + literal(long) * 45 + "</list>")
    noted = rules(2).replace("</rule>", f"<annotationEntry><text>{long * 50}</text></annotationEntry></rule>")

    assert "表达式和名称一共超过 400000 个字" in sentences(written)
    assert sentences(noted) == ""
