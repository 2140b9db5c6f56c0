"""Calling functions, and defining them."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from feel.errors import Undefined
from feel.invocation import CALL, invoke
from feel.nodes.access import Path
from feel.nodes.atoms import Variable
from feel.nodes.base import Node
from feel.run import Run
from feel.scope import ABSENT, Scope
from feel.values import Function, Type, Value


@dataclass(frozen=True, slots=True)
class Callee(Node):
    """A name in front of parentheses: a function in scope, else the built-in of that name"""

    name: str
    builtin: Function

    def evaluate(self, scope: Scope) -> Value:
        found = scope.find(self.name)
        return found if isinstance(found, Function) else self.builtin


@dataclass(frozen=True, slots=True)
class Invocation(Node):
    """``callee(arguments)``; ``names`` is empty for arguments by position"""

    callee: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...]

    def evaluate(self, scope: Scope) -> Value:
        callee = self.callee.evaluate(scope)
        values = [argument.evaluate(scope) for argument in self.arguments]
        try:
            if self.names:
                if len(set(self.names)) < len(self.names):
                    raise Undefined("参数的名称重复了")
                return invoke(scope.run, callee, (), dict(zip(self.names, values, strict=True)))
            return invoke(scope.run, callee, values)
        except Undefined as error:
            scope.run.fail(str(error))
            return None


@dataclass(frozen=True, slots=True)
class FunctionLiteral(Node):
    """``function(a, b: number) body``; without a body it is external, and every call gives null"""

    parameters: tuple[str, ...]
    types: tuple[Type | None, ...]
    body: Node | None
    cost: int

    def evaluate(self, scope: Scope) -> Value:
        body = self.body
        scope.run.tick(CALL)

        def call(run: Run, arguments: Sequence[Any]) -> Value:
            if body is None:
                raise Undefined("不支持用其他语言写的函数")
            run.tick(self.cost)
            return body.evaluate(Scope(dict(zip(self.parameters, arguments, strict=True)), scope, run))

        return Function(self.parameters, call, types=self.types)


@dataclass(frozen=True, slots=True)
class DefinedTest(Node):
    """``is defined(operand)``: whether a name or a path is there, be it null; any other operand must not be null"""

    operand: Node

    def evaluate(self, scope: Scope) -> Value:
        mark = scope.run.mark()
        try:
            if isinstance(self.operand, Variable):
                return scope.find(self.operand.name) is not ABSENT
            if isinstance(self.operand, Path):
                owner = self.operand.owner.evaluate(scope)
                if isinstance(owner, dict):
                    return self.operand.name in owner
            return self.operand.evaluate(scope) is not None
        finally:
            scope.run.forget(mark)


@dataclass(frozen=True, slots=True)
class Replaced(Node):
    """The value of ``get or else``: when it is null the default stands in, and nothing is missed or amiss."""

    operand: Node

    def evaluate(self, scope: Scope) -> Value:
        mark = scope.run.mark()
        value = self.operand.evaluate(scope)
        if value is None:
            scope.run.forget(mark)
        return value
