"""FEEL values of every kind for property tests, and a comparison that sees types and exponents."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from feel import Date, DateTime, DaysTimeDuration, Range, Time, YearsMonthsDuration
from feel.temporal.calendar import month_length

ZONES = ["Asia/Shanghai", "America/New_York", "Europe/Paris", "Asia/Kathmandu"]
NUMBERS = st.builds(
    lambda sign, digits, exponent: Decimal((sign, tuple(map(int, str(digits))), exponent)),
    st.integers(0, 1),
    st.integers(0, 10**34 - 1),
    st.integers(-6176, 6111),
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
SECONDS = st.one_of(
    st.integers(0, 59).map(Decimal), st.decimals(0, 59, places=9), st.decimals(0, 59, places=30, allow_nan=False)
)


@st.composite
def dates(draw: st.DrawFn) -> Date:
    """Days of all years that FEEL knows."""
    year = draw(st.one_of(st.integers(1900, 2100), st.integers(-999_999_999, 999_999_999)))
    month = draw(st.integers(1, 12))
    return Date(year, month, draw(st.integers(1, month_length(year, month))))


TIMES = st.one_of(
    st.builds(Time, st.integers(0, 23), st.integers(0, 59), SECONDS),
    st.builds(Time, st.integers(0, 23), st.integers(0, 59), SECONDS, offset=st.integers(-18 * 3600, 18 * 3600)),
    st.builds(Time, st.integers(0, 23), st.integers(0, 59), SECONDS, zone=st.sampled_from(ZONES)),
)
DURATIONS = st.one_of(
    st.builds(YearsMonthsDuration, st.integers(-(12 * 10**12), 12 * 10**12)),
    st.builds(DaysTimeDuration, st.decimals(-(10**20), 10**20, places=18)),
    st.builds(DaysTimeDuration, st.integers(-(10**9), 10**9).map(lambda n: Decimal(n) / 7)),
)
SCALARS = st.one_of(
    st.none(), st.booleans(), NUMBERS, TEXTS, dates(), TIMES, st.builds(DateTime, dates(), TIMES), DURATIONS
)
RANGES = st.builds(
    Range, SCALARS, SCALARS, st.booleans(), st.booleans(), st.sampled_from([None, "<", "<=", ">", ">=", "=", "!="])
)
VALUES = st.recursive(
    SCALARS | RANGES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def shape(value: Any) -> Any:
    """The value with the type of every part and the exponent of every number, so that == misses nothing."""
    if isinstance(value, Decimal):
        return "number", value.as_tuple()
    if isinstance(value, list):
        return "list", [shape(item) for item in value]
    if isinstance(value, dict):
        return "context", [(key, shape(item)) for key, item in value.items()]
    if isinstance(value, Range):
        return "range", [shape(getattr(value, field)) for field in Range.__slots__]
    if isinstance(value, Time):
        return "time", value.hour, value.minute, value.second.as_tuple(), value.offset, value.zone
    if isinstance(value, DateTime):
        return "date and time", value.date, shape(value.time)
    if isinstance(value, DaysTimeDuration):
        return "days and time duration", value.seconds.as_tuple()
    return type(value), value
