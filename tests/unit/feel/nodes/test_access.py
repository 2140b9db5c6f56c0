"""Paths, filters, lists and contexts."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

PEOPLE = [{"name": "张", "age": 70, "tags": ["党员"]}, {"name": "李", "age": 30, "tags": []},
          {"name": "王", "age": None}]


@pytest.mark.parametrize(("text", "value"), [
    ("[1, 2, 3][1]", 1), ("[1, 2, 3][-1]", 3), ("[1, 2, 3][item > 1]", [2, 3]), ("5[1]", 5), ("5[item > 3]", [5]),
    ("[][1]", None), ("[][item > 1]", []), ("null[1]", None), ("people.name", ["张", "李", "王"]),
    ("people[age > 50].name", ["张"]),
    ("people[2].name", "李"), ('people[name = "王"][1].age', None), ("people[item.age > 50].name", ["张"]),
    ("people[age > limit].name", ["张"]), ('people[list contains(tags, "党员")].name', ["张"]),
    ("people.tags", [["党员"], [], None]),
    ("{a: {b: {c: 1}}}.a.b.c", 1), ("[{a: 1}, {a: 2}].a", [1, 2]), ("{a: 1, b: a + 1}", {"a": 1, "b": 2}), ("{}", {}),
    ('{"键 一": 1}', {"键 一": 1}), ("[]", []), ("[[1, 2], [3]][1][2]", 2), ("[true, false][item]", [True]),
    ("[{item: 5}][item > 4]", [{"item": 5}]), ("[3, 4][i]", 4), ('@"2026-11-24".year', 2026),
    ('@"2026-11-24".weekday', 2),
    ('@"2026-11-24T10:20:30.5+08:00".second', 30), ('@"2026-11-24T10:20:30+08:00".time offset', "PT8H"),
    ('@"2026-11-24T10:20:30@Asia/Shanghai".timezone', "Asia/Shanghai"), ('@"10:20:30".time offset', None),
    ('@"2026-07-01T10:00:00@America/New_York".time offset', "-PT4H"), ('@"P1Y2M".months', 2), ('@"-P1DT2H".hours', -2),
    ('@"P1DT2H".days', 1), ("[1..3].end", 3), ("[1..3).end included", False),
])
def test_paths_and_filters(json_of: Callable[..., Any], text: str, value: Any) -> None:
    assert json_of(text, people=PEOPLE, limit=40, i=2) == value


@pytest.mark.parametrize(("text", "warning"), [
    ("{a: 1}.b", "这里没有「b」"), ("5.a", "数没有「a」"), ("null.a", "空值没有「a」"),
    ("[1, 2][5]", "列表只有2项，没有第5项"),
    ("[1, 2][0]", "列表只有2项，没有第0项"), ("[1, 2][1.5]", "这里需要一个整数"), ("{a: 1, a: 2}", "「a」写了两次"),
    ('[1.."a"]', "区间的两端：不能比较数和文字"), ('@"10:00:00".year', "时间没有「year」"),
])
def test_what_is_not_there_is_null_and_a_warning(evaluate: Callable[..., Any], text: str, warning: str) -> None:
    if text == "5.a":
        text = "(5).a"
    result = evaluate(text)

    assert result.value is None
    assert result.warnings == (warning,)
