"""String functions (DMN 1.5, 10.3.4.3), by code points, and Camunda's trim, is blank and extract."""
from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import regex

from feel.builtins.patterns import bounded, find_pattern
from feel.builtins.registry import builtin
from feel.comparison import describe
from feel.decimal128 import whole
from feel.errors import Undefined
from feel.run import Run
from feel.values import Value

REFERENCE = re.compile(r"\\([\\$])|\$(\d+)", re.ASCII)
# regex instead of re: Python before 3.11.5 matches possessive groups wrongly.
BAD_REPLACEMENT = regex.compile(r"(?:[^\\$]|\\[\\$]|\$\d)*+[\\$]", regex.ASCII | regex.DOTALL)


@builtin("substring(string: string, start position: number, length?: number?)")
def substring(run: Run, text: str, start: Decimal, length: Decimal | None = None) -> Value:
    """From position ``start`` (from 1, or from the end below 0), all or ``length`` characters."""
    position = whole(start.to_integral_value("ROUND_DOWN"))
    if position == 0 or abs(position) > len(text):
        raise Undefined(f"文字只有{len(text)}个字，没有第{position}个")
    first = position - 1 if position > 0 else len(text) + position
    if length is None:
        return text[first:]
    if length < 1:
        raise Undefined("长度至少是1")
    return text[first:first + whole(length.to_integral_value("ROUND_DOWN"))]


@builtin("string length(string: string)")
def string_length(run: Run, text: str) -> Value:
    """The number of code points."""
    return Decimal(len(text))


@builtin("upper case(string: string)")
def upper_case(run: Run, text: str) -> Value:
    """In capitals."""
    return text.upper()


@builtin("lower case(string: string)")
def lower_case(run: Run, text: str) -> Value:
    """In small letters."""
    return text.lower()


@builtin("substring before(string: string, match: string)")
def substring_before(run: Run, text: str, match: str) -> Value:
    """What stands before the first ``match``; nothing when it is not there."""
    return text.partition(match)[0] if match and match in text else ""


@builtin("substring after(string: string, match: string)")
def substring_after(run: Run, text: str, match: str) -> Value:
    """What stands behind the first ``match``; nothing when it is not there."""
    return text.partition(match)[2] if match else text


@builtin("contains(string: string, match: string)")
def contains(run: Run, text: str, match: str) -> Value:
    """Whether ``match`` is part of it."""
    return match in text


@builtin("starts with(string: string, match: string)")
def starts_with(run: Run, text: str, match: str) -> Value:
    """Whether it begins with ``match``."""
    return text.startswith(match)


@builtin("ends with(string: string, match: string)")
def ends_with(run: Run, text: str, match: str) -> Value:
    """Whether it ends with ``match``."""
    return text.endswith(match)


@builtin("matches(input: string, pattern: string, flags?: string?)")
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> Value:
    """Whether the XPath pattern matches somewhere in it."""
    compiled = find_pattern(run, pattern, flags or "")
    return bounded(run, lambda timeout: compiled.search(text, timeout=timeout) is not None)


@builtin("replace(input: string, pattern: string, replacement: string, flags?: string?)")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    """Every match replaced; ``$1`` in the replacement is the first group."""
    compiled = find_pattern(run, pattern, flags or "")
    if bounded(run, lambda timeout: compiled.search("", timeout=timeout)):
        raise Undefined("正则表达式不能匹配空的文字")
    literal = "q" in (flags or "")
    if not literal and BAD_REPLACEMENT.match(replacement):
        raise Undefined("替换文字里的 $ 后应当是数字，\\ 后应当是 \\ 或 $")

    def substitute(match: Any) -> str:
        made = replacement if literal else REFERENCE.sub(lambda found: resolve(found, match), replacement)
        run.made_text(len(made))
        return made

    return bounded(run, lambda timeout: compiled.sub(substitute, text, timeout=timeout))


def resolve(found: re.Match[str], match: Any) -> str:
    """An escaped sign, or the group of the longest number that there is one of."""
    if found[1]:
        return found[1]
    digits, rest = found[2], ""
    while len(digits) > 1 and int(digits[:6]) > match.re.groups:
        digits, rest = digits[:-1], digits[-1] + rest
    group = match[int(digits)] if int(digits) <= match.re.groups else ""
    return (group or "") + rest


@builtin("split(string: string, delimiter: string)")
def split(run: Run, text: str, delimiter: str) -> Value:
    """The parts between matches of the XPath pattern ``delimiter``."""
    compiled = find_pattern(run, delimiter, "")
    pieces: list[Any] = []
    start = 0
    limit = run.settings.limits.list
    matches_found = bounded(run, lambda timeout: [
        match.span() for match, _ in zip(compiled.finditer(text, timeout=timeout), range(limit + 1), strict=False)])
    for first, last in matches_found:
        if last > first:
            pieces.append(text[start:first])
            start = last
    pieces.append(text[start:])
    run.made_text(len(text), len(pieces))
    return pieces


@builtin("string join(list: list, delimiter?: string?)")
def string_join(run: Run, parts: list[Any], delimiter: str | None = None) -> Value:
    """The texts one behind the other with ``delimiter`` between; nulls are left out."""
    texts = [part for part in parts if part is not None]
    for part in texts:
        if not isinstance(part, str):
            raise Undefined(f"列表里有{describe(part)}，应当全是文字")
    run.made_text(sum(map(len, texts)) + len(delimiter or "") * max(0, len(texts) - 1))
    return (delimiter or "").join(texts)


@builtin("trim(string: string)")
def trim(run: Run, text: str) -> Value:
    """Camunda: without blanks at both ends."""
    return text.strip()


@builtin("is blank(string: string)")
def is_blank(run: Run, text: str) -> Value:
    """Camunda: whether there is nothing but blanks."""
    return not text.strip()


@builtin("extract(string: string, pattern: string)")
def extract(run: Run, text: str, pattern: str) -> Value:
    """Camunda: every match of the XPath pattern."""
    compiled = find_pattern(run, pattern, "")
    limit = run.settings.limits.list
    pieces = bounded(run, lambda timeout: [
        match[0] for match, _ in zip(compiled.finditer(text, timeout=timeout), range(limit + 1), strict=False)])
    run.made_text(sum(map(len, pieces)), len(pieces))
    return pieces
