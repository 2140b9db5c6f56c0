"""Functions that make one value of a list (DMN 1.5, 10.3.4.4), also called with the items as arguments."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from typing import Any

from feel.arithmetic import calculate
from feel.builtins.registry import builtin
from feel.comparison import describe, order, sort_key
from feel.decimal128 import CONTEXT
from feel.errors import Undefined
from feel.run import Run
from feel.temporal.duration import DaysTimeDuration, YearsMonthsDuration
from feel.values import Value

Aggregate = Callable[[Run, list[Any]], Value]


def aggregate(name: str) -> Callable[[Aggregate], Aggregate]:
    """Register a function of one list as ``name(list)`` and ``name(item, item, …)``."""
    def register(function: Aggregate) -> Aggregate:
        def spread(run: Run, *items: Value) -> Value:
            if items == (None,):
                raise Undefined("参数是空值")
            return function(run, list(items))

        builtin(f"{name}(list: list)")(function)
        builtin(f"{name}(first: any, rest*: any)")(spread)
        return function
    return register


def numbers(items: list[Any]) -> list[Decimal]:
    """``items`` when all are numbers; raises Undefined."""
    for item in items:
        if not isinstance(item, Decimal):
            raise Undefined(f"列表里有{describe(item)}，应当全是数")
    return items


def extreme(run: Run, items: list[Any], sign: int) -> Value:
    """The smallest (``sign`` -1) or greatest item; null of an empty list."""
    if not items:
        return None
    run.tick(len(items))
    sort_key(run, items[0])
    return reduce(lambda best, item: item if order(run, item, best) == sign else best, items)  # type: ignore[no-any-return]  # lists hold FEEL values


@aggregate("min")
def minimum(run: Run, items: list[Any]) -> Value:
    """The smallest."""
    return extreme(run, items, -1)


@aggregate("max")
def maximum(run: Run, items: list[Any]) -> Value:
    """The greatest."""
    return extreme(run, items, 1)


@aggregate("sum")
def total(run: Run, items: list[Any]) -> Value:
    """All numbers, or all durations of one kind, together; null of an empty list."""
    if not items:
        return None
    run.tick(len(items))
    if not isinstance(items[0], Decimal | YearsMonthsDuration | DaysTimeDuration):
        raise Undefined(f"{describe(items[0])}不能求和")
    return reduce(lambda left, right: calculate(run, "+", left, right), items)  # type: ignore[no-any-return]  # as above


@aggregate("product")
def product(run: Run, items: list[Any]) -> Value:
    """All numbers multiplied; null of an empty list."""
    run.tick(len(items))
    numbers(items)
    return reduce(lambda left, right: calculate(run, "*", left, right), items) if items else None


@aggregate("mean")
def mean(run: Run, items: list[Any]) -> Value:
    """The average; null of an empty list."""
    return calculate(run, "/", total(run, items), Decimal(len(items))) if items else None


@aggregate("median")
def median(run: Run, items: list[Any]) -> Value:
    """The middle one, or the average of the two in the middle; null of an empty list."""
    if not items:
        return None
    run.tick(len(items))
    ordered = sorted(numbers(items))
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return CONTEXT.divide(CONTEXT.add(ordered[middle - 1], ordered[middle]), Decimal(2))


@aggregate("stddev")
def stddev(run: Run, items: list[Any]) -> Value:
    """The standard deviation of a sample; null of fewer than two numbers."""
    numbers(items)
    run.tick(len(items))
    if len(items) < 2:
        return None
    average = mean(run, items)
    distances = [calculate(run, "-", item, average) for item in items]
    squares = [calculate(run, "*", distance, distance) for distance in distances]
    variance = calculate(run, "/", total(run, squares), Decimal(len(items) - 1))
    return CONTEXT.sqrt(variance) if isinstance(variance, Decimal) else None


@aggregate("mode")
def mode(run: Run, items: list[Any]) -> Value:
    """The most frequent numbers, ascending; an empty list of an empty list."""
    run.tick(len(items))
    counts = Counter(numbers(items))
    most = max(counts.values(), default=0)
    return sorted(number for number, count in counts.items() if count == most)


@aggregate("all")
def all_true(run: Run, items: list[Any]) -> Value:
    """False when one is false, true when all are true, else null."""
    if any(item is False for item in items):
        return False
    return True if all(item is True for item in items) else None


@aggregate("any")
def any_true(run: Run, items: list[Any]) -> Value:
    """True when one is true, false when all are false, else null."""
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None
