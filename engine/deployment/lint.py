"""What a product's own rules about diagrams are given to look at: the processes as they would stand once deployed."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from lxml import etree
from sqlalchemy.engine import Connection

from engine.deployment.catalogue import Catalogue
from engine.deployment.conformity import is_executable
from engine.deployment.diagram import Diagram, read_diagram
from engine.deployment.findings import Findings
from engine.deployment.safe_xml import UnreadableXml, read_xml
from engine.deployment.vocabulary import BPMN
from engine.tables import definition


@dataclass(slots=True)
class Landscape:
    """``given``: the bundle's processes by key, with where to report; ``calls``: which process calls which, newest."""

    given: Mapping[str, tuple[Diagram, Findings]]
    calls: Mapping[str, Sequence[str]]
    _connection: Connection
    _newest: Mapping[str, str]
    _read: dict[str, Diagram | None] = field(default_factory=dict)

    def diagram(self, key: str, version: int | None = None) -> Diagram | None:
        """The process as the bundle has it, else its newest version, or the version asked for; None: there is none."""
        if version is None:
            return self.given[key][0] if key in self.given else self.deployed(key)
        row = sa.select(definition.c.id).where(
            definition.c.kind == "process", definition.c.key == key, definition.c.version == version
        )
        return self._load(self._connection.scalar(row))

    def deployed(self, key: str) -> Diagram | None:
        """The newest version that is deployed already."""
        return self._load(self._newest.get(key))

    def callers(self, keys: set[str]) -> Iterator[str]:
        """The processes that call one of these, or call one that does."""
        calling: dict[str, list[str]] = {}
        for key, called in self.calls.items():
            for name in called:
                calling.setdefault(name, []).append(key)
        seen = set(keys)
        waiting = list(keys)
        while waiting:
            fresh = [key for key in calling.get(waiting.pop(), ()) if key not in seen]
            seen.update(fresh)
            waiting.extend(fresh)
            yield from fresh

    def _load(self, id_: str | None) -> Diagram | None:
        if id_ is None:
            return None
        if id_ not in self._read:
            row = self._connection.execute(
                sa.select(definition.c.content, definition.c.resource).where(definition.c.id == id_)
            ).one()
            self._read[id_] = _read(row.content, row.resource)
        return self._read[id_]


#: Adds its findings to those of the processes given.
Lint = Callable[[Landscape], None]


def landscape(
    connection: Connection, catalogue: Catalogue, given: Mapping[str, tuple[Diagram, Findings]]
) -> Landscape:
    """The landscape of a bundle whose files are sound. ``connection`` must stay open as long as it is looked at."""
    processes = {key: deployed for (kind, key), deployed in catalogue.newest.items() if kind == "process"}
    calls = {key: [called["key"] for called in found.info.get("called", [])] for key, found in processes.items()}
    calls |= {key: _called(diagram) for key, (diagram, _findings) in given.items()}
    return Landscape(given, calls, connection, {key: found.id for key, found in processes.items()})


def _called(diagram: Diagram) -> list[str]:
    return [
        (node.element.get("calledElement") or "").strip() for node in diagram.nodes() if node.type == "callActivity"
    ]


def _read(content: bytes, resource: str) -> Diagram | None:
    """A version that today's limits would not let in is no longer looked at."""
    try:
        root = read_xml(content, resource).root
    except UnreadableXml:
        return None
    process: etree._Element | None = next(filter(is_executable, root.findall(f"{{{BPMN}}}process")), None)
    return read_diagram(root, process) if process is not None else None
