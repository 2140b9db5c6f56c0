"""Function definitions."""
from __future__ import annotations

from feel.grammar.labels import read_label, read_new_name
from feel.grammar.reader import Reader
from feel.grammar.types import read_type
from feel.nodes.base import Node
from feel.nodes.functions import FunctionLiteral
from feel.values import Type


def read_function(reader: Reader) -> Node:
    """``(a, b: number) body`` behind the word function"""
    names: list[str] = []
    types: list[Type | None] = []
    reader.expect("(")
    while not reader.at(")") or names:
        label = read_label(reader)
        names.append(label if label is not None else read_new_name(reader))
        types.append(None if label is None else read_type(reader))
        if not reader.take(","):
            break
    reader.expect(")")
    for name in names:
        reader.bind(name)
    external = reader.take_word("external")
    weight = reader.weight
    body = reader.expression()
    reader.release(names)
    return FunctionLiteral(tuple(names), tuple(types), None if external else body, reader.cost_since(weight))
