"""Reads the regular expressions of forms, written for JavaScript, so that they mean the same on the server.

What the two languages understand differently is translated; what JavaScript (without flags) does not have, or
would read as plain characters, is refused.
"""
from __future__ import annotations

import re

import regex

MAX_LENGTH = 1_000
MAX_REPEAT = 10_000
SPACE = r"\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
ANY = r"[^\n\r\u2028\u2029]"
ESCAPE = re.compile(r"\\(?:[dDwWsSbBtnrfv]|0(?!\d)|[1-9]\d?|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|k<[A-Za-z_]\w*>|[^\w])",
                    re.ASCII)
GROUP = re.compile(r"\((?:\?(?::|=|!|<=|<!|<[A-Za-z_]\w*>))?(?!\?)", re.ASCII)
REPEAT = re.compile(r"\{(\d+)(?:,(\d*))?\}", re.ASCII)


class UnreadablePattern(ValueError):
    """A pattern that cannot be used; the text says in Chinese why."""


def read_pattern(text: str) -> regex.Pattern[str]:
    """Compile a JavaScript pattern for ``search`` (unanchored, as RegExp.test); raises UnreadablePattern."""
    if len(text) > MAX_LENGTH:
        raise UnreadablePattern(f"格式太长，最多 {MAX_LENGTH} 个字符")
    translated = Translator(text).translate()
    try:
        return regex.compile(translated, regex.ASCII | regex.VERSION0)
    except (regex.error, OverflowError, RecursionError) as error:
        raise UnreadablePattern("格式不是正确的正则表达式") from error


class Translator:
    """Walks once through a pattern, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def translate(self) -> str:
        """The pattern in the dialect of the ``regex`` library; raises UnreadablePattern."""
        parts: list[str] = []
        while self.position < len(self.text):
            char = self.text[self.position]
            if char == "\\":
                parts.append(self.take_escape(within_set=False))
            elif char == "[":
                parts.append(self.take_set())
            elif char == "(":
                parts.append(self.take(GROUP, "不能用这种括号写法"))
            elif char in "*+?{":
                parts.append(self.take_repeat())
            else:
                self.position += 1
                parts.append({".": ANY, "$": r"\Z"}.get(char, char))
        return "".join(parts)

    def take(self, shape: re.Pattern[str], complaint: str) -> str:
        """The text of ``shape`` here, as it stands."""
        match = shape.match(self.text, self.position)
        if match is None:
            raise UnreadablePattern(f"第 {self.position + 1} 个字符：{complaint}")
        self.position = match.end()
        return match[0]

    def take_escape(self, within_set: bool) -> str:
        """One escape; ``\\s`` knows the same blanks as in JavaScript, the full-width one among them."""
        text = self.take(ESCAPE, "不能用这种反斜杠写法")
        if text == r"\s":
            return SPACE if within_set else f"[{SPACE}]"
        if text == r"\S" and not within_set:
            return f"[^{SPACE}]"
        if text[1] in "123456789kB" and within_set:
            raise UnreadablePattern(f"第 {self.position} 个字符：方括号里不能用这种反斜杠写法")
        return f"(?P={text[3:-1]})" if text[1] == "k" else text

    def take_set(self) -> str:
        """One ``[…]``, with the characters masked that only the ``regex`` library gives a meaning."""
        start = self.position
        self.position += 1
        parts = ["["]
        if self.text.startswith("^", self.position):
            parts.append("^")
            self.position += 1
        while self.position < len(self.text) and self.text[self.position] != "]":
            char = self.text[self.position]
            if char == "\\":
                parts.append(self.take_escape(within_set=True))
                continue
            self.position += 1
            parts.append("\\" + char if char in "[&|~" else char)
        if self.position >= len(self.text):
            raise UnreadablePattern(f"第 {start + 1} 个字符：方括号没有结束")
        self.position += 1
        if parts in (["["], ["[", "^"]):
            raise UnreadablePattern(f"第 {start + 1} 个字符：方括号里没有内容")
        return "".join(parts) + "]"

    def take_repeat(self) -> str:
        """One ``*``, ``+``, ``?`` or ``{n,m}``, lazy or not; JavaScript has no possessive ones."""
        if self.text[self.position] == "{":
            text = self.take(REPEAT, "花括号里要写次数，如 {2,5}；要找花括号本身请写 \\{")
            if any(int(number) > MAX_REPEAT for number in re.findall(r"\d+", text)):
                raise UnreadablePattern(f"次数不能超过 {MAX_REPEAT}")
        else:
            text = self.text[self.position]
            self.position += 1
        if self.text.startswith("?", self.position):
            self.position += 1
            text += "?"
        if self.position < len(self.text) and self.text[self.position] in "*+?":
            raise UnreadablePattern(f"第 {self.position + 1} 个字符：次数不能连写")
        return text
