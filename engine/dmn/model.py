"""A DMN file as read: its elements and boxed expressions, still as texts (DMN 1.1 to 1.5, clauses 6 to 8 and 10.2)."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from lxml import etree


@dataclass(frozen=True, slots=True)
class Reference:
    """An ``href``: the namespace of the model ("" is the referring one) and the element's id."""

    namespace: str
    id: str


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A type of the model. ``type_ref`` or ``components`` or ``function``; ``allowed``: unary tests as text."""

    name: str
    element: etree._Element
    type_ref: str | None = None
    collection: bool = False
    allowed: str | None = None
    components: tuple[ItemDefinition, ...] = ()
    function: tuple[tuple[tuple[str, str | None], ...], str | None] | None = None


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal expression with its text and language."""

    element: etree._Element
    text: str
    type_ref: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a boxed context; ``name`` None: the context's result."""

    name: str | None
    type_ref: str | None
    value: Boxed | None


@dataclass(frozen=True, slots=True)
class Context:
    """A boxed context."""

    element: etree._Element
    entries: tuple[Entry, ...]
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Invocation:
    """A boxed invocation with its bindings in order."""

    element: etree._Element
    callee: Boxed | None
    bindings: tuple[tuple[str, Boxed | None], ...]
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A formal parameter."""

    name: str
    type_ref: str | None


@dataclass(frozen=True, slots=True)
class FunctionDefinition:
    """A boxed function; ``kind`` other than FEEL is a function of another language."""

    element: etree._Element
    parameters: tuple[Parameter, ...]
    body: Boxed | None
    kind: str = "FEEL"
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class ListOfBoxed:
    """A boxed list."""

    element: etree._Element
    items: tuple[Boxed, ...]
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A boxed relation: rows of contexts under named columns."""

    element: etree._Element
    columns: tuple[str, ...]
    rows: tuple[tuple[Boxed, ...], ...]
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Conditional:
    """A boxed if (DMN 1.4)."""

    element: etree._Element
    condition: Boxed | None
    consequence: Boxed | None
    alternative: Boxed | None
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """A boxed filter (DMN 1.4)."""

    element: etree._Element
    source: Boxed | None
    match: Boxed | None
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Iterator:
    """A boxed for, some or every (DMN 1.4)."""

    element: etree._Element
    kind: str
    variable: str
    source: Boxed | None
    body: Boxed | None
    type_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """A column of conditions."""

    element: etree._Element
    label: str
    text: str
    type_ref: str | None
    language: str | None
    allowed: str | None
    variable: str | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """A column of conclusions. ``name`` "": a single column that gives the bare value."""

    element: etree._Element
    label: str
    name: str
    type_ref: str | None
    allowed: str | None
    default: str | None
    default_language: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of one entry of a rule."""

    element: etree._Element
    text: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row; ``row`` counts from 1."""

    element: etree._Element
    id: str
    row: int
    inputs: tuple[Cell, ...]
    outputs: tuple[Cell, ...]
    annotations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision table as drawn."""

    element: etree._Element
    hit_policy: str
    aggregation: str | None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    type_ref: str | None = None


Boxed: TypeAlias = (
    Literal | Context | Invocation | FunctionDefinition | ListOfBoxed | Relation | Conditional | Filter | Iterator
    | DecisionTable
)


@dataclass(frozen=True, slots=True)
class DrgElement:
    """What all elements of a requirement graph share. ``variable``: the name under which others see its value."""

    element: etree._Element
    id: str
    name: str
    variable: str
    type_ref: str | None


@dataclass(frozen=True, slots=True)
class InputData(DrgElement):
    """A value from outside."""


@dataclass(frozen=True, slots=True)
class Decision(DrgElement):
    """A decision with what it requires."""

    inputs: tuple[Reference, ...] = ()
    decisions: tuple[Reference, ...] = ()
    knowledge: tuple[Reference, ...] = ()
    logic: Boxed | None = None

    @property
    def table(self) -> DecisionTable | None:
        """Its decision table, None when its logic is something else."""
        return self.logic if isinstance(self.logic, DecisionTable) else None


@dataclass(frozen=True, slots=True)
class KnowledgeModel(DrgElement):
    """A business knowledge model: a function that decisions invoke."""

    knowledge: tuple[Reference, ...] = ()
    logic: FunctionDefinition | None = None


@dataclass(frozen=True, slots=True)
class ServiceElement(DrgElement):
    """A decision service: a part of the graph that can be called as a function of its inputs."""

    outputs: tuple[Reference, ...] = ()
    encapsulated: tuple[Reference, ...] = ()
    input_decisions: tuple[Reference, ...] = ()
    input_data: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Import:
    """Another model under a name."""

    element: etree._Element
    name: str
    namespace: str


@dataclass(frozen=True, slots=True)
class Model:
    """One DMN file. ``elements`` by id in document order; ``too_deep``: nothing was read, it is nested too deeply."""

    root: etree._Element
    namespace: str
    id: str
    name: str
    language: str | None
    items: dict[str, ItemDefinition] = field(default_factory=dict)
    imports: tuple[Import, ...] = ()
    elements: dict[str, InputData | Decision | KnowledgeModel | ServiceElement] = field(default_factory=dict)
    repeated: tuple[etree._Element, ...] = ()
    unknown: tuple[etree._Element, ...] = ()
    too_deep: bool = False
