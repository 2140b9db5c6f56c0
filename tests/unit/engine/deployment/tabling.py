"""Small DMN files for the tests of deployment: as the Modeler writes them, read and told."""
from __future__ import annotations

from typing import Any

from engine.deployment.decision_file import DecisionFile, read_decision_file
from engine.deployment.findings import Finding
from tests.decision_files import Column, decision, file, table

MODELER = (
    'xmlns:modeler="http://camunda.org/schema/modeler/1.0" modeler:executionPlatform="Camunda Platform" '
    'modeler:executionPlatformVersion="7.24.0"'
)
AMOUNT = Column("amount", "number", label="金额")
RESULT = Column("level", "string", label="等级")


def modeled(*content: str, platform: str = MODELER, **options: Any) -> str:
    """A file as Camunda Modeler 7 writes it."""
    return file(*content, attributes=platform, **options)


def levels(identifier: str = "level", threshold: int = 2000, policy: str = "") -> str:
    """A sound decision: small below the threshold, large from it on."""
    rows = [[f"< {threshold}", '"小"'], [f">= {threshold}", '"大"']]
    drawn = table([AMOUNT], [RESULT], rows, policy)
    return decision(identifier, drawn.replace('id="r', f'id="{identifier}_r'), name="等级")


def read(text: str, resource: str = "level.dmn") -> DecisionFile:
    """The file as checked by itself."""
    return read_decision_file(text.encode(), resource)


def errors(text: str) -> list[Finding]:
    """The errors that the file has by itself."""
    return [finding for finding in read(text).findings.listed if finding.severity == "error"]


def sentences(*content: str, **options: Any) -> str:
    """The errors of a modeled file as people read them, one a line."""
    return "\n".join(finding.sentence() for finding in errors(modeled(*content, **options)))
