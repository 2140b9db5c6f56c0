"""What follows from clauses "this holds if all those hold": the least set, in linear time, with how each followed."""
from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    """``head`` holds if everything in ``body`` does and nothing in ``guards`` is blocked."""

    head: Hashable
    body: tuple[Hashable, ...] = ()
    guards: tuple[Hashable, ...] = ()


class Deduction:
    """Clauses, ready to be asked again and again with other guards blocked."""

    def __init__(self, clauses: Iterable[Clause]) -> None:
        self.clauses = list(clauses)
        self.by_head: dict[Hashable, list[Clause]] = {}
        self._needed_by: dict[Hashable, list[int]] = {}
        for place, clause in enumerate(self.clauses):
            self.by_head.setdefault(clause.head, []).append(clause)
            for fact in set(clause.body):
                self._needed_by.setdefault(fact, []).append(place)

    def derive(self, blocked: Set[Hashable] = frozenset()) -> dict[Hashable, Clause]:
        """Everything that holds, in the order found, with the clause by which it was found first.

        The facts in that clause's body were found before, so following the clauses back always comes to an end.
        """
        found: dict[Hashable, Clause] = {}
        missing = [len(set(clause.body)) for clause in self.clauses]
        open_ = [blocked.isdisjoint(clause.guards) for clause in self.clauses]
        ready = deque(place for place, count in enumerate(missing) if count == 0 and open_[place])
        while ready:
            clause = self.clauses[ready.popleft()]
            if clause.head in found:
                continue
            found[clause.head] = clause
            for place in self._needed_by.get(clause.head, ()):
                missing[place] -= 1
                if missing[place] == 0 and open_[place]:
                    ready.append(place)
        return found
