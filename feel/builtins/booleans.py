"""Boolean functions (DMN 1.5, 10.3.4.2), equality of everything, and Camunda's get or else."""
from __future__ import annotations

from feel.builtins.registry import builtin
from feel.comparison import equal
from feel.run import Run
from feel.temporal.moment import DateTime
from feel.temporal.time import Time
from feel.values import Value, kind


@builtin("not(negand: any)")
def negate(run: Run, negand: Value) -> Value:
    """The opposite; null for anything but true and false."""
    return not negand if isinstance(negand, bool) else None


@builtin("is(value1: any, value2: any)")
def is_same(run: Run, value1: Value, value2: Value) -> Value:
    """Whether both are the same element of the semantic domain: for times, on the same clock too."""
    if kind(value1) != kind(value2):
        return False
    if isinstance(value1, Time | DateTime):
        return value1 == value2
    return equal(run, value1, value2)


@builtin("is defined(value: any)")
def is_defined(run: Run, value: Value) -> Value:
    """Camunda: whether the value is there; the parser sees to names and paths."""
    return value is not None


@builtin("get or else(value: any, default: any)")
def get_or_else(run: Run, value: Value, default: Value) -> Value:
    """Camunda: the value, or ``default`` when it is null."""
    return default if value is None else value


@builtin("assert(value: any, condition: any, cause?: string)")
def assert_value(run: Run, value: Value, condition: Value, cause: str | None = None) -> Value:
    """Camunda: the value when the condition is true, else null with a warning."""
    if condition is True:
        return value
    run.fail(cause or "assert 的条件不成立")
    return None
