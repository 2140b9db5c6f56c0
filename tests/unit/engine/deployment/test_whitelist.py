"""The whole vocabulary of BPMN 2.0 and camunda: is executed, documentation, or refused by name."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from lxml import etree

from engine.deployment.vocabulary import FLOW_NODES
from engine.deployment.whitelist import CAMUNDA_DOCUMENTATION_ONLY, DOCUMENTATION_ONLY, ELEMENTS
from tests.unit.engine.deployment.drawing import (
    END,
    MESSAGE,
    MESSAGE_DEFINITION,
    SIGNAL,
    START,
    WORK,
    catch,
    element,
    errors,
    file,
    flow,
    line,
    property_,
    sentences,
    timer,
    when,
)

XSD = "{http://www.w3.org/2001/XMLSchema}"
#: Names of the schema that never stand in a file, being abstract or heads of substitution groups.
ABSTRACT = frozenset({
    "activity", "artifact", "baseElement", "baseElementWithMixedContent", "callableElement", "catchEvent",
    "choreographyActivity", "conversationNode", "dataAssociation", "event", "eventDefinition", "expression",
    "flowElement", "flowNode", "formalExpression", "gateway", "loopCharacteristics", "rootElement", "throwEvent",
})  # fmt: skip
#: Elements whose place is given by their parent's rule and which carry no meaning apart from it.
STRUCTURE = frozenset({"definitions", "extensionElements"})
EVENT_DEFINITIONS = [
    "messageEventDefinition", "timerEventDefinition", "signalEventDefinition", "conditionalEventDefinition",
    "terminateEventDefinition", "errorEventDefinition", "escalationEventDefinition", "compensateEventDefinition",
    "cancelEventDefinition", "linkEventDefinition",
]  # fmt: skip
CONTENT = {
    "messageEventDefinition": MESSAGE_DEFINITION,
    "signalEventDefinition": '<bpmn:signalEventDefinition signalRef="s"/>',
    "timerEventDefinition": timer("P3D"),
    "conditionalEventDefinition": (
        '<bpmn:conditionalEventDefinition><bpmn:condition xsi:type="bpmn:tFormalExpression">=done = true'
        "</bpmn:condition></bpmn:conditionalEventDefinition>"
    ),
}
EXECUTED_EVENTS = {
    ("startEvent", "messageEventDefinition"), ("endEvent", "terminateEventDefinition"),
    *((event, definition) for event in ("intermediateCatchEvent", "boundaryEvent") for definition in CONTENT),
}  # fmt: skip


def schema_names() -> list[str]:
    """Every element that the BPMN 2.0 schema of SpiffWorkflow's parser declares, at the top or inside a type."""
    spec = importlib.util.find_spec("SpiffWorkflow")
    assert spec is not None
    assert spec.origin is not None
    schema = etree.parse(Path(spec.origin).parent / "bpmn/parser/schema/Semantic.xsd").getroot()
    names = {str(entry.get("name")) for entry in schema.iter(f"{XSD}element") if entry.get("name")}
    assert len(names) > 150
    return sorted(names - ABSTRACT - STRUCTURE)


@pytest.mark.parametrize("name", schema_names())
def test_every_element_of_bpmn_is_executed_documentation_or_refused_by_name(name: str) -> None:
    content = "<bpmn:incoming>start__x</bpmn:incoming>" if name in FLOW_NODES else ""
    found = errors(file(line(element(name, 'name="此处"', content)) + WORK.replace('"work"', '"lonely"')))

    if name in DOCUMENTATION_ONLY:
        assert not [finding for finding in found if f"（{name}）" in finding.message]
    elif name in ELEMENTS:
        assert not [finding for finding in found if f"（{name}）不能执行" in finding.message]
    else:
        refused = [finding for finding in found if f"（{name}）不能执行" in finding.message]
        assert len(refused) == 1
        assert "请" in refused[0].message


@pytest.mark.parametrize("event", ["startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent"])
@pytest.mark.parametrize("definition", EVENT_DEFINITIONS)
def test_event_definitions_are_executed_in_their_place_or_refused(event: str, definition: str) -> None:
    inner = CONTENT.get(definition, f"<bpmn:{definition}/>")
    drawn = element(event, 'name="事件"', inner)
    drawing = {
        "startEvent": line(WORK, start=drawn),
        "endEvent": line(WORK, end=drawn),
    }.get(event, line(drawn))
    told = sentences(file(drawing, MESSAGE + SIGNAL))

    if (event, definition) in EXECUTED_EVENTS:
        assert told == ""
    else:
        assert "「事件」(x)" in told
        assert definition in told


@pytest.mark.parametrize("definition", EVENT_DEFINITIONS)
def test_boundary_events_are_executed_or_refused(definition: str) -> None:
    inner = CONTENT.get(definition, f"<bpmn:{definition}/>")
    boundary = element("boundaryEvent", 'name="边界" attachedToRef="work"', inner)
    told = sentences(file(line(WORK) + boundary + flow("x", "end"), MESSAGE + SIGNAL))

    assert told == "" if definition in CONTENT else f"（{definition}）不能" in told


@pytest.mark.parametrize("definition", ["messageEventDefinition", "timerEventDefinition", "signalEventDefinition"])
def test_a_subprocess_starts_plainly(definition: str) -> None:
    start = element("startEvent", content=CONTENT[definition], id_="inner_start")
    inner = line(WORK, start=start, end='<bpmn:endEvent id="inner_end"/>')

    assert definition in sentences(file(line(element("subProcess", content=inner)), MESSAGE + SIGNAL))
    plain = inner.replace(CONTENT[definition], "")
    assert sentences(file(line(element("subProcess", content=plain)))) == ""


#: The attributes of camunda-bpmn-moddle's schema by the element they extend, without those the engine executes.
REFUSED_ATTRIBUTES = {
    "userTask": ["formHandlerClass", "asyncBefore", "asyncAfter", "async", "exclusive", "jobPriority"],
    "startEvent": ["formHandlerClass", "asyncBefore", "asyncAfter", "exclusive", "jobPriority"],
    "scriptTask": ["resource", "asyncBefore", "asyncAfter", "exclusive", "jobPriority"],
    "businessRuleTask": [
        "class", "delegateExpression", "expression", "type", "topic", "taskPriority", "decisionRefTenantId",
        "asyncBefore", "asyncAfter", "exclusive", "jobPriority",
    ],
    "callActivity": [
        "calledElementVersionTag", "calledElementTenantId", "caseRef", "caseBinding", "caseVersion", "caseTenantId",
        "variableMappingClass", "variableMappingDelegateExpression", "asyncBefore", "asyncAfter",
    ],
    "task": [
        "class", "delegateExpression", "expression", "resultVariable", "decisionRef", "decisionRefBinding",
        "decisionRefVersion", "decisionRefVersionTag", "decisionRefTenantId", "mapDecisionResult", "type", "topic",
        "taskPriority", "collection", "elementVariable", "assignee", "candidateGroups",
    ],
    "exclusiveGateway": ["asyncBefore", "asyncAfter", "exclusive", "jobPriority"],
    "process": ["candidateStarterUsers", "jobPriority", "taskPriority"],
    "signalEventDefinition": ["async"],
    "messageEventDefinition": ["class", "expression", "delegateExpression", "resultVariable", "topic", "type"],
    "conditionalEventDefinition": ["variableName", "variableEvents", "variableEvent"],
    "conditionExpression": ["resource"],
}  # fmt: skip
EXTENSIONS = [
    "executionListener", "taskListener", "inputOutput", "formData", "connector", "failedJobRetryTimeCycle", "field",
    "errorEventDefinition", "formProperty", "script", "list", "map", "potentialStarter", "validation", "string",
]  # fmt: skip


def everything() -> str:
    """A sound drawing with one of each element that camunda: attributes extend."""
    script = element(
        "scriptTask", 'scriptFormat="feel" camunda:resultVariable="y"', "<bpmn:script>=1 + 1</bpmn:script>", "script_it"
    )
    rule = element("businessRuleTask", 'camunda:decisionRef="d" camunda:resultVariable="z"', id_="decide_it")
    gateway = element("exclusiveGateway", 'name="分" default="f"', id_="split")
    call = element("callActivity", 'calledElement="other"', id_="call_it")
    catches = [catch(CONTENT[name], f"w{number}") for number, name in enumerate(sorted(CONTENT))]
    again = flow("split", "script_it", when("=y > 3"))
    main = line(element("task", id_="note"), WORK, script, rule, call, *catches, gateway, end="")
    return main + again + flow("split", "end", name="f") + END


def test_the_drawing_with_everything_is_sound() -> None:
    assert sentences(file(everything(), MESSAGE + SIGNAL)) == ""


@pytest.mark.parametrize(
    ("name", "attribute"), [(name, attribute) for name, listed in REFUSED_ATTRIBUTES.items() for attribute in listed]
)
def test_camunda_attributes_that_are_not_executed_are_refused_by_name(name: str, attribute: str) -> None:
    text = file(everything(), MESSAGE + SIGNAL)
    changed = text.replace(f"<bpmn:{name} ", f'<bpmn:{name} camunda:{attribute}="true" ', 1)
    changed = changed.replace(f"<bpmn:{name}>", f'<bpmn:{name} camunda:{attribute}="true">', 1)

    assert changed != text
    assert f"属性 camunda:{attribute} 不能用在这里" in sentences(changed)


@pytest.mark.parametrize("attribute", sorted(CAMUNDA_DOCUMENTATION_ONLY))
def test_camunda_attributes_that_document_are_accepted(attribute: str) -> None:
    assert sentences(file(line(WORK.replace(" name=", f' camunda:{attribute}="P1D" name=')))) == ""


def test_an_asynchronous_mark_that_is_off_is_accepted() -> None:
    assert sentences(file(line(WORK.replace(" name=", ' camunda:asyncBefore="false" name=')))) == ""
    assert "异步" in sentences(file(line(WORK.replace(" name=", ' camunda:asyncBefore="true" name='))))


@pytest.mark.parametrize("name", EXTENSIONS)
def test_camunda_extension_elements_that_are_not_executed_are_refused_by_name(name: str) -> None:
    extension = f"<bpmn:extensionElements><camunda:{name}><camunda:x/></camunda:{name}></bpmn:extensionElements>"
    told = sentences(file(line(WORK.replace("/>", f">{extension}</bpmn:userTask>"))))

    assert f"扩展元素 camunda:{name} 不能用在这里" in told
    assert "人工任务「办理」(work)" in told


def test_properties_may_stand_on_every_executed_node() -> None:
    noted = everything().replace('<bpmn:task id="note" >', '<bpmn:task id="note">' + property_("stage", "收集"))

    assert noted != everything()
    assert sentences(file(noted, MESSAGE + SIGNAL)) == ""


@pytest.mark.parametrize(
    ("attribute", "bad", "good"),
    [
        ("isForCompensation", "true", "false"),
        ("startQuantity", "2", "1"),
        ("completionQuantity", "2", "1"),
        ("implementation", "##WebService", "##unspecified"),
    ],
)
def test_attributes_of_bpmn_are_accepted_only_with_the_value_that_is_executed(
    attribute: str, bad: str, good: str
) -> None:
    told = sentences(file(line(WORK.replace(" name=", f' {attribute}="{bad}" name='))))

    assert f"属性 {attribute} 的值“{bad}”不能执行" in told
    assert sentences(file(line(WORK.replace(" name=", f' {attribute}="{good}" name=')))) == ""


def test_an_executed_element_in_the_wrong_place_is_refused() -> None:
    hidden = f"<bpmn:documentation>看{WORK.replace('work', 'hidden')}</bpmn:documentation>"
    in_extension = (
        f'<bpmn:extensionElements><o:note xmlns:o="o">{WORK.replace("work", "h2")}</o:note></bpmn:extensionElements>'
    )

    assert "不能放在" in sentences(file(hidden + line(WORK)))
    assert "不能放在" in sentences(file(in_extension + line(WORK)))


def test_multi_instance_loop_and_event_subprocess_are_refused_with_advice() -> None:
    many = WORK.replace("/>", '><bpmn:multiInstanceLoopCharacteristics isSequential="true"/></bpmn:userTask>')
    again = WORK.replace("/>", "><bpmn:standardLoopCharacteristics/></bpmn:userTask>")
    inner = line(start='<bpmn:startEvent id="s1"/>', end='<bpmn:endEvent id="e1"/>')
    event_subprocess = element("subProcess", 'triggeredByEvent="true"', inner)

    assert "请去掉多实例标记" in sentences(file(line(many)))
    assert "请去掉循环标记" in sentences(file(line(again)))
    assert "triggeredByEvent" in sentences(file(line(event_subprocess)))
    assert START in line(WORK)


def test_other_engines_settings_are_refused_and_drawings_are_not() -> None:
    flowable = WORK.replace(" name=", ' xmlns:f="http://flowable.org/bpmn" f:assignee="a" name=')
    coloured = WORK.replace(
        " name=", ' xmlns:c="http://www.omg.org/spec/BPMN/non-normative/color/1.0" c:background-color="#fff" name='
    )

    assert "Flowable" in sentences(file(line(flowable)))
    assert sentences(file(line(coloured))) == ""
