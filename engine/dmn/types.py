"""The types of a model: FEEL's own under every name that tools write, and item definitions (DMN 1.5, 7.3.2)."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import feel
from engine.dmn.model import ItemDefinition, Model
from feel.comparison import NAMES, describe
from feel.errors import Undefined
from feel.run import Run
from feel.scope import Scope
from feel.temporal.time import Time
from feel.types import ANY, Basic, FunctionOf, ListOf, conform, count_parts
from feel.values import Type, Value

#: The names of DMN 1.1 to 1.5 and of the Camunda Modeler for the built-in types.
BUILT_IN: Mapping[str, Type] = {
    name: Basic(kind)
    for kind, names in {
        "string": ("string",),
        "number": ("number", "integer", "long", "double"),
        "boolean": ("boolean",),
        "date": ("date",),
        "time": ("time",),
        "date and time": ("date and time", "dateTime"),
        "years and months duration": ("years and months duration", "yearMonthDuration"),
        "days and time duration": ("days and time duration", "dayTimeDuration"),
        "context": ("context",),
        "list": ("list",),
        "function": ("function",),
        "range": ("range",),
        "Any": ("Any", "any"),
    }.items()
    for name in names
}  # fmt: skip
#: So many characters of allowed values are worth one step.
CHARACTERS = 6
MIDNIGHT_UTC = Time.parse("00:00:00Z")


class ItemType(Type):
    """An item definition: a base type or components, perhaps a list of them, perhaps with allowed values.

    ``holds`` looks at the structure only, as ``instance of`` does; ``coerce`` looks at allowed values too.
    """

    __slots__ = ("name", "base", "components", "collection", "allowed", "cost")

    def __init__(self, name: str, collection: bool) -> None:
        self.name = name
        self.collection = collection
        self.base: Type | None = None
        self.components: tuple[tuple[str, Type | None], ...] = ()
        self.allowed: feel.Expression | None = None
        self.cost = 1

    def holds(self, value: Value) -> bool:
        if not self.collection:
            return self.holds_one(value)
        return isinstance(value, list) and all(item is None or self.holds_one(item) for item in value)

    def holds_one(self, value: Value) -> bool:
        """Whether ``value``, not null, is one item of this type."""
        if self.components:
            return isinstance(value, dict) and all(
                name in value and (wanted is None or wanted.accepts(value[name])) for name, wanted in self.components
            )
        return self.base is None or self.base.holds(value)

    def allows(self, run: Run, value: Value) -> bool:
        """Whether ``value``, whose structure fits, is among the allowed values, and its parts among theirs."""
        if self.collection and isinstance(value, list):
            return all(item is None or self.allows_one(run, item) for item in value)
        return self.allows_one(run, value)

    def allows_one(self, run: Run, value: Value) -> bool:
        """``allows`` for one item."""
        run.tick(self.cost)
        if isinstance(value, dict) and not all(
            allows(run, value[name], wanted) for name, wanted in self.components if name in value
        ):
            return False
        if not allows(run, value, self.base):
            return False
        return self.allowed is None or self.allowed.node.evaluate(Scope({"?": value}, None, run)) is True


class TypeTable:
    """The types that the expressions of one model may name, imported ones under their import's name."""

    def __init__(self, model: Model, imported: Mapping[str, TypeTable]) -> None:
        """``imported``: the tables of the imported models by import name ("" imports into the model's own names)."""
        self.faults: list[tuple[ItemDefinition, str]] = []
        self.types: dict[str, Type] = {}
        for name, table in imported.items():
            prefix = f"{name}." if name else ""
            self.types |= {f"{prefix}{type_name}": found for type_name, found in table.types.items()}
        made = [(item, ItemType(item.name, item.collection)) for item in model.items.values()]
        self.types |= {item.name: new for item, new in made}
        for item, new in made:
            self._fill(item, new)
        for item, new in made:
            if any(found is new for found in bases(new.base)):
                new.base = None
                self.faults.append((item, f"数据类型“{item.name[:60]}”绕来绕去指向自己，请改正"))

    def find(self, type_ref: str | None) -> Type | None:
        """The type that a typeRef names; None for none, Any and unknown ones."""
        name = (type_ref or "").strip()
        found = self.types.get(name) or BUILT_IN.get(name)
        if found is None and ":" in name:
            local = name.rpartition(":")[2]
            found = BUILT_IN.get(local) or self.types.get(name.replace(":", ".")) or self.types.get(local)
        return None if found == ANY else found

    def knows(self, type_ref: str | None) -> bool:
        """Whether the typeRef is empty or names something."""
        name = (type_ref or "").strip()
        return not name or self.find(name) is not None or name.rpartition(":")[2] in BUILT_IN

    def _fill(self, item: ItemDefinition, new: ItemType) -> None:
        if item.function is not None:
            parameters, result = item.function
            wanted = tuple(self.find(type_ref) or ANY for _, type_ref in parameters)
            new.base = FunctionOf(wanted, self.find(result) or ANY)
        elif item.components:
            new.components = tuple((component.name, self._component(component)) for component in item.components)
        elif not self.knows(item.type_ref):
            self.faults.append((item, f"没有“{(item.type_ref or '')[:60]}”这个数据类型，请改正或先定义它"))
        else:
            new.base = self.find(item.type_ref)
        if item.allowed is not None and item.allowed.strip():
            try:
                new.allowed = feel.parse_unary_tests(item.allowed)
                new.cost += len(item.allowed) // CHARACTERS
            except feel.FeelError as error:
                self.faults.append((item, f"数据类型“{item.name[:60]}”的允许值读不懂：{error}"))

    def _component(self, item: ItemDefinition) -> Type | None:
        if not item.components and item.function is None and item.allowed is None:
            if not self.knows(item.type_ref):
                self.faults.append((item, f"没有“{(item.type_ref or '')[:60]}”这个数据类型，请改正或先定义它"))
            found = self.find(item.type_ref)
            return ListOf(found or ANY) if item.collection else found
        new = ItemType(item.name, item.collection)
        self._fill(item, new)
        return new


def bases(start: Type | None) -> Iterator[Type]:
    """``start`` and the types that it rests on by mere reference, each once."""
    seen: list[Type] = []
    while start is not None and not any(start is known for known in seen):
        seen.append(start)
        start = start.base if isinstance(start, ItemType) and not start.components else None
    return iter(seen)


def coerce(run: Run, value: Value, wanted: Type | None, what: str) -> Value:
    """``value`` as one of type ``wanted`` (DMN 1.5, 10.3.2.9.4); null with a warning about ``what`` when it is none."""
    if wanted is None or value is None:
        return value
    if wanted == BUILT_IN["dateTime"] and isinstance(value, feel.Date):
        return feel.DateTime(value, MIDNIGHT_UTC)
    count_parts(run, value, wanted)
    try:
        fitting = conform(value, wanted)
    except Undefined:
        run.fail(f"{what}应当是{describe_type(wanted)}，给的是{describe(value)}")
        return None
    if not allows(run, fitting, wanted):
        run.fail(f"{what}的值不在允许的值里")
        return None
    return fitting


def describe_type(wanted: Type) -> str:
    """The type in an owner's words, for messages."""
    if isinstance(wanted, ItemType) and wanted.name:
        return f"“{wanted.name[:60]}”类型的值"
    return NAMES.get(wanted.name, "规定类型的值") if isinstance(wanted, Basic) else "规定类型的值"


def result_type(wanted: Type | None) -> Type | None:
    """What a function gives whose variable or definition has this type: older tools write the result's own."""
    while isinstance(wanted, ItemType) and not wanted.collection and wanted.base is not None:
        base = wanted.base
        if not isinstance(base, FunctionOf | ItemType):
            return wanted
        wanted = base
    if isinstance(wanted, FunctionOf):
        return None if wanted.result == ANY else wanted.result
    return None if wanted == BUILT_IN["function"] else wanted


def allows(run: Run, value: Value, wanted: Type | None) -> bool:
    """Whether a value whose structure fits is among the type's allowed values; null always is."""
    if value is None or wanted is None:
        return True
    if isinstance(wanted, ItemType):
        return wanted.allows(run, value)
    if isinstance(wanted, ListOf) and isinstance(value, list):
        return all(allows(run, item, wanted.item) for item in value)
    return True


def component_names(models: Sequence[Model]) -> Iterator[str]:
    """The names that may stand behind a dot, because a type of these models has such a component."""
    waiting = [item for model in models for item in model.items.values()]
    while waiting:
        item = waiting.pop()
        for component in item.components:
            yield component.name
            waiting.append(component)
