"""Writes the token game's graphs as diagrams of the Camunda Modeler, with the processes that they call."""
from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from tests.diagrams import process
from tests.token_game_graph import Event, Expression, Flow, Graph, Loop, Node

TAGS = {
    "start": "startEvent", "end": "endEvent", "catch": "intermediateCatchEvent", "throw": "intermediateThrowEvent",
    "boundary": "boundaryEvent", "task": "task", "user": "userTask", "script": "scriptTask", "receive": "receiveTask",
    "subprocess": "subProcess", "event_subprocess": "subProcess", "call": "callActivity",
    "exclusive": "exclusiveGateway", "parallel": "parallelGateway", "inclusive": "inclusiveGateway",
    "event_based": "eventBasedGateway",
}  # fmt: skip
MAPPING = (
    '<extensionElements><camunda:in variables="all"/><camunda:out source="v" target="v"/></extensionElements>'
)
SENDERS = (
    '<extensionElements><camunda:properties><camunda:property name="senders" value="everyone"/>'
    "</camunda:properties></extensionElements>"
)
FORMAL = 'xsi:type="bpmn:tFormalExpression"'
ROOTS = {
    "message": '<message id="message_{0}" name="{0}"/>', "signal": '<signal id="signal_{0}" name="{0}"/>',
    "error": '<error id="error_{0}" name="{0}" errorCode="{0}"/>',
    "escalation": '<escalation id="escalation_{0}" name="{0}" escalationCode="{0}"/>',
}  # fmt: skip


def write_graph(graph: Graph, form: str = "") -> dict[str, bytes]:
    """The files of a process and of all it calls, by key. ``form``: of every user task."""
    files = {}
    for called in _processes(graph):
        names = sorted({(event.kind, event.name) for event in _events(called) if event.kind in ROOTS and event.name})
        extra = "".join(ROOTS[kind].format(name) for kind, name in names)
        files[called.key] = process(_contents(called, form), key=called.key, extra=extra)
    return files


def _processes(graph: Graph) -> Iterator[Graph]:
    yield graph
    for node in _all_nodes(graph):
        if node.kind == "call" and node.inner is not None:
            yield from _processes(node.inner)


def _all_nodes(graph: Graph) -> Iterator[Node]:
    for node in graph.nodes.values():
        yield node
        if node.kind in ("subprocess", "event_subprocess") and node.inner is not None:
            yield from _all_nodes(node.inner)


def _events(graph: Graph) -> Iterator[Event]:
    for node in _all_nodes(graph):
        if node.event is not None:
            yield node.event


def _contents(graph: Graph, form: str) -> str:
    nodes = "".join(_node(node, form) for node in graph.nodes.values())
    return nodes + "".join(_flow(flow) for flow in graph.flows)


def _flow(flow: Flow) -> str:
    condition = _formal("conditionExpression", flow.condition) if flow.condition else ""
    attributes = f'id="{flow.id}" sourceRef="{flow.source}" targetRef="{flow.target}"'
    return f"<sequenceFlow {attributes}>{condition}</sequenceFlow>"


def _formal(tag: str, expression: Expression) -> str:
    return f"<{tag} {FORMAL}>{escape(expression.text)}</{tag}>"


def _node(node: Node, form: str) -> str:
    tag, inside = TAGS[node.kind], ""
    if node.event is not None and node.event.kind == "message" and node.kind not in ("throw", "end"):
        inside += SENDERS
    elif node.kind == "call":
        inside += MAPPING
    inside += _loop(node.loop) if node.loop is not None else ""
    if node.kind == "script" and node.assigns is not None:
        inside += f"<script>{escape(node.assigns[1].text)}</script>"
    elif node.event is not None and node.kind != "receive":
        inside += _definition(node.event, f"{node.id}_d")
    if node.kind in ("subprocess", "event_subprocess") and node.inner is not None:
        inside += _contents(node.inner, form)
    given = {"id": node.id, "name": node.id} | _attributes(node, form)
    attributes = "".join(f' {name}="{value}"' for name, value in given.items())
    return f"<{tag}{attributes}>{inside}</{tag}>"


def _attributes(node: Node, form: str) -> dict[str, str]:
    given = {"default": node.default} if node.default else {}
    if node.job:
        given[f"camunda:async{node.job.title()}"] = "true"
    match node.kind:
        case "boundary":
            given |= {"attachedToRef": node.host, "cancelActivity": _truth(node.interrupting)}
        case "start" if node.event is not None:
            given["isInterrupting"] = _truth(node.interrupting)
        case "user":
            given["camunda:candidateGroups"] = "village_committee"
            given |= {"camunda:formRef": form, "camunda:formRefBinding": "latest"} if form else {}
        case "call" if node.inner is not None:
            given["calledElement"] = node.inner.key
        case "event_subprocess":
            given["triggeredByEvent"] = "true"
        case "script" if node.assigns is not None:
            given |= {"scriptFormat": "feel", "camunda:resultVariable": node.assigns[0]}
        case "receive" if node.event is not None:
            given["messageRef"] = f"message_{node.event.name}"
    return given


def _definition(event: Event, name: str) -> str:
    attributes, inside = f'id="{name}"', ""
    if event.kind in ROOTS and event.name:
        attributes += f' {event.kind}Ref="{event.kind}_{event.name}"'
    elif event.kind == "link":
        attributes += f' name="{event.name}"'
    elif event.kind == "timer":
        inside = f"<timeDuration {FORMAL}>PT1H</timeDuration>"
    elif event.kind == "conditional" and event.condition is not None:
        inside = _formal("condition", event.condition)
    return f"<{event.kind}EventDefinition {attributes}>{inside}</{event.kind}EventDefinition>"


def _loop(loop: Loop) -> str:
    if loop.kind == "standard":
        attributes = f'testBefore="{_truth(loop.test_before)}"'
        attributes += f' loopMaximum="{loop.count}"' if loop.count is not None else ""
        inside = _formal("loopCondition", loop.condition) if loop.condition else ""
        return f"<standardLoopCharacteristics {attributes}>{inside}</standardLoopCharacteristics>"
    inside = f"<loopCardinality {FORMAL}>={loop.count}</loopCardinality>"
    inside += _formal("completionCondition", loop.condition) if loop.condition else ""
    return (
        f'<multiInstanceLoopCharacteristics isSequential="{_truth(loop.kind == "sequential")}">{inside}'
        "</multiInstanceLoopCharacteristics>"
    )


def _truth(value: bool) -> str:
    return str(value).lower()
