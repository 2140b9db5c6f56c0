"""A place in a text that moves forward only: blanks, comments, symbols, keywords, and errors with their column."""
from __future__ import annotations

import re
from typing import NoReturn

from feel.errors import FeelSyntaxError
from feel.grammar.hints import find_hint
from feel.grammar.names import BLANK, KEYWORDS, NameTable, continues_name, starts_name, word_end

BACKTICK = re.compile(r"`([^`\n]{1,200})`")


class Cursor:
    """Reads ``text`` from the left; knows the names in ``names``."""

    def __init__(self, text: str, names: NameTable) -> None:
        self.text = text
        self.position = 0
        self.names = names

    def skip(self) -> None:
        """Move over blanks and comments."""
        text = self.text
        while self.position < len(text):
            character = text[self.position]
            if ("!" <= character <= "~" and character != "/") or character.isalnum():
                return
            blank = BLANK.match(text, self.position)
            if blank:
                self.position = blank.end()
            elif text.startswith("//", self.position):
                end = text.find("\n", self.position)
                self.position = len(text) if end < 0 else end
            elif text.startswith("/*", self.position):
                end = text.find("*/", self.position + 2)
                if end < 0:
                    self.fail("注释的结尾 */", "the end of the comment, '*/'")
                self.position = end + 2
            else:
                return

    def at(self, symbol: str) -> bool:
        """Whether ``symbol`` comes next."""
        self.skip()
        return self.text.startswith(symbol, self.position)

    def take(self, symbol: str) -> bool:
        """Move over ``symbol`` if it comes next."""
        if not self.at(symbol):
            return False
        self.position += len(symbol)
        return True

    def expect(self, symbol: str) -> None:
        """Move over ``symbol``; raises FeelSyntaxError when it does not come next."""
        if not self.take(symbol):
            self.fail(f"「{symbol}」", f"'{symbol}'")

    def peek(self) -> str:
        """The next character that is no blank, or an empty string at the end."""
        self.skip()
        return self.text[self.position:self.position + 1]

    def at_word(self, word: str) -> bool:
        """Whether the keyword ``word`` comes next, as a whole word and not as the start of a known name."""
        self.skip()
        end = self.position + len(word)
        if not self.text.startswith(word, self.position) or (end < len(self.text) and continues_name(self.text[end])):
            return False
        return self.names.match(self.text, self.position) is None

    def take_word(self, word: str) -> bool:
        """Move over the keyword ``word`` if it comes next."""
        if not self.at_word(word):
            return False
        self.position += len(word)
        return True

    def expect_word(self, word: str) -> None:
        """Move over the keyword ``word``; raises FeelSyntaxError when it does not come next."""
        if not self.take_word(word):
            self.fail(f"「{word}」", f"'{word}'")

    def at_name(self) -> bool:
        """Whether a name comes next, keyword or not."""
        character = self.peek()
        return bool(character) and (starts_name(character) or character in "`?")

    def take_name(self, keywords: bool = False) -> str:
        """Move over a name: in backticks, the longest known one, or a single word.

        ``keywords``: whether a keyword will do, as it does behind a dot.
        """
        if self.peek() == "?":
            self.position += 1
            return "?"
        quoted = BACKTICK.match(self.text, self.position)
        if quoted:
            self.position = quoted.end()
            return quoted[1]
        end = word_end(self.text, self.position)
        known = self.names.match(self.text, self.position)
        if known and known[1] >= end:
            self.position = known[1]
            return known[0]
        word = self.text[self.position:end]
        if not word or not starts_name(word[0]) or (word in KEYWORDS and not keywords):
            self.fail("一个名称", "a name")
        self.position = end
        return word

    def expect_end(self) -> None:
        """Raises FeelSyntaxError unless the text is at its end."""
        character = self.peek()
        if not character:
            return
        hint = "名称里有空格或符号时请加反引号，例如 `应到 人数`。" if starts_name(character) else ""
        self.fail("运算符或表达式的结尾", "an operator or the end of the expression", hint)

    def fail(self, expected: str, english: str, hint: str = "") -> NoReturn:
        """Raises FeelSyntaxError at the current place."""
        self.skip_blanks()
        raise FeelSyntaxError(self.text, self.position, expected, english, find_hint(self.text, self.position) or hint)

    def skip_blanks(self) -> None:
        """Move over blanks only."""
        blank = BLANK.match(self.text, self.position)
        if blank:
            self.position = blank.end()
