"""The errors of the FEEL language: text that cannot be read, a value that does not exist, a limit crossed."""
from __future__ import annotations


class FeelError(Exception):
    """Root of every error that this package raises on purpose."""


class FeelSyntaxError(FeelError):
    """A text that is not FEEL; says where, and what was expected there."""

    def __init__(self, text: str, offset: int, expected: str, english: str, hint: str = "") -> None:
        """``offset``: 0-based index into ``text``; ``expected``/``english``: the same phrase in Chinese and English."""
        before = text[:offset]
        self.text = text
        self.offset = offset
        self.line = before.count("\n") + 1
        self.column = offset - (before.rfind("\n") + 1) + 1
        self.expected = expected
        place_zh = f"第{self.line}行第{self.column}个字符" if "\n" in text else f"第{self.column}个字符"
        place_en = f"line {self.line}, column {self.column}" if "\n" in text else f"column {self.column}"
        found = text[offset:offset + 12].partition("\n")[0].strip()
        found_zh = f"，却遇到「{found}」" if found else "，表达式却到此为止"
        found_en = f", found {found!r}" if found else ", found the end of the text"
        self.message = f"{place_zh}：这里应当是{expected}{found_zh}。{hint}"
        self.english = f"{place_en}: expected {english}{found_en}"
        super().__init__(self.message)


class Undefined(FeelError, ValueError):
    """An operation without a result; inside an evaluation it becomes null and one warning (DMN 1.5, 10.3.2)."""


class LimitExceeded(FeelError):
    """An expression that wants more text, steps, items, digits or time than Limits allows."""
