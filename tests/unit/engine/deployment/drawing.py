"""Draws small diagrams for the tests of deployment: a file around a process, a line of elements with their flows."""

from __future__ import annotations

import re
from itertools import pairwise

from engine.deployment.findings import Finding
from engine.deployment.process_file import ProcessFile, read_process_file

ROLES = frozenset({"village_party", "village_committee", "county_dept", "county_dept:"})
NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:modeler="http://camunda.org/schema/modeler/1.0" '
)
PLATFORM = 'modeler:executionPlatform="Camunda Platform" modeler:executionPlatformVersion="7.24.0"'
START = '<bpmn:startEvent id="start"/>'
END = '<bpmn:endEvent id="end"/>'
WORK = '<bpmn:userTask id="work" name="办理" camunda:candidateGroups="village_party"/>'
MESSAGE = '<bpmn:message id="m" name="apply"/>'
SIGNAL = '<bpmn:signal id="s" name="holiday"/>'

BARE_MESSAGE = '<bpmn:messageEventDefinition messageRef="m"/>'
MESSAGE_DEFINITION = (
    '<bpmn:extensionElements><camunda:properties><camunda:property name="senders" value="everyone"/>'
    f"</camunda:properties></bpmn:extensionElements>{BARE_MESSAGE}"
)
SCRIPT = (
    '<bpmn:scriptTask id="calc" scriptFormat="feel" camunda:resultVariable="y"><bpmn:script>=1</bpmn:script>'
    "</bpmn:scriptTask>"
)


def file(content: str, root: str = "", *, key: str = "p", process: str = "", platform: str = PLATFORM) -> str:
    """A file with one executable process; ``root`` stands beside it, ``process`` are attributes of the process."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<bpmn:definitions id="file" targetNamespace="t" {NAMESPACES}{platform}>\n'
        f'{root}\n<bpmn:process id="{key}" name="流程" isExecutable="true" {process}>\n{content}\n</bpmn:process>\n'
        "</bpmn:definitions>"
    )


def flow(source: str, target: str, content: str = "", name: str = "") -> str:
    """A sequence flow with the id source__target."""
    return f'<bpmn:sequenceFlow id="{name or source + "__" + target}" sourceRef="{source}" targetRef="{target}">' + (
        f"{content}</bpmn:sequenceFlow>"
    )


def when(text: str, attributes: str = "") -> str:
    """A condition expression."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression" {attributes}>{escaped}</bpmn:conditionExpression>'
    )


def line(*elements: str, start: str = START, end: str = END) -> str:
    """Start, the elements and end, each connected with the next; elements without an id of their own stay apart."""
    parts = [part for part in (start, *elements, end) if part]
    ids = [found[1] for part in parts if (found := re.match(r'<[\w:]+ id="([^"]+)"', part))]
    return "\n".join([*parts, *(flow(a, b) for a, b in pairwise(ids))])


def element(name: str, attributes: str = "", content: str = "", id_: str = "x") -> str:
    """A BPMN element."""
    return f'<bpmn:{name} id="{id_}" {attributes}>{content}</bpmn:{name}>'


def catch(definition: str, id_: str = "wait") -> str:
    """An intermediate catch event."""
    return element("intermediateCatchEvent", content=definition, id_=id_)


def timer(text: str, kind: str = "timeDuration") -> str:
    """A timer event definition."""
    return (
        f'<bpmn:timerEventDefinition><bpmn:{kind} xsi:type="bpmn:tFormalExpression">{text}</bpmn:{kind}>'
        "</bpmn:timerEventDefinition>"
    )


def property_(name: str, value: str, **more: str) -> str:
    """extensionElements with one camunda:property or more."""
    given = {name: value, **more}
    inner = "".join(f'<camunda:property name="{key}" value="{text}"/>' for key, text in given.items())
    return f"<bpmn:extensionElements><camunda:properties>{inner}</camunda:properties></bpmn:extensionElements>"


def read(text: str) -> ProcessFile:
    """The file as checked by itself."""
    return read_process_file(text.encode(), "p.bpmn", ROLES)


def errors(text: str) -> list[Finding]:
    """The errors that the file has by itself."""
    return [finding for finding in read(text).findings.listed if finding.severity == "error"]


def sentences(text: str) -> str:
    """The errors as people read them, one a line."""
    return "\n".join(finding.sentence() for finding in errors(text))


def work(id_: str) -> str:
    """A user task with another id."""
    return WORK.replace('"work"', f'"{id_}"')


def gateway(kind: str, id_: str = "g", attributes: str = "") -> str:
    """A gateway."""
    return element(kind, attributes, id_=id_)


def split(kind: str, *flows: str, attributes: str = "") -> str:
    """start → gateway g → tasks a and b → end; ``flows`` lead from g to a and b."""
    parts = [START, gateway(kind, attributes=attributes), work("a"), work("b"), END, flow("start", "g")]
    return "".join([*parts, *flows, flow("a", "end"), flow("b", "end")])


def boundary(attributes: str = 'attachedToRef="work"', definition: str = "") -> str:
    """A boundary event with its way to the end."""
    return element("boundaryEvent", attributes, definition or timer("P1D"), "late") + flow("late", "end")


def subprocess(inner: str, attributes: str = "") -> str:
    """A subprocess between start and end."""
    return line(element("subProcess", attributes, inner, "sub"))


INNER = line(work("inner"), start='<bpmn:startEvent id="s1"/>', end='<bpmn:endEvent id="e1"/>')
CHOICE = "".join(
    [
        START,
        gateway("eventBasedGateway"),
        catch(timer("P1D"), "t"),
        catch(MESSAGE_DEFINITION, "c"),
        END,
        flow("start", "g"),
        flow("g", "t"),
        flow("g", "c"),
        flow("t", "end"),
        flow("c", "end"),
    ]
)


def throw(definition: str, id_: str = "tell") -> str:
    """An intermediate throw event."""
    return element("intermediateThrowEvent", content=definition, id_=id_)


def extensions(*content: str) -> str:
    """extensionElements around camunda: elements."""
    return f"<bpmn:extensionElements>{''.join(content)}</bpmn:extensionElements>"


def event_subprocess(definition: str, attributes: str = "", id_: str = "es") -> str:
    """An event subprocess; ``attributes`` are of its start event, ``definition`` says what it waits for."""
    start = element("startEvent", attributes, definition, f"{id_}_start")
    inner = line(work(f"{id_}_work"), start=start, end=f'<bpmn:endEvent id="{id_}_end"/>')
    return element("subProcess", 'triggeredByEvent="true"', inner, id_)
