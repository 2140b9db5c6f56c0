"""The values of FEEL as Python objects, and the name of each one's kind."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from feel.temporal.date import Date
from feel.temporal.duration import DaysTimeDuration, YearsMonthsDuration
from feel.temporal.moment import DateTime
from feel.temporal.time import Time

if TYPE_CHECKING:
    from feel.run import Run


@dataclass(frozen=True, slots=True)
class Range:
    """The values between two ends; a None end is open (``> 5`` has no end). Equality is of every field.

    ``operator`` is set for what a comparison wrote: ``<``, ``<=``, ``>``, ``>=``, ``=`` or ``!=``.
    """

    start: Any
    end: Any
    start_included: bool = True
    end_included: bool = True
    operator: str | None = None


class Type:
    """A set of values."""

    __slots__ = ()

    def holds(self, value: Value) -> bool:
        """Whether ``value``, which is not null, is of this type; raises Undefined for a type that nobody defined."""
        raise NotImplementedError

    def accepts(self, value: Value) -> bool:
        """As ``holds``, with null, which is of every type where a part of a value is concerned."""
        return value is None or self.holds(value)


class Function:
    """Something that FEEL can call; equal only to itself.

    ``body`` receives the run and the arguments in the order of ``parameters`` and returns a FEEL value;
    it may raise Undefined for a call that has no result. ``types`` are checked before it is called.
    """

    __slots__ = ("name", "parameters", "types", "result", "body")

    def __init__(self, parameters: Sequence[str], body: Callable[[Run, Sequence[Any]], Any], name: str = "function",
                 types: Sequence[Type | None] = (), result: Type | None = None) -> None:
        self.parameters = tuple(parameters)
        self.types = tuple(types) if types else (None,) * len(self.parameters)
        self.result = result
        self.body = body
        self.name = name

    @classmethod
    def from_python(cls, parameters: Iterable[str], function: Callable[..., Any], name: str = "function") -> Function:
        """A function of FEEL values written in Python; it takes and returns FEEL values only."""
        return cls(tuple(parameters), lambda run, arguments: function(*arguments), name)


Value: TypeAlias = (None | bool | Decimal | str | list[Any] | dict[str, Any] | Date | Time | DateTime
                    | YearsMonthsDuration | DaysTimeDuration | Range | Function)

KINDS: dict[type, str] = {
    type(None): "null", bool: "boolean", Decimal: "number", str: "string", list: "list", dict: "context",
    Date: "date", Time: "time", DateTime: "date and time", YearsMonthsDuration: "years and months duration",
    DaysTimeDuration: "days and time duration", Range: "range", Function: "function",
}


def kind(value: Value) -> str:
    """The FEEL name of the value's type, such as ``date and time``; raises TypeError for a foreign object."""
    found = KINDS.get(type(value))
    if found is None:
        if isinstance(value, Function):
            return "function"
        raise TypeError(f"{type(value).__name__} is not a FEEL value; see feel.from_json")
    return found
