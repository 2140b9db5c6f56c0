"""Calling a function value, built-in or written in FEEL."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from feel.comparison import describe, in_range
from feel.errors import Undefined
from feel.run import Run
from feel.signatures import Builtin
from feel.types import conform, count_parts
from feel.values import Function, Range, Value

CALL = 4
"""Steps of a call, whatever the function does."""


def invoke(run: Run, callee: Value, positional: Sequence[Value], named: Mapping[str, Value] | None = None) -> Value:
    """The result of calling ``callee`` with arguments by position, or by name when ``named`` is given.

    Raises Undefined when it is no function, the arguments do not fit or there is no result; LimitExceeded.
    A range called with one value tells whether it holds the value.
    """
    run.tick(CALL)
    if isinstance(callee, Builtin):
        try:
            return callee.call(run, positional, named)
        except Undefined as error:
            raise Undefined(f"{callee.name}()：{error}") from None
    if isinstance(callee, Range) and named is None and len(positional) == 1:
        return in_range(run, positional[0], callee)
    if not isinstance(callee, Function):
        raise Undefined(f"{describe(callee)}不能当作函数使用")
    arguments = bind(run, callee, positional, named)
    run.enter_call()
    try:
        result = callee.body(run, arguments)
        count_parts(run, result, callee.result)
        return conform(result, callee.result)
    finally:
        run.leave_call()


def bind(run: Run, callee: Function, positional: Sequence[Value], named: Mapping[str, Value] | None) -> list[Any]:
    """The arguments in the order of the parameters, of the declared types; raises Undefined."""
    if named is not None:
        if set(named) != set(callee.parameters):
            raise Undefined("参数的名称与函数定义不符")
        positional = [named[parameter] for parameter in callee.parameters]
    if len(positional) != len(callee.parameters):
        raise Undefined(f"函数需要{len(callee.parameters)}个参数，给了{len(positional)}个")
    for value, wanted in zip(positional, callee.types, strict=True):
        count_parts(run, value, wanted)
    return [conform(value, wanted) for value, wanted in zip(positional, callee.types, strict=True)]
