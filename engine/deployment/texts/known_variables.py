"""Works out what the variables of the processes can hold, as far as diagrams, forms and decisions together tell."""
from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping

from engine.deployment.catalogue import Key
from engine.deployment.texts.data_flow import Source
from engine.deployment.texts.known_decisions import DecisionInputs, reckon_decision
from engine.deployment.texts.possible import (
    ANYTHING,
    NOTHING,
    Possible,
    context_of,
    from_json,
    join,
    join_all,
    list_of,
    text,
)
from engine.deployment.texts.reckoning import Names, Reckoner, Steps
from engine.deployment.texts.variable_sources import STAGE, Files, Sources, Written
from engine.errors import ProductError
from engine.expressions import read_expression
from feel import Expression
from feel.nodes.base import Node

#: A variable of a process ("variable", process, name) or the outputs of a decision ("decision", key, "").
Place = tuple[str, str, str]
Look = Callable[[Place], Possible]
#: A value that has changed this often would go on doing so.
_MAX_CHANGES = 20


class _Waiting:
    """Places to be worked out, each once, first come first served."""

    def __init__(self) -> None:
        self._line: deque[Place] = deque()
        self._there: set[Place] = set()

    def add(self, place: Place) -> None:
        """Let it wait, unless it does already."""
        if place not in self._there:
            self._there.add(place)
            self._line.append(place)

    def __iter__(self) -> Iterator[Place]:
        """Those that wait, and those that are added meanwhile."""
        while self._line:
            place = self._line.popleft()
            self._there.discard(place)
            yield place


class KnownVariables:
    """Values worked out on demand, then kept; each may rest on others, in circles too."""

    def __init__(
        self, sources: Mapping[str, Sources], files: Files, given: frozenset[str], inputs: DecisionInputs, steps: Steps
    ) -> None:
        """``given``: variables that the product writes; nothing is known of them."""
        self.steps = steps
        self._sources = sources
        self._files = files
        self._given = given - {STAGE}
        self._inputs = inputs
        self._values: dict[Place, Possible] = {}
        self._readers: dict[Place, dict[Place, None]] = {}
        self._needs: dict[Place, set[Place]] = {}
        self._stands: dict[Place, set[Key]] = {}
        self._parsed: dict[str, Expression | None] = {}

    def of_process(self, key: str) -> Names:
        """The names that an expression of the process reads. Looking one up may raise TooMuch."""
        return Names(lambda name: self.value(("variable", key, name)), {})

    def of_decision(self, key: str) -> Names:
        """The names that the cells of a decision read, whichever process asks it."""
        return Names(lambda name: join_all(map(self.value, self._inputs.places(key, name))), {})

    def value(self, place: Place) -> Possible:
        """What can be there. Raises TooMuch."""
        if place not in self._values:
            self._settle(place)
        return self._values[place]

    def may_be_written(self, process: str | None, name: str) -> bool:
        """Whether anything may give the process's variable a value; true where that is not known."""
        sources = self._sources.get(process or "")
        if sources is None or sources.open or sources.copied or name in self._given:
            return True
        return name in sources.named

    def written(self, process: str | None) -> frozenset[str]:
        """The variables of the process that something is known to write, and what the product writes."""
        sources = self._sources.get(process or "")
        return self._given | (frozenset(sources.named) if sources is not None else frozenset())

    def may_be_read(self, decision: str, name: str) -> bool:
        """Whether the decision may find a value under a name that is no text: so too where nobody known asks it."""
        return any(self.may_be_written(process, name) for _kind, process, name in self._inputs.places(decision, name))

    def files_behind(self, places: Iterable[Place]) -> set[Key]:
        """The definitions that have a part in what can be there."""
        waiting, seen = list(places), set(places)
        found: set[Key] = set()
        while waiting:
            place = waiting.pop()
            found |= self._stands.get(place, set())
            fresh = self._needs.get(place, set()) - seen
            seen |= fresh
            waiting.extend(fresh)
        return found

    def parse(self, written: str) -> Node | None:
        """The expression, None when it cannot be read; each text once. Raises TooMuch."""
        read = self._read(written)
        return read.node if read is not None else None

    def free_variables(self, written: str) -> frozenset[str]:
        """The variables that the expression reads; none of one that cannot be read. Raises TooMuch."""
        read = self._read(written)
        return read.free_variables if read is not None else frozenset()

    def _read(self, written: str) -> Expression | None:
        if written not in self._parsed:
            self.steps.take(1 + len(written) // 10)
            try:
                self._parsed[written] = read_expression(written)
            except ProductError:
                self._parsed[written] = None
        return self._parsed[written]

    def _settle(self, first: Place) -> None:
        """Work out ``first`` and all that it rests on, again and again until nothing changes."""
        self._values[first] = NOTHING
        waiting = _Waiting()
        waiting.add(first)
        changes: dict[Place, int] = {}
        for place in waiting:
            old = self._values[place]
            new = join(old, self._reckon(place, waiting))
            self.steps.take(1 + new.weight // 10)
            if new == old:
                continue
            changes[place] = changes.get(place, 0) + 1
            self._values[place] = ANYTHING if changes[place] > _MAX_CHANGES else new
            for reader in self._readers.get(place, ()):
                waiting.add(reader)

    def _reckon(self, place: Place, waiting: _Waiting) -> Possible:
        def look(needed: Place) -> Possible:
            self._readers.setdefault(needed, {})[place] = None
            self._needs.setdefault(place, set()).add(needed)
            if needed not in self._values:
                self._values[needed] = NOTHING
                waiting.add(needed)
            return self._values[needed]

        kind, key, name = place
        if kind == "decision":
            self._stands[place] = {("decision", key)}
            names = Names(lambda name: join_all(map(look, self._inputs.places(key, name))), {})
            return reckon_decision(self._files.infos.get(("decision", key), {}), names, self.steps)
        sources = self._sources.get(key)
        if sources is None or sources.open or name in self._given or name not in sources.named:
            return ANYTHING
        self.steps.take(len(sources.copied) + len(sources.named[name]))
        self._stands[place] = {file for written in sources.named[name] for file in written.files}
        found = join_all(self._source(written, written.source, look) for written in sources.named[name])
        return join_all([found, *(look(("variable", other, name)) for other in self._copied(sources, name))])

    def _copied(self, sources: Sources, name: str) -> list[str]:
        """The processes all of whose variables come in, if they have this one."""
        return [
            other
            for other in sources.copied
            if (theirs := self._sources.get(other)) is None
            or theirs.open or theirs.copied or name in theirs.named or name in self._given
        ]  # fmt: skip

    def _source(self, written: Written, source: Source, look: Look) -> Possible:
        def names(name: str) -> Possible:
            return look(("variable", written.where, name))

        if "possible" in source:
            possible = from_json(source["possible"])
            self.steps.take(possible.weight // 10)
            return possible
        if "text" in source:
            return join(text(source["text"]), text(source["text"].strip()))
        if "feel" in source:
            node = self.parse(source["feel"])
            return ANYTHING if node is None else Reckoner(self.steps).value(node, Names(names, {}))
        if "variable" in source:
            return names(source["variable"])
        if "list" in source:
            return list_of(join_all(self._source(written, inner, look) for inner in source["list"]))
        if "map" in source:
            return context_of({key: self._source(written, inner, look) for key, inner in source["map"].items()})
        if "items" in source:
            return self._source(written, source["items"], look).members()
        return self._decided(written, source, look) if "decision" in source else ANYTHING

    def _decided(self, written: Written, source: Source, look: Look) -> Possible:
        """What mapDecisionResult makes of a decision's outputs."""
        reference = source["decision"]
        info = self._files.info("decision", reference, written.where)
        if info is None or info is not self._files.infos.get(("decision", reference["key"])):
            return ANYTHING
        outputs = look(("decision", reference["key"], ""))
        mapping = source["mapping"]
        if mapping in {"singleEntry", "collectEntries"}:
            single = join_all((outputs.entries or {}).values())
            outputs = ANYTHING if outputs.anything else single
        elif outputs.entries is not None and "" in outputs.entries:
            return ANYTHING
        return outputs if mapping in {"singleEntry", "singleResult"} else list_of(outputs)
