"""The rules of drawing, from the tables of the tests of deployment: what breaks each, and the sentence about it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from tests.house.sources import PROJECT
from tests.house.support.told import REFUSED, WARNED, table
from tests.unit.engine.deployment.cases import Case
from tests.unit.engine.deployment.drawing import file, read

FOLDER = PROJECT / "tests" / "unit" / "engine" / "deployment"
OUTCOMES = {"refused": (REFUSED, "error"), "warning": (WARNED, "warning")}


def cases() -> Iterator[tuple[str, str, Case]]:
    """Module, name and case."""
    for path in sorted(FOLDER.glob("test_*.py")):
        if "CASES" in path.read_text(encoding="utf-8"):
            listed = getattr(import_module(f"tests.unit.engine.deployment.{path.stem}"), "CASES", {})
            if isinstance(listed, dict):
                yield from ((path.stem, name, case) for name, case in listed.items() if isinstance(case, Case))


def rows() -> list[tuple[str, ...]]:
    """Construct, outcome, sentence, test; by construct."""
    found = [(case.construct, *_told(case), f"`{module}.py`：`{name}`") for module, name, case in cases()]
    return sorted(found)


def _told(case: Case) -> tuple[str, str]:
    outcome, severity = OUTCOMES[case.outcome]
    listed = read(file(case.drawn, case.root, process=case.process)).findings.listed
    said = [finding.message for finding in listed if finding.severity == severity]
    exact = [message for message in said if case.told in message]
    return outcome, (exact or said)[0]


def section() -> list[str]:
    """The part of the document."""
    told = "每条规则都有一张违反它的图和一张差一点、可以部署的图，在 `tests/unit/engine/deployment/`。"
    return ["## 画法的规则", "", told, "", *table(("画的是", "结果", "部署时的话", "测试"), rows())]
