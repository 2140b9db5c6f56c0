"""Variables by scope: read from the nearest scope outward, written where declared, otherwise to the root."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from feel.values import Value

ROOT_SCOPE = ""
#: How the names begin under which the engine keeps what a loop needs; no expression can name them.
HIDDEN = "#"


class StoredVariable(NamedTuple):
    """A variable row as the store hands it over."""

    scope: str
    name: str
    value: Value


Loader = Callable[[frozenset[str] | None], Iterable[StoredVariable]]


class Variables:
    """The variables of one instance: rows are loaded by name when first asked for, writes wait for the step's end.

    ``load(names)`` returns the rows of these names in every scope; None stands for all names.
    ``prefetch``: the names that the diagrams' expressions read; they come with the first load.
    """

    def __init__(self, load: Loader, prefetch: frozenset[str] = frozenset()) -> None:
        self._load = load
        self._prefetch = prefetch
        self._loaded: set[str] = set()
        self._all_loaded = False
        self._values: dict[str, dict[str, Value]] = {}
        self.written: dict[tuple[str, str], tuple[Value, str]] = {}
        self.forgotten: set[str] = set()

    def find(self, chain: Sequence[str], name: str) -> tuple[str, Value] | None:
        """The scope and value of ``name`` in the nearest scope of ``chain`` (innermost first), or None."""
        self._ensure(name)
        for scope in chain:
            values = self._values.get(scope)
            if values is not None and name in values:
                return scope, values[name]
        return None

    def write(self, chain: Sequence[str], name: str, value: Value, by: str) -> None:
        """Write where the name is declared in ``chain``, otherwise to its last scope, the root. ``by``: element id."""
        found = self.find(chain, name)
        self.declare(found[0] if found else chain[-1], name, value, by)

    def declare(self, scope: str, name: str, value: Value, by: str) -> None:
        """Write in exactly this scope."""
        self._ensure(name)
        self._values.setdefault(scope, {})[name] = value
        self.written[scope, name] = (value, by)

    def visible(self, chain: Sequence[str]) -> dict[str, Value]:
        """All variables seen from ``chain``, for variables="all" and for people; not those of the engine's own."""
        self._ensure_all()
        seen: dict[str, Value] = {}
        for scope in reversed(chain):
            own = self._values.get(scope, {})
            seen.update((name, value) for name, value in own.items() if not name.startswith(HIDDEN))
        return seen

    def ensure(self, names: Iterable[str]) -> None:
        """Load these names at once, where they are going to be looked for one by one."""
        missing = frozenset(names) - self._loaded
        if missing and not self._all_loaded:
            missing = missing if self._loaded else missing | self._prefetch
            self._loaded |= missing
            self._take(self._load(missing))

    def forget(self, scope: str) -> None:
        """Drop a scope that has ended, with all its variables."""
        self._values.pop(scope, None)
        self.written = {key: entry for key, entry in self.written.items() if key[0] != scope}
        self.forgotten.add(scope)

    def _ensure(self, name: str) -> None:
        if self._all_loaded or name in self._loaded:
            return
        self.ensure({name})

    def _ensure_all(self) -> None:
        if not self._all_loaded:
            self._all_loaded = True
            self._take(self._load(None))

    def _take(self, rows: Iterable[StoredVariable]) -> None:
        for row in rows:
            if row.scope not in self.forgotten and (row.scope, row.name) not in self.written:
                self._values.setdefault(row.scope, {})[row.name] = row.value


class ScopeView(Mapping[str, Value]):
    """What an expression sees: a lookup by name along a chain of scopes."""

    def __init__(self, variables: Variables, chain: Sequence[str]) -> None:
        self._variables = variables
        self._chain = chain

    def __getitem__(self, name: str) -> Value:
        found = self._variables.find(self._chain, name)
        if found is None:
            raise KeyError(name)
        return found[1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._variables.visible(self._chain))

    def __len__(self) -> int:
        return len(self._variables.visible(self._chain))
