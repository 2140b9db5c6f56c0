"""Puts what breaks a rule into words, at an element of the bundle, with the reason that its diagrams give."""
from __future__ import annotations

from lxml import etree

from consultation.policy_lint.marks import reasons, step_of
from consultation.policy_lint.model import Model
from consultation.policy_lint.rules import REASON_PREFIX, Rule
from engine.deployment.diagram import Diagram
from engine.deployment.findings import Findings
from engine.deployment.lint import Landscape
from engine.deployment.vocabulary import describe


class Report:
    """What is said of one consultation; it is said in the bundle's own files, whatever the element."""

    def __init__(self, landscape: Landscape, model: Model, strict: bool) -> None:
        self._landscape = landscape
        self._model = model
        self._strict = strict
        self._given = {diagram.process: findings for diagram, findings in landscape.given.values()}
        self._reasons = {
            key: reason for diagram in model.diagrams for key, reason in reasons(diagram).items() if reason
        }
        self._used: set[str] = set()

    def broken(self, rule: Rule, element: etree._Element, message: str, quoted: Rule | None = None) -> None:
        """A rule is not kept at this element: an error, a warning where a reason is given.

        ``quoted``: the rule whose sentence to quote, where it is another.
        """
        quoted = quoted or rule
        message = f"{message}。实施方案：“{quoted.sentence}”（{quoted.requirement}）"
        reason = self._reasons.get(rule.key)
        if reason is not None:
            self._used.add(rule.key)
            self._say("warning", element, f"{message}。图里写明的理由：{reason}")
        else:
            advice = f"。一定要这样部署的，在流程的扩展属性 {REASON_PREFIX}{rule.key} 里写明理由"
            self._say("error" if self._strict else "warning", element, message + advice)

    def error(self, element: etree._Element, message: str) -> None:
        """Something that no reason excuses."""
        self._say("error" if self._strict else "warning", element, message)

    def unused_reasons(self) -> None:
        """Say which reasons of the bundle's own files excuse nothing any more."""
        for diagram in self._model.diagrams:
            if (findings := self._given.get(diagram.process)) is None:
                continue
            for key in reasons(diagram):
                if key in self._reasons and key not in self._used:
                    message = f"扩展属性 {REASON_PREFIX}{key} 的理由用不上了，这一条已经做到，请删去它"
                    findings.warn(diagram.process, message)

    def where_it_was(self, rule: Rule) -> etree._Element:
        """The process to which a missing step belongs: the one that took it before, else the consultation itself."""
        for diagram in self._model.diagrams:
            before = self._landscape.deployed(diagram.key) if diagram.process in self._given else None
            if before is not None and any(step_of(node) == rule for node in before.nodes()):
                return diagram.process
        return self._model.root.process

    def _say(self, severity: str, element: etree._Element, message: str) -> None:
        findings, place = self._placed(element)
        if place is not element:
            message = f"{describe(element)}：{message}"
        if severity == "error":
            findings.error(place, message)
        else:
            findings.warn(place, message)

    def _placed(self, element: etree._Element) -> tuple[Findings, etree._Element]:
        """The element itself, or what in the bundle leads to it, or the first process of the bundle that is used."""
        seen: set[etree._Element] = set()
        waiting = [element]
        while waiting:
            place = waiting.pop(0)
            process = _process(place)
            if process in self._given:
                return self._given[process], place
            if process not in seen:
                seen.add(process)
                waiting += [call.element for call in self._model.callers.get(process, [])]
        diagram = self._first_given()
        return self._given[diagram.process], diagram.process

    def _first_given(self) -> Diagram:
        used = [diagram for diagram in self._model.diagrams if diagram.process in self._given]
        return used[0] if used else next(iter(self._landscape.given.values()))[0]


def _process(element: etree._Element) -> etree._Element:
    if etree.QName(element).localname == "process":
        return element
    return next(element.iterancestors("{*}process"))
