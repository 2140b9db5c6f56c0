"""Where a problem is, as people say it."""
from __future__ import annotations

import pytest

from engine.dmn import Problem


@pytest.mark.parametrize(("problem", "sentence"), [
    (Problem("请改"), "请改"),
    (Problem("请改", decision="组织者"), "决策「组织者」：请改"),
    (Problem("请改", decision="组织者", row=3), "决策「组织者」第 3 行：请改"),
    (Problem("请改", None, "组织者", 3, "金额", 5), "决策「组织者」第 3 行「金额」列第 5 个字符：请改"),
    (Problem("请改", None, "组" * 99, None, "金" * 99), f"决策「{'组' * 60}」「{'金' * 60}」列：请改"),
])  # fmt: skip
def test_the_sentence_names_the_place(problem: Problem, sentence: str) -> None:
    assert problem.sentence() == sentence
