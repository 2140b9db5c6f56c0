"""Goes over a FEEL expression without running it: what it can give, and which comparisons with texts it makes."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.deployment.texts.possible import (
    ANYTHING,
    NOTHING,
    OTHER,
    Possible,
    context_of,
    join,
    join_all,
    list_of,
    value_of,
)
from engine.deployment.texts.reckoned_functions import reckon_call
from feel.nodes import access, atoms, functions, iteration, operations, tests
from feel.nodes.base import Node

#: What a name can hold outside the expression.
Find = Callable[[str], Possible]
SUBJECT = "?"


@dataclass(frozen=True, slots=True)
class Compared:
    """``subject`` compared with ``text``. ``written``: as people write it; ``name``: the subject's, if it has one.

    ``wanted``: whether being equal makes it true. ``alternative``: it is one of several of which one suffices.
    ``bare``: the text is written without quotes, as a variable is.
    """

    subject: Possible
    text: str
    name: str | None
    written: str
    wanted: bool = True
    alternative: bool = False
    bare: bool = False


class TooMuch(Exception):
    """The account of steps is used up; what is not known is taken to be anything."""


class Steps:
    """How much may still be looked at, over all expressions of one deployment."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, number: int) -> None:
        """Spend ``number`` of them; raises TooMuch."""
        self.left -= number
        if self.left < 0:
            raise TooMuch


@dataclass(frozen=True, slots=True)
class Names:
    """A chain of scopes. ``open``: items of a filter whose entries are not known hide every name outside."""

    find: Find
    bound: Mapping[str, Possible]
    outer: Names | None = None
    mixed: bool = False
    open: bool = False

    def look_up(self, name: str) -> Possible:
        """What the name can hold here. ``mixed``: an entry that may be missing, so the outer name may be meant."""
        if self.open:
            return self.bound.get(name, ANYTHING)
        found = self.bound.get(name)
        if found is not None and not self.mixed:
            return found
        beyond = self.outer.look_up(name) if self.outer is not None else self.find(name)
        return beyond if found is None else join(found, beyond)

    def bind(self, bound: Mapping[str, Possible]) -> Names:
        """A scope within this one."""
        return Names(self.find, bound, self)


class Reckoner:
    """Walks over nodes; ``compared`` collects what ``value`` meets on its way."""

    def __init__(self, steps: Steps) -> None:
        self.steps = steps
        self.compared: list[Compared] = []
        self._alternative = False
        self._enough: frozenset[bool] = frozenset()

    def value(self, node: Node, names: Names) -> Possible:
        """What ``node`` can give. Raises TooMuch."""
        self.steps.take(1)
        reckon = _RECKONERS.get(type(node))
        return ANYTHING if reckon is None else reckon(self, node, names)

    def test(self, test: tests.Test, subject: Possible, name: str | None, names: Names) -> None:
        """Look at one test of ``subject``, which is called ``name``."""
        if isinstance(test, tests.OperatorTest):
            if test.operator in ("=", "!=") and isinstance(test.operand, atoms.Literal):
                self._compare(subject, test.operand.value, name, wanted=test.operator == "=")
            self.value(test.operand, names)
        elif isinstance(test, tests.ExpressionTest):
            expression = test.expression
            items = expression.items if isinstance(expression, atoms.ListLiteral) else (expression,)
            before, self._alternative = self._alternative, self._alternative or len(items) > 1
            for item in items:
                if isinstance(item, atoms.Literal):
                    self._compare(subject, item.value, name)
            self._alternative = before
            self.value(expression, names)

    def cell(self, node: tests.UnaryTests, subject: Possible, name: str | None, names: Names) -> None:
        """Look at a cell of a decision table. Raises TooMuch."""
        self._several(node.tests, subject, name, names.bind({SUBJECT: subject}))

    def _several(self, found: tuple[tests.Test, ...], subject: Possible, name: str | None, names: Names) -> None:
        before, self._alternative = self._alternative, self._alternative or len(found) > 1
        for test in found:
            self.test(test, subject, name, names)
        self._alternative = before

    def _compare(self, subject: Possible, text: object, name: str | None, *, wanted: bool = True,
                 function: str = "") -> None:
        if isinstance(text, str):
            quoted = f'"{text[:60]}"'
            sign = "=" if wanted else "!="
            written = f"{function}({name or '…'}, {quoted})" if function else f"{name or '…'} {sign} {quoted}"
            alternative = self._alternative or wanted in self._enough
            self.compared.append(Compared(subject, text, name, written, wanted, alternative))

    def variable(self, node: atoms.Variable, names: Names) -> Possible:
        """What the name can hold."""
        found = names.look_up(node.name)
        self.steps.take(found.weight // 10)
        return found

    def equality(self, node: operations.Equality, names: Names) -> Possible:
        """A comparison with a literal on either side."""
        for side, other in ((node.left, node.right), (node.right, node.left)):
            subject = self.value(side, names)
            if isinstance(other, atoms.Literal) and not isinstance(side, atoms.Literal):
                self._compare(subject, other.value, spell(side), wanted=node.wanted)
            elif isinstance(other, atoms.Variable) and other.name in subject.texts:
                written = f"{spell(side) or '…'} {'=' if node.wanted else '!='} {other.name}"
                self.compared.append(Compared(subject, other.name, spell(side), written[:120], node.wanted, bare=True))
        return OTHER

    def logic(self, node: operations.Logic, names: Names) -> Possible:
        """One that holds is enough for ``or``, one that fails for ``and``."""
        before = self._enough
        self._enough = before | {node.decisive}
        for side in (node.left, node.right):
            self.value(side, names)
        self._enough = before
        return OTHER

    def membership(self, node: tests.Membership, names: Names) -> Possible:
        """``in`` with its tests."""
        subject = self.value(node.subject, names)
        self._several(node.tests, subject, spell(node.subject), names.bind({SUBJECT: subject}))
        return OTHER

    def conditional(self, node: operations.Conditional, names: Names) -> Possible:
        """What either branch gives."""
        self.value(node.condition, names)
        return join(self.value(node.yes, names), self.value(node.no, names))

    def arithmetic(self, node: operations.Arithmetic, names: Names) -> Possible:
        """Texts joined become texts that nobody can list."""
        sides = (self.value(node.left, names), self.value(node.right, names))
        texts = any(side.anything or side.texts for side in sides)
        return ANYTHING if node.operator == "+" and texts else OTHER

    def path(self, node: access.Path, names: Names) -> Possible:
        """The entry of a context."""
        return self.value(node.owner, names).entry(node.name)

    def filter(self, node: access.Filter, names: Names) -> Possible:
        """One item or several."""
        items = self.value(node.operand, names).members()
        inner = names.bind({"item": items})
        self.value(node.condition, Names(names.find, items.entries or {"item": items}, inner, True, items.anything))
        return join(items, list_of(items))

    def loop(self, node: iteration.For | iteration.Quantified, names: Names) -> Possible:
        """``for``, ``some`` and ``every``."""
        for domain in node.domains:
            source = self.value(domain.source, names)
            if domain.end is not None:
                self.value(domain.end, names)
            names = names.bind({domain.name: OTHER if domain.end is not None else source.members()})
        body = self.value(node.body, names.bind({"partial": ANYTHING}) if isinstance(node, iteration.For) else names)
        return list_of(body) if isinstance(node, iteration.For) else OTHER

    def context(self, node: atoms.ContextLiteral, names: Names) -> Possible:
        """A context, whose entries see those before."""
        entries: dict[str, Possible] = {}
        for name, inner in node.entries:
            entries[name] = self.value(inner, names.bind(dict(entries)))
        return context_of(entries)

    def function(self, node: functions.FunctionLiteral, names: Names) -> Possible:
        """A function, whose parameters can be anything."""
        if node.body is not None:
            self.value(node.body, names.bind(dict.fromkeys(node.parameters, ANYTHING)))
        return ANYTHING

    def call(self, node: functions.Invocation, names: Names) -> Possible:
        """A call of a built-in; of other functions nothing is known."""
        name = called(node.callee)
        values = [self.value(argument, names) for argument in node.arguments]
        if name is None or node.names:
            self.value(node.callee, names)
            return ANYTHING
        if name == "list contains" and len(values) == 2 and isinstance(node.arguments[1], atoms.Literal):
            asked = node.arguments[1].value
            self._compare(values[0].members(), asked, spell(node.arguments[0]), function=name)
        return reckon_call(name, values, node.arguments)


def called(callee: Node) -> str | None:
    """The name of the built-in that is called."""
    if isinstance(callee, functions.Callee):
        return None
    value = callee.value if isinstance(callee, atoms.Literal) else None
    return getattr(value, "name", None)


def spell(node: Node) -> str | None:
    """A variable or a path as it is written."""
    if isinstance(node, atoms.Variable):
        return node.name[:60]
    owner = spell(node.owner) if isinstance(node, access.Path) else None
    return f"{owner}.{node.name}"[:120] if owner is not None and isinstance(node, access.Path) else None


def _all_of(*parts: str) -> Callable[[Reckoner, Any, Names], Possible]:
    """Nodes that give a number or a truth value, whose ``parts`` are looked at."""
    def reckon(reckoner: Reckoner, node: Any, names: Names) -> Possible:
        for part in parts:
            reckoner.value(getattr(node, part), names)
        return OTHER

    return reckon


_RECKONERS: Mapping[type, Callable[[Reckoner, Any, Names], Possible]] = {
    atoms.Literal: lambda _reckoner, node, _names: value_of(node.value),
    atoms.Mistaken: lambda _reckoner, _node, _names: NOTHING,
    atoms.Variable: Reckoner.variable,
    atoms.ListLiteral: lambda reckoner, node, names: list_of(
        join_all(reckoner.value(item, names) for item in node.items)),
    atoms.ContextLiteral: Reckoner.context,
    atoms.RangeLiteral: _all_of("start", "end"),
    access.Path: Reckoner.path,
    access.Filter: Reckoner.filter,
    functions.Invocation: Reckoner.call,
    functions.FunctionLiteral: Reckoner.function,
    functions.DefinedTest: _all_of("operand"),
    functions.Replaced: lambda reckoner, node, names: reckoner.value(node.operand, names),
    iteration.For: Reckoner.loop,
    iteration.Quantified: Reckoner.loop,
    operations.Arithmetic: Reckoner.arithmetic,
    operations.Negation: _all_of("operand"),
    operations.Equality: Reckoner.equality,
    operations.Comparison: _all_of("left", "right"),
    operations.Between: _all_of("operand", "low", "high"),
    operations.Logic: Reckoner.logic,
    operations.Conditional: Reckoner.conditional,
    operations.InstanceOf: _all_of("operand"),
    tests.Membership: Reckoner.membership,
}
