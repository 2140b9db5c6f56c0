"""Context literals."""
from __future__ import annotations

from feel.grammar.labels import read_label
from feel.grammar.literals import read_string
from feel.grammar.reader import Reader
from feel.nodes.atoms import ContextLiteral
from feel.nodes.base import Node


def read_context(reader: Reader) -> Node:
    """``{key: value, "key with signs!": value}``"""
    entries: list[tuple[str, Node]] = []
    with reader.nested():
        reader.expect("{")
        ends, reader.range_ends = reader.range_ends, 0
        while not reader.at("}") or entries:
            key = read_key(reader)
            recursive = reader.at_word("function")
            if recursive:
                reader.bind(key)
            entries.append((key, reader.expression()))
            if not recursive:
                reader.bind(key)
            if not reader.take(","):
                break
        reader.expect("}")
        reader.range_ends = ends
    reader.release([key for key, _ in entries])
    for key, _ in entries:
        if not key.isidentifier() and not reader.names.known.get(key):
            # a path behind the literal may name it: {full name: "x"}.full name
            reader.names.declare(key)
    return ContextLiteral(tuple(entries))


def read_key(reader: Reader) -> str:
    """A key and its colon."""
    if reader.at('"'):
        key: str | None = read_string(reader)
        reader.expect(":")
    else:
        key = read_label(reader)
    if key is None:
        reader.fail("「名称: 值」", "'key: value'")
    return key
