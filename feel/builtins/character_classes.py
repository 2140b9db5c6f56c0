"""Character classes of XPath patterns: brackets, escapes and categories (XML Schema 1.0 part 2, appendix F)."""
from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

import regex

from feel.errors import Undefined

SINGLE = {"n": "\n", "r": "\r", "t": "\t"} | {sign: sign for sign in "\\|.?*+(){}-[]^$"}
#: What stands for many characters, as members of a set of the regex library.
MANY = {"s": r" \t\n\r", "d": r"\p{Nd}", "i": r"\p{L}_:", "c": r"\p{L}\p{M}\p{Nd}\-._:\u00B7"}
#: ... and as what must not be one.
MANY_BUT = {"w": r"\p{P}\p{Z}\p{C}"}
PROPERTY = regex.compile(r"\{(?:Is([A-Za-z0-9-]{1,60})|([A-Z])([a-z]?))\}")
CATEGORIES = {"L": "ultmo", "M": "nce", "N": "dlo", "P": "cdseifo", "Z": "slp", "S": "mcko", "C": "cfon"}


@dataclass(frozen=True, slots=True)
class CharacterClass:
    """A set of characters. ``exact``: those of its members that a comparison without case must take as they are."""

    members: str = ""
    exact: str = ""
    negated: bool = False
    without: CharacterClass | None = None

    def write(self) -> str:
        """The set as the regex library writes it."""
        if not self.exact and self.without is None:
            return f"[{'^' if self.negated else ''}{self.members}]"
        parts = [f"(?-i:[{self.exact}])"] if self.exact else []
        if self.members or not parts:
            parts.append(f"[{self.members}]")
        one = parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"
        if self.negated:
            one = f"(?!{one})(?s:.)"
        if self.without is not None:
            one = f"(?!{self.without.write()}){one}"
        return f"(?:{one})"


class ClassReader:
    """Reads ``pattern`` from the left; ``caseless``: whether upper and lower case are one."""

    def __init__(self, pattern: str, caseless: bool) -> None:
        self.pattern = pattern
        self.caseless = caseless
        self.position = 0

    def refuse(self) -> NoReturn:
        """Raises Undefined."""
        raise Undefined(f"正则表达式「{self.pattern[:40]}」写错了")

    def peek(self) -> str:
        """The next character, or an empty string."""
        return self.pattern[self.position:self.position + 1]

    def take(self) -> str:
        """Move over the next character; raises Undefined at the end."""
        character = self.peek()
        if not character:
            self.refuse()
        self.position += 1
        return character

    def read_class(self) -> CharacterClass:
        """What follows ``[``: single characters, spans, escapes, and behind ``-[`` what is taken out again."""
        negated = self.peek() == "^"
        self.position += negated
        members: list[str] = []
        exact: list[str] = []
        without: CharacterClass | None = None
        start = self.position
        while (character := self.take()) != "]":
            if character == "-" and self.peek() == "[" and self.position > start + 1:
                self.position += 1
                without = self.read_class()
                if self.take() != "]":
                    self.refuse()
                break
            if character == "-" and self.position > start + 1 and self.peek() != "]":
                self.refuse()
            found = self.read_member(character)
            if isinstance(found, CharacterClass):
                members.append(found.members)
                exact.append(found.exact)
            else:
                members.append(self.read_span(found))
        if not members:
            self.refuse()
        return CharacterClass("".join(members), "".join(exact), negated, without)

    def read_member(self, character: str) -> CharacterClass | str:
        """One member of a class: a single character, or what an escape stands for."""
        if character == "[":
            self.refuse()
        return self.read_escape() if character == "\\" else character

    def read_span(self, first: str) -> str:
        """``first``, or the characters from it to the one behind a hyphen."""
        if self.peek() != "-" or self.pattern[self.position + 1:self.position + 2] in ("[", "]", ""):
            return regex.escape(first)
        self.position += 1
        last = self.read_member(self.take())
        if isinstance(last, CharacterClass) or last < first:
            self.refuse()
        return f"{regex.escape(first)}-{regex.escape(last)}"

    def read_escape(self) -> CharacterClass | str:
        """What a backslash means: one character, or a class of them."""
        letter = self.take()
        if letter in SINGLE:
            return SINGLE[letter]
        if letter in "pP":
            return self.read_property(negated=letter == "P")
        kind = letter.lower()
        if kind not in MANY and kind not in MANY_BUT:
            self.refuse()
        members = MANY.get(kind) or MANY_BUT[kind]
        return CharacterClass(members if (letter == kind) == (kind in MANY) else f"[^{members}]")

    def read_property(self, negated: bool) -> CharacterClass:
        """``{Lu}`` or ``{IsBasicLatin}``"""
        match = PROPERTY.match(self.pattern, self.position)
        if not match or (match[2] and match[3] not in CATEGORIES.get(match[2], ())):
            self.refuse()
        self.position = match.end()
        name = match[2] + match[3] if match[2] else "In" + match[1]
        member = f"\\{'P' if negated else 'p'}{{{name}}}"
        return CharacterClass(exact=member) if self.caseless else CharacterClass(member)
