"""Tests of a value: the right side of ``in``, and the cells of decision tables."""
from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass

from feel.comparison import matches, passes
from feel.errors import Undefined
from feel.nodes.base import Node
from feel.scope import ABSENT, Scope
from feel.values import Range, Value


class Test(Node):
    """Something that a subject passes, fails, or leaves undecided (None)."""

    __slots__ = ()

    @abstractmethod
    def holds(self, scope: Scope, subject: Value) -> bool | None:
        """The verdict on ``subject``; raises Undefined for a subject that cannot be tested so."""


@dataclass(frozen=True, slots=True)
class OperatorTest(Test):
    """``< 5``: a test, and as a value the range of what passes it"""

    operator: str
    operand: Node

    def evaluate(self, scope: Scope) -> Value:
        end = self.operand.evaluate(scope)
        if self.operator in ("=", "!="):
            return Range(end, end, True, True, self.operator)
        if self.operator[0] == "<":
            return Range(None, end, False, self.operator == "<=", self.operator)
        return Range(end, None, self.operator == ">=", False, self.operator)

    def holds(self, scope: Scope, subject: Value) -> bool | None:
        return passes(scope.run, self.operator, subject, self.operand.evaluate(scope))


@dataclass(frozen=True, slots=True)
class ExpressionTest(Test):
    """Equality with a value, or presence in it; with ``?`` in the text, a true or false result is the verdict."""

    expression: Node
    mentions_subject: bool

    def evaluate(self, scope: Scope) -> Value:
        return self.expression.evaluate(scope)

    def holds(self, scope: Scope, subject: Value) -> bool | None:
        value = self.expression.evaluate(scope)
        if self.mentions_subject and (value is None or isinstance(value, bool)):
            return value
        return matches(scope.run, subject, value)


@dataclass(frozen=True, slots=True)
class Anything(Test):
    """``-``, the cell that does not ask"""

    def evaluate(self, scope: Scope) -> Value:
        return True

    def holds(self, scope: Scope, subject: Value) -> bool | None:
        return True


def any_holds(scope: Scope, subject: Value, tests: Iterable[Test]) -> bool | None:
    """Whether one of ``tests`` holds; None when none does and one is undecided."""
    verdict: bool | None = False
    for test in tests:
        try:
            held = test.holds(scope, subject)
        except Undefined as error:
            scope.run.fail(str(error))
            held = None
        if held is True:
            return True
        if held is None:
            verdict = None
    return verdict


@dataclass(frozen=True, slots=True)
class Membership(Node):
    """``subject in test`` or ``subject in (test, …)``"""

    subject: Node
    tests: tuple[Test, ...]
    mentions_subject: bool

    def evaluate(self, scope: Scope) -> Value:
        subject = self.subject.evaluate(scope)
        inner = Scope({"?": subject}, scope, scope.run) if self.mentions_subject else scope
        return any_holds(inner, subject, self.tests)


@dataclass(frozen=True, slots=True)
class UnaryTests(Node):
    """A cell of a decision table, testing ``?``"""

    tests: tuple[Test, ...]
    mentions_subject: bool
    negated: bool = False

    def evaluate(self, scope: Scope) -> Value:
        subject = scope.find("?")
        if subject is ABSENT:
            scope.run.miss("?")
            subject = None
        return self.verdict(scope, subject)

    def holds(self, scope: Scope, subject: Value) -> bool | None:
        """As ``evaluate`` with ``subject`` as ``?``, whatever that is in ``scope``."""
        return self.verdict(Scope({"?": subject}, scope, scope.run) if self.mentions_subject else scope, subject)

    def verdict(self, scope: Scope, subject: Value) -> bool | None:
        """Whether ``subject`` passes one of the tests; when negated, none of them."""
        held = any_holds(scope, subject, self.tests)
        return held if held is None or not self.negated else not held
