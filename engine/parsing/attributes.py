"""Reading the camunda: attributes and extension elements of a BPMN element."""
from __future__ import annotations

import datetime as dt
import re
from typing import Any

import feel
from engine.expressions import read_expression
from engine.retry_cycles import retry_pauses
from engine.specs.activities import Assignment, FormBinding
from engine.specs.subprocesses import Mapping

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
DEPLOYED_FORM = re.compile(r"camunda-forms:deployment:(.+)\.form")
DYNAMIC = re.compile(r"\s*(=|[$#]\{)")


def camunda(node: Any, name: str) -> str | None:
    """A camunda: attribute, None when absent or blank."""
    value = node.get(CAMUNDA + name)
    return value.strip() or None if value is not None else None


def expression_or_text(text: str | None) -> str | feel.Expression | None:
    """A literal text as it stands; ``=feel`` and ``${…}`` as an expression."""
    if text is None or not DYNAMIC.match(text):
        return text
    return read_expression(text)


def texts_or_expression(text: str | None) -> list[str] | feel.Expression:
    """A comma-separated list, or one expression that yields a text or a list of texts."""
    value = expression_or_text(text)
    if value is None:
        return []
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def read_pauses(node: Any) -> tuple[dt.timedelta, ...]:
    """How long to wait between the attempts of an element's job or timer."""
    text = node.findtext(f"{BPMN}extensionElements/{CAMUNDA}failedJobRetryTimeCycle")
    return retry_pauses(text) if text is not None and text.strip() else ()


def read_assignment(node: Any) -> Assignment:
    """Who a user task is for and until when."""
    return Assignment(
        assignee=expression_or_text(camunda(node, "assignee")),
        candidate_users=texts_or_expression(camunda(node, "candidateUsers")),
        candidate_groups=texts_or_expression(camunda(node, "candidateGroups")),
        due_date=expression_or_text(camunda(node, "dueDate")),
        follow_up_date=expression_or_text(camunda(node, "followUpDate")),
        priority=expression_or_text(camunda(node, "priority")),
    )


def read_form_binding(node: Any) -> FormBinding | None:
    """The form of a user task or start event: formRef with its binding, or a deployed formKey."""
    reference = camunda(node, "formRef")
    if reference is not None:
        version = camunda(node, "formRefVersion")
        return FormBinding(reference, camunda(node, "formRefBinding") or "latest", int(version) if version else None)
    match = DEPLOYED_FORM.fullmatch(camunda(node, "formKey") or "")
    return FormBinding(match[1], "deployment") if match else None


def read_decision_binding(node: Any) -> FormBinding:
    """The decision of a business rule task: decisionRef with its binding."""
    version = camunda(node, "decisionRefVersion")
    return FormBinding(
        camunda(node, "decisionRef") or "",
        camunda(node, "decisionRefBinding") or "latest",
        int(version) if version else None,
        camunda(node, "decisionRefVersionTag"),
    )


def read_properties(node: Any) -> dict[str, str]:
    """The camunda:property entries of an element, by name."""
    path = f"{BPMN}extensionElements/{CAMUNDA}properties/{CAMUNDA}property"
    return {entry.get("name", ""): entry.get("value", "") for entry in node.iterfind(path)}


def read_mappings(node: Any, direction: str) -> list[Mapping]:
    """The camunda:in or camunda:out entries (``direction``) of a call activity or signal; a business key is implied."""
    found = []
    for entry in node.iterfind(f"{BPMN}extensionElements/{CAMUNDA}{direction}"):
        if entry.get("businessKey") is not None:
            continue
        local = entry.get("local") == "true"
        if entry.get("variables") == "all":
            found.append(Mapping(all_variables=True, local=local))
        else:
            source = entry.get("source")
            text = source if source is not None else entry.get("sourceExpression")
            found.append(Mapping(target=entry.get("target"), expression=read_expression(text), local=local))
    return found
