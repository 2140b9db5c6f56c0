"""Camunda's ${…} expressions: their safe part as FEEL text, and for the rest a FEEL text to propose."""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import regex

# regex instead of re: Python before 3.11.5 matches possessive groups wrongly.
TOKEN = regex.compile(
    r"""\s*(?:(?P<number>(?:\d++(?:\.\d++)?|\.\d++)(?:[eE][+-]?\d++)?)|(?P<string>'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+")"""
    r"""|(?P<name>[^\W\d]\w*)|(?P<symbol>==|!=|<=|>=|&&|\|\||[-+*/%<>!?:().,\[\]]))""", regex.DOTALL)
WORDS = {"eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "and": "&&", "or": "||", "not": "!",
         "div": "/", "mod": "%"}
EQUALITY = {"==": "=", "!=": "!="}
RELATIONS = frozenset({"<", "<=", ">", ">="})
ARITHMETIC = frozenset("+-*/%")
FEEL_KEYWORDS = frozenset({"in", "between", "then", "else", "return", "satisfies", "if", "for", "some", "every",
                           "function", "instance"})
PROPOSALS: dict[tuple[str, int], Callable[[str, list[str]], str]] = {
    ("getVariable", 1): lambda owner, arguments: arguments[0].strip('"'),
    ("hasVariable", 1): lambda owner, arguments: f"is defined({arguments[0].strip(chr(34))})",
    ("size", 0): lambda owner, arguments: f"count({owner})",
    ("length", 0): lambda owner, arguments: f"string length({owner})",
    ("isEmpty", 0): lambda owner, arguments: f"count({owner}) = 0",
    ("contains", 1): lambda owner, arguments: f"list contains({owner}, {arguments[0]})",
    ("equals", 1): lambda owner, arguments: f"{owner} = {arguments[0]}",
    ("startsWith", 1): lambda owner, arguments: f"starts with({owner}, {arguments[0]})",
    ("endsWith", 1): lambda owner, arguments: f"ends with({owner}, {arguments[0]})",
    ("toUpperCase", 0): lambda owner, arguments: f"upper case({owner})",
    ("toLowerCase", 0): lambda owner, arguments: f"lower case({owner})",
}
MAX_DEPTH = 40


class NotReadable(Exception):
    """The text is no expression of this language; ``offset`` is 0-based within it."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


@dataclass
class Translation:
    """``feel`` says the same in FEEL, or is None; ``refused``: (what is not accepted, its 0-based offset)."""

    feel: str | None
    refused: list[tuple[str, int]] = field(default_factory=list)


def translate(text: str) -> Translation:
    """The FEEL text of what stands between the braces; raises NotReadable for a text that is no expression."""
    reader = Translator(text)
    feel = reader.ternary()
    if reader.kind != "end":
        raise NotReadable("运算符或表达式的结尾", reader.start)
    return Translation(None if reader.hopeless else feel, reader.refused)


class Translator:
    """One pass over the tokens; every method leaves the current token behind what it has read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.depth = 0
        self.refused: list[tuple[str, int]] = []
        self.hopeless = False
        self.advance()

    def advance(self) -> None:
        """Move to the next token: ``kind``, ``lexeme``, ``start``."""
        match = TOKEN.match(self.text, self.position)
        rest = self.text[self.position:]
        self.start = self.position + len(rest) - len(rest.lstrip())
        if match is None:
            if rest.strip():
                raise NotReadable("一个名称、值或运算符", self.start)
            self.kind, self.lexeme = "end", ""
            return
        self.kind = match.lastgroup or "end"
        self.lexeme = match[self.kind]
        self.start = match.start(self.kind)
        self.position = match.end()
        if self.kind == "name" and self.lexeme in WORDS:
            self.kind, self.lexeme = "symbol", WORDS[self.lexeme]

    def take(self, symbol: str) -> bool:
        """Move over ``symbol`` if it is the current token."""
        if self.kind != "symbol" or self.lexeme != symbol:
            return False
        self.advance()
        return True

    def expect(self, symbol: str) -> None:
        """Move over ``symbol``; raises NotReadable."""
        if not self.take(symbol):
            raise NotReadable(f"「{symbol}」", self.start)

    def refuse(self, what: str, offset: int) -> None:
        """Note something that is understood and not accepted."""
        self.refused.append((what, offset))

    def ternary(self) -> str:
        """``condition ? yes : no``"""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise NotReadable("较浅的层次", self.start)
        condition = self.disjunction()
        start = self.start
        if self.take("?"):
            self.refuse("条件运算 ?:", start)
            yes = self.ternary()
            self.expect(":")
            condition = f"if {condition} then {yes} else {self.ternary()}"
        self.depth -= 1
        return condition

    def joined(self, operators: dict[str, str], read: Callable[[], str]) -> str:
        """What ``read`` reads, joined by ``operators``."""
        left = read()
        while self.kind == "symbol" and self.lexeme in operators:
            operator, start = self.lexeme, self.start
            self.advance()
            right = read()
            if operator in ARITHMETIC:
                self.refuse(f"{operator} 运算", start)
            left = f"modulo({left}, {right})" if operator == "%" else f"{left} {operators[operator]} {right}"
        return left

    def disjunction(self) -> str:
        """``||``"""
        return self.joined({"||": "or"}, lambda: self.joined({"&&": "and"}, self.equality))

    def equality(self) -> str:
        """``==`` and ``!=``; FEEL gives all comparisons one strength, so those within others need parentheses."""
        left, compound = self.relation()
        while self.kind == "symbol" and self.lexeme in EQUALITY:
            operator = EQUALITY[self.lexeme]
            self.advance()
            left = f"{bracket(left, compound)} {operator} {bracket(*self.relation())}"
            compound = True
        return left

    def relation(self) -> tuple[str, bool]:
        """``<`` and its kin, and whether there was one."""
        left, compound = self.sum(), False
        while self.kind == "symbol" and self.lexeme in RELATIONS:
            operator = self.lexeme
            self.advance()
            left, compound = f"{bracket(left, compound)} {operator} {self.sum()}", True
        return left, compound

    def sum(self) -> str:
        """``+ - * / %``, which are understood and not accepted."""
        return self.joined({"+": "+", "-": "-"}, lambda: self.joined({"*": "*", "/": "/", "%": "%"}, self.unary))

    def unary(self) -> str:
        """``!``, ``-`` and ``empty`` in front of an operand."""
        start = self.start
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise NotReadable("较浅的层次", self.start)
        try:
            if self.take("!"):
                return f"not({strip(self.unary())})"
            if self.take("-"):
                return f"-{self.unary()}"
            if self.kind == "name" and self.lexeme == "empty":
                self.advance()
                self.refuse("empty", start)
                operand = self.unary()
                return f'({operand} = null or {operand} = "" or {operand} = [])'
            return self.path()
        finally:
            self.depth -= 1

    def path(self) -> str:
        """An operand with its dots, indexes and calls."""
        text = self.operand()
        while self.kind == "symbol" and self.lexeme in (".", "["):
            if self.take("["):
                text = self.index(text)
                continue
            self.advance()
            if self.kind not in ("name", "symbol") or not self.text[self.start:self.start + 1].isidentifier():
                raise NotReadable("点后面的名称", self.start)
            name, start = self.text[self.start:self.position], self.start
            self.advance()
            text = self.method(text, name, start) if self.take("(") else f"{text}.{name}"
        return text

    def index(self, owner: str) -> str:
        """``['name']`` or ``[0]`` behind ``owner``; FEEL counts from 1."""
        start = self.start
        if self.kind == "string":
            name = unquote(self.lexeme)
            self.advance()
            self.expect("]")
            return f"{owner}.{name}" if name.isidentifier() else f"{owner}.`{name.replace('`', '')}`"
        if self.kind == "number" and self.lexeme.isdecimal():
            number = int(self.lexeme[:9]) + 1
            self.advance()
            self.expect("]")
            return f"{owner}[{number}]"
        self.refuse("[ ] 里的表达式", start)
        inner = self.ternary()
        self.expect("]")
        return f"{owner}[{inner} + 1]"

    def method(self, owner: str, name: str, start: int) -> str:
        """A call behind a dot: never accepted, for many methods there is a FEEL text to propose."""
        arguments = self.arguments()
        self.refuse(f"方法调用 {name}()", start)
        propose = PROPOSALS.get((name, len(arguments)))
        if propose is None:
            self.hopeless = True
            return owner
        return propose(owner, arguments)

    def arguments(self) -> list[str]:
        """What stands between parentheses."""
        arguments: list[str] = []
        while not self.take(")"):
            if arguments:
                self.expect(",")
            arguments.append(self.ternary())
        return arguments

    def operand(self) -> str:
        """A literal, a name, a call of a function, or something in parentheses."""
        kind, lexeme, start = self.kind, self.lexeme, self.start
        if kind == "symbol" and lexeme == "(":
            self.advance()
            inner = self.ternary()
            self.expect(")")
            return f"({inner})"
        if kind not in ("number", "string", "name"):
            raise NotReadable("一个名称或值", start)
        self.advance()
        if kind == "number":
            return lexeme
        if kind == "string":
            return quote(unquote(lexeme))
        if self.kind == "symbol" and self.lexeme == "(":
            self.advance()
            self.arguments()
            self.refuse(f"函数调用 {lexeme}()", start)
            self.hopeless = True
        return f"`{lexeme}`" if lexeme in FEEL_KEYWORDS else lexeme


def bracket(text: str, needed: bool) -> str:
    """``text`` in parentheses where they are needed."""
    return f"({text})" if needed else text


def strip(text: str) -> str:
    """``text`` without the parentheses around the whole of it."""
    if not (text.startswith("(") and text.endswith(")")):
        return text
    depth = 0
    for position, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0 and position < len(text) - 1:
            return text
    return text[1:-1]


def unquote(token: str) -> str:
    """The text between quotes, without its backslashes."""
    return re.sub(r"\\(.)", r"\1", token[1:-1], flags=re.DOTALL)


def quote(text: str) -> str:
    """``text`` as a FEEL string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
