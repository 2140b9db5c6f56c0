"""What compiling an expression needs to know: where it stands, which types and names there are, what was found."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

import feel
from engine.dmn import model, nodes
from engine.dmn.problems import Problem
from engine.dmn.types import TypeTable
from feel.nodes.base import Node

#: FEEL by whatever name: the short one, and the addresses of DMN 1.1 to 1.5.
FEEL_NAMES = ("feel", "/feel", "/feel/")
NOTHING = nodes.Nothing("没有写内容")


def is_feel(language: str | None) -> bool:
    """Whether an expressionLanguage says FEEL; none given means FEEL (DMN 1.5, 6.3.2)."""
    name = (language or "feel").strip().lower()
    return name == "feel" or name.rstrip("/").endswith("/feel")


@dataclass(slots=True)
class Place:
    """Where an expression stands: whose it is, the names bound there, and the cell when it is in a table."""

    owner_id: str
    owner: str
    bound: frozenset[str] = frozenset()
    row: int | None = None
    column: str | None = None

    def binding(self, *names: str) -> Place:
        """The same place with more names bound."""
        return Place(self.owner_id, self.owner, self.bound.union(names), self.row, self.column)

    def cell(self, row: int | None, column: str) -> Place:
        """A cell of a table here."""
        return Place(self.owner_id, self.owner, self.bound, row, column)


@dataclass(slots=True)
class Compiler:
    """Compiles the expressions of one model by the compiler of each kind.

    ``free``: the names read from outside so far; see ``take_free``.
    """

    compilers: Mapping[type, Callable[[Compiler, Any, Place], Node]]
    types: TypeTable
    language: str | None
    path_names: frozenset[str]
    problems: list[Problem] = field(default_factory=list)
    free: set[str] = field(default_factory=set)

    def take_free(self) -> frozenset[str]:
        """The names read from outside since the last call."""
        taken = frozenset(self.free)
        self.free.clear()
        return taken

    def report(self, place: Place, element: etree._Element, message: str, character: int | None = None) -> None:
        """Note a problem at ``place``."""
        self.problems.append(Problem(message, element, place.owner, place.row, place.column, character))

    def compile(self, boxed: model.Boxed | None, place: Place, missing: etree._Element | None = None) -> Node:
        """The node of a boxed expression. ``missing``: the element to blame when there is none."""
        if boxed is None:
            if missing is not None:
                self.report(place, missing, "这里没有内容，请填写")
            return NOTHING
        node = self.compilers[type(boxed)](self, boxed, place)
        wanted = self.find_type(boxed.type_ref, boxed.element, place)
        return node if wanted is None else nodes.Typed(node, wanted, f"「{place.owner}」")

    def find_type(self, type_ref: str | None, element: etree._Element, place: Place) -> Any:
        """The type of a typeRef; an unknown one is a problem."""
        if not self.types.knows(type_ref):
            self.report(place, element, f"没有“{(type_ref or '')[:60]}”这个数据类型，请改正或先定义它")
        return self.types.find(type_ref)

    def read(self, text: str, language: str | None, element: etree._Element, place: Place, *,
             tests: bool = False) -> Node:  # fmt: skip
        """The node of a FEEL text, or of unary tests; what cannot be read is a problem and gives null."""
        if not is_feel(language or self.language):
            shown = (language or self.language or "")[:40]
            self.report(place, element, f"表达式语言“{shown}”不能使用，只能用 FEEL，请把语言改成 feel")
            return NOTHING
        parse: Callable[..., feel.Expression] = feel.parse_unary_tests if tests else feel.parse
        try:
            expression = parse(text, place.bound | self.path_names, types=self.types.types)
        except feel.FeelSyntaxError as error:
            self.report(place, element, explain(text, error), error.offset + 1)
            return NOTHING
        except feel.LimitExceeded as error:
            self.report(place, element, str(error))
            return NOTHING
        self.free |= expression.free_variables - place.bound - {"?"}
        return expression.node


def explain(text: str, error: feel.FeelSyntaxError) -> str:
    """What is wrong with a text; JUEL and scripts are told by name."""
    if "${" in text or "#{" in text:
        return "不能用 JUEL（${…}），请改写成 FEEL，例如 amount >= 2000"
    message = error.message.partition("：")[2]
    return f"{text.strip()[:60]} 读不懂，{message}"
