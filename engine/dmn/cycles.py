"""Requirements that lead back to where they began, and chains of them too long to follow."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from engine.dmn import model
from engine.dmn.elements import Compiled, Key
from engine.dmn.problems import Problem

#: Decisions that require decisions, and so on: deeper than anybody can read, and than Python can follow.
MAX_CHAIN = 50
#: Cycles that are told: the first few are enough to begin with.
MAX_TOLD = 20


def find_cycles(elements: Mapping[Key, Compiled]) -> tuple[Problem, ...]:
    """A problem for each cycle of requirements, and one for the first chain that is too long."""
    walk = _Walk(elements)
    for start in elements:
        walk.visit(start)
    return tuple(walk.problems[:MAX_TOLD])


class _Walk:
    """Goes through the graph depth first; ``depths``: the longest chain that ends at each finished element."""

    def __init__(self, elements: Mapping[Key, Compiled]) -> None:
        self.elements = elements
        self.depths: dict[Key, int] = {}
        self.problems: list[Problem] = []
        self.told_chain = False

    def visit(self, start: Key) -> None:
        """Go through what ``start`` requires, unless that has been done."""
        if start in self.depths:
            return
        path: dict[Key, Iterator[Key]] = {start: _required(self.elements[start])}
        while path:
            key = next(reversed(path))
            following = next(path[key], None)
            if following is None:
                self._finish(key)
                del path[key]
            elif following in path:
                places = list(path)
                self.problems.append(_cycle(self.elements, places[places.index(following):]))
            elif following not in self.depths:
                path[following] = _required(self.elements[following])

    def _finish(self, key: Key) -> None:
        compiled = self.elements[key]
        self.depths[key] = 1 + max((self.depths.get(each, 0) for each in _required(compiled)), default=0)
        if self.depths[key] > MAX_CHAIN and not self.told_chain:
            self.told_chain = True
            element = compiled.element
            message = f"决策一个依赖一个，超过 {MAX_CHAIN} 层，请合并几个"
            self.problems.append(Problem(message, element.element, element.name))


def _required(compiled: Compiled) -> Iterator[Key]:
    if not isinstance(compiled.element, model.ServiceElement):
        return iter([key for key, _ in compiled.requirements])
    inside = {reference.id for reference in (*compiled.element.outputs, *compiled.element.encapsulated)}
    return iter([key for key, _ in compiled.requirements if key[1] in inside])


def _cycle(elements: Mapping[Key, Compiled], path: Sequence[Key]) -> Problem:
    names = [elements[key].element.name or key[1] for key in path]
    shown = " → ".join(f"「{name[:40]}」" for name in [*names[:MAX_TOLD], names[0]])
    element: etree._Element = elements[path[0]].element.element
    return Problem(f"决策互相依赖成了一圈（{shown}），算不出来，请去掉其中一条连线", element, names[0])
