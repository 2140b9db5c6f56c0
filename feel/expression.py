"""The public face of the language: parse a text once, evaluate it as often as needed."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from feel.builtins import REGISTRY
from feel.errors import Undefined
from feel.grammar.names import NameTable
from feel.grammar.parser import Parser
from feel.grammar.types import read_type
from feel.invocation import invoke
from feel.limits import DEFAULT, Limits, Settings
from feel.nodes.base import Node
from feel.nodes.tests import UnaryTests
from feel.properties import MULTI_WORD
from feel.run import Run
from feel.scope import Scope
from feel.values import Type, Value

STANDARD_NAMES = NameTable([*(name for name in REGISTRY if " " in name), *MULTI_WORD])
NO_TYPES: Mapping[str, Type] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an expression gave; ``missing`` are the variables that were read and not there."""

    value: Value
    warnings: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed text; immutable, to be shared and kept.

    ``free_variables``: the root names that it may read from outside, known without running it: neither bound inside
    nor functions called by a built-in's name. Names within a filter may be entries of the filtered items instead:
    those that stand in filters only are also in ``uncertain_variables``. ``called_names`` are the free names
    called as functions.
    """

    text: str
    node: Node
    free_variables: frozenset[str]
    uncertain_variables: frozenset[str]
    called_names: frozenset[str]

    def evaluate(self, variables: Mapping[str, Value], settings: Settings = DEFAULT) -> Evaluation:
        """The value with ``variables``, which are read by key only (KeyError: not there).

        What FEEL does not define becomes null and a warning in Chinese. Raises LimitExceeded, and TypeError for a
        variable that is no FEEL value (see from_json).
        """
        with Run(settings) as run:
            value = self.node.evaluate(Scope(variables, None, run))
        return Evaluation(value, tuple(run.warnings), tuple(run.missing))

    def value_in(self, scope: Scope) -> Value:
        """As ``evaluate``, on the account of ``scope.run``, inside whose ``with`` this is called.

        So that many evaluations, such as the cells of a table, share one budget, one list of warnings and one clock.
        """
        return self.node.evaluate(scope)

    def holds_in(self, scope: Scope, subject: Value) -> bool | None:
        """The verdict of unary tests on ``subject``, as ``value_in``; None when it cannot be told."""
        node = self.node
        if not isinstance(node, UnaryTests):
            raise TypeError("only unary tests hold; see parse_unary_tests")
        return node.holds(scope, subject)


def parse(text: str, names: Iterable[str] = (), *, types: Mapping[str, Type] = NO_TYPES,
          limits: Limits = DEFAULT.limits) -> Expression:
    """Read ``text`` as one FEEL expression.

    ``names``: names in scope; needed for those with blanks or operators in them. ``types``: the model's types for
    ``instance of`` and parameters. Raises FeelSyntaxError with the column, and LimitExceeded for too long a text.
    """
    parser = Parser(text, frozenset(names), REGISTRY, STANDARD_NAMES, limits, types)
    return finish(parser, Parser.read_whole)


def parse_unary_tests(text: str, names: Iterable[str] = (), *, types: Mapping[str, Type] = NO_TYPES,
                      limits: Limits = DEFAULT.limits) -> Expression:
    """Read ``text`` as unary tests; evaluate it with the variables and ``?``, the value under test.

    Its value is true, false, or null when that cannot be told. Arguments and errors as with ``parse``; ``?`` is not
    among the free variables.
    """
    parser = Parser(text, frozenset(names), REGISTRY, STANDARD_NAMES, limits, types)
    parser.bind("?")
    return finish(parser, Parser.read_tests)


def parse_type(text: str, types: Mapping[str, Type] = NO_TYPES) -> Type:
    """Read a type expression such as ``list<number>``; names that are neither built-in nor in ``types`` become Named.

    Raises FeelSyntaxError.
    """
    parser = Parser(text, frozenset(), REGISTRY, STANDARD_NAMES, DEFAULT.limits, types)
    wanted = read_type(parser)
    parser.expect_end()
    return wanted


def finish(parser: Parser, read: Callable[[Parser], Node]) -> Expression:
    """What ``read`` makes of the parser's text, with the names it has met."""
    try:
        node = read(parser)
    except RecursionError:
        parser.fail("较浅的层次", "fewer nested levels")
    free = frozenset(parser.free)
    uncertain = frozenset(parser.uncertain) - free
    return Expression(parser.text, node, free | uncertain, uncertain, frozenset(parser.called))


def call(function: Value, arguments: Sequence[Value] | Mapping[str, Value], settings: Settings = DEFAULT) -> Evaluation:
    """Call a function value with arguments by position, or by name when a mapping is given.

    Null and a warning when it is no function or the arguments do not fit; raises LimitExceeded.
    """
    with Run(settings) as run:
        value = call_in(run, function, arguments)
    return Evaluation(value, tuple(run.warnings), tuple(run.missing))


def call_in(run: Run, function: Value, arguments: Sequence[Value] | Mapping[str, Value]) -> Value:
    """As ``call``, on the account of ``run``, inside whose ``with`` this is called."""
    named = arguments if isinstance(arguments, Mapping) else None
    positional = () if isinstance(arguments, Mapping) else arguments
    try:
        return invoke(run, function, positional, named)
    except Undefined as error:
        run.fail(str(error))
        return None
