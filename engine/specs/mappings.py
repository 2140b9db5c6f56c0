"""Input and output parameters of an activity: values worked out one after the other, as the panel lists them."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.task import Task

import feel
from engine.specs.variable_scopes import declare_local, write_outside
from feel.values import Value

#: A literal text, an expression, or a list or context of such values.
Source = Any


@dataclass(frozen=True)
class Parameter:
    """One camunda:inputParameter or outputParameter; ``source`` None stands for null."""

    name: str
    source: Source


def apply_inputs(parameters: list[Parameter], token: Task) -> None:
    """Declare the input parameters as variables of the token, each seeing those before it."""
    for parameter in parameters:
        declare_local(token, parameter.name, resolve(parameter.source, _evaluator(token)))


def apply_outputs(parameters: list[Parameter], token: Task) -> None:
    """Write the output parameters, worked out with the token's own variables, outside, one after the other."""
    for parameter in parameters:
        write_outside(token, parameter.name, resolve(parameter.source, _evaluator(token)))


def resolve(source: Source, evaluate: Callable[[feel.Expression], Value]) -> Value:
    """The value that a parameter's source stands for."""
    if isinstance(source, feel.Expression):
        return evaluate(source)
    if isinstance(source, list):
        return [resolve(item, evaluate) for item in source]
    if isinstance(source, dict):
        return {key: resolve(item, evaluate) for key, item in source.items()}
    value: Value = source
    return value


def expressions_in(source: Source) -> list[feel.Expression]:
    """Every expression within a source."""
    if isinstance(source, feel.Expression):
        return [source]
    inner = source.values() if isinstance(source, dict) else source if isinstance(source, list) else ()
    return [expression for item in inner for expression in expressions_in(item)]


def _evaluator(token: Task) -> Callable[[feel.Expression], Value]:
    engine = token.workflow.script_engine
    return lambda expression: engine.evaluate(token, expression)
