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
    WORK,
    catch,
    element,
    errors,
    file,
    flow,
    line,
    property_,
    read,
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
WAITED_FOR = [*CONTENT, "errorEventDefinition", "escalationEventDefinition"]
THROWN = ["messageEventDefinition", "signalEventDefinition", "escalationEventDefinition"]
#: Where the owner of a diagram may put which event, as the guide's table says it.
EXECUTED_EVENTS = {
    "process startEvent": ["messageEventDefinition", "timerEventDefinition", "signalEventDefinition"],
    "subProcess startEvent": [],
    "eventSubProcess startEvent": WAITED_FOR,
    "intermediateCatchEvent": [*CONTENT, "linkEventDefinition"],
    "intermediateThrowEvent": ["messageEventDefinition", "signalEventDefinition", "escalationEventDefinition",
                               "linkEventDefinition"],
    "boundaryEvent": WAITED_FOR,
    "endEvent": [*THROWN, "errorEventDefinition", "terminateEventDefinition"],
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


@pytest.mark.parametrize("place", EXECUTED_EVENTS)
@pytest.mark.parametrize("definition", EVENT_DEFINITIONS)
def test_event_definitions_are_executed_in_their_place_or_refused_by_name(place: str, definition: str) -> None:
    scope, _, event = place.rpartition(" ")
    attached = 'attachedToRef="work"' if event == "boundaryEvent" else ""
    inner = CONTENT.get(definition, f"<bpmn:{definition}/>")
    drawn = line(WORK) + element(event, f'name="事件" {attached}', inner)
    if scope.endswith("ubProcess"):
        triggered = 'triggeredByEvent="true"' if scope == "eventSubProcess" else ""
        drawn = element("subProcess", triggered, drawn, "sub")
    refused = [found for found in errors(file(drawn, MESSAGE + SIGNAL)) if f"（{definition}）不能" in found.message]

    assert [found.element_id for found in refused] == ([] if definition in EXECUTED_EVENTS[place] else ["x"])
    assert all("请" in found.message for found in refused)


#: The attributes of camunda-bpmn-moddle's schema by the element they extend, without those the engine executes.
REFUSED_ATTRIBUTES = {
    "userTask": ["formHandlerClass", "collection"],
    "startEvent": ["formHandlerClass"],
    "scriptTask": ["resource"],
    "businessRuleTask": [
        "class", "delegateExpression", "expression", "type", "topic", "taskPriority", "decisionRefTenantId",
    ],
    "callActivity": [
        "calledElementVersionTag", "calledElementTenantId", "caseRef", "caseBinding", "caseVersion", "caseTenantId",
        "variableMappingClass", "variableMappingDelegateExpression",
    ],
    "task": [
        "class", "delegateExpression", "expression", "resultVariable", "decisionRef", "decisionRefBinding",
        "decisionRefVersion", "decisionRefVersionTag", "decisionRefTenantId", "mapDecisionResult", "type", "topic",
        "taskPriority", "collection", "elementVariable", "assignee", "candidateGroups",
    ],
    "sequenceFlow": ["asyncBefore"],
    "signalEventDefinition": ["async"],
    "messageEventDefinition": ["class", "expression", "delegateExpression", "resultVariable"],
    "conditionalEventDefinition": ["variableName", "variableEvents", "variableEvent"],
    "conditionExpression": ["resource"],
}  # fmt: skip
EXTENSIONS = [
    "executionListener", "taskListener", "formData", "connector", "field",
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


#: Settings of Camunda's jobs: executed, or warned of because they change nothing here.
JOBS = [
    (name, attribute, value)
    for name in ("userTask", "startEvent", "scriptTask", "businessRuleTask", "callActivity", "exclusiveGateway")
    for attribute, value in {
        "asyncBefore": "true",
        "asyncAfter": "true",
        "exclusive": "false",
        "jobPriority": "7",
    }.items()
]


@pytest.mark.parametrize(("name", "attribute", "value"), JOBS)
def test_settings_of_jobs_are_executed_or_warned_of_on_every_node(name: str, attribute: str, value: str) -> None:
    text = file(everything(), MESSAGE + SIGNAL)
    found = read(text.replace(f"<bpmn:{name} ", f'<bpmn:{name} camunda:{attribute}="{value}" ', 1)).findings.listed
    warned = [finding.severity for finding in found if f"camunda:{attribute} 不起作用" in finding.message]

    assert all(finding.severity == "warning" for finding in found)
    assert warned == (["warning"] if attribute == "jobPriority" else [])


def test_settings_of_a_process_are_honoured_or_warned_of() -> None:
    honoured = 'camunda:candidateStarterUsers="a,b" camunda:isStartableInTasklist="false" camunda:versionTag="1"'
    idle = 'camunda:jobPriority="1" camunda:taskPriority="2"'

    assert read(file(line(WORK), process=honoured)).findings.listed == []
    found = read(file(line(WORK), process=idle)).findings.listed
    assert [finding.severity for finding in found] == ["warning", "warning"]
    assert "不能是表达式" in sentences(file(line(WORK), process='camunda:candidateStarterUsers="${a}"'))


def test_the_setting_of_retries_is_warned_of() -> None:
    cycle = "<camunda:failedJobRetryTimeCycle>R3/PT5M</camunda:failedJobRetryTimeCycle>"
    retried = WORK.replace("/>", f"><bpmn:extensionElements>{cycle}</bpmn:extensionElements></bpmn:userTask>")
    found = read(file(line(retried))).findings.listed

    assert [(finding.severity, finding.element_id) for finding in found] == [("warning", "work")]


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
        ("startQuantity", "2", "0"),
        ("completionQuantity", "2", "1"),
        ("completionQuantity", "2", "0"),
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


DATA = (
    '<bpmn:dataObject id="d" isCollection="true"/><bpmn:dataObjectReference id="dr" name="名册" dataObjectRef="d"/>'
    '<bpmn:dataStoreReference id="sr" name="台账" dataStoreRef="ds"/>'
)
PLACEHOLDER = '<bpmn:property id="pr" name="__targetRef_placeholder"/>'


def associated(inner: str = "") -> str:
    """A task that reads from a data object and writes to a data store, as bpmn-js draws it."""
    ends = "<bpmn:sourceRef>dr</bpmn:sourceRef><bpmn:targetRef>pr</bpmn:targetRef>"
    reading = f'<bpmn:dataInputAssociation id="i">{ends}{inner}'
    writing = '<bpmn:dataOutputAssociation id="o"><bpmn:targetRef>sr</bpmn:targetRef></bpmn:dataOutputAssociation>'
    parts = f"{PLACEHOLDER}{reading}</bpmn:dataInputAssociation>{writing}"
    return DATA + line(WORK.replace("/>", f">{parts}</bpmn:userTask>"))


def test_data_are_documentation_unless_they_are_computed() -> None:
    store = '<bpmn:dataStore id="ds"/>'

    assert read(file(associated(), store)).findings.listed == []
    computed = associated("<bpmn:transformation>a</bpmn:transformation>")
    assigned = associated("<bpmn:assignment><bpmn:from>a</bpmn:from><bpmn:to>b</bpmn:to></bpmn:assignment>")
    assert "数据转换（transformation）不能执行" in sentences(file(computed, store))
    assert "数据赋值（assignment）不能执行" in sentences(file(assigned, store))
    read_in = '<bpmn:dataInput id="di"/><bpmn:inputSet><bpmn:dataInputRefs>di</bpmn:dataInputRefs></bpmn:inputSet>'
    specified = WORK.replace("/>", f"><bpmn:ioSpecification>{read_in}</bpmn:ioSpecification></bpmn:userTask>")
    assert "人工任务「办理」(work)：数据输入（dataInput）不能执行" in sentences(file(line(specified)))


def test_other_engines_settings_are_refused_and_drawings_are_not() -> None:
    flowable = WORK.replace(" name=", ' xmlns:f="http://flowable.org/bpmn" f:assignee="a" name=')
    coloured = WORK.replace(
        " name=", ' xmlns:c="http://www.omg.org/spec/BPMN/non-normative/color/1.0" c:background-color="#fff" name='
    )

    assert "Flowable" in sentences(file(line(flowable)))
    assert sentences(file(line(coloured))) == ""
