"""What lists and pages want to know of a process without parsing it again; kept as JSON beside the definition."""
from __future__ import annotations

from typing import Any

from lxml import etree

from engine.deployment.diagram import Diagram, Node, camunda, properties
from engine.deployment.lanes import lanes_by_node
from engine.deployment.message_routes import describe_messages
from engine.deployment.messages_drawn import message_name
from engine.deployment.property_names import PAYLOAD_FORM_PROPERTY, STAGE_PROPERTY
from engine.deployment.references import Reference, begins_plainly, decision_of, form_of, references_of
from engine.deployment.senders import senders_of
from engine.deployment.texts.data_flow import describe_data_flow
from engine.deployment.vocabulary import BPMN, local_name


def describe_process(diagram: Diagram) -> dict[str, Any]:
    """The info of a sound process.

    ``start_form`` and ``start_element`` belong to the none start event (None without one); ``callable``: whether it
    can begin without an event, for want of a start event too; ``message_starts`` lists {message, element_id,
    payload_form, senders}; ``messages`` what it receives and throws (message_routes); ``elements`` every flow node
    with {id, type, trigger, name, stage, lane, documentation, form, decision, candidate_groups, properties};
    ``flows`` {id, name, documentation, condition}; ``called`` {element_id, key, binding, version};
    ``data_flow``: see describe_data_flow.
    """
    starts = diagram.scopes[0].of_type("startEvent")
    plain = next((node for node in starts if not node.definitions), None)
    lanes = lanes_by_node(diagram.process)
    return {
        "documentation": documentation_of(diagram.process),
        "start_element": plain.id if plain else None,
        "start_form": _binding(form_of(plain.element)) if plain else None,
        "candidate_starter_groups": _texts(camunda(diagram.process, "candidateStarterGroups")),
        "candidate_starter_users": _texts(camunda(diagram.process, "candidateStarterUsers")),
        "startable_in_tasklist": camunda(diagram.process, "isStartableInTasklist") != "false",
        "history_time_to_live": camunda(diagram.process, "historyTimeToLive"),
        "callable": begins_plainly(diagram),
        "message_starts": [_message_start(node, diagram) for node in starts if node.trigger == "message"],
        "messages": describe_messages(diagram),
        "elements": [_element(node, lanes) for node in diagram.nodes()],
        "flows": [
            {
                "id": flow.element.get("id"),
                "name": flow.element.get("name"),
                "documentation": documentation_of(flow.element),
                "condition": (flow.condition.text or "").strip() if flow.condition is not None else None,
            }
            for flow in diagram.flows()
        ],
        "called": [
            {"element_id": reference.element.get("id"), **(_binding(reference) or {})}
            for reference in references_of(diagram)
            if reference.kind == "process"
        ],
        "data_flow": describe_data_flow(diagram),
    }


def documentation_of(element: etree._Element) -> str | None:
    """The text of the element's bpmn:documentation, None when there is none."""
    texts = ["".join(map(str, entry.itertext())).strip() for entry in element.iterfind(f"{{{BPMN}}}documentation")]
    return "\n".join(text for text in texts if text) or None


def _element(node: Node, lanes: dict[str, str]) -> dict[str, Any]:
    given = properties(node.element)
    form = form_of(node.element) if node.type in {"userTask", "startEvent"} else None
    return {
        "id": node.id,
        "type": node.type,
        "trigger": local_name(node.definitions[0]).removesuffix("EventDefinition") if node.definitions else None,
        "name": node.element.get("name"),
        "stage": given.get(STAGE_PROPERTY),
        "lane": _lane(node, lanes),
        "documentation": documentation_of(node.element),
        "form": _binding(form),
        "decision": _decision(node),
        "candidate_groups": _groups(camunda(node.element, "candidateGroups")),
        "properties": given,
    }


def _lane(node: Node, lanes: dict[str, str]) -> str | None:
    """The node's lane, or that of the subprocess around it."""
    place: Node | None = node
    while place is not None:
        if place.id in lanes:
            return lanes[place.id]
        place = place.scope.owner
    return None


def _message_start(node: Node, diagram: Diagram) -> dict[str, Any]:
    return {
        "message": message_name(node, diagram),
        "element_id": node.id,
        "payload_form": properties(node.element).get(PAYLOAD_FORM_PROPERTY),
        "senders": list(senders_of(node)),
    }


def _binding(reference: Reference | None) -> dict[str, Any] | None:
    if reference is None:
        return None
    return {"key": reference.key, "binding": reference.binding, "version": reference.version}


def _decision(node: Node) -> dict[str, Any] | None:
    """The decision of a business rule task; it alone may be bound by version tag."""
    reference = decision_of(node.element) if node.type == "businessRuleTask" else None
    binding = _binding(reference)
    return None if reference is None or binding is None else binding | {"version_tag": reference.version_tag}


def _groups(text: str | None) -> list[str]:
    """The literal groups one by one; an expression as the one entry it is."""
    return [text.strip()] if text is not None and text.lstrip().startswith(("=", "${", "#{")) else _texts(text)


def _texts(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]
