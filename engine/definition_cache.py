"""Parsed definition versions, kept per worker: a version never changes, so it is parsed once."""
from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from threading import RLock
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from engine.database import open_beside
from engine.deployment.bindings import resolve
from engine.deployment.damage import check_whole
from engine.deployment.safe_xml import read_xml
from engine.dmn import DecisionGraph, compile_graph, read_model
from engine.errors import NotFound
from engine.forms import Form, read_form
from engine.parsing.compiled import BoundDecision, CompiledBundle, CompiledProcess
from engine.parsing.parser import compile_process
from engine.specs.activities import FormBinding
from engine.tables import definition
from engine.transaction import reading

T = TypeVar("T")


class DefinitionCache:
    """Bounded and shared between threads. Values are read-only once they are here."""

    def __init__(self, database: Engine, size: int = 512) -> None:
        # A step that misses the cache holds a connection of the pool already.
        self._database = open_beside(database)
        self._size = size
        self._values: OrderedDict[tuple[object, ...], object] = OrderedDict()
        self._lock = RLock()

    def bundle(self, definition_id: str, deployment_number: int) -> CompiledBundle:
        """A root process with everything it calls, as the deployment number binds it. Raises NotFound."""
        key = ("bundle", definition_id, deployment_number)
        return self._get(key, lambda: self._bundle(definition_id, deployment_number))

    def process(self, definition_id: str) -> CompiledProcess:
        """One parsed process version. Raises NotFound."""
        return self._get(("process", definition_id), lambda: self._process(definition_id))

    def form(self, definition_id: str) -> Form:
        """One form version. Raises NotFound."""
        return self._get(("form", definition_id), lambda: self._form(definition_id))

    def form_id(self, binding: FormBinding, user: CompiledProcess, deployment_number: int) -> str | None:
        """The form version that ``binding`` in the process ``user`` means for a case of this deployment number."""
        return self._get(
            ("form_id", binding, user.definition_id, deployment_number),
            lambda: self._resolve("form", binding, user.definition_id, deployment_number),
        )

    def decision(self, binding: FormBinding, user: CompiledProcess, deployment_number: int) -> BoundDecision | None:
        """The decision version that ``binding`` in the process ``user`` means for a case of this deployment number."""
        return self._get(
            ("decision", binding, user.definition_id, deployment_number),
            lambda: self._decision(binding, user.definition_id, deployment_number),
        )

    def _get(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]  # type: ignore[return-value]
            value = make()
            self._values[key] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)
            return value

    def _content(self, connection: Connection, definition_id: str) -> sa.Row[tuple[object, ...]]:
        row = connection.execute(sa.select(definition).where(definition.c.id == definition_id)).one_or_none()
        if row is None:
            raise NotFound("没有找到这个流程或表单的版本。")
        return row

    def _process(self, definition_id: str) -> CompiledProcess:
        with reading(self._database) as connection:
            row: Any = check_whole(self._content(connection, definition_id))
        return compile_process(row.id, row.key, read_xml(row.content, row.resource).root)

    def _form(self, definition_id: str) -> Form:
        with reading(self._database) as connection:
            row: Any = check_whole(self._content(connection, definition_id))
        return read_form(row.content, row.resource)

    def _decision(self, binding: FormBinding, user_id: str, deployment_number: int) -> BoundDecision | None:
        definition_id = self._resolve("decision", binding, user_id, deployment_number)
        if definition_id is None:
            return None
        with reading(self._database) as connection:
            row: Any = check_whole(self._content(connection, definition_id))
            # The decisions of one file have a row each; what is in the file is compiled once.
            key = ("graph", hashlib.sha256(row.content).hexdigest())
            graph = self._get(key, lambda: _compile(row))
            if row.key not in graph.decisions:
                return None
            definitions = {**_of_same_file(connection, row, graph), row.key: row.id}
        return BoundDecision(row.id, row.key, graph.decisions[row.key].name or row.key, graph, definitions)

    def _resolve(self, kind: str, binding: FormBinding, user_id: str, deployment_number: int) -> str | None:
        with reading(self._database) as connection:
            own = self._content(connection, user_id).deployment_number
            row = resolve(
                connection,
                kind,
                binding.key,
                deployment_number=deployment_number,
                binding=binding.binding,
                version=binding.version,
                version_tag=binding.version_tag,
                own_deployment=own,
            )
        return None if row is None else row.id

    def _bundle(self, definition_id: str, deployment_number: int) -> CompiledBundle:
        root = self.process(definition_id)
        bundle = CompiledBundle(root, deployment_number)
        waiting = [root]
        names: set[str] = set()
        while waiting:
            caller = waiting.pop()
            names |= caller.names | self._bind_decisions(bundle, caller)
            for binding in caller.calls:
                if (caller.definition_id, binding) in bundle.bound:
                    continue
                called = self._called(caller, binding, deployment_number)
                if called is not None:
                    bundle.bound[caller.definition_id, binding] = called
                    waiting.append(called)
        bundle.names = frozenset(names)
        bundle.find = lambda caller, binding: self._find_late(bundle, caller, binding)
        return bundle

    def _called(self, caller: CompiledProcess, binding: FormBinding, number: int) -> CompiledProcess | None:
        called_id = self._resolve("process", binding, caller.definition_id, number)
        return None if called_id is None else self.process(called_id)

    def _find_late(
        self, bundle: CompiledBundle, caller: CompiledProcess, binding: FormBinding
    ) -> CompiledProcess | None:
        """A process that a diagram names only while it runs, with all that it calls and uses itself."""
        found = self._called(caller, binding, bundle.deployment_number)
        if found is None:
            return None
        inner = self.bundle(found.definition_id, bundle.deployment_number)
        with self._lock:
            bundle.bound |= {**inner.bound, (caller.definition_id, binding): found}
            bundle.decisions |= inner.decisions
        return found

    def _bind_decisions(self, bundle: CompiledBundle, user: CompiledProcess) -> set[str]:
        """Bind what the business rule tasks of ``user`` refer to; the variables that these decisions read."""
        names: set[str] = set()
        for binding in user.decisions:
            found = self.decision(binding, user, bundle.deployment_number)
            if found is not None:
                bundle.decisions[user.definition_id, binding] = found
                names |= found.names
        return names


def _of_same_file(connection: Connection, row: Any, graph: DecisionGraph) -> dict[str, str]:
    """Definition ids by decision id, of the decisions deployed with the same content by then."""
    query = sa.select(definition.c.key, definition.c.id).where(
        definition.c.kind == "decision",
        definition.c.key.in_(sorted(graph.decisions)),
        definition.c.deployment_number <= row.deployment_number,
        definition.c.content == row.content,
    )
    found = connection.execute(query.order_by(definition.c.version))
    return {entry.key: entry.id for entry in found}


def _compile(row: Any) -> DecisionGraph:
    return compile_graph(read_model(read_xml(row.content, row.resource).root))
