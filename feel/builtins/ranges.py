"""How points and ranges lie to each other (DMN 1.5, 10.3.4.10), and ranges from text."""
from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import regex

from feel.builtins.registry import builtin
from feel.comparison import order
from feel.decimal128 import read_number
from feel.errors import Undefined
from feel.run import Run
from feel.temporal.date import Date
from feel.temporal.duration import parse_duration
from feel.temporal.literal import parse_temporal
from feel.temporal.moment import DateTime
from feel.temporal.time import Time
from feel.values import Range, Value

Relation = Callable[[Run, Range, Range], bool]
QUOTED = r'"(?:[^"\\]|\\.)*+"'
# regex instead of re: Python before 3.11.5 matches possessive groups wrongly.
ENDS = regex.compile(
    rf"\s*([\[\](])((?:[^\".]|\.(?!\.)|{QUOTED})*+)\.\."
    rf"((?:[^\"\])\[]|{QUOTED}|[)](?!\s*$))*+)([\])\[])\s*",
    regex.DOTALL,
)
MAX_TEXT = 10_000
NUMBER_END = re.compile(r"-?(\d+(\.\d+)?|\.\d+)", re.ASCII)
TEXT_END = re.compile(r"(@|date and time|date|time|duration)?\s*(\()?\s*\"([^\"\\]*)\"\s*(\))?")
READERS: dict[str, Callable[[str], Value]] = {
    "@": parse_temporal, "date": Date.parse, "time": Time.parse, "date and time": DateTime.parse,
    "duration": parse_duration}


@builtin("range(from: string)")
def read_range(run: Run, text: str) -> Value:
    """The range that a text writes, such as ``[1..10]``; its ends are literals, or left out for an open end."""
    match = ENDS.fullmatch(text) if len(text) <= MAX_TEXT else None
    if not match:
        raise Undefined(f"「{text[:40]}」不是区间")
    start, end = read_end(match[2].strip()), read_end(match[3].strip())
    start_included, end_included = match[1] == "[", match[4] == "]"
    if start is None and end is None:
        raise Undefined("区间至少要有一端")
    if (start is None and start_included) or (end is None and end_included):
        raise Undefined("没有尽头的一端不能写方括号")
    if start is not None and end is not None and order(run, start, end) > 0:
        raise Undefined("区间的起点大于终点")
    if start is None:
        return Range(None, end, False, end_included, "<=" if end_included else "<")
    if end is None:
        return Range(start, None, start_included, False, ">=" if start_included else ">")
    return Range(start, end, start_included, end_included)


def read_end(text: str) -> Value:
    """One end of a range: a literal, or None for nothing; raises Undefined."""
    if text in ("", "null"):
        return None
    if NUMBER_END.fullmatch(text):
        return read_number(text)
    match = TEXT_END.fullmatch(text)
    if not match or bool(match[2]) != bool(match[4]) or bool(match[2]) != (match[1] not in (None, "@")):
        raise Undefined(f"「{text[:40]}」不能作区间的一端")
    return READERS[match[1]](match[3]) if match[1] else match[3]


def spread(value: Value) -> Range:
    """A range as it is, a point as the range that holds it alone."""
    return value if isinstance(value, Range) else Range(value, value)


def relation(name: str, left: str = "either", right: str = "either") -> Callable[[Relation], Relation]:
    """Register ``name`` for a ``point``, a ``range`` or ``either`` on each side."""
    def register(function: Relation) -> Relation:
        def relate(run: Run, one: Any, other: Any) -> Value:
            for value, wanted in ((one, left), (other, right)):
                if value is None or (wanted == "range" and not isinstance(value, Range)):
                    raise Undefined("这里需要区间" if wanted == "range" else "参数是空值")
            return function(run, spread(one), spread(other))

        names_of = [("range1", "range2")]
        if left == right == "either":
            names_of.append(("point1", "point2"))
        if left == "either":
            names_of.append(("point", "range"))
        if right == "either":
            names_of.append(("range", "point"))
        for names in names_of:
            builtin(f"{name}({names[0]}: any, {names[1]}: any)")(relate)
        return function
    return register


def compare_ends(run: Run, one: Value, other: Value) -> int:
    """The order of two ends; raises Undefined for an open one."""
    if one is None or other is None:
        raise Undefined("没有尽头的区间不能这样比较")
    return order(run, one, other)


@relation("before")
def before(run: Run, one: Range, other: Range) -> bool:
    """Wholly before."""
    sign = compare_ends(run, one.end, other.start)
    return sign < 0 or (sign == 0 and not (one.end_included and other.start_included))


@relation("after")
def after(run: Run, one: Range, other: Range) -> bool:
    """Wholly after."""
    return before(run, other, one)


@relation("meets", "range", "range")
def meets(run: Run, one: Range, other: Range) -> bool:
    """The end of one is the start of the other, in both."""
    return one.end_included and other.start_included and compare_ends(run, one.end, other.start) == 0


@relation("met by", "range", "range")
def met_by(run: Run, one: Range, other: Range) -> bool:
    """The other way round."""
    return meets(run, other, one)


@relation("overlaps", "range", "range")
def overlaps(run: Run, one: Range, other: Range) -> bool:
    """Something is in both."""
    return not before(run, one, other) and not after(run, one, other)


def starts_earlier(run: Run, one: Range, other: Range) -> bool:
    """Whether ``one`` begins strictly before ``other``."""
    sign = compare_ends(run, one.start, other.start)
    return sign < 0 or (sign == 0 and one.start_included and not other.start_included)


def ends_later(run: Run, one: Range, other: Range) -> bool:
    """Whether ``one`` ends strictly after ``other``."""
    sign = compare_ends(run, one.end, other.end)
    return sign > 0 or (sign == 0 and one.end_included and not other.end_included)


@relation("overlaps before", "range", "range")
def overlaps_before(run: Run, one: Range, other: Range) -> bool:
    """Begins earlier and ends within."""
    return overlaps(run, one, other) and starts_earlier(run, one, other) and not ends_later(run, one, other)


@relation("overlaps after", "range", "range")
def overlaps_after(run: Run, one: Range, other: Range) -> bool:
    """Begins within and ends later."""
    return overlaps_before(run, other, one)


@relation("includes", "range", "either")
def includes(run: Run, one: Range, other: Range) -> bool:
    """Everything of the other is in it."""
    return not starts_earlier(run, other, one) and not ends_later(run, other, one)


@relation("during", "either", "range")
def during(run: Run, one: Range, other: Range) -> bool:
    """The other way round."""
    return includes(run, other, one)


@relation("starts", "either", "range")
def starts(run: Run, one: Range, other: Range) -> bool:
    """Same start, within."""
    same = one.start_included == other.start_included and compare_ends(run, one.start, other.start) == 0
    return same and not ends_later(run, one, other)


@relation("started by", "range", "either")
def started_by(run: Run, one: Range, other: Range) -> bool:
    """The other way round."""
    return starts(run, other, one)


@relation("finishes", "either", "range")
def finishes(run: Run, one: Range, other: Range) -> bool:
    """Same end, within."""
    same = one.end_included == other.end_included and compare_ends(run, one.end, other.end) == 0
    return same and not starts_earlier(run, one, other)


@relation("finished by", "range", "either")
def finished_by(run: Run, one: Range, other: Range) -> bool:
    """The other way round."""
    return finishes(run, other, one)


@relation("coincides")
def coincides(run: Run, one: Range, other: Range) -> bool:
    """The same ends, included alike."""
    alike = (one.start_included, one.end_included) == (other.start_included, other.end_included)
    return compare_ends(run, one.start, other.start) == 0 and compare_ends(run, one.end, other.end) == 0 and alike
