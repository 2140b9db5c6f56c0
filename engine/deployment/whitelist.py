"""What the engine executes: elements and their places, attributes and extensions.

Whatever stands neither here nor under DOCUMENTATION_ONLY is refused by name.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.deployment.event_table import DEFINITIONS, definitions_of

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
    "conversation", "subConversation", "callConversation", "conversationLink",
    "conversationAssociation", "participantAssociation", "messageFlowAssociation", "participantRef", "messageFlowRef",
    "innerParticipantRef", "outerParticipantRef", "dataObject", "dataObjectReference", "dataStore",
    "dataStoreReference", "dataState", "property", "inputSet", "outputSet",
    "ioSpecification", "operationRef",
})  # fmt: skip
#: camunda: attributes that change nothing in a running case.
CAMUNDA_DOCUMENTATION_ONLY = frozenset({
    "modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon", "diagramRelationId", "historyTimeToLive",
})  # fmt: skip
#: Allowed attributes and extension elements, with the element where that matters, that say how Camunda works off jobs.
CAMUNDA_UNUSED = frozenset({"jobPriority", "process taskPriority"})
#: Elements of them, and allowed attributes, that look as if they were executed, as some tools write them.
UNUSED = frozenset({"ioSpecification", "operationRef"})
#: camunda: elements that mean nothing as long as they are empty, as the Modeler leaves them.
EMPTY_IS_NOTHING = frozenset({"formData"})

FEEL_LANGUAGES = ("feel", "FEEL")
_EXPRESSION = Rule(attributes={"id": ANY, "language": FEEL_LANGUAGES, "evaluatesToTypeRef": ANY})
_REFERENCE = Rule()

_BOOLEAN = ("true", "false")
_JOBS = dict.fromkeys(("async", "asyncBefore", "asyncAfter", "exclusive"), _BOOLEAN) | {"jobPriority": ANY}
_NODE_CHILDREN = frozenset({"incoming", "outgoing"})
_NODE_EXTENSIONS = frozenset({"properties", "failedJobRetryTimeCycle"})
_DATA_IN, _DATA_OUT = frozenset({"dataInputAssociation"}), frozenset({"dataOutputAssociation"})
_INPUT_OUTPUT = frozenset({"inputOutput"})
_MARKERS = frozenset({"standardLoopCharacteristics", "multiInstanceLoopCharacteristics"})
_ACTIVITY = _any("default") | {
    "isForCompensation": ("false",), "startQuantity": ("1", "0"), "completionQuantity": ("1", "0"),
}  # fmt: skip
_GATEWAY = _any("gatewayDirection")
_FORM = {"formRef": ANY, "formRefBinding": ("latest", "deployment", "version"), "formRefVersion": ANY, "formKey": ANY}
_ASSIGNMENT = ("assignee", "candidateUsers", "candidateGroups", "dueDate", "followUpDate", "priority")
_FLOW_ELEMENTS = frozenset({
    "sequenceFlow", "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
    "task", "manualTask", "userTask", "scriptTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask",
    "callActivity", "subProcess", "exclusiveGateway", "parallelGateway", "inclusiveGateway",
    "eventBasedGateway",
})  # fmt: skip


def _node(
    children: frozenset[str] = frozenset(), attributes: Attributes | None = None, camunda: Attributes | None = None,
    extensions: frozenset[str] = frozenset(),
) -> Rule:
    """A flow node: besides its own, what every one may have."""
    return Rule(
        _NODE_CHILDREN | children, {**_any(), **(attributes or {})}, {**(camunda or {}), **_JOBS},
        _NODE_EXTENSIONS | extensions,
    )  # fmt: skip


def _activity(
    children: frozenset[str] = frozenset(), attributes: Attributes | None = None, camunda: Attributes | None = None,
    extensions: frozenset[str] = frozenset(),
) -> Rule:
    return _node(
        _MARKERS | _DATA_IN | _DATA_OUT | children, {**_ACTIVITY, **(attributes or {})}, camunda,
        _INPUT_OUTPUT | extensions,
    )  # fmt: skip


_ONE = {"parallelMultiple": ("false",)}
_EXTERNAL = {"type": ("external",), "topic": ANY, "taskPriority": ANY}
_ERRORS_OF_WORKERS = frozenset({"errorEventDefinition"})
_SERVICE = {"implementation": ("##unspecified", "##WebService"), "operationRef": ANY}

ELEMENTS: Mapping[str, Rule] = {
    "definitions": Rule(
        frozenset({"process", "collaboration", "message", "signal", "error", "escalation"}) | DEFINITIONS,
        _any("targetNamespace", "expressionLanguage", "typeLanguage", "exporter", "exporterVersion"),
    ),
    "collaboration": Rule(frozenset({"participant"}), _any("isClosed")),
    "participant": Rule(attributes=_any("processRef")),
    "process": Rule(
        _FLOW_ELEMENTS | {"laneSet"},
        _any("processType", "isClosed", "definitionalCollaborationRef") | {"isExecutable": _BOOLEAN},
        {
            "versionTag": ANY, "candidateStarterGroups": ANY, "candidateStarterUsers": ANY,
            "isStartableInTasklist": _BOOLEAN, "jobPriority": ANY, "taskPriority": ANY,
        },
    ),
    "laneSet": Rule(frozenset({"lane"}), _any()),
    "lane": Rule(frozenset({"flowNodeRef", "childLaneSet"}), _any("partitionElementRef")),
    "childLaneSet": Rule(frozenset({"lane"}), _any()),
    "flowNodeRef": _REFERENCE,
    "incoming": _REFERENCE,
    "outgoing": _REFERENCE,
    "message": Rule(attributes=_any("itemRef")),
    "signal": Rule(attributes=_any("structureRef")),
    "error": Rule(attributes=_any("errorCode", "structureRef"), camunda={"errorMessage": ANY}),
    "escalation": Rule(attributes=_any("escalationCode", "structureRef")),
    "sequenceFlow": Rule(frozenset({"conditionExpression"}), _any("sourceRef", "targetRef", "isImmediate")),
    "conditionExpression": _EXPRESSION,
    "startEvent": _node(
        _DATA_OUT | definitions_of("startEvent"), {"isInterrupting": _BOOLEAN, **_ONE}, {"initiator": ANY} | _FORM
    ),
    "endEvent": _node(_DATA_IN | definitions_of("endEvent"), extensions=_INPUT_OUTPUT),
    "intermediateCatchEvent": _node(_DATA_OUT | definitions_of("intermediateCatchEvent"), _ONE),
    "intermediateThrowEvent": _node(
        _DATA_IN | definitions_of("intermediateThrowEvent"), extensions=_INPUT_OUTPUT
    ),
    "boundaryEvent": _node(
        _DATA_OUT | definitions_of("boundaryEvent"), {"attachedToRef": ANY, "cancelActivity": _BOOLEAN, **_ONE}
    ),
    "eventDefinitionRef": _REFERENCE,
    "messageEventDefinition": Rule(attributes=_any("messageRef"), camunda=_EXTERNAL),
    "signalEventDefinition": Rule(attributes=_any("signalRef"), extensions=frozenset({"properties", "in"})),
    "terminateEventDefinition": Rule(attributes=_any()),
    "timerEventDefinition": Rule(frozenset({"timeDate", "timeDuration", "timeCycle"}), _any()),
    "timeDate": _EXPRESSION,
    "timeDuration": _EXPRESSION,
    "timeCycle": _EXPRESSION,
    "conditionalEventDefinition": Rule(frozenset({"condition"}), _any()),
    "condition": _EXPRESSION,
    "errorEventDefinition": Rule(
        attributes=_any("errorRef"), camunda={"errorCodeVariable": ANY, "errorMessageVariable": ANY}
    ),
    "escalationEventDefinition": Rule(attributes=_any("escalationRef"), camunda={"escalationCodeVariable": ANY}),
    "linkEventDefinition": Rule(attributes=_any()),
    "task": _activity(),
    "manualTask": _activity(),
    "userTask": _activity(
        attributes={"implementation": ("##unspecified",)}, camunda=dict.fromkeys(_ASSIGNMENT, ANY) | _FORM
    ),
    "scriptTask": _activity(frozenset({"script"}), {"scriptFormat": FEEL_LANGUAGES}, {"resultVariable": ANY}),
    "script": Rule(attributes={"id": ANY}),
    "serviceTask": _activity(attributes=_SERVICE, camunda=_EXTERNAL, extensions=_ERRORS_OF_WORKERS),
    "sendTask": _activity(
        attributes=_SERVICE | {"messageRef": ANY}, camunda=_EXTERNAL, extensions=_ERRORS_OF_WORKERS
    ),
    "receiveTask": _activity(attributes=_SERVICE | {"messageRef": ANY, "instantiate": ("false",)}),
    "businessRuleTask": _activity(
        attributes={"implementation": ("##unspecified",)},
        camunda={
            "decisionRef": ANY, "decisionRefBinding": ("latest", "deployment", "version", "versionTag"),
            "decisionRefVersion": ANY, "decisionRefVersionTag": ANY, "resultVariable": ANY,
            "mapDecisionResult": ("singleEntry", "singleResult", "collectEntries", "resultList"),
        },
    ),
    "callActivity": _activity(
        attributes={"calledElement": ANY},
        camunda={"calledElementBinding": ("latest", "deployment", "version"), "calledElementVersion": ANY},
        extensions=frozenset({"in", "out"}),
    ),
    "subProcess": _activity(_FLOW_ELEMENTS, {"triggeredByEvent": _BOOLEAN}),
    "standardLoopCharacteristics": Rule(
        frozenset({"loopCondition"}), {"id": ANY, "testBefore": _BOOLEAN, "loopMaximum": ANY}
    ),
    "loopCondition": _EXPRESSION,
    "multiInstanceLoopCharacteristics": Rule(
        frozenset({"loopCardinality", "completionCondition"}),
        {"id": ANY, "isSequential": _BOOLEAN, "behavior": ("All",)},
        {"collection": ANY, "elementVariable": ANY} | _JOBS,
        frozenset({"failedJobRetryTimeCycle"}),
    ),
    "loopCardinality": _EXPRESSION,
    "completionCondition": _EXPRESSION,
    "exclusiveGateway": _node(attributes=_GATEWAY | {"default": ANY}),
    "inclusiveGateway": _node(attributes=_GATEWAY | {"default": ANY}),
    "parallelGateway": _node(attributes=_GATEWAY),
    "eventBasedGateway": _node(
        attributes=_GATEWAY | {"instantiate": ("false",), "eventGatewayType": ("Exclusive",)}
    ),
    "dataInputAssociation": Rule(frozenset({"sourceRef", "targetRef"}), {"id": ANY}),
    "dataOutputAssociation": Rule(frozenset({"sourceRef", "targetRef"}), {"id": ANY}),
    "sourceRef": _REFERENCE,
    "targetRef": _REFERENCE,
}

#: The business key always passes to a called process; this is how the Modeler writes that.
_BUSINESS_KEY = ("#{execution.processBusinessKey}", "${execution.processBusinessKey}")
_MAPPING = {"source": ANY, "sourceExpression": ANY, "target": ANY, "variables": ("all",), "local": _BOOLEAN}
#: What may stand in an input or output parameter instead of text.
_VALUES = frozenset({"script", "list", "map"})
#: camunda: elements to the attributes and camunda: children they may have.
EXTENSIONS: Mapping[str, tuple[Attributes, frozenset[str]]] = {
    "properties": ({}, frozenset({"property"})),
    "property": ({"id": ANY, "name": ANY, "value": ANY}, frozenset()),
    "failedJobRetryTimeCycle": ({}, frozenset()),
    "in": (_MAPPING | {"businessKey": _BUSINESS_KEY}, frozenset()),
    "out": (_MAPPING, frozenset()),
    "inputOutput": ({}, frozenset({"inputParameter", "outputParameter"})),
    "inputParameter": ({"name": ANY}, _VALUES),
    "outputParameter": ({"name": ANY}, _VALUES),
    "script": ({"id": ANY, "scriptFormat": FEEL_LANGUAGES}, frozenset()),
    "list": ({"id": ANY}, _VALUES | {"value"}),
    "value": ({"id": ANY, "name": ANY}, frozenset()),
    "map": ({"id": ANY}, frozenset({"entry"})),
    "entry": ({"id": ANY, "key": ANY}, _VALUES),
    "errorEventDefinition": ({"id": ANY, "errorRef": ANY, "expression": ANY}, frozenset()),
}
