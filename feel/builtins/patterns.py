"""XPath regular expressions (what FEEL means by a pattern) as patterns of the regex library, matched within a time."""
from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from time import thread_time
from typing import TypeVar

import regex

from feel.builtins.character_classes import CharacterClass, ClassReader
from feel.errors import LimitExceeded, Undefined
from feel.run import Run

MAX_PATTERN = 1000
MAX_REPEAT = 1000
MAX_EXPANDED = 10_000
FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE, "x": 0, "q": 0}
REPEAT = regex.compile(r"\{(\d{1,5})(?:,(\d{0,5}))?\}")
BLANKS = frozenset(" \t\n\r")
T = TypeVar("T")


@lru_cache(maxsize=256)
def compile_pattern(pattern: str, flags: str) -> regex.Pattern[str]:
    """The compiled form of an XPath ``pattern`` with ``flags`` out of ``smixq``; raises Undefined."""
    if set(flags) - set(FLAGS):
        raise Undefined(f"正则表达式的标志「{flags[:10]}」不对，可用 s、m、i、x、q")
    if len(pattern) > MAX_PATTERN:
        raise Undefined(f"正则表达式太长（最多{MAX_PATTERN}字）")
    options = regex.VERSION1
    for flag in flags:
        options |= FLAGS[flag]
    if "x" in flags and "q" not in flags:
        pattern = squeeze(pattern)
    source = regex.escape(pattern) if "q" in flags else Translator(pattern, flags).translate()
    try:
        return regex.compile(source, options)
    except (regex.error, OverflowError, RecursionError):
        raise Undefined(f"正则表达式「{pattern[:40]}」写错了") from None


def squeeze(pattern: str) -> str:
    """``pattern`` without its blanks, but for those in character classes."""
    kept: list[str] = []
    depth, escaped = 0, False
    for character in pattern:
        if character in BLANKS and not depth:
            continue
        if not escaped:
            depth += (character == "[") - (character == "]")
        escaped = character == "\\" and not escaped
        kept.append(character)
    return "".join(kept)


def find_pattern(run: Run, pattern: str, flags: str) -> regex.Pattern[str]:
    """As compile_pattern, on the account of ``run``."""
    begin = thread_time()
    try:
        return compile_pattern(pattern, flags)
    finally:
        run.matched(thread_time() - begin)


def bounded(run: Run, match: Callable[[float], T]) -> T:
    """``match(timeout)``; raises LimitExceeded when this evaluation's matches take longer than the limit."""
    begin = thread_time()
    try:
        found = match(max(run.regex_seconds, 0.001))
    except TimeoutError:
        raise LimitExceeded("正则表达式匹配太慢，请改得简单一些。") from None
    run.matched(thread_time() - begin)
    return found


class Translator(ClassReader):
    """Reads one XPath pattern from the left and writes what means the same to the regex library."""

    def __init__(self, pattern: str, flags: str) -> None:
        super().__init__(pattern, "i" in flags)
        self.flags = flags
        self.groups = 0
        self.open_groups: list[int] = []
        self.output: list[str] = []
        self.sizes = [0]
        self.last = 0

    def translate(self) -> str:
        """The translated pattern; raises Undefined for what XPath does not allow."""
        while self.position < len(self.pattern):
            character = self.pattern[self.position]
            self.position += 1
            self.output.append(self.translate_one(character))
            if character not in "(*+?{":
                self.grow(self.last if character == ")" else 1)
        if self.open_groups:
            self.refuse()
        return "".join(self.output)

    def translate_one(self, character: str) -> str:
        """The translation of what begins with ``character``."""
        if character == "\\":
            return self.escape()
        if character == "[":
            return self.read_class().write()
        if character == "(":
            return self.open_group()
        if character == ")":
            if not self.open_groups:
                self.refuse()
            self.open_groups.pop()
            self.last = self.sizes.pop() + 1
            return ")"
        if character in "*+?{":
            return self.quantifier(character)
        if character == ".":
            return "." if "s" in self.flags else "[^\\n\\r]"
        if character == "$":
            return "$" if "m" in self.flags else r"\Z"
        if character in "]}":
            self.refuse()
        return character if character in "^|" else regex.escape(character)

    def grow(self, size: int) -> None:
        """Account for ``size`` more steps of the compiled pattern; raises Undefined when there are too many."""
        self.last = size
        self.sizes[-1] += size
        if self.sizes[-1] > MAX_EXPANDED:
            raise Undefined(f"正则表达式「{self.pattern[:40]}」的重复次数太多")

    def open_group(self) -> str:
        """``(`` or ``(?:``; nothing else may follow a question mark."""
        self.sizes.append(0)
        if self.peek() == "?":
            if not self.pattern.startswith("?:", self.position):
                self.refuse()
            self.position += 2
            self.open_groups.append(0)
            return "(?:"
        self.groups += 1
        self.open_groups.append(self.groups)
        return "("

    def quantifier(self, character: str) -> str:
        """A repetition, lazy or not; a second one behind it is an error, as is one of thousands."""
        text = character
        if character == "{":
            match = REPEAT.match(self.pattern, self.position - 1)
            if not match or max(int(match[1]), int(match[2] or 0)) > MAX_REPEAT:
                self.refuse()
            text = match[0]
            self.position += len(text) - 1
            self.grow(self.last * max(int(match[1]), int(match[2] or 0)))
        if self.peek() == "?":
            self.position += 1
            text += "?"
        if self.peek() and self.peek() in "*+?{":
            self.refuse()
        return text

    def escape(self) -> str:
        """What a backslash outside brackets means."""
        character = self.peek()
        if character and character in "123456789":
            return self.back_reference()
        found = self.read_escape()
        return found.write() if isinstance(found, CharacterClass) else regex.escape(found)

    def back_reference(self) -> str:
        """``\\1`` to a group that is closed already."""
        digits = self.peek()
        self.position += 1
        while self.peek().isdigit() and int(digits + self.peek()) <= self.groups:
            digits += self.peek()
            self.position += 1
        if int(digits) > self.groups or int(digits) in self.open_groups:
            self.refuse()
        return f"(?:\\{digits})"
