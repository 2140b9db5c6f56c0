"""Tells whether form-js's own FEEL, which runs in the browser, surely gives what the server gives.

Numbers are floats there, dates are the texts that JSON has for them, a text that was not filled in is "" and not null,
and some functions are missing or others. Where the two might differ the server's value is the only one that counts.
Names that are no fields of the form are taken to hold what the expression asks for, or null.
"""
from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.forms.functions import SAME, accepts
from engine.forms.kinds import Names, find_function, find_kind, find_member, find_reach
from engine.forms.model import TEXT_TYPES, Field
from feel import Expression, Function, Range
from feel.nodes.access import Path
from feel.nodes.atoms import ContextLiteral, ListLiteral, Literal, Variable
from feel.nodes.base import Node
from feel.nodes.functions import Invocation
from feel.nodes.iteration import Domain, For, Quantified
from feel.nodes.operations import Arithmetic, Between, Comparison, Conditional, Equality, Logic
from feel.nodes.tests import ExpressionTest, Membership

NAME = re.compile(r"[^\W\d]\w*")
MAX_DIGITS = 15
MAX_WHOLE = Decimal(2**53)
OWN_FUNCTION = "自己定义的函数"
OPERATORS = {"/": "除法", "**": "乘方"}


class Differs(Exception):
    """The two may give different values; the text says by what, in Chinese."""


def explain(expression: Expression, names: Names) -> str | None:
    """By what the browser may come to another value, in Chinese; None when it surely comes to the same."""
    try:
        if r"\U" in expression.text:
            raise Differs("\\U 转义")
        check(expression.node, names)
    except Differs as difference:
        return str(difference)
    return None


def is_certain(node: Node, names: Names) -> bool:
    """Whether a condition that gives the same is true or false and never null."""
    if isinstance(node, Equality):
        return True
    if isinstance(node, Logic):
        return is_certain(node.left, names) and is_certain(node.right, names)
    if isinstance(node, Invocation) and find_function(node) == "not":
        return all(is_certain(argument, names) for argument in node.arguments)
    return isinstance(node, Literal) and isinstance(node.value, bool)


def check(node: Node, names: Names) -> None:
    """Raise Differs unless ``node`` surely has the same value in the browser."""
    found = CHECKS.get(type(node))
    if found is None:
        raise Differs(UNSAFE.get(type(node).__name__, "这种写法"))
    found(node, names)


def check_all(nodes: tuple[Node, ...], names: Names) -> None:
    """Check each of ``nodes``."""
    for node in nodes:
        check(node, names)


def check_literal(node: Literal, names: Names) -> None:
    """Floats tell numbers of 15 digits apart; there are no dates in JSON."""
    value = node.value
    if isinstance(value, Decimal):
        _, digits, exponent = value.as_tuple()
        if len(digits) > MAX_DIGITS or not isinstance(exponent, int) or not -MAX_DIGITS <= exponent <= 0:
            raise Differs(f"超过 {MAX_DIGITS} 位的数字")
    elif isinstance(value, Function | Range):
        raise Differs("区间" if isinstance(value, Range) else "当作值的函数")
    elif value is not None and not isinstance(value, bool | str):
        raise Differs("日期时间")


def check_variable(node: Variable, names: Names) -> None:
    """Plain names; with blanks in them form-js needs to know them beforehand."""
    if node.fallback is not None:
        raise Differs(f"与函数同名的“{node.name}”")
    check_name(node.name)
    check_filled(node, names)


def check_path(node: Path, names: Names) -> None:
    """Entries of contexts; dates have their parts on the server only."""
    check(node.owner, names)
    check_name(node.name)
    if find_kind(node.owner, names) in ("day", "moment"):
        raise Differs("日期时间的组成部分")
    check_filled(node, names)


def check_name(name: str) -> None:
    """A name of letters, digits and underscores."""
    if not NAME.fullmatch(name):
        raise Differs(f"带空格或符号的名字“{name}”")


def check_filled(node: Node, names: Names) -> None:
    """Answers that the browser has otherwise: "" for a text left empty, texts for some numbers."""
    if may_be_blank(node, names):
        raise Differs("没填的文字（页面上是 \"\"，不是 null）")
    member = find_member(node, names)
    if isinstance(member, Field) and member.type == "number" and member.subtype == "text":
        raise Differs("以文字保存的数字")


def check_context(node: ContextLiteral, names: Names) -> None:
    """Each key once."""
    if len({key for key, _ in node.entries}) < len(node.entries):
        raise Differs("写了两次的键")
    check_all(tuple(value for _, value in node.entries), names)


def check_equality(node: Equality, names: Names) -> None:
    """Two plain values of one kind."""
    check_pair(node.left, node.right, names)


def check_comparison(node: Comparison, names: Names) -> None:
    """Two numbers, texts or days."""
    check_all((node.left, node.right), names)
    check_pair(node.left, node.right, names)
    if "truth" in (find_kind(node.left, names), find_kind(node.right, names)):
        raise Differs("是非值的大小")


def check_pair(left: Node, right: Node, names: Names) -> None:
    """Two values to be compared; a text that may have been left empty with another text only."""
    for side, other in ((left, right), (right, left)):
        if not (may_be_blank(side, names) and isinstance(other, Literal) and other.value):
            check(side, names)
    kinds = {find_kind(left, names), find_kind(right, names)}
    if kinds & {"list", "context"}:
        raise Differs("列表或上下文的比较")
    if "moment" in kinds and kinds != {"moment", "nothing"}:
        raise Differs("时间的比较")
    if len(kinds - {None, "nothing"}) > 1:
        raise Differs("不同类型的比较")


def may_be_blank(node: Node, names: Names) -> bool:
    """Whether it is a text of this form that people may leave empty."""
    member = find_member(node, names)
    return isinstance(member, Field) and member.type in TEXT_TYPES and not (
        member.rules.required and not member.hide and not member.locked)


def check_logic(node: Logic, names: Names) -> None:
    """``and`` and ``or``; together, the two questions whether a text was left empty are one that both answer."""
    if not is_blank_test(node, names):
        check_all((node.left, node.right), names)


def is_blank_test(node: Logic, names: Names) -> bool:
    """Whether it is ``x = null or x = ""``, or the opposite."""
    one, other = node.left, node.right
    if not (isinstance(one, Equality) and isinstance(other, Equality) and isinstance(one.left, Variable | Path)):
        return False
    asked = [side.right.value for side in (one, other) if isinstance(side.right, Literal)]
    return one.left == other.left and one.wanted is other.wanted is node.decisive and (
        asked in ([None, ""], ["", None]))


def check_between(node: Between, names: Names) -> None:
    """Two numbers in their order; form-js turns them round otherwise."""
    check_pair(node.operand, node.low, names)
    ends = [end.value for end in (node.low, node.high) if isinstance(end, Literal) and isinstance(end.value, Decimal)]
    if len(ends) < 2 or ends[0] > ends[1]:
        raise Differs("between 的两端不是从小到大的数字")
    check(node.high, names)


def check_conditional(node: Conditional, names: Names) -> None:
    """The condition is true, false or null; in the browser all else counts as true."""
    check_all((node.condition, node.yes, node.no), names)
    if find_kind(node.condition, names) not in ("truth", None):
        raise Differs("if 的条件不是是非值")


def check_membership(node: Membership, names: Names) -> None:
    """``x in ("a", "b")``: among values that stand there."""
    kinds = set()
    for test in node.tests:
        value = test.expression if isinstance(test, ExpressionTest) and not test.mentions_subject else None
        items = value.items if isinstance(value, ListLiteral) else (value,)
        for item in items:
            if not isinstance(item, Literal) or item.value is None:
                raise Differs("in 后面不是写明的值")
            check_pair(node.subject, item, names)
            kinds.add(find_kind(item, names))
    if len(kinds) > 1:
        raise Differs("in 后面不同类型的值")


def check_quantified(node: Quantified, names: Names) -> None:
    """The condition is true or false for each; null would count as false in the browser."""
    check(node.body, check_domains(node.domains, names))
    if not is_certain(node.body, names):
        raise Differs("satisfies 后面可能没有结果的条件")


def check_for(node: For, names: Names) -> None:
    """Once for each item."""
    if node.uses_partial:
        raise Differs("partial")
    check(node.body, check_domains(node.domains, names))


def check_domains(domains: tuple[Domain, ...], names: Names) -> Names:
    """The names left of the form's own, once each domain has bound its own."""
    for domain in domains:
        if domain.end is not None:
            raise Differs("数字或日期的逐个处理")
        check(domain.source, names)
        names = {name: member for name, member in names.items() if name != domain.name}
    return names


def check_arithmetic(node: Arithmetic, names: Names) -> None:
    """Texts put together, and whole numbers that floats hold exactly."""
    check_all((node.left, node.right), names)
    if node.operator == "+" and find_kind(node, names) == "text":
        return
    reach = find_reach(node, names)
    if reach is None or reach > MAX_WHOLE:
        raise Differs(OPERATORS.get(node.operator, "可能有小数的计算"))


def check_invocation(node: Invocation, names: Names) -> None:
    """Functions known to give the same."""
    function = find_function(node)
    if function is None:
        raise Differs(OWN_FUNCTION)
    if function not in SAME:
        raise Differs(f"函数 {function}()")
    if node.names:
        raise Differs("按名称给的参数")
    check_all(node.arguments, names)
    kinds = [find_kind(argument, names) for argument in node.arguments]
    if not accepts(function, kinds):
        raise Differs(f"函数 {function}() 不合适的参数")
    if function == "list contains" and kinds[-1] in ("list", "context", "moment"):
        raise Differs("列表里的列表")


UNSAFE = {"Filter": "筛选 […]", "InstanceOf": "instance of", "DefinedTest": "函数 is defined()",
          "FunctionLiteral": OWN_FUNCTION, "RangeLiteral": "区间", "Negation": "可能有小数的计算"}
CHECKS: dict[type[Node], Callable[[Any, Names], None]] = {
    Literal: check_literal, Variable: check_variable, Path: check_path, ContextLiteral: check_context,
    ListLiteral: lambda node, names: check_all(node.items, names), Equality: check_equality,
    Comparison: check_comparison, Logic: check_logic, Between: check_between, Conditional: check_conditional,
    Membership: check_membership, Quantified: check_quantified, For: check_for, Arithmetic: check_arithmetic,
    Invocation: check_invocation,
}
