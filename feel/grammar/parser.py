"""The way into the grammar: a whole expression, or the tests of a decision table's cell."""
from __future__ import annotations

from feel.grammar.operators import OR, read_instance_of, read_negation, read_operator_test, read_operators
from feel.grammar.primary import read_hanging, read_primary, read_range_end
from feel.grammar.reader import Reader
from feel.nodes.atoms import Literal
from feel.nodes.base import Node
from feel.nodes.functions import Invocation
from feel.nodes.tests import Anything, ExpressionTest, Test, UnaryTests


class Parser(Reader):
    """A reader that knows the rules; one object reads one text."""

    def expression(self) -> Node:
        return self.operation(OR)

    def operation(self, level: int, first: Node | None = None) -> Node:
        return read_operators(self, self.operand(first), level)

    def operand(self, first: Node | None = None) -> Node:
        if first is None and self.at("-"):
            return read_negation(self)
        return read_instance_of(self, read_hanging(self, read_primary(self) if first is None else first))

    def range_from(self, start: Node, included: bool) -> Node:
        return read_range_end(self, start, included)

    def positive_test(self) -> Test:
        operator_test = read_operator_test(self)
        if operator_test is not None:
            return operator_test
        uses = self.subject_uses
        expression = self.expression()
        return ExpressionTest(expression, self.subject_uses > uses)

    def read_whole(self) -> Node:
        """The text as one expression; raises FeelSyntaxError."""
        node = self.expression()
        self.expect_end()
        return node

    def read_tests(self) -> Node:
        """The text as unary tests: ``-``, ``not(tests)`` or tests; raises FeelSyntaxError."""
        if self.text.strip() == "-":
            return UnaryTests((Anything(),), mentions_subject=False)
        uses = self.subject_uses
        if self.take_word("not"):
            tests, negated = self.read_negated()
        else:
            tests, negated = self.read_rest([self.positive_test()]), False
        return UnaryTests(tuple(tests), self.subject_uses > uses, negated)

    def read_negated(self) -> tuple[list[Test], bool]:
        """The tests behind ``not``, and whether the word negates them all instead of being a function's name."""
        if not self.at("("):
            self.fail("「(」", "'('")
        uses = self.subject_uses
        with self.nested():
            self.expect("(")
            tests = [self.positive_test()]
            while self.take(","):
                tests.append(self.positive_test())
            self.expect(")")
        if not self.peek():
            return tests, True
        lone = tests[0]
        if len(tests) > 1 or not isinstance(lone, ExpressionTest):
            self.fail("表达式的结尾", "the end of the expression")
        call = Invocation(Literal(self.builtins["not"]), (lone.expression,), ())
        first = self.operation(OR, call)
        return self.read_rest([ExpressionTest(first, self.subject_uses > uses)]), False

    def read_rest(self, tests: list[Test]) -> list[Test]:
        """``tests`` and those that follow behind commas, up to the end of the text."""
        while self.take(","):
            tests.append(self.positive_test())
        self.expect_end()
        return tests
