"""Numbers, strings with their escapes, and at-literals."""
from __future__ import annotations

import re

import regex

from feel.decimal128 import read_number
from feel.errors import Undefined
from feel.grammar.reader import Reader
from feel.nodes.atoms import Literal, Mistaken
from feel.nodes.base import Node
from feel.temporal.literal import parse_temporal

NUMBER = re.compile(r"(?:\d++(?:\.\d++)?|\.\d++)(?:[eE][+-]?\d++)?", re.ASCII)
# regex instead of re: Python before 3.11.5 matches possessive groups wrongly.
STRING = regex.compile(r'"((?:[^"\\]++|\\.)*+)"', regex.DOTALL)
ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
CONTROL = {"n": "\n", "t": "\t", "r": "\r"}


def read_number_literal(reader: Reader) -> Node:
    """A number, which starts with a digit or a dot."""
    match = NUMBER.match(reader.text, reader.position)
    if not match:
        reader.fail("一个数", "a number")
    try:
        value = read_number(match[0])
    except Undefined:
        reader.fail("一个范围之内的数", "a number within decimal128")
    reader.position = match.end()
    return Literal(value)


def read_string(reader: Reader) -> str:
    """A string in double quotes, unescaped."""
    match = STRING.match(reader.text, reader.position)
    if not match:
        reader.position = len(reader.text)
        reader.fail("文字结尾的引号", "the closing quote")
    reader.position = match.end()
    return unescape(match[1])


def unescape(text: str) -> str:
    """``text`` with its escapes (DMN 1.5, grammar rule 64) resolved; other backslashes stay, half surrogates do not."""
    if "\\" not in text:
        return text
    plain = ESCAPE.sub(lambda match: unescape_one(match[1]), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def unescape_one(code: str) -> str:
    """The character behind one backslash."""
    if code in CONTROL:
        return CONTROL[code]
    if len(code) > 1:
        point = int(code[1:], 16)
        return chr(point) if point <= 0x10FFFF else "\ufffd"
    return code if code in "\"'\\" else "\\" + code


def read_at_literal(reader: Reader) -> Node:
    """``@"2026-11-24"``"""
    reader.expect("@")
    if not reader.at('"'):
        reader.fail("引号中的日期或时间", "a date or time in quotes")
    try:
        return Literal(parse_temporal(read_string(reader)))
    except Undefined as error:
        return Mistaken(str(error))
