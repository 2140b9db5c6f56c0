"""The elements of a requirement graph, compiled one by one: nodes, requirements and names read from outside."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.dmn import model
from engine.dmn.compiler import Compiler, Place
from engine.dmn.types import TypeTable, result_type
from feel.nodes.base import Node
from feel.values import Type

#: Namespace and id.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Compiled:
    """``requirements``: what it sees, with the import's name where that is another model's ("" otherwise).

    ``free``: the names that its own expressions read from outside, so input data has none. ``borrowed``: names of
    output columns of required tables, as Camunda shows them, and whose they are.
    """

    element: model.InputData | model.Decision | model.KnowledgeModel | model.ServiceElement
    node: Node | None
    type: Type | None
    requirements: tuple[tuple[Key, str], ...]
    free: frozenset[str]
    borrowed: Mapping[str, Key]
    cost: int


class ElementCompiler:
    """Compiles the elements of one of ``models`` (by namespace)."""

    def __init__(self, own: model.Model, models: Mapping[str, model.Model], compiler: Compiler) -> None:
        self.own = own
        self.models = models
        self.compiler = compiler
        self.import_names = {found.namespace: found.name for found in own.imports}

    def compile(
        self, element: model.InputData | model.Decision | model.KnowledgeModel | model.ServiceElement
    ) -> Compiled:
        """One element; what is wrong with it is reported to the compiler."""
        place = Place(element.id, element.name or element.id)
        wanted = self.compiler.find_type(element.type_ref, element.element, place)
        requirements = tuple(self._requirements(element, place))
        names = self._visible(requirements, place, element)
        borrowed = self._borrowed(requirements, names) if isinstance(element, model.Decision) else {}
        place = place.binding(*names, *borrowed)
        place = replace(place, inputs=frozenset(name for name, key in names.items() if self._is_input(key)))
        before = self.compiler.weight
        node = None
        if isinstance(element, model.Decision):
            if element.logic is None:
                self.compiler.report(place, element.element, "没有决策内容，请画决策表或写表达式")
            else:
                node = self.compiler.compile(element.logic, place)
        elif isinstance(element, model.KnowledgeModel):
            node = self.compiler.compile(element.logic, place, element.element)
            for name in sorted(self.compiler.certain):
                told = f"“{name[:60]}”既不是参数，也没有连线，这里看不到它，请改正，或加为参数"
                self.compiler.report(place, element.element, told)
        if not isinstance(element, model.InputData | model.Decision):
            wanted = result_type(wanted)
        cost = self.compiler.cost_since(before)
        return Compiled(element, node, wanted, requirements, self.compiler.take_free(), borrowed, cost)

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

    def _visible(
        self, requirements: Sequence[tuple[Key, str]], place: Place, element: model.DrgElement
    ) -> dict[str, Key]:
        """What is required by the name under which it is seen; two of one name are a problem."""
        found: dict[str, Key] = {}
        for key, import_name in requirements:
            name = import_name or self._element(key).variable
            if not import_name and found.get(name, key) != key:
                self.compiler.report(place, element.element, f"连线来的两个元素都叫“{name[:60]}”，请改掉一个的名称")
            found[name] = key
        return found

    def _borrowed(self, requirements: Sequence[tuple[Key, str]], names: Mapping[str, Key]) -> dict[str, Key]:
        """Output columns of required tables, where the name is no other's: the Modeler gives tables no variable."""
        found: dict[str, Key] = {}
        twice: set[str] = set()
        for key, import_name in requirements:
            required = self._element(key)
            table = required.table if isinstance(required, model.Decision) and not import_name else None
            for name in {column.name for column in table.outputs} if table else ():
                if found.setdefault(name, key) != key:
                    twice.add(name)
        return {name: key for name, key in found.items() if name and name not in names and name not in twice}

    def _element(self, key: Key) -> model.InputData | model.Decision | model.KnowledgeModel | model.ServiceElement:
        return self.models[key[0]].elements[key[1]]

    def _is_input(self, key: Key) -> bool:
        return isinstance(self._element(key), model.InputData) and key[0] == self.own.namespace


def _references(element: model.DrgElement) -> Iterator[tuple[tuple[type, ...], tuple[model.Reference, ...]]]:
    callable_kinds = (model.KnowledgeModel, model.ServiceElement)
    if isinstance(element, model.Decision):
        yield (model.InputData,), element.inputs
        yield (model.Decision,), element.decisions
        yield callable_kinds, element.knowledge
    elif isinstance(element, model.KnowledgeModel):
        yield callable_kinds, element.knowledge
    elif isinstance(element, model.ServiceElement):
        yield (model.InputData,), element.input_data
        yield (model.Decision,), element.input_decisions
        yield (model.Decision,), element.outputs
        yield (model.Decision,), element.encapsulated


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
