"""Operands: literals, names, lists, ranges, contexts, parentheses, and what hangs on them."""
from __future__ import annotations

from itertools import count

from feel.grammar.calls import read_call
from feel.grammar.contexts import read_context
from feel.grammar.functions import read_function
from feel.grammar.iteration import read_conditional, read_for, read_quantified
from feel.grammar.literals import read_at_literal, read_number_literal, read_string
from feel.grammar.names import CONSTANTS, KEYWORDS, word_end
from feel.grammar.operators import read_operator_test
from feel.grammar.reader import Reader
from feel.nodes.access import Filter, Path
from feel.nodes.atoms import ListLiteral, Literal, RangeLiteral, Variable
from feel.nodes.base import Node
from feel.nodes.functions import Callee

FORMS = {"if": read_conditional, "for": read_for, "function": read_function}
CLOSERS = frozenset(")],}")
FOLLOWERS = ("and", "or", "then", "else", "return", "satisfies", "in", "between", "instance")


def read_primary(reader: Reader) -> Node:
    """One operand without what hangs on it."""
    character = reader.peek()
    if character == '"':
        return Literal(read_string(reader))
    if character.isdigit() or (character == "." and reader.text[reader.position + 1:reader.position + 2].isdigit()):
        return read_number_literal(reader)
    if character == "@":
        return read_at_literal(reader)
    if character == "(":
        return read_parenthesised(reader)
    if character == "[":
        return read_list_or_range(reader)
    if character == "]":
        with reader.nested():
            reader.expect("]")
            start = reader.expression()
            reader.expect("..")
            return reader.range_from(start, False)
    if character == "{":
        return read_context(reader)
    if not reader.at_name():
        reader.fail("一个表达式", "an expression")
    return read_word(reader)


def read_word(reader: Reader) -> Node:
    """A constant, a form that begins with a keyword, or a name."""
    if reader.text[reader.position:word_end(reader.text, reader.position)] not in KEYWORDS:
        return read_reference(reader)
    for word, read_form in FORMS.items():
        if reader.take_word(word):
            with reader.nested():
                return read_form(reader)
    for word, decisive in (("some", True), ("every", False)):
        if reader.take_word(word):
            with reader.nested():
                return read_quantified(reader, decisive)
    for word, value in CONSTANTS.items():
        if reader.take_word(word):
            return Literal(value)
    return read_reference(reader)


def read_reference(reader: Reader) -> Node:
    """A name; in front of parentheses the function of that name."""
    start = reader.position
    name = reader.take_name()
    if "`" not in reader.text[start:reader.position] and reader.at("(") and not reader.is_bound(name):
        builtin = reader.builtins.get(name)
        if builtin is not None and name not in reader.declared:
            return Literal(builtin)
        reader.called[name] = None
        if builtin is not None:
            return Callee(name, builtin)
    reader.refer(name)
    return Variable(name, reader.builtins.get(name))


def read_hanging(reader: Reader, operand: Node) -> Node:
    """What hangs on ``operand``: paths, filters and calls."""
    for length in count():
        reader.count_chain(length)
        character = reader.peek()
        if character == "." and not reader.text.startswith("..", reader.position):
            reader.position += 1
            operand = Path(operand, reader.take_name(keywords=True))
        elif character == "[" and not (reader.range_ends and closes_range(reader)):
            operand = read_filter(reader, operand)
        elif character == "(":
            operand = read_call(reader, operand)
        else:
            break
    return operand


def read_filter(reader: Reader, operand: Node) -> Node:
    """``[condition]`` behind ``operand``"""
    with reader.nested():
        reader.expect("[")
        ends, reader.range_ends = reader.range_ends, 0
        reader.filters += 1
        reader.bind("item")
        weight = reader.weight
        condition = reader.expression()
        reader.release(["item"])
        cost = reader.cost_since(weight)
        reader.filters -= 1
        reader.range_ends = ends
        reader.expect("]")
    return Filter(operand, condition, cost)


def closes_range(reader: Reader) -> bool:
    """Whether the ``[`` that comes next ends a range such as ``[1..5[``: nothing that begins an operand follows it."""
    start = reader.position
    reader.position += 1
    character = reader.peek()
    closes = not character or character in CLOSERS or character in "=<>!+*/." or any(map(reader.at_word, FOLLOWERS))
    reader.position = start
    return closes


def read_parenthesised(reader: Reader) -> Node:
    """``(a)``, the open range ``(a..b)``, or the range of a comparison ``(< 5)``"""
    with reader.nested():
        reader.expect("(")
        ends, reader.range_ends = reader.range_ends, 0
        content: Node | None = read_operator_test(reader)
        if content is None:
            content = reader.expression()
            if reader.take(".."):
                reader.range_ends = ends
                return reader.range_from(content, False)
        reader.range_ends = ends
        reader.expect(")")
        return content


def read_list_or_range(reader: Reader) -> Node:
    """``[a, b]`` or ``[a..b]``"""
    with reader.nested():
        reader.expect("[")
        items: list[Node] = []
        ends, reader.range_ends = reader.range_ends, 0
        while not reader.at("]") or items:
            items.append(read_operator_test(reader) or reader.expression())
            if len(items) == 1 and reader.take(".."):
                reader.range_ends = ends
                return reader.range_from(items[0], True)
            if not reader.take(","):
                break
        reader.range_ends = ends
        reader.expect("]")
        return ListLiteral(tuple(items))


def read_range_end(reader: Reader, start: Node, included: bool) -> Node:
    """What follows the two dots of a range: its end and its closing bracket."""
    reader.range_ends += 1
    end = reader.expression()
    reader.range_ends -= 1
    end_included = reader.take("]")
    if not end_included and not reader.take("["):
        if not reader.take(")"):
            reader.fail("区间的结尾 ] 或 )", "the end of the range, ']' or ')'")
    return RangeLiteral(start, end, included, end_included).folded()
