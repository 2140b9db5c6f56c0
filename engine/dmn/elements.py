"""The elements of a requirement graph, compiled one by one: nodes, requirements and names read from outside."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from engine.dmn import model
from engine.dmn.compiler import Compiler, Place
from engine.dmn.problems import Problem
from engine.dmn.types import TypeTable
from feel.nodes.base import Node
from feel.values import Type

#: Namespace and id.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Compiled:
    """``requirements``: what it sees, with the import's name where that is another model's ("" otherwise).

    ``free``: the names read from outside by its own expressions or, for input data, its own name.
    """

    element: model.InputData | model.Decision | model.KnowledgeModel | model.DecisionService
    node: Node | None
    type: Type | None
    requirements: tuple[tuple[Key, str], ...]
    free: frozenset[str]


class ElementCompiler:
    """Compiles the elements of one of ``models`` (by namespace)."""

    def __init__(self, own: model.Model, models: Mapping[str, model.Model], compiler: Compiler) -> None:
        self.own = own
        self.models = models
        self.compiler = compiler
        self.import_names = {found.namespace: found.name for found in own.imports}

    def compile(
        self, element: model.InputData | model.Decision | model.KnowledgeModel | model.DecisionService
    ) -> Compiled:
        """One element; what is wrong with it is reported to the compiler."""
        place = Place(element.id, element.name or element.id)
        wanted = self.compiler.find_type(element.type_ref, element.element, place)
        requirements = tuple(self._requirements(element, place))
        place = place.binding(*self._visible(requirements))
        node = None
        if isinstance(element, model.Decision):
            if element.logic is None:
                self.compiler.report(place, element.element, "没有决策内容，请画决策表或写表达式")
            else:
                node = self.compiler.compile(element.logic, place)
        elif isinstance(element, model.KnowledgeModel):
            node = self.compiler.compile(element.logic, place, element.element)
        own = {element.variable} if isinstance(element, model.InputData) else set()
        return Compiled(element, node, wanted, requirements, self.compiler.take_free() | own)

    def _requirements(self, element: model.DrgElement, place: Place) -> Iterator[tuple[Key, str]]:
        for wanted, references in _references(element):
            for reference in references:
                found = self._find(reference)
                if found is None:
                    self.compiler.report(
                        place, element.element, f"引用的“{reference.id[:60] or '（空）'}”不存在，请改正连线或补上它"
                    )
                elif not isinstance(self.models[found[0]].elements[found[1]], wanted):
                    self.compiler.report(place, element.element, f"引用的“{reference.id[:60]}”种类不对，请重新连线")
                else:
                    yield found, self.import_names.get(found[0], "") if found[0] != self.own.namespace else ""

    def _find(self, reference: model.Reference) -> Key | None:
        """Where a reference leads; tools write wrong namespaces, so ids of other models are tried as well."""
        first = reference.namespace or self.own.namespace
        for namespace in (first, self.own.namespace, *self.models):
            if namespace in self.models and reference.id in self.models[namespace].elements:
                return namespace, reference.id
        return None

    def _visible(self, requirements: Sequence[tuple[Key, str]]) -> Iterator[str]:
        for (namespace, identifier), import_name in requirements:
            yield import_name or self.models[namespace].elements[identifier].variable


def _references(element: model.DrgElement) -> Iterator[tuple[tuple[type, ...], tuple[model.Reference, ...]]]:
    callable_kinds = (model.KnowledgeModel, model.DecisionService)
    if isinstance(element, model.Decision):
        yield (model.InputData,), element.inputs
        yield (model.Decision,), element.decisions
        yield callable_kinds, element.knowledge
    elif isinstance(element, model.KnowledgeModel):
        yield callable_kinds, element.knowledge
    elif isinstance(element, model.DecisionService):
        yield (model.InputData,), element.input_data
        yield (model.Decision,), element.input_decisions
        yield (model.Decision,), element.outputs
        yield (model.Decision,), element.encapsulated


def find_cycle(elements: Mapping[Key, Compiled]) -> tuple[Problem, ...]:
    """A problem for each cycle of requirements, and for chains too long to follow."""
    state: dict[Key, int] = {}
    problems = []
    for start in elements:
        path: list[Key] = []
        stack: list[tuple[Key, Iterator[Key]]] = []
        if start not in state:
            stack.append((start, _required(elements[start])))
            state[start] = 1
            path.append(start)
        while stack:
            key, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                state[key] = 2
                stack.pop()
                path.pop()
            elif state.get(following) == 1:
                problems.append(_cycle(elements, path[path.index(following):]))
            elif following not in state:
                state[following] = 1
                path.append(following)
                stack.append((following, _required(elements[following])))
                if len(path) == MAX_CHAIN:
                    problems.append(_too_long(elements[start].element))
    return tuple(problems)


#: Decisions that require decisions, and so on: deeper than anybody can read, and than Python can follow.
MAX_CHAIN = 50


def _required(compiled: Compiled) -> Iterator[Key]:
    if isinstance(compiled.element, model.DecisionService):
        return iter([key for key, _ in compiled.requirements if _is_inside(compiled.element, key)])
    return iter([key for key, _ in compiled.requirements])


def _is_inside(service: model.DecisionService, key: Key) -> bool:
    return any(reference.id == key[1] for reference in (*service.outputs, *service.encapsulated))


def _cycle(elements: Mapping[Key, Compiled], path: Sequence[Key]) -> Problem:
    names = [elements[key].element.name or key[1] for key in path]
    shown = " → ".join(f"「{name[:40]}」" for name in [*names, names[0]])
    element: etree._Element = elements[path[0]].element.element
    return Problem(f"决策互相依赖成了一圈（{shown}），算不出来，请去掉其中一条连线", element, names[0])


def _too_long(element: model.DrgElement) -> Problem:
    return Problem(f"决策一个依赖一个，超过 {MAX_CHAIN} 层，请合并几个", element.element, element.name)


def make_types(
    own: model.Model, models: Mapping[str, model.Model], seen: frozenset[str] = frozenset()
) -> TypeTable:
    """The types of a model and of those that it imports."""
    imported = {
        found.name: make_types(models[found.namespace], models, seen | {own.namespace})
        for found in own.imports
        if found.namespace in models and found.namespace not in seen | {own.namespace}
    }
    return TypeTable(own, imported)
