"""What is wrong with a bundle, collected before anything is answered, and the refusal that lists it line by line."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from lxml import etree

from engine.deployment.vocabulary import describe, is_seen
from engine.dmn import Problem
from engine.errors import DeploymentRefused

#: An upload made to annoy must not make the answer huge.
LISTED_IN_MESSAGE = 100
LISTED_IN_DETAILS = 500
LONGEST_NAME = 255

Positions = Mapping[etree._Element, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. ``line`` and ``column`` count from 1; ``message`` says in Chinese what to do.

    ``row`` (from 1), ``column_label`` and ``character`` (from 1) are of a cell of a decision table.
    """

    severity: Literal["error", "warning"]
    resource: str
    message: str
    element_id: str | None = None
    element_name: str | None = None
    element: str | None = None
    line: int | None = None
    column: int | None = None
    row: int | None = None
    column_label: str | None = None
    character: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The finding for machines: notes of a deployment, details of a refusal."""
        return asdict(self)

    def sentence(self) -> str:
        """The finding for people: 人工任务「审批」(Approve)：没有办理人或候选组."""
        if self.element:
            return f"{self.element}：{self.message}"
        return f"第 {self.line} 行：{self.message}" if self.line else self.message


class Findings:
    """The findings of one resource, in the order in which they were made. ``describe`` names an element to people."""

    def __init__(
        self, resource: str, positions: Positions | None = None,
        describe: Callable[[etree._Element], str] = describe,
    ) -> None:  # fmt: skip
        self.resource = resource
        self.describe = describe
        self.positions: Positions = positions or {}
        self.listed: list[Finding] = []

    def error(self, element: etree._Element | None, message: str) -> None:
        """Something that must be mended before the bundle can be deployed."""
        self.listed.append(self._finding("error", element, message))

    def warn(self, element: etree._Element | None, message: str) -> None:
        """Something worth knowing that does not stop the deployment."""
        self.listed.append(self._finding("warning", element, message))

    def add(self, severity: Literal["error", "warning"], message: str, element_id: str | None = None) -> None:
        """A finding about something that is no XML element, such as a form's field."""
        self.listed.append(Finding(severity, self.resource, message, element_id))

    def add_problem(self, severity: Literal["error", "warning"], problem: Problem) -> None:
        """What compiling or examining a decision found, with its place in the table."""
        made = self._finding(severity, problem.element, problem.message)
        self.listed.append(replace(
            made, element=problem.place() or made.element,
            row=problem.row, column_label=_shortened(problem.column), character=problem.character,
        ))  # fmt: skip

    def soften(self, since: int) -> None:
        """Make warnings of what was found after the first ``since`` findings."""
        self.listed[since:] = [replace(finding, severity="warning") for finding in self.listed[since:]]

    @property
    def sound(self) -> bool:
        """Whether no error was found."""
        return all(finding.severity != "error" for finding in self.listed)

    def _finding(self, severity: Literal["error", "warning"], element: etree._Element | None, message: str) -> Finding:
        if element is None:
            return Finding(severity, self.resource, message)
        line, column = self.positions.get(element, (None, None))
        named = element if _is_findable(element) else next(filter(_is_findable, element.iterancestors()), element)
        id_, name = _shortened(named.get("id")), _shortened(named.get("name"))
        return Finding(severity, self.resource, message, id_, name, self.describe(named), line, column)


def _is_findable(element: etree._Element) -> bool:
    return bool(element.get("id")) and is_seen(element)


def _shortened(text: str | None) -> str | None:
    return None if text is None else text[:LONGEST_NAME]


def refusal(findings: Sequence[Finding]) -> DeploymentRefused:
    """The refusal of a bundle: its message lists every error, numbered, because the Modeler shows nothing else.

    ``details["findings"]`` holds all findings, warnings included, as JSON.
    """
    errors = [finding for finding in findings if finding.severity == "error"]
    several = len({finding.resource for finding in errors}) > 1
    lines = [
        f"{number}. {finding.resource + '：' if several else ''}{finding.sentence()}"
        for number, finding in enumerate(errors[:LISTED_IN_MESSAGE], start=1)
    ]
    if len(errors) > LISTED_IN_MESSAGE:
        lines.append(f"……另有 {len(errors) - LISTED_IN_MESSAGE} 处，请先改正以上各处。")
    subject = "文件" if several or not errors else f"「{errors[0].resource}」"
    message = f"{subject}有 {len(errors)} 处问题，未部署：\n" + "\n".join(lines)
    return DeploymentRefused(message, findings=[finding.as_json() for finding in findings[:LISTED_IN_DETAILS]])
