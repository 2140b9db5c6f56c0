"""Arithmetic, comparison, three-valued logic, the conditional and instance of."""
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from feel.arithmetic import NUMERIC, calculate
from feel.comparison import describe, equal, order
from feel.errors import Undefined
from feel.nodes.atoms import Literal
from feel.nodes.base import Node
from feel.scope import Scope
from feel.temporal.duration import DaysTimeDuration, YearsMonthsDuration
from feel.types import Basic, count_parts
from feel.values import Type, Value


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """``left + right`` and its kin."""

    operator: str
    left: Node
    right: Node

    def evaluate(self, scope: Scope) -> Value:
        left, right = self.left.evaluate(scope), self.right.evaluate(scope)
        try:
            return calculate(scope.run, self.operator, left, right)
        except Undefined as error:
            scope.run.fail(str(error))
            return None


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """``-operand``"""

    operand: Node

    def evaluate(self, scope: Scope) -> Value:
        value = self.operand.evaluate(scope)
        if isinstance(value, Decimal):
            return value.copy_negate() if value else value
        if isinstance(value, YearsMonthsDuration):
            return YearsMonthsDuration(-value.months)
        if isinstance(value, DaysTimeDuration):
            return DaysTimeDuration(NUMERIC["-"](Decimal(0), value.seconds))
        scope.run.fail(f"{describe(value)}没有负值")
        return None

    def folded(self) -> Node:
        """The negative number as a literal when the operand is one; else the node itself."""
        number = self.operand.value if isinstance(self.operand, Literal) else None
        return Literal(number.copy_negate() if number else number) if isinstance(number, Decimal) else self


@dataclass(frozen=True, slots=True)
class Equality(Node):
    """``left = right`` or ``left != right``"""

    left: Node
    right: Node
    wanted: bool

    def evaluate(self, scope: Scope) -> Value:
        left, right = self.left.evaluate(scope), self.right.evaluate(scope)
        same = equal(scope.run, left, right)
        if same is None:
            scope.run.fail(f"{describe(left)}和{describe(right)}不能比较是否相等")
            return None
        return same is self.wanted


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """``<``, ``<=``, ``>`` and ``>=``"""

    operator: str
    left: Node
    right: Node

    def evaluate(self, scope: Scope) -> Value:
        left, right = self.left.evaluate(scope), self.right.evaluate(scope)
        try:
            sign = order(scope.run, left, right)
        except Undefined as error:
            scope.run.fail(str(error))
            return None
        if self.operator[0] == "<":
            return sign < 0 or (sign == 0 and self.operator == "<=")
        return sign > 0 or (sign == 0 and self.operator == ">=")


@dataclass(frozen=True, slots=True)
class Between(Node):
    """``operand between low and high``, both ends included"""

    operand: Node
    low: Node
    high: Node

    def evaluate(self, scope: Scope) -> Value:
        value, low, high = self.operand.evaluate(scope), self.low.evaluate(scope), self.high.evaluate(scope)
        try:
            above = order(scope.run, value, low) >= 0
            return order(scope.run, value, high) <= 0 and above
        except Undefined as error:
            scope.run.fail(str(error))
            return None


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """``and`` (``decisive`` False) or ``or`` (``decisive`` True) in three values; a decisive side decides alone."""

    left: Node
    right: Node
    decisive: bool

    def evaluate(self, scope: Scope) -> Value:
        left = self.left.evaluate(scope)
        if left is self.decisive:
            return left
        right = self.right.evaluate(scope)
        if right is self.decisive:
            return right
        return not self.decisive if isinstance(left, bool) and isinstance(right, bool) else None


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    """``if condition then yes else no``; anything but true takes the else"""

    condition: Node
    yes: Node
    no: Node

    def evaluate(self, scope: Scope) -> Value:
        condition = self.condition.evaluate(scope)
        if not isinstance(condition, bool):
            scope.run.fail(f"if 的条件是{describe(condition)}，按否处理")
        return (self.yes if condition is True else self.no).evaluate(scope)


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """``operand instance of type``; null is an instance of Null alone"""

    operand: Node
    wanted: Type

    def evaluate(self, scope: Scope) -> Value:
        value = self.operand.evaluate(scope)
        try:
            if value is None:
                return self.wanted == Basic("Null")
            count_parts(scope.run, value, self.wanted)
            return self.wanted.holds(value)
        except Undefined as error:
            scope.run.fail(str(error))
            return None
