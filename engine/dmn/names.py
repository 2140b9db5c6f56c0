"""Names that may stand behind a dot: those of several words must be told to whoever reads a text."""
from __future__ import annotations

import re
from collections.abc import Iterable

from feel.grammar.names import KEYWORDS

WORD = re.compile(r"\w+|[^\w\s]")


class PathNames:
    """Finds the names that a text may contain by its words, so that a long list costs nothing where none occurs."""

    def __init__(self, names: Iterable[str]) -> None:
        self.by_first: dict[str, set[str]] = {}
        for name in names:
            first = WORD.match(name.strip())
            if first and (not name.isidentifier() or name in KEYWORDS):
                self.by_first.setdefault(first[0], set()).add(name)

    def within(self, text: str) -> set[str]:
        """The names whose first word stands in ``text``; one word that is no keyword needs no telling."""
        found: set[str] = set()
        if self.by_first:
            for word in self.by_first.keys() & set(WORD.findall(text)):
                found |= self.by_first[word]
        return found
