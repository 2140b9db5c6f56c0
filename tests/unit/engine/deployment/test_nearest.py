"""What was probably meant."""
from __future__ import annotations

import pytest

from engine.deployment.nearest import find_lookalike, find_nearest

OUTCOMES = frozenset({"协商成功", "协商未果"})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("提交村(居)民会议", "提交村（居）民会议"), ("提交村（居）民 会议", "提交村（居）民会议"),
        ("“双联户”", '"双联户"'), ("甲,乙", "甲、乙"), ("ＱＱ群", "QQ群"), ("qq群", "QQ群"),
    ],
)  # fmt: skip
def test_width_brackets_marks_and_blanks_make_no_difference_to_the_eye(written: str, meant: str) -> None:
    assert find_lookalike(written, {"别的", meant}) == meant


def test_another_word_is_no_lookalike() -> None:
    assert find_lookalike("协商失败", OUTCOMES) is None


def test_the_most_similar_text_is_proposed() -> None:
    assert find_nearest("协商成攻", OUTCOMES) == "协商成功"
    assert find_nearest("提交村居民会议决定", {"不再协商", "提交村（居）民会议决定"}) == "提交村（居）民会议决定"


def test_nothing_is_proposed_where_nothing_is_similar() -> None:
    assert find_nearest("归档", OUTCOMES) is None
    assert find_nearest("归档", ()) is None


def test_long_lists_and_texts_are_looked_at_in_part_only() -> None:
    many = {f"{number:06}" + "长" * 5_000 for number in range(2_000)}

    assert find_nearest("短" * 5_000, many) is None
