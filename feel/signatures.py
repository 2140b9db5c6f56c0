"""Built-in functions: signatures written as FEEL's own documentation writes them, and overloads by signature."""
from __future__ import annotations

import decimal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from feel.comparison import LONG
from feel.errors import Undefined
from feel.run import Run
from feel.temporal.date import Date
from feel.temporal.moment import DateTime
from feel.temporal.time import UTC_MIDNIGHT
from feel.values import KINDS, Function, Value, kind

KIND_NAMES = {name: name for name in KINDS.values()} | {
    "months": "years and months duration", "duration": "days and time duration"}


MANY = 10
"""Items of a list that take a step to look at."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; ``kinds`` None takes everything, null included. ``types``: the Python types of the kinds."""

    name: str
    kinds: frozenset[str] | None
    types: frozenset[type]
    optional: bool
    repeated: bool

    def take(self, value: Value) -> Value:
        """``value`` coerced to the kinds; raises Undefined."""
        if self.kinds is None or type(value) in self.types or kind(value) in self.kinds:
            return value
        if value is None:
            raise Undefined(f"参数「{self.name}」是空值")
        if isinstance(value, list) and len(value) == 1 and kind(value[0]) in self.kinds and value[0] is not None:
            return value[0]  # type: ignore[no-any-return]  # lists hold FEEL values
        if "list" in self.kinds:
            return [value]
        if isinstance(value, Date) and "date and time" in self.kinds:
            return DateTime(value, UTC_MIDNIGHT)
        raise Undefined(f"参数「{self.name}」的类型不对")


@dataclass(frozen=True, slots=True)
class Signature:
    """One overload: what it takes, and the Python function behind it, which gets the run first."""

    parameters: tuple[Parameter, ...]
    function: Callable[..., Any]

    def bind(self, positional: Sequence[Value], named: Mapping[str, Value] | None) -> list[Value]:
        """The arguments in order, coerced; raises Undefined when they do not fit this overload."""
        if named is not None:
            return self.bind_named(named)
        if len(positional) == len(self.parameters):
            return [parameter.take(value) for parameter, value in zip(self.parameters, positional, strict=True)]
        repeated = bool(self.parameters) and self.parameters[-1].repeated
        required = sum(not parameter.optional for parameter in self.parameters)
        if len(positional) < required or (len(positional) > len(self.parameters) and not repeated):
            raise Undefined("参数的个数不对")
        last = len(self.parameters) - 1
        return [self.parameters[min(index, last)].take(value) for index, value in enumerate(positional)]

    def bind_named(self, named: Mapping[str, Value]) -> list[Value]:
        """The arguments of a call by names, null for optional ones left out before the last one given."""
        known = {parameter.name for parameter in self.parameters}
        if any(name not in known for name in named):
            raise Undefined("没有这样命名的参数")
        values: list[Value] = []
        rest: list[Value] = []
        for parameter in self.parameters:
            if parameter.name in named:
                given = named[parameter.name]
                parts = given if parameter.repeated and isinstance(given, list) else [given]
                values += rest + [parameter.take(part) for part in parts]
                rest = []
            elif parameter.optional:
                rest.append(None)
            else:
                raise Undefined(f"缺少参数「{parameter.name}」")
        return values


class Builtin(Function):
    """A built-in function; the first overload that the arguments fit is the one called."""

    __slots__ = ("signatures",)

    def __init__(self, name: str) -> None:
        super().__init__((), self.choose, name)
        self.signatures: list[Signature] = []

    def add(self, signature: Signature) -> None:
        """Add an overload behind those already there."""
        self.signatures.append(signature)
        self.parameters = tuple(parameter.name for parameter in self.signatures[0].parameters)
        self.types = (None,) * len(self.parameters)

    def choose(self, run: Run, positional: Sequence[Value]) -> Value:
        """Call with arguments by position."""
        return self.call(run, positional, None)

    def call(self, run: Run, positional: Sequence[Value], named: Mapping[str, Value] | None) -> Value:
        """The result of the fitting overload; raises Undefined when none fits or the function has no result."""
        why = None
        signatures = self.signatures
        if named is not None:
            # before(range: a, point: b) and before(point: b, range: a) differ in nothing but the order
            order = tuple(named)
            signatures = sorted(signatures, key=lambda one: tuple(part.name for part in one.parameters) != order)
        for signature in signatures:
            try:
                arguments = signature.bind(positional, named)
            except Undefined as error:
                why = error
                continue
            steps = 0
            for argument in arguments:
                if type(argument) is str:
                    steps += len(argument) // LONG
                elif type(argument) is list:
                    steps += len(argument) // MANY
            run.tick(steps)
            try:
                result: Value = signature.function(run, *arguments)
            except decimal.DecimalException:
                raise Undefined("结果超出了数的范围") from None
            if type(result) is list:
                run.made_list(len(result))
            elif type(result) is dict:
                run.made_context(len(result))
            elif type(result) is str:
                run.made_text(len(result))
            return result
        raise Undefined(str(why))


KINDS[Builtin] = "function"


def read_signature(text: str) -> tuple[str, tuple[Parameter, ...]]:
    """Read ``substring(string: string, start position: number, length?: number?)``: name and parameters.

    Kinds are joined by ``|``; ``any`` takes everything; ``?`` behind a name makes it optional, behind the kinds
    allows null; ``*`` behind a name takes any number.
    """
    name, _, rest = text.rstrip(")").partition("(")
    parameters = []
    for part in filter(None, rest.split(",")):
        label, _, kinds = (piece.strip() for piece in part.partition(":"))
        allowed = {KIND_NAMES[one.strip()] for one in kinds.rstrip("?").split("|")} if kinds != "any" else None
        if allowed is not None and kinds.endswith("?"):
            allowed.add("null")
        types = frozenset(type_ for type_, name_ in KINDS.items() if name_ in (allowed or ()))
        parameters.append(Parameter(label.rstrip("?*"), None if allowed is None else frozenset(allowed), types,
                                    label.endswith(("?", "*")), label.endswith("*")))
    return name, tuple(parameters)
