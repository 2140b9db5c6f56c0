"""Correlation keys: equal values meet, all others do not."""
from __future__ import annotations

import itertools
from decimal import Decimal

import pytest

import feel
from engine.correlation import NotACorrelationKey, correlation_text
from engine.tables import subscription

DIFFERENT = (
    '"1"', "1", "true", '"true"', '"number:1"', '@"2026-11-24"', '"2026-11-24"', '@"2026-11-24T00:00:00"',
    '@"2026-11-24T00:00:00Z"', '@"12:00:00"', '@"12:00:00Z"', '@"P1Y"', '@"P1D"', '""', "12", "100", "-1", '"甲"',
)  # fmt: skip


def value(text: str) -> feel.Value:
    return feel.parse(text).evaluate({}).value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1", "1.00"), ("100", "1E2"), ("0", "-0.0"), ('@"PT24H"', '@"P1D"'), ('@"P12M"', '@"P1Y"'),
        ('@"2026-11-24T08:00:00+08:00"', '@"2026-11-24T00:00:00Z"'), ('@"12:00:00+08:00"', '@"04:00:00Z"'),
    ],
)  # fmt: skip
def test_equal_values_have_one_text(one: str, other: str) -> None:
    assert correlation_text(value(one)) == correlation_text(value(other))


def test_different_values_and_types_have_different_texts() -> None:
    texts = [correlation_text(value(text)) for text in DIFFERENT]
    assert all(one != other for one, other in itertools.combinations(texts, 2))


def test_numbers_keep_all_their_digits() -> None:
    near = [Decimal("1234567890123456789012345678901234"), Decimal("1234567890123456789012345678901235")]
    assert correlation_text(near[0]) != correlation_text(near[1])


def test_a_long_key_fits_the_column_and_stays_itself() -> None:
    one, other = correlation_text("长" * 5000), correlation_text("长" * 4999 + "短")
    assert one != other
    assert len(one) <= subscription.c.correlation.type.length
    assert correlation_text("长" * 5000) == one


@pytest.mark.parametrize("text", ["null", "[1]", "{a: 1}", "[1..2]", "function(x) x"])
def test_what_cannot_be_compared_is_refused(text: str) -> None:
    with pytest.raises(NotACorrelationKey, match="关联键"):
        correlation_text(value(text))
