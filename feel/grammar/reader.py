"""What the rules of the grammar share: the cursor, the names bound so far, and the way into a nested expression."""
from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache

from feel.errors import LimitExceeded
from feel.grammar.cursor import Cursor
from feel.grammar.names import NameTable
from feel.limits import Limits
from feel.nodes.base import Node
from feel.nodes.tests import Test
from feel.values import Function, Type


@lru_cache(maxsize=16)
def table_of(declared: frozenset[str], standard: NameTable) -> NameTable:
    """The table of these names, made once for all the expressions of a model; to be copied, never changed."""
    return NameTable(declared, standard)


class Reader(Cursor):
    """A cursor that knows scopes; the rules are functions that take it and return nodes."""

    def __init__(self, text: str, declared: frozenset[str], builtins: Mapping[str, Function], standard: NameTable,
                 limits: Limits, types: Mapping[str, Type]) -> None:
        """``standard``: the names of several words that are always known. Raises LimitExceeded for too long a text."""
        if len(text) > limits.text:
            raise LimitExceeded(f"表达式太长（最多{limits.text}字）。")
        super().__init__(text, NameTable((), table_of(declared, standard)) if declared else NameTable((), standard))
        self.declared = declared
        self.builtins = builtins
        self.types = types
        self.limits = limits
        self.depth = 0
        self.bound: dict[str, int] = {}
        self.free: dict[str, None] = {}
        self.called: dict[str, None] = {}
        self.uncertain: dict[str, None] = {}
        self.filters = 0
        self.weight = 0
        self.range_ends = 0
        self.subject_uses = 0
        self.partial_uses = 0

    @abstractmethod
    def expression(self) -> Node:
        """Read one whole expression."""

    @abstractmethod
    def operation(self, level: int, first: Node | None = None) -> Node:
        """Read operands joined by operators of ``level`` or tighter; ``first``: an operand read already."""

    @abstractmethod
    def operand(self, first: Node | None = None) -> Node:
        """Read one operand with what hangs on it: sign, dots, brackets, parentheses, instance of."""

    @abstractmethod
    def range_from(self, start: Node, included: bool) -> Node:
        """Read the rest of a range behind its two dots."""

    @abstractmethod
    def positive_test(self) -> Test:
        """Read one positive unary test."""

    @contextmanager
    def nested(self) -> Iterator[None]:
        """Go one level deeper; raises FeelSyntaxError when that is too deep."""
        self.depth += 1
        if self.depth > self.limits.nesting:
            self.fail(f"较浅的层次（最多{self.limits.nesting}层）", f"no more than {self.limits.nesting} nested levels")
        try:
            yield
        finally:
            self.depth -= 1

    def count_chain(self, length: int) -> None:
        """Raises FeelSyntaxError when ``length`` operators in a row are too many."""
        self.weight += 1
        if length > self.limits.chain:
            most = self.limits.chain
            self.fail(f"较短的式子（一串最多{most}个运算）", f"no more than {most} operators in a row")

    def cost_since(self, weight: int) -> int:
        """The steps of one round of what was read since ``weight``: two operations make one."""
        return 1 + (self.weight - weight) // 2

    def bind(self, name: str) -> None:
        """Make ``name`` known until ``release``."""
        self.bound[name] = self.bound.get(name, 0) + 1
        self.names.declare(name)

    def release(self, names: list[str]) -> None:
        """Forget each of ``names`` once."""
        for name in names:
            self.bound[name] -= 1
            self.names.withdraw(name)

    def is_bound(self, name: str) -> bool:
        """Whether ``name`` is bound by the expression itself at this place."""
        return self.bound.get(name, 0) > 0

    def refer(self, name: str) -> None:
        """Note that ``name`` is read here."""
        if name == "?":
            self.subject_uses += 1
        if name == "partial":
            self.partial_uses += 1
        if not self.is_bound(name):
            (self.uncertain if self.filters else self.free)[name] = None
