"""Operators by their strength, between, in, and instance of."""
from __future__ import annotations

from itertools import count

from feel.grammar.reader import Reader
from feel.grammar.types import read_type
from feel.nodes.base import Node
from feel.nodes.operations import Arithmetic, Between, Comparison, Equality, InstanceOf, Logic, Negation
from feel.nodes.tests import ExpressionTest, Membership, OperatorTest, Test

OR, AND, COMPARISON, ADDITIVE, MULTIPLICATIVE, POWER = range(1, 7)
SYMBOLS = {"<=": COMPARISON, ">=": COMPARISON, "!=": COMPARISON, "**": POWER, "<": COMPARISON, ">": COMPARISON,
           "=": COMPARISON, "+": ADDITIVE, "-": ADDITIVE, "*": MULTIPLICATIVE, "/": MULTIPLICATIVE}
WORDS = {"or": OR, "and": AND, "between": COMPARISON, "in": COMPARISON}
TEST_OPERATORS = ("<=", ">=", "!=", "<", ">", "=")
TEST_SIGNS = frozenset("<>=!")


def peek_operator(reader: Reader) -> tuple[str, int] | None:
    """The operator that comes next and its strength."""
    character = reader.peek()
    if not character:
        return None
    double = reader.text[reader.position:reader.position + 2]
    if double == "==":
        reader.fail("「=」（FEEL 中相等只写一个等号）", "'=' (equality is one sign in FEEL)")
    for symbol in (double, character):
        if symbol in SYMBOLS:
            return symbol, SYMBOLS[symbol]
    for word, level in WORDS.items():
        if character == word[0] and reader.at_word(word):
            return word, level
    return None


def read_operators(reader: Reader, left: Node, level: int) -> Node:
    """What follows the operand ``left``, as long as the operators are of ``level`` or tighter."""
    for length in count(1):
        found = peek_operator(reader)
        if found is None or found[1] < level:
            break
        reader.count_chain(length)
        operator, strength = found
        reader.position += len(operator)
        if operator == "between":
            low = reader.operation(ADDITIVE)
            reader.expect_word("and")
            left = Between(left, low, reader.operation(ADDITIVE))
        elif operator == "in":
            left = read_membership(reader, left)
        else:
            left = combine(operator, left, reader.operation(strength + 1))
    return left


def combine(operator: str, left: Node, right: Node) -> Node:
    """The node of a binary operator."""
    if operator in ("and", "or"):
        return Logic(left, right, operator == "or")
    if operator in ("=", "!="):
        return Equality(left, right, operator == "=")
    if SYMBOLS[operator] == COMPARISON:
        return Comparison(operator, left, right)
    return Arithmetic(operator, left, right)


def read_membership(reader: Reader, subject: Node) -> Node:
    """What follows ``in``: a test, or tests in parentheses; ``?`` in them is the subject."""
    uses = reader.subject_uses
    reader.bind("?")
    tests = read_membership_tests(reader)
    reader.release(["?"])
    return Membership(subject, tests, reader.subject_uses > uses)


def read_membership_tests(reader: Reader) -> tuple[Test, ...]:
    """The tests behind ``in``."""
    test = read_operator_test(reader)
    if test is not None:
        return (test,)
    uses = reader.subject_uses
    content = read_tests_or_operand(reader) if reader.at("(") else None
    if isinstance(content, tuple):
        return content
    operand = reader.operation(ADDITIVE, content)
    return (ExpressionTest(operand, reader.subject_uses > uses),)


def read_tests_or_operand(reader: Reader) -> tuple[Test, ...] | Node:
    """What stands in parentheses behind ``in``: tests, or an operand such as ``(1..5)`` or ``(a + b)``."""
    with reader.nested():
        reader.expect("(")
        tests = [reader.positive_test()]
        if isinstance(tests[0], ExpressionTest) and reader.take(".."):
            return reader.range_from(tests[0].expression, False)
        while reader.take(","):
            tests.append(reader.positive_test())
        reader.expect(")")
    lone = tests[0] if len(tests) == 1 else None
    if isinstance(lone, ExpressionTest) and (reader.peek() in "+-*/.[(" and reader.peek()):
        return lone.expression
    return tuple(tests)


def read_operator_test(reader: Reader) -> OperatorTest | None:
    """``< 5`` and its kin, or None when no comparison sign comes next."""
    if reader.peek() not in TEST_SIGNS:
        return None
    for operator in TEST_OPERATORS:
        if reader.take(operator):
            return OperatorTest(operator, reader.operation(ADDITIVE))
    return None


def read_negation(reader: Reader) -> Node:
    """``-operand``"""
    with reader.nested():
        reader.expect("-")
        return Negation(read_negation(reader) if reader.at("-") else reader.operand()).folded()


def read_instance_of(reader: Reader, operand: Node) -> Node:
    """``instance of type`` behind an operand, if it is there."""
    if not reader.take_word("instance"):
        return operand
    reader.expect_word("of")
    return InstanceOf(operand, read_type(reader))
