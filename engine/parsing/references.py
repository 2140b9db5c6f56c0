"""What a file declares beside its processes: messages, signals, errors and escalations, looked up by id."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.parsing.attributes import BPMN, CAMUNDA


@dataclass(frozen=True)
class DeclaredError:
    """bpmn:error: its code, and the message that it brings."""

    code: str | None
    message: str | None


def declared(node: Any, kind: str, reference: str | None) -> Any:
    """The element ``kind`` with this id among the children of bpmn:definitions, None when there is none."""
    if reference is None:
        return None
    root = node.getroottree().getroot()
    return next((entry for entry in root.iterchildren(f"{BPMN}{kind}") if entry.get("id") == reference), None)


def declared_name(node: Any, kind: str, reference: str | None) -> str | None:
    """The name of a declared message or signal."""
    entry = declared(node, kind, reference)
    return None if entry is None else entry.get("name")


def declared_error(node: Any, reference: str | None) -> DeclaredError:
    """A declared error; without a reference, or without a code, one that stands for all."""
    entry = declared(node, "error", reference)
    if entry is None:
        return DeclaredError(None, None)
    return DeclaredError(_text(entry.get("errorCode")), _text(entry.get(f"{CAMUNDA}errorMessage")))


def declared_escalation(node: Any, reference: str | None) -> str | None:
    """The code of a declared escalation, None when it stands for all."""
    entry = declared(node, "escalation", reference)
    return None if entry is None else _text(entry.get("escalationCode"))


def _text(value: str | None) -> str | None:
    return (value or "").strip() or None
