"""Names: which characters they are made of, and which known name stands at a place in a text."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

NAME_SYMBOLS = "./-'+*"
BLANK = re.compile(r"[\s\u180e\u200b\ufeff]+")
COMMON = re.compile(r"[A-Za-z0-9_\u4e00-\u9fff]*+")
ENDS = frozenset(" \n.,:()[]{}=<>+-*/\"")
KEYWORDS = frozenset({"and", "or", "in", "between", "then", "else", "return", "satisfies", "true", "false", "null",
                      "if", "for", "some", "every", "function", "instance"})

#: No name ever stands for these; a name spelt like one is reached in backticks only.
CONSTANTS = {"true": True, "false": False, "null": None}


def starts_name(character: str) -> bool:
    """Whether a name may begin with ``character`` (DMN 1.5, grammar rule 28), full-width punctuation excepted."""
    return character.isalpha() or character == "_" or ord(character) >= 0x10000 or (
        ord(character) > 0x2000 and unicodedata.category(character) in ("Nl", "No", "So", "Mn", "Mc"))


def continues_name(character: str) -> bool:
    """Whether a word that has begun may go on with ``character``."""
    return starts_name(character) or character.isdigit() or unicodedata.category(character) in ("Mn", "Mc", "Pc") or (
        character in "\u00b7")


def word_end(text: str, start: int) -> int:
    """The end of the run of name characters at ``start``; ``start`` itself when there is none."""
    end = COMMON.match(text, start).end()  # type: ignore[union-attr]  # the pattern matches nothing too
    while end < len(text) and text[end] not in ENDS and continues_name(text[end]):
        end += 1
    return end


def name_parts(text: str, start: int) -> Iterator[tuple[str, int]]:
    """The words and name symbols at ``start``, each with its end, up to the first character of neither kind."""
    position = start
    while position < len(text):
        blank = BLANK.match(text, position)
        if blank:
            position = blank.end()
            continue
        end = word_end(text, position)
        if end == position:
            if text[position] not in NAME_SYMBOLS:
                return
            end = position + 1
        yield text[position:end], end
        position = end


def normal(name: str) -> str:
    """``name`` with every run of blanks as one space and none at its ends."""
    return BLANK.sub(" ", name).strip()


@lru_cache(maxsize=4096)
def parts_of(name: str) -> tuple[str, ...]:
    """The words and name symbols of ``name``."""
    return tuple(part for part, _ in name_parts(name, 0))


Entry = tuple[tuple[str, ...], str]


class NameTable:
    """The names that an expression may use, found by their longest match; scopes are pushed and popped."""

    def __init__(self, names: Iterable[str], base: NameTable | None = None) -> None:
        """``base``: a table to begin with, which is not changed."""
        self.by_first: dict[str, tuple[Entry, ...]] = {} if base is None else dict(base.by_first)
        self.known: dict[str, int] = {} if base is None else dict(base.known)
        for name in names:
            self.declare(name)

    def declare(self, name: str) -> None:
        """Add ``name``; pair with ``withdraw`` when it is only known in a part of the text."""
        count = self.known.get(name, 0)
        self.known[name] = count + 1
        if count == 0 and name not in CONSTANTS and not (name.isidentifier() and name not in KEYWORDS):
            parts = parts_of(name)
            if parts:
                entries = (*self.by_first.get(parts[0], ()), (parts, name))
                self.by_first[parts[0]] = tuple(sorted(entries, key=lambda entry: -len(entry[0])))

    def withdraw(self, name: str) -> None:
        """Take back one ``declare``."""
        self.known[name] -= 1
        if self.known[name] == 0:
            del self.known[name]
            first = (*parts_of(name), "")[0]
            self.by_first[first] = tuple(entry for entry in self.by_first.get(first, ()) if entry[1] != name)

    def match(self, text: str, start: int) -> tuple[str, int] | None:
        """The longest known name of several parts, or spelt like a keyword, at ``start``, with its end."""
        candidates = self.by_first.get(text[start:max(word_end(text, start), start + 1)])
        if not candidates:
            return None
        longest = len(candidates[0][0])
        parts: list[str] = []
        ends: list[int] = []
        for part, end in name_parts(text, start):
            parts.append(part)
            ends.append(end)
            if len(parts) == longest:
                break
        for wanted, name in candidates:
            if tuple(parts[:len(wanted)]) == wanted:
                return name, ends[len(wanted) - 1]
        return None
