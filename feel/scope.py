"""Where an expression finds its names: the innermost scope first, the caller's variables last."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from feel.run import Run

ABSENT: Final = object()


class Scope:
    """Names and values over a parent scope; reads ``values`` by key only, so that any lookup object will do."""

    __slots__ = ("values", "parent", "run")

    def __init__(self, values: Mapping[str, Any], parent: Scope | None, run: Run) -> None:
        self.values = values
        self.parent = parent
        self.run = run

    def find(self, name: str) -> Any:
        """The value of ``name``, or ABSENT."""
        scope: Scope | None = self
        while scope is not None:
            try:
                return scope.values[name]
            except KeyError:
                scope = scope.parent
        return ABSENT
