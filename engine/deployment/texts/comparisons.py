"""Finds comparisons with texts that no form, decision, script or mapping gives: the case would go the other way."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine import dmn
from engine.deployment.catalogue import Catalogue, Key
from engine.deployment.diagram import Diagram
from engine.deployment.findings import Findings
from engine.deployment.texts.bare_cells import find_bare_texts
from engine.deployment.texts.data_flow import describe_data_flow
from engine.deployment.texts.impossible import Told, Verdict, judge
from engine.deployment.texts.known_decisions import DecisionInputs
from engine.deployment.texts.known_variables import KnownVariables
from engine.deployment.texts.misspelt import check_names_read
from engine.deployment.texts.possible import Possible
from engine.deployment.texts.reckoning import Compared, Names, Reckoner, Steps, TooMuch, spell
from engine.deployment.texts.texts_written import Expression, expressions_of
from engine.deployment.texts.variable_sources import Files, collect_sources
from engine.dmn.problems import Problem
from engine.dmn.tables import TableNode
from feel.nodes.tests import UnaryTests

#: Looking at this much takes about a second.
MAX_STEPS = 200_000


@dataclass(frozen=True, slots=True)
class Examined:
    """One definition of the bundle; ``changed``: it will get a new version."""

    kind: str
    key: str
    info: Mapping[str, Any]
    findings: Findings
    changed: bool = True
    diagram: Diagram | None = None
    graph: dmn.DecisionGraph | None = None


def check_comparisons(bundle: Sequence[Examined], catalogue: Catalogue, given: frozenset[str]) -> None:
    """Report them in the bundle's diagrams and decision tables, and in deployed diagrams that the bundle changes.

    ``given``: variables that the product writes. Where there is too much to look at, nothing more is reported.
    """
    told = Told()
    try:
        known = _known(bundle, catalogue, given, Steps(MAX_STEPS))
        for one in bundle:
            if one.diagram is not None:
                _check_diagram(one.diagram, known, told, one.findings)
            elif one.graph is not None:
                _check_tables(one.graph, one.key, known, told, one.findings)
        _check_deployed(bundle, catalogue, known, told)
    except TooMuch:
        return


def _known(bundle: Sequence[Examined], catalogue: Catalogue, given: frozenset[str], steps: Steps) -> KnownVariables:
    infos: dict[Key, Mapping[str, Any]] = {key: deployed.info for key, deployed in catalogue.newest.items()}
    infos |= {(one.kind, one.key): one.info for one in bundle}
    flows: dict[str, Mapping[str, Any] | None] = {
        key: info.get("data_flow") for (kind, key), info in infos.items() if kind == "process"
    }
    for one in bundle:
        if one.diagram is not None and not one.info:
            flows[one.key] = describe_data_flow(one.diagram)
    files = Files(infos, frozenset((one.kind, one.key) for one in bundle), catalogue)
    return KnownVariables(collect_sources(flows, files, steps), files, given, DecisionInputs(flows, infos), steps)


def _check_diagram(diagram: Diagram, known: KnownVariables, told: Told, findings: Findings) -> None:
    for expression in expressions_of(diagram):
        check_names_read(expression, known, findings)
        for verdict in _judged(expression, known, told):
            report = findings.error if verdict.severity == "error" else findings.warn
            report(expression.element, verdict.message)


def _judged(expression: Expression, known: KnownVariables, told: Told) -> Iterator[Verdict]:
    names = known.of_process(expression.process) if expression.process is not None else None
    for compared in _compared(expression.text, names, known) if names is not None else ():
        if compared.bare and known.may_be_written(expression.process, compared.text):
            continue
        place = (expression.process, expression.element, expression.text)
        verdict = judge(compared, expression.what, told, place, condition=expression.condition)
        if verdict is not None:
            yield verdict


def _compared(text: str, names: Names, known: KnownVariables) -> list[Compared]:
    if '"' not in text and "'" not in text and text.isascii():
        return []
    node = known.parse(text)
    reckoner = Reckoner(known.steps)
    if node is not None:
        reckoner.value(node, names)
    return reckoner.compared


def _check_tables(graph: dmn.DecisionGraph, key: str, known: KnownVariables, told: Told, findings: Findings) -> None:
    compiled = graph.elements.get((graph.model.namespace, key))
    decision = graph.decisions.get(key)
    if compiled is None or decision is None or decision.table is None or not isinstance(compiled.node, TableNode):
        return
    for problem in find_bare_texts(decision, compiled.free, lambda name: known.may_be_read(key, name)):
        findings.add_problem("error", problem)
    names = known.of_decision(key)
    for at, column in enumerate(compiled.node.table.inputs):
        subject = Reckoner(known.steps).value(column.expression, names).members()
        if subject.anything:
            continue
        name = column.label or spell(column.expression)
        for rule, drawn in zip(compiled.node.table.rules, decision.table.rules, strict=True):
            test = rule.tests[at]
            if not isinstance(test, UnaryTests):
                continue
            reckoner = Reckoner(known.steps)
            reckoner.cell(test, subject, name, names)
            for verdict in _dead_tests(reckoner.compared, len(test.tests), told, (key, at, rule.row)):
                label = column.label or column.text
                problem = Problem(verdict.message, drawn.inputs[at].element, decision.name, rule.row, label)
                findings.add_problem(verdict.severity, problem)


def _dead_tests(compared: Sequence[Compared], tests: int, told: Told, place: tuple[str, int, int]) -> list[Verdict]:
    """Where another test of the cell may hold, the rule still applies: only what was surely meant otherwise counts."""
    judged = [judge(one, "这一格的", told, place, condition=False) for one in compared]
    verdicts = [verdict for verdict in judged if verdict is not None]
    if tests > 1 and len(verdicts) < max(tests, len(compared)):
        return [verdict for verdict in verdicts if verdict.severity == "error"]
    return verdicts


def _check_deployed(bundle: Sequence[Examined], catalogue: Catalogue, known: KnownVariables, told: Told) -> None:
    """Conditions of deployed diagrams that a changed form or decision makes impossible."""
    changed = {(one.kind, one.key): one for one in bundle if one.changed}
    own = {(one.kind, one.key) for one in bundle}
    for (kind, key), deployed in catalogue.newest.items():
        if kind != "process" or (kind, key) in own or deployed.info.get("data_flow") is None:
            continue
        for flow in deployed.info.get("flows", ()):
            _check_flow(key, flow, changed, known, told)


def _check_flow(
    key: str, flow: Mapping[str, Any], changed: Mapping[Key, Examined], known: KnownVariables, told: Told
) -> None:
    names, read = known.of_process(key), []

    def find(name: str) -> Possible:
        read.append(("variable", key, name))
        return names.find(name)

    found = _compared(flow.get("condition") or "", Names(find, {}), known)
    behind = [changed[file] for file in sorted(known.files_behind(read)) if file in changed] if found else []
    for compared in found if behind else ():
        if compared.bare:
            continue
        verdict = judge(compared, "条件", told, (key, flow["id"]), condition=True)
        if verdict is not None:
            where = f"已部署的流程“{key[:60]}”里，连线“{(flow.get('name') or flow['id'] or '')[:60]}”的"
            report = behind[0].findings.error if verdict.severity == "error" else behind[0].findings.warn
            report(None, f"{where}{verdict.message}改好后和这个流程一起部署")
