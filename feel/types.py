"""The type expressions of ``instance of`` and of function parameters (DMN 1.5, 10.3.2.9)."""
from __future__ import annotations

from dataclasses import dataclass

from feel.errors import Undefined
from feel.run import Run
from feel.temporal.date import Date
from feel.temporal.moment import DateTime
from feel.temporal.time import UTC_MIDNIGHT
from feel.values import Function, Range, Type, Value, kind


@dataclass(frozen=True, slots=True)
class Basic(Type):
    """One of the built-in types by name, ``Any`` and ``Null`` included."""

    name: str

    def holds(self, value: Value) -> bool:
        return self.name == "Any" or kind(value) == self.name


@dataclass(frozen=True, slots=True)
class ListOf(Type):
    """``list<item>``"""

    item: Type

    def holds(self, value: Value) -> bool:
        return isinstance(value, list) and all(self.item.accepts(part) for part in value)


@dataclass(frozen=True, slots=True)
class RangeOf(Type):
    """``range<end>``"""

    end: Type

    def holds(self, value: Value) -> bool:
        return isinstance(value, Range) and self.end.accepts(value.start) and self.end.accepts(value.end)


@dataclass(frozen=True, slots=True)
class ContextOf(Type):
    """``context<name: type, …>``; more entries than those named do no harm."""

    entries: tuple[tuple[str, Type], ...]

    def holds(self, value: Value) -> bool:
        return isinstance(value, dict) and all(
            name in value and entry.accepts(value[name]) for name, entry in self.entries)


@dataclass(frozen=True, slots=True)
class FunctionOf(Type):
    """``function<parameter, …> -> result``; a parameter or result without a declared type fits any."""

    parameters: tuple[Type, ...]
    result: Type

    def holds(self, value: Value) -> bool:
        if not isinstance(value, Function) or len(value.parameters) != len(self.parameters):
            return False
        if value.result is not None and not conforms(value.result, self.result):
            return False
        return all(declared is None or conforms(wanted, declared)
                   for wanted, declared in zip(self.parameters, value.types, strict=True))


@dataclass(frozen=True, slots=True)
class Named(Type):
    """A type of the model around the expression, which FEEL alone does not know."""

    name: str

    def holds(self, value: Value) -> bool:
        raise Undefined(f"没有名为「{self.name}」的类型")


ANY = Basic("Any")
DATE_AND_TIME = Basic("date and time")


def conforms(left: Type, right: Type) -> bool:
    """Whether every value of ``left`` is one of ``right``; wide where only the model can tell."""
    if right == ANY or left == right or left == ANY:
        return True
    if isinstance(left, ListOf) and isinstance(right, ListOf):
        return conforms(left.item, right.item)
    if isinstance(left, RangeOf) and isinstance(right, RangeOf):
        return conforms(left.end, right.end)
    if isinstance(left, ContextOf) and isinstance(right, ContextOf):
        entries = dict(left.entries)
        return all(name in entries and conforms(entries[name], entry) for name, entry in right.entries)
    if isinstance(left, FunctionOf) and isinstance(right, FunctionOf):
        return len(left.parameters) == len(right.parameters) and conforms(left.result, right.result) and all(
            map(conforms, right.parameters, left.parameters))
    return isinstance(right, Basic) and right.name in ("list", "context", "range", "function") and {
        ListOf: "list", ContextOf: "context", RangeOf: "range", FunctionOf: "function"}.get(type(left)) == right.name


def count_parts(run: Run, value: Value, wanted: Type | None) -> None:
    """Use the steps that checking ``value`` against ``wanted`` takes, before it is done; raises LimitExceeded."""
    if wanted is None or isinstance(wanted, Basic):
        return
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list | dict):
            run.tick(1 + len(part) // 4)
            items = part.values() if isinstance(part, dict) else part
            waiting += [item for item in items if isinstance(item, list | dict)]


def conform(value: Value, wanted: Type | None) -> Value:
    """``value`` as an argument of type ``wanted``, coerced as DMN 1.5, 10.3.2.9.4 says; raises Undefined."""
    if wanted is None or value is None or isinstance(wanted, Named) or wanted.holds(value):
        return value
    if isinstance(value, list) and len(value) == 1 and value[0] is not None and wanted.holds(value[0]):
        return value[0]  # type: ignore[no-any-return]  # lists hold FEEL values
    if not isinstance(value, list) and wanted.holds([value]):
        return [value]
    if isinstance(value, Date) and wanted == DATE_AND_TIME:
        return DateTime(value, UTC_MIDNIGHT)
    raise Undefined("参数的类型不对")
