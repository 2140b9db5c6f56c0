"""Type expressions behind ``instance of`` and in parameter lists."""
from __future__ import annotations

from feel.grammar.labels import read_label
from feel.grammar.names import NameTable
from feel.grammar.reader import Reader
from feel.types import ANY, Basic, ContextOf, FunctionOf, ListOf, Named, RangeOf
from feel.values import Type

BUILT_IN = ("years and months duration", "days and time duration", "date and time", "date", "time", "string",
            "number", "boolean", "function", "context", "list", "range", "Any", "Null")


def read_type(reader: Reader) -> Type:
    """A built-in type with its parts, or the dotted name of a type of the model."""
    with reader.nested():
        reader.skip()
        known = NameTable(reader.types).match(reader.text, reader.position) if reader.types else None
        if known:
            reader.position = known[1]
            return reader.types[known[0]]
        for name in BUILT_IN:
            end = word_sequence_end(reader, name)
            if end:
                reader.position = end
                return read_parts(reader, name)
        names = [reader.take_name()]
        while reader.take("."):
            names.append(reader.take_name(keywords=True))
        name = ".".join(names)
        return reader.types.get(name) or Named(name)


def word_sequence_end(reader: Reader, name: str) -> int:
    """The end of the words of ``name`` if they come next, else 0."""
    reader.skip()
    position = reader.position
    for word in name.split(" "):
        while position < len(reader.text) and reader.text[position].isspace():
            position += 1
        end = position + len(word)
        if reader.text[position:end] != word or reader.text[end:end + 1].isalnum() or reader.text[end:end + 1] == "_":
            return 0
        position = end
    return position


def read_parts(reader: Reader, name: str) -> Type:
    """What stands between < and > behind the name of a type with parts."""
    if name == "function":
        return read_function_type(reader)
    if name not in ("list", "range", "context") or not reader.take("<"):
        return Basic(name)
    if name == "context":
        entries = []
        while True:
            label = read_label(reader) or reader.fail("「名称: 类型」", "'name: type'")
            entries.append((label, read_type(reader)))
            if not reader.take(","):
                break
        reader.expect(">")
        return ContextOf(tuple(entries))
    part = read_type(reader)
    reader.expect(">")
    return ListOf(part) if name == "list" else RangeOf(part)


def read_function_type(reader: Reader) -> Type:
    """``<type, …> -> type``, or nothing for any function."""
    if not reader.take("<"):
        return Basic("function")
    parameters = []
    if not reader.at(">"):
        parameters.append(read_type(reader))
        while reader.take(","):
            parameters.append(read_type(reader))
    reader.expect(">")
    result = read_type(reader) if reader.take("->") else ANY
    return FunctionOf(tuple(parameters), result)
