"""Limits: the caller's choice, and nothing piles up below them."""
from __future__ import annotations

import pytest

from feel import FeelError, LimitExceeded, Limits, Settings, parse


def test_limits_are_the_callers_to_choose() -> None:
    strict = Settings(limits=Limits(steps=10))

    with pytest.raises(LimitExceeded, match="10步"):
        parse("for i in 1..100 return i").evaluate({}, strict)
    with pytest.raises(FeelError):
        parse("[1, 2, 3]").evaluate({}, Settings(limits=Limits(list=2)))


def test_steps_that_take_too_long_are_stopped_by_the_clock() -> None:
    patient, hasty = Settings(limits=Limits(seconds=60)), Settings(limits=Limits(seconds=0))
    loop = parse("count(for i in 1..5000 return i)")

    assert loop.evaluate({}, patient).value == 5000
    with pytest.raises(LimitExceeded, match="太慢"):
        loop.evaluate({}, hasty)
    assert parse("1 + 1").evaluate({}, hasty).value == 2


def test_warnings_do_not_pile_up() -> None:
    result = parse("for i in 1..5000 return i + null").evaluate({})

    assert len(result.warnings) == Limits().warnings
