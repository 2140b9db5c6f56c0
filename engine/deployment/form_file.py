"""A .form file as deployment sees it: its id, what is wrong with it, what lists want to know of it."""
from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from engine.deployment.findings import Findings
from engine.deployment.texts.form_answers import answers_of, check_form_comparisons
from engine.deployment.texts.possible import to_json
from engine.errors import ProductError
from engine.forms import read_form

_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,254}")
_HEADING = re.compile(r"^#{1,6}\s*(.+?)\s*#*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FormFile:
    """``key`` is the form's id, empty when the file could not be read."""

    resource: str
    findings: Findings
    key: str = ""
    info: dict[str, Any] = field(default_factory=dict)


def read_form_file(content: bytes, resource: str) -> FormFile:
    """Everything that can be said of the form. Never raises: what is wrong stands in ``findings``."""
    findings = Findings(resource)
    try:
        form = read_form(content, resource)
    except ProductError as error:
        findings.error(None, error.message)
        return FormFile(resource, findings)
    for found in form.findings:
        findings.add(found.severity, found.message, found.component_id or found.key or None)
    sound = findings.sound
    if sound:
        check_form_comparisons(form, findings)
    if not _ID.fullmatch(form.id):
        findings.error(None, f"表单 ID“{form.id[:60]}”不能用，请以字母开头，只用字母、数字和下划线")
    info: dict[str, Any] = {
        "title": _title(form.schema), "outputs": sorted(form.output_names), "inputs": sorted(form.input_names),
    }  # fmt: skip
    if sound:
        info["answers"] = {name: to_json(possible) for name, possible in answers_of(form).items()}
    return FormFile(resource, findings, form.id, info)


def _title(schema: dict[str, Any]) -> str | None:
    """The first heading in the form's first text, which the person who fills it in reads as its title."""
    for component in schema.get("components") or ():
        if isinstance(component, dict) and component.get("type") == "text":
            match = _HEADING.search(str(component.get("text") or ""))
            if match:
                return match[1][:255].encode("utf-8", "replace").decode("utf-8")
    return None
