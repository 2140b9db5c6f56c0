"""What every part of a parsed expression can do."""
from __future__ import annotations

from abc import ABC, abstractmethod

from feel.scope import Scope
from feel.values import Value


class Node(ABC):
    """One part of an expression; immutable, so that many evaluations may share it."""

    __slots__ = ()

    @abstractmethod
    def evaluate(self, scope: Scope) -> Value:
        """The value in ``scope``; null with a warning where FEEL defines none; raises LimitExceeded only."""
