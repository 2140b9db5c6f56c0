"""Cells against the values that their own column lists."""
from __future__ import annotations

import pytest

from tests.decision_files import Column, decision, problems_of, table


def problems(listed: str, cell: str, side: str = "input") -> list[str]:
    column = Column("a", values=listed, label="类别")
    if side == "input":
        return problems_of(decision("d", table([column], ["x"], [["-", "1"], [cell, "1"]])))
    return problems_of(decision("d", table(["b"], [column], [["-", cell]])))


@pytest.mark.parametrize(("listed", "cell"), [
    ('"是", "否"', '"是"'), ('"是", "否"', '"否", "是"'), ('"是", "否"', 'not("是")'), ('"是", "否"', "-"),
    ('"是"', ""),
    ('"是"', "other"), ('"是"', "? = other"), ("[1..5]", "5"), ("[1..5]", "> 9"), ("> limit", "1"), ("", '"x"'),
    ("-", '"x"'), ("true, false", "false"), ('"是"', "null"), ("1, 2", "2.0"), ('not("x")', '"y"'),
    ('"a"', 'string length(?) > 3'), ('date("2026-01-01")', 'date("2026-01-02")'),
])  # fmt: skip
def test_values_that_are_listed_or_cannot_be_told_are_no_problem(listed: str, cell: str) -> None:
    assert problems(listed, cell) == []


@pytest.mark.parametrize(("listed", "cell"), [
    ('"是", "否"', '"是的"'), ('"是", "否"', '"是", "不是"'), ('"是", "否"', 'not("不")'), ("[1..5]", "6"),
    ("1, 2", "3"),
    ("true", "false"), ('not("x")', '"x"'), ('"是"', '= "否"'),
])  # fmt: skip
def test_a_value_that_is_not_listed_is_a_problem(listed: str, cell: str) -> None:
    assert problems(listed, cell) == [
        f"决策「d」第 2 行「类别」列：{cell} 不在这一列列出的输入值里，请改正，或把它加进输入值"
    ]


def test_a_conclusion_that_is_not_listed_is_a_problem() -> None:
    assert problems('"高", "低"', '"中"', "output") == [
        '决策「d」第 1 行「类别」列："中" 不在这一列列出的输出值里，请改正，或把它加进输出值'
    ]
    assert problems('"高", "低"', '"低"', "output") == []
    assert problems('"高", "低"', 'if b then "中" else "低"', "output") == []


def test_a_great_table_is_checked_as_far_as_it_is_cheap() -> None:
    listed = ", ".join(f'"{at}"' for at in range(2_000))
    rows = [[f'"{at}"', "1"] for at in range(2_000)]

    assert problems_of(decision("d", table([Column("a", values=listed)], ["x"], rows))) == []
