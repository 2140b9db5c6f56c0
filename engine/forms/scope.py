"""What an expression of a form sees: the answers around it before the variables of the process."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from feel import LimitExceeded

if TYPE_CHECKING:
    from feel import Expression, Settings, Value

SPECIAL_NAMES = frozenset({"this", "parent", "i", "_this_", "_parent_", "_i_"})
"""Names that form-js gives: the row an expression stands in, what is around that row, the rows' numbers from 1."""


class Scope(Mapping[str, "Value"]):
    """Names as form-js resolves them: the form's own answers, then process variables, then the special names.

    A field of a row is reached as ``this.key``. A hidden field reads as null even where a variable has its name.
    Variables are read by key only; ``answers`` and ``this`` may go on changing while the scope is in use.
    """

    def __init__(self, answers: dict[str, Value], variables: Mapping[str, Value], settings: Settings) -> None:
        """The scope of the form itself; in it ``this`` is the form's answers."""
        self.answers = answers
        self.variables = variables
        self.settings = settings
        self.this = answers
        self.outer: Scope | None = None
        self.numbers: list[Value] = []

    def open_row(self, row: dict[str, Value], number: int) -> Scope:
        """The scope of row ``number`` (from 1) of a list that stands in this one."""
        scope = Scope(self.answers, self.variables, self.settings)
        scope.this, scope.outer, scope.numbers = row, self, [*self.numbers, Decimal(number)]
        return scope

    def __getitem__(self, name: str) -> Value:
        for names in (self.answers, self.variables):
            try:
                return names[name]
            except KeyError:
                continue
        if name in SPECIAL_NAMES:
            return self.find_special(name.strip("_"))
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter({*SPECIAL_NAMES, *self.variables, *self.answers})

    def __len__(self) -> int:
        return len(set(self))

    def find_special(self, name: str) -> Value:
        """``this``, ``parent`` or ``i``; the parent's context has a ``parent`` too, where there is one."""
        if name == "this":
            return self.this
        if name == "i":
            return list(self.numbers)
        if self.outer is None:
            return None
        return {"parent": self.outer.find_special("parent"), **self.outer.this}

    def evaluate(self, expression: Expression) -> Value:
        """The expression's value; null when it has none or crosses a limit."""
        try:
            return expression.evaluate(self, self.settings).value
        except LimitExceeded:
            return None


def look_up(names: Mapping[str, Value], key: str) -> Value:
    """The value of a name, null when there is none; read by key only."""
    try:
        return names[key]
    except KeyError:
        return None
