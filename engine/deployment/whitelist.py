"""What the engine executes: elements and their places, attributes, extensions, bindings and expression places.

Later work widens this module. Whatever stands neither here nor under DOCUMENTATION_ONLY is refused by name.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

ANY: tuple[str, ...] = ()
Attributes = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Rule:
    """What may stand in an element. Attributes map to the values allowed, ANY for every value.

    ``children``: BPMN elements; ``camunda``: attributes of the camunda: namespace; ``extensions``: camunda: elements.
    """

    children: frozenset[str] = frozenset()
    attributes: Attributes = field(default_factory=dict)
    camunda: Attributes = field(default_factory=dict)
    extensions: frozenset[str] = frozenset({"properties"})


def _any(*names: str) -> dict[str, tuple[str, ...]]:
    return {"id": ANY, "name": ANY} | dict.fromkeys(names, ANY)


#: BPMN elements that say something to people only; they may stand anywhere and hold nothing that is executed.
DOCUMENTATION_ONLY = frozenset({
    "documentation", "text", "textAnnotation", "association", "group", "category", "categoryValue", "categoryValueRef",
    "auditing", "monitoring", "messageFlow", "relationship", "source", "target", "itemDefinition", "partnerEntity",
    "partnerRole", "participantMultiplicity", "interface", "operation", "inMessageRef", "outMessageRef", "errorRef",
    "interfaceRef", "endPoint", "endPointRef", "supports", "supportedInterfaceRef", "resource", "resourceParameter",
    "error", "escalation", "conversation", "subConversation", "callConversation", "conversationLink",
    "conversationAssociation", "participantAssociation", "messageFlowAssociation", "participantRef", "messageFlowRef",
    "innerParticipantRef", "outerParticipantRef",
})  # fmt: skip
#: camunda: attributes that change nothing in a running case.
CAMUNDA_DOCUMENTATION_ONLY = frozenset({
    "modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon", "diagramRelationId", "historyTimeToLive",
})  # fmt: skip

FEEL_LANGUAGES = ("feel", "FEEL")
_EXPRESSION = Rule(attributes={"id": ANY, "language": FEEL_LANGUAGES, "evaluatesToTypeRef": ANY})
_REFERENCE = Rule()

_NODE_CHILDREN = frozenset({"incoming", "outgoing"})
_ACTIVITY = _any() | {"isForCompensation": ("false",), "startQuantity": ("1",), "completionQuantity": ("1",)}
_GATEWAY = _any("gatewayDirection")
_FORM = {"formRef": ANY, "formRefBinding": ("latest", "deployment", "version"), "formRefVersion": ANY, "formKey": ANY}
_ASSIGNMENT = ("assignee", "candidateUsers", "candidateGroups", "dueDate", "followUpDate", "priority")
_FLOW_ELEMENTS = frozenset({
    "sequenceFlow", "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
    "task", "manualTask", "userTask", "scriptTask", "businessRuleTask", "callActivity", "subProcess",
    "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway",
})  # fmt: skip
_CATCHING = frozenset({
    "timerEventDefinition", "messageEventDefinition", "signalEventDefinition", "conditionalEventDefinition",
})  # fmt: skip

#: Event and the scope it stands in (None: any) to the definitions it may carry; each may also carry none where NONE is.
NONE = "none"
EVENT_DEFINITIONS: Mapping[tuple[str, str | None], frozenset[str]] = {
    ("startEvent", "process"): frozenset({NONE, "messageEventDefinition"}),
    ("startEvent", "subProcess"): frozenset({NONE}),
    ("endEvent", None): frozenset({NONE, "terminateEventDefinition"}),
    ("intermediateCatchEvent", None): _CATCHING,
    ("intermediateThrowEvent", None): frozenset({NONE}),
    ("boundaryEvent", None): _CATCHING,
}
TIMERS: Mapping[str, frozenset[str]] = {
    "intermediateCatchEvent": frozenset({"timeDate", "timeDuration"}),
    "boundaryEvent": frozenset({"timeDate", "timeDuration", "timeCycle"}),
}
BOUNDARY_HOSTS = frozenset({"userTask", "callActivity", "subProcess"})
AFTER_EVENT_BASED_GATEWAY = frozenset({"intermediateCatchEvent"})

_DEFINITIONS_OF_START = frozenset({"messageEventDefinition"})
ELEMENTS: Mapping[str, Rule] = {
    "definitions": Rule(
        frozenset({"process", "collaboration", "message", "signal"}),
        _any("targetNamespace", "expressionLanguage", "typeLanguage", "exporter", "exporterVersion"),
    ),
    "collaboration": Rule(frozenset({"participant"}), _any("isClosed")),
    "participant": Rule(attributes=_any("processRef")),
    "process": Rule(
        _FLOW_ELEMENTS | {"laneSet"},
        _any("processType", "isClosed", "definitionalCollaborationRef") | {"isExecutable": ("true", "false")},
        {"versionTag": ANY, "candidateStarterGroups": ANY, "isStartableInTasklist": ("true", "false")},
    ),
    "laneSet": Rule(frozenset({"lane"}), _any()),
    "lane": Rule(frozenset({"flowNodeRef"}), _any()),
    "flowNodeRef": _REFERENCE,
    "incoming": _REFERENCE,
    "outgoing": _REFERENCE,
    "message": Rule(attributes=_any("itemRef")),
    "signal": Rule(attributes=_any("structureRef")),
    "sequenceFlow": Rule(frozenset({"conditionExpression"}), _any("sourceRef", "targetRef", "isImmediate")),
    "conditionExpression": _EXPRESSION,
    "startEvent": Rule(
        _NODE_CHILDREN | _DEFINITIONS_OF_START,
        _any() | {"isInterrupting": ("true",), "parallelMultiple": ("false",)},
        {"initiator": ANY} | _FORM,
    ),
    "endEvent": Rule(_NODE_CHILDREN | {"terminateEventDefinition"}, _any()),
    "intermediateCatchEvent": Rule(_NODE_CHILDREN | _CATCHING, _any() | {"parallelMultiple": ("false",)}),
    "intermediateThrowEvent": Rule(_NODE_CHILDREN, _any()),
    "boundaryEvent": Rule(
        _NODE_CHILDREN | _CATCHING,
        _any("attachedToRef") | {"cancelActivity": ("true", "false"), "parallelMultiple": ("false",)},
    ),
    "messageEventDefinition": Rule(attributes=_any("messageRef")),
    "signalEventDefinition": Rule(attributes=_any("signalRef")),
    "terminateEventDefinition": Rule(attributes=_any()),
    "timerEventDefinition": Rule(frozenset({"timeDate", "timeDuration", "timeCycle"}), _any()),
    "timeDate": _EXPRESSION,
    "timeDuration": _EXPRESSION,
    "timeCycle": _EXPRESSION,
    "conditionalEventDefinition": Rule(frozenset({"condition"}), _any()),
    "condition": _EXPRESSION,
    "task": Rule(_NODE_CHILDREN, _ACTIVITY),
    "manualTask": Rule(_NODE_CHILDREN, _ACTIVITY),
    "userTask": Rule(
        _NODE_CHILDREN,
        _ACTIVITY | {"implementation": ("##unspecified",)},
        dict.fromkeys(_ASSIGNMENT, ANY) | _FORM,
    ),
    "scriptTask": Rule(
        _NODE_CHILDREN | {"script"}, _ACTIVITY | {"scriptFormat": FEEL_LANGUAGES}, {"resultVariable": ANY}
    ),
    "script": Rule(attributes={"id": ANY}),
    "businessRuleTask": Rule(
        _NODE_CHILDREN,
        _ACTIVITY | {"implementation": ("##unspecified",)},
        {
            "decisionRef": ANY, "decisionRefBinding": ("latest", "deployment", "version", "versionTag"),
            "decisionRefVersion": ANY, "decisionRefVersionTag": ANY, "resultVariable": ANY,
            "mapDecisionResult": ("singleEntry", "singleResult", "collectEntries", "resultList"),
        },
    ),
    "callActivity": Rule(
        _NODE_CHILDREN,
        _ACTIVITY | {"calledElement": ANY},
        {"calledElementBinding": ("latest", "deployment", "version"), "calledElementVersion": ANY},
        frozenset({"properties", "in", "out"}),
    ),
    "subProcess": Rule(_NODE_CHILDREN | _FLOW_ELEMENTS, _ACTIVITY | {"triggeredByEvent": ("false",)}),
    "exclusiveGateway": Rule(_NODE_CHILDREN, _GATEWAY | {"default": ANY}),
    "inclusiveGateway": Rule(_NODE_CHILDREN, _GATEWAY | {"default": ANY}),
    "parallelGateway": Rule(_NODE_CHILDREN, _GATEWAY),
    "eventBasedGateway": Rule(
        _NODE_CHILDREN, _GATEWAY | {"instantiate": ("false",), "eventGatewayType": ("Exclusive",)}
    ),
}

#: The business key always passes to a called process; this is how the Modeler writes that.
_BUSINESS_KEY = ("#{execution.processBusinessKey}", "${execution.processBusinessKey}")
_MAPPING = {"source": ANY, "sourceExpression": ANY, "target": ANY, "variables": ("all",), "local": ("false",)}
#: camunda: elements to the attributes and camunda: children they may have.
EXTENSIONS: Mapping[str, tuple[Attributes, frozenset[str]]] = {
    "properties": ({}, frozenset({"property"})),
    "property": ({"id": ANY, "name": ANY, "value": ANY}, frozenset()),
    "in": (_MAPPING | {"businessKey": _BUSINESS_KEY}, frozenset()),
    "out": (_MAPPING, frozenset()),
}


class Place(Enum):
    """What a text in an expression place means when it does not begin with ``=``, ``${`` or ``#{``."""

    CONDITION = "FEEL all the same, giving true or false"
    SCRIPT = "FEEL all the same"
    TEXT = "the text itself"
    GROUPS = "names separated by commas, each a known role"
    MOMENT = "an ISO 8601 date, date and time or duration"
    DATE = "an ISO 8601 date or date and time"
    DURATION = "an ISO 8601 duration"
    CYCLE = "R<n>/ and an ISO 8601 duration"
    WHOLE_NUMBER = "a whole number"


#: The attributes of the camunda: namespace that hold a literal or an expression.
EXPRESSION_ATTRIBUTES: Mapping[tuple[str, str], Place] = {
    ("userTask", "assignee"): Place.TEXT,
    ("userTask", "candidateUsers"): Place.TEXT,
    ("userTask", "candidateGroups"): Place.GROUPS,
    ("userTask", "dueDate"): Place.MOMENT,
    ("userTask", "followUpDate"): Place.MOMENT,
    ("userTask", "priority"): Place.WHOLE_NUMBER,
}
#: The elements whose text is an expression.
EXPRESSION_TEXTS: Mapping[str, Place] = {
    "conditionExpression": Place.CONDITION,
    "condition": Place.CONDITION,
    "script": Place.SCRIPT,
    "timeDate": Place.DATE,
    "timeDuration": Place.DURATION,
    "timeCycle": Place.CYCLE,
}
#: The camunda:property that moves a case's stage; a value that begins with ``=`` is FEEL.
STAGE_PROPERTY = "stage"
PAYLOAD_FORM_PROPERTY = "payloadForm"
PAYLOAD_VARIABLE_PROPERTY = "payloadVariable"
#: On a business rule task: the variable that takes the text that says why the decision came out so.
REASON_VARIABLE_PROPERTY = "reasonVariable"
#: Who may send the message of an event: these two words, and roles as in candidate groups, separated by commas.
SENDERS_PROPERTY = "senders"
EVERYONE = "everyone"
INITIATOR = "initiator"
