"""Why a cell could not say yes or no to a value: a rule is not passed over because kinds do not compare."""
from __future__ import annotations

from engine.dmn.account import Account
from feel.comparison import describe, equal
from feel.nodes.base import Node
from feel.nodes.tests import ExpressionTest, OperatorTest, UnaryTests
from feel.scope import Scope
from feel.values import Range, Value


def find_doubt(cell: Node, scope: Scope, subject: Value, account: Account) -> str | None:
    """What is wrong with testing ``subject``, which is not null; None when the null verdict is what FEEL means.

    A comparison with null is meant, such as a limit that is not set: the cell does not hold. A missing variable is
    told elsewhere.
    """
    mark = account.mark()
    cell.evaluate(scope)
    if len(account.missing) > mark[1]:
        return None
    cause = account.cause_since(mark)
    if cause is not None or not isinstance(cell, UnaryTests):
        return cause
    for test in cell.tests:
        if isinstance(test, OperatorTest) and test.operator in ("=", "!="):
            other = test.operand.evaluate(scope)
        elif isinstance(test, ExpressionTest) and not test.mentions_subject:
            other = test.expression.evaluate(scope)
        else:
            continue
        if other is not None and not isinstance(other, list | Range) and equal(account, subject, other) is None:
            hint = "（条件里用 ? 代表这一列的值）" if isinstance(other, bool) else ""
            return f"{describe(subject)}和{describe(other)}不能比较{hint}"
    return None
