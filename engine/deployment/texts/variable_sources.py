"""Who writes which variable of which process: the diagrams of a bundle and of what is deployed, taken together."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.deployment.catalogue import Catalogue, Key
from engine.deployment.texts.data_flow import ANYTHING, Source
from engine.deployment.texts.reckoning import Steps

STAGE = "stage"
Flow = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """A source, worked out with the variables of the process ``where``; ``files``: what it stands in."""

    where: str
    source: Source
    files: tuple[Key, ...] = ()


@dataclass(slots=True)
class Sources:
    """The sources of one process's variables.

    ``copied``: processes all of whose variables come in, in order; ``open``: anything may be written to anything.
    """

    named: dict[str, list[Written]] = field(default_factory=dict)
    copied: dict[str, None] = field(default_factory=dict)
    open: bool = False

    def add(self, name: str, written: Written) -> None:
        """One more source of ``name``."""
        self.named.setdefault(name, []).append(written)


@dataclass(frozen=True, slots=True)
class Files:
    """The definitions as they will be: ``infos`` by key, ``bundle``: those of the bundle, ``catalogue``: the rest."""

    infos: Mapping[Key, Mapping[str, Any]]
    bundle: frozenset[Key]
    catalogue: Catalogue

    def info(self, kind: str, reference: Mapping[str, Any], user: str) -> Mapping[str, Any] | None:
        """The info of what process ``user`` refers to; None when that is not the version known here."""
        key, newest = (kind, reference["key"]), self.catalogue.newest.get((kind, reference["key"]))
        binding = reference.get("binding")
        if binding == "latest" or (binding == "deployment" and ("process", user) in self.bundle):
            return self.infos.get(key)
        around = self.catalogue.newest.get(("process", user))
        if newest is None or key in self.bundle:
            return None
        same = binding == "version" and reference.get("version") == newest.version
        beside = binding == "deployment" and around is not None
        beside = beside and around is not None and around.deployment_number == newest.deployment_number
        return newest.info if same or beside else None


def collect_sources(flows: Mapping[str, Flow | None], files: Files, steps: Steps) -> dict[str, Sources]:
    """The sources of every process's variables. ``flows``: by process key; None for one whose flow is not known.

    Raises TooMuch.
    """
    found = {key: Sources(open=flow is None) for key, flow in flows.items()}
    for key, flow in flows.items():
        if flow is None:
            _open_called(files.infos.get(("process", key), {}), found)
        else:
            _add_own(key, flow, found[key], files)
            _add_calls(key, flow, found, steps)
    _add_events(flows, found, steps)
    _add_stages(flows, found)
    return found


def _open_called(info: Mapping[str, Any], found: Mapping[str, Sources]) -> None:
    """What an older definition gives to the processes it calls is not known."""
    for called in info.get("called", ()):
        if called["key"] in found:
            found[called["key"]].open = True


def _add_own(key: str, flow: Flow, sources: Sources, files: Files) -> None:
    sources.open = sources.open or bool(flow["open"])
    for name, source in flow["writes"]:
        sources.add(name, Written(key, source, (("process", key),)))
    for form in flow["forms"]:
        info = files.info("form", form, key)
        answers = info.get("answers") if info is not None else None
        if form["variable"]:
            source = ANYTHING if answers is None else {"possible": {"entries": answers}}
            sources.add(form["variable"], Written(key, source, (("form", form["key"]),)))
        elif answers is None:
            sources.open = True
        else:
            for name, possible in answers.items():
                sources.add(name, Written(key, {"possible": possible}, (("form", form["key"]),)))


def _add_calls(key: str, flow: Flow, found: Mapping[str, Sources], steps: Steps) -> None:
    for given in flow["gives"]:
        # a process chosen only when the case gets there may be any
        for called in list(found) if given["called"] is None else [given["called"]]:
            if called in found:
                _add_values(given, key, found[called], steps)
    for taken in flow["takes"]:
        sources, called = found[key], taken["called"]
        if called is not None and called in found:
            _add_values(taken, called, sources, steps)
            continue
        sources.open = sources.open or taken["all"]
        for name, _source in taken["values"]:
            sources.add(name, Written(key, ANYTHING))


def _add_values(mapped: Mapping[str, Any], where: str, target: Sources, steps: Steps) -> None:
    steps.take(1 + len(mapped["values"]))
    for name, source in mapped["values"]:
        target.add(name, Written(where, source, (("process", where),)))
    if mapped["all"]:
        target.copied[where] = None


def _add_events(flows: Mapping[str, Flow | None], found: Mapping[str, Sources], steps: Steps) -> None:
    """What messages and signals bring along, from whoever throws them."""
    thrown: dict[tuple[str, str | None], list[tuple[str, Mapping[str, Any]]]] = {}
    for key, flow in flows.items():
        for throw in flow["throws"] if flow is not None else ():
            thrown.setdefault((throw["kind"], throw["name"]), []).append((key, throw))
    for key, flow in flows.items():
        for catch in _caught(flow):
            if catch["variable"]:
                found[key].add(catch["variable"], Written(key, ANYTHING))
                continue
            for where, throw in thrown.get((catch["kind"], catch["name"]), ()):
                _add_values(throw, where, found[key], steps)


def _caught(flow: Flow | None) -> Iterator[Mapping[str, Any]]:
    """Each message or signal once, however many events wait for it."""
    seen = set()
    for catch in flow["catches"] if flow is not None else ():
        mark = (catch["kind"], catch["name"], catch["variable"])
        if mark not in seen:
            seen.add(mark)
            yield catch


def _add_stages(flows: Mapping[str, Flow | None], found: Mapping[str, Sources]) -> None:
    """A case has one stage, set by whichever of its processes it is in."""
    stages: list[Written] = []
    for key, flow in flows.items():
        listed = [ANYTHING] if flow is None else flow["stages"]
        stages += [Written(key, source, (("process", key),)) for source in listed]
    for sources in found.values() if stages else ():
        own = sources.named.get(STAGE)
        # one list for all processes that do not write it themselves
        sources.named[STAGE] = stages if own is None else [*own, *stages]
