"""Cells that compare with plain numbers or texts, as Python tests: most cells are, and tables are mostly cells."""
from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from feel.nodes.atoms import Literal
from feel.nodes.base import Node
from feel.nodes.tests import ExpressionTest, OperatorTest, Test, UnaryTests
from feel.values import Range

Passes = Callable[[Any], bool]
#: The same comparison with its sides exchanged.
TURNED: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.gt, "<=": operator.ge, ">": operator.lt, ">=": operator.le, "=": operator.eq, "!=": operator.ne,
}  # fmt: skip


class Shortcut(NamedTuple):
    """``passes`` says of a value of exactly this ``kind`` what the cell would say."""

    kind: type
    passes: Passes


def shorten(cell: Node) -> Shortcut | None:
    """The shortcut of a cell whose tests all compare with numbers, or all with texts; None for any other."""
    if not isinstance(cell, UnaryTests) or cell.mentions_subject:
        return None
    for kind, read in ((str, _equals), (bool, _equals), (Decimal, _number_test)):
        tests = list(_read_all(cell.tests, kind, read))
        if len(tests) == len(cell.tests):
            return Shortcut(kind, _joined(tests, cell.negated))
    return None


def _read_all(tests: tuple[Test, ...], kind: type, read: Callable[[Test, type], Passes | None]) -> Iterator[Passes]:
    for test in tests:
        passes = read(test, kind)
        if passes is None:
            return
        yield passes


def _literal(test: Test) -> Any:
    """The value that the test compares with for equality, or the range; None when it does something else."""
    return test.expression.value if isinstance(test, ExpressionTest) and isinstance(test.expression, Literal) else None


def _equals(test: Test, kind: type) -> Passes | None:
    value = _literal(test)
    return partial(operator.eq, value) if type(value) is kind else None


def _number_test(test: Test, kind: type) -> Passes | None:
    """``= 5``, ``< 5`` and their kin, and ranges; the comparison is turned round, for the cell's number comes first."""
    if isinstance(test, OperatorTest) and isinstance(test.operand, Literal) and type(test.operand.value) is kind:
        return partial(TURNED[test.operator], test.operand.value)
    span = _literal(test)
    if not isinstance(span, Range):
        return _equals(test, kind)
    if span.operator is not None or type(span.start) is not kind or type(span.end) is not kind:
        return None
    above: Passes = partial(TURNED[">=" if span.start_included else ">"], span.start)
    below: Passes = partial(TURNED["<=" if span.end_included else "<"], span.end)
    return lambda number: above(number) and below(number)


def _joined(tests: list[Passes], negated: bool) -> Passes:
    if len(tests) == 1 and not negated:
        return tests[0]
    if negated:
        return lambda value: not any(passes(value) for passes in tests)
    return lambda value: any(passes(value) for passes in tests)
