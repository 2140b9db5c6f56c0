"""What compiling an expression needs to know: where it stands, which types and names there are, what was found."""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

import feel
from engine.dmn import model, nodes
from engine.dmn.names import PathNames
from engine.dmn.problems import Problem
from engine.dmn.types import TypeTable
from feel.nodes.base import Node

#: FEEL by whatever name: the short one, and the addresses of DMN 1.1 to 1.5.
FEEL = re.compile(r"(.*/)?feel(/.*)?", re.DOTALL)
NOTHING = nodes.Nothing("没有写内容")
#: What reading all texts of a model may cost, in characters.
MAX_EFFORT = 2_000_000
#: So many characters of text are worth one step when they are evaluated.
STEP = 6
#: Texts cost nothing, however long.
STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


def is_feel(language: str | None) -> bool:
    """Whether an expressionLanguage says FEEL; none given means FEEL (DMN 1.5, 6.3.2)."""
    return FEEL.fullmatch((language or "feel").strip().lower()) is not None


@dataclass(slots=True)
class Place:
    """Where an expression stands: whose it is, the names bound there, and the cell when it is in a table.

    ``inputs``: those of the bound names that stand for values from outside.
    """

    owner_id: str
    owner: str
    bound: frozenset[str] = frozenset()
    inputs: frozenset[str] = frozenset()
    row: int | None = None
    column: str | None = None

    def binding(self, *names: str) -> Place:
        """The same place with more names bound."""
        return replace(self, bound=self.bound.union(names), inputs=self.inputs.difference(names))

    def cell(self, row: int | None, column: str) -> Place:
        """A cell of a table here."""
        return replace(self, row=row, column=column)


@dataclass(slots=True)
class Compiler:
    """Compiles the expressions of one model by the compiler of each kind.

    ``free``: the names read from outside so far; see ``take_free``. ``certain``: those of them that cannot be the
    entries of a filtered item. ``weight``: the characters read so far.
    """

    compilers: Mapping[type, Callable[[Compiler, Any, Place], Node]]
    types: TypeTable
    language: str | None
    root: etree._Element
    path_names: PathNames
    problems: list[Problem] = field(default_factory=list)
    free: set[str] = field(default_factory=set)
    certain: set[str] = field(default_factory=set)
    weight: int = 0
    effort: int = 0

    def take_free(self) -> frozenset[str]:
        """The names read from outside since the last call."""
        taken = frozenset(self.free)
        self.free.clear()
        self.certain.clear()
        return taken

    def cost_since(self, weight: int) -> int:
        """The steps of one evaluation of what was read since ``weight``."""
        return 1 + (self.weight - weight) // STEP

    def report(self, place: Place, element: etree._Element, message: str, character: int | None = None) -> None:
        """Note a problem at ``place``."""
        self.problems.append(Problem(message, element, place.owner, place.row, place.column, character))

    def compile(self, boxed: model.Boxed | None, place: Place, missing: etree._Element | None = None) -> Node:
        """The node of a boxed expression. ``missing``: the element to blame when there is none."""
        if boxed is None:
            if missing is not None:
                self.report(place, missing, "这里没有内容，请填写")
            return NOTHING
        self.weight += STEP
        node = self.compilers[type(boxed)](self, boxed, place)
        if isinstance(boxed, model.DecisionTable | model.FunctionDefinition):
            return node
        wanted = self.find_type(boxed.type_ref, boxed.element, place)
        return node if wanted is None else nodes.Typed(node, wanted, f"「{place.owner}」")

    def find_type(self, type_ref: str | None, element: etree._Element, place: Place) -> Any:
        """The type of a typeRef; an unknown one is a problem."""
        if not self.types.knows(type_ref):
            self.report(place, element, f"没有“{(type_ref or '')[:60]}”这个数据类型，请改正或先定义它")
        return self.types.find(type_ref)

    def read(self, text: str, language: str | None, element: etree._Element, place: Place, *,
             tests: bool = False, shift: int = 0) -> Node:  # fmt: skip
        """The node of a FEEL text, or of unary tests; what cannot be read is a problem and gives null.

        ``shift``: so many characters at the beginning were not written by the author.
        """
        if not is_feel(language or self.language):
            shown = (language or self.language or "")[:40]
            self.report(place, element, f"表达式语言“{shown}”不能使用，只能用 FEEL，请把语言改成 feel")
            return NOTHING
        parse: Callable[..., feel.Expression] = feel.parse_unary_tests if tests else feel.parse
        names = self.path_names.within(text)
        if self._is_too_much(text, names, place):
            return NOTHING
        try:
            expression = parse(text, place.bound | names, types=self.types.types)
        except feel.FeelSyntaxError as error:
            self.report(place, element, explain(text, error), max(1, error.offset + 1 - shift))
            return NOTHING
        except feel.LimitExceeded as error:
            self.report(place, element, str(error))
            return NOTHING
        self.weight += len(STRING.sub('""', text))
        free = expression.free_variables - (place.bound - place.inputs) - {"?"}
        self.free |= free
        self.certain |= free - expression.uncertain_variables
        return expression.node

    def _is_too_much(self, text: str, names: set[str], place: Place) -> bool:
        """Whether the texts of the model are too long together, or use too many names; reported once."""
        before = self.effort
        self.effort += 30 + len(text) + len(place.bound) + len(names) * (4 + len(names) // 4)
        if before <= MAX_EFFORT < self.effort:
            self.problems.append(Problem("文件里的表达式一共太长，或者用的名称太多，请拆成几个文件", self.root))
        return self.effort > MAX_EFFORT


def explain(text: str, error: feel.FeelSyntaxError) -> str:
    """What is wrong with a text; JUEL and scripts are told by name."""
    if "${" in text or "#{" in text:
        return "不能用 JUEL（${…}），请改写成 FEEL，例如 amount >= 2000"
    place, _, message = error.message.partition("：")
    line = f"（文字的{place}）" if "\n" in text else ""
    return f"{' '.join(text.split())[:60]} 读不懂{line}，{message}"
