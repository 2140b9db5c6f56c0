"""for, some and every."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from feel.comparison import describe, order
from feel.decimal128 import whole
from feel.errors import Undefined
from feel.nodes.base import Node
from feel.run import Run
from feel.scope import Scope
from feel.temporal.date import Date
from feel.values import Range, Value

ROUND = 2
"""Steps of one round of a loop, whatever its body does."""


@dataclass(frozen=True, slots=True)
class Domain:
    """``name in source`` or ``name in source..end``"""

    name: str
    source: Node
    end: Node | None

    def values(self, scope: Scope) -> Iterator[Any]:
        """The values to go through, one by one; raises Undefined when the source has none."""
        source = self.source.evaluate(scope)
        if self.end is not None:
            return count(source, self.end.evaluate(scope))
        if isinstance(source, list):
            return iter(source)
        if isinstance(source, Range):
            return walk_range(scope.run, source)
        if source is None:
            raise Undefined("空值不能逐项处理")
        return iter([source])


def count(first: Value, last: Value) -> Iterator[Any]:
    """Whole numbers or days from ``first`` to ``last``, up or down; raises Undefined for anything else."""
    if isinstance(first, Date) and isinstance(last, Date):
        return map(Date.from_number, steps(first.number, last.number))
    return map(Decimal, steps(whole(first), whole(last)))


def steps(first: int, last: int) -> range:
    """``first`` to ``last``, both included, in whichever direction."""
    return range(first, last + 1) if first <= last else range(first, last - 1, -1)


def walk_range(run: Run, span: Range) -> Iterator[Any]:
    """The whole numbers or days of a range; raises Undefined for an open, empty or descending one."""
    if span.start is None or span.end is None:
        raise Undefined("没有尽头的区间不能逐项处理")
    if order(run, span.start, span.end) > 0:
        raise Undefined("区间的起点大于终点")
    days = isinstance(span.start, Date)
    first, last = (span.start.number, span.end.number) if days else (whole(span.start), whole(span.end))
    inside = range(first if span.start_included else first + 1, last + 1 if span.end_included else last)
    return map(Date.from_number, inside) if days else map(Decimal, inside)


def each(scope: Scope, domains: tuple[Domain, ...], visit: Callable[[Scope], bool], depth: int = 0) -> bool:
    """Call ``visit`` for every combination, the first domain slowest; stops as soon as it returns False."""
    if depth == len(domains):
        return visit(scope)
    domain = domains[depth]
    for value in domain.values(scope):
        scope.run.tick(ROUND)
        if not each(Scope({domain.name: value}, scope, scope.run), domains, visit, depth + 1):
            return False
    return True


@dataclass(frozen=True, slots=True)
class For(Node):
    """``for … return body``; ``partial`` in the body is the list of the results so far"""

    domains: tuple[Domain, ...]
    body: Node
    uses_partial: bool
    cost: int

    def evaluate(self, scope: Scope) -> Value:
        results: list[Any] = []
        run = scope.run

        def visit(inner: Scope) -> bool:
            run.tick(self.cost)
            if self.uses_partial:
                run.made_list(len(results))
                inner = Scope({"partial": list(results)}, inner, run)
            results.append(self.body.evaluate(inner))
            if len(results) > run.settings.limits.list:
                run.made_list(len(results))
            return True

        try:
            each(scope, self.domains, visit)
        except Undefined as error:
            run.fail(str(error))
            return None
        run.made_list(len(results))
        return results


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """``some`` (``decisive`` True) or ``every`` (``decisive`` False) ``… satisfies body``, in three values"""

    domains: tuple[Domain, ...]
    body: Node
    decisive: bool
    cost: int

    def evaluate(self, scope: Scope) -> Value:
        undecided = False
        run = scope.run

        def visit(inner: Scope) -> bool:
            nonlocal undecided
            run.tick(self.cost)
            verdict = self.body.evaluate(inner)
            if not isinstance(verdict, bool):
                undecided = True
                run.fail(f"satisfies 的条件是{describe(verdict)}，不是是非值")
            return verdict is not self.decisive

        try:
            if not each(scope, self.domains, visit):
                return self.decisive
        except Undefined as error:
            run.fail(str(error))
            return None
        return None if undecided else not self.decisive
