"""Arguments of calls, by position or by name, and the functions that look at the text of their argument."""
from __future__ import annotations

from feel.grammar.labels import read_label
from feel.grammar.operators import read_operator_test
from feel.grammar.reader import Reader
from feel.nodes.atoms import Literal
from feel.nodes.base import Node
from feel.nodes.functions import DefinedTest, Invocation, Replaced
from feel.values import Function


def read_call(reader: Reader, callee: Node) -> Node:
    """``(…)`` behind ``callee``"""
    arguments: list[Node] = []
    names: list[str] = []
    with reader.nested():
        reader.expect("(")
        ends, reader.range_ends = reader.range_ends, 0
        while not reader.at(")") or arguments:
            name = read_label(reader)
            if (name is not None) != (len(names) == len(arguments)) and arguments:
                reader.fail("全部带名称或全部不带名称的参数", "arguments all named or all by position")
            if name is not None:
                names.append(name)
            arguments.append(read_operator_test(reader) or reader.expression())
            if not reader.take(","):
                break
        reader.range_ends = ends
        reader.expect(")")
    return make_call(callee, arguments, names)


def make_call(callee: Node, arguments: list[Node], names: list[str]) -> Node:
    """The node of a call; ``is defined`` and ``get or else`` ask whether their argument is there without missing it."""
    called = callee.value.name if isinstance(callee, Literal) and isinstance(callee.value, Function) else ""
    if called == "is defined" and len(arguments) == 1 and names in ([], ["value"]):
        return DefinedTest(arguments[0])
    if called == "get or else" and len(arguments) == 2:
        place = names.index("value") if "value" in names else 0
        arguments = [*arguments[:place], Replaced(arguments[place]), *arguments[place + 1:]]
    return Invocation(callee, tuple(arguments), tuple(names))
