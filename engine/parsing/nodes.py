"""Readers of single BPMN elements: what the Modeler's panel writes becomes attributes of our specs."""
from __future__ import annotations

import re
from typing import Any

from SpiffWorkflow.bpmn.parser.task_parsers import SubprocessParser
from SpiffWorkflow.camunda.parser.task_spec import CamundaTaskParser

import feel
from engine.deployment.senders import split_senders
from engine.expressions import read_expression
from engine.parsing.attributes import (
    BPMN,
    CAMUNDA,
    camunda,
    read_assignment,
    read_decision_binding,
    read_form_binding,
    read_mappings,
    read_properties,
)
from engine.specs.activities import FormBinding
from engine.specs.decisions import RESULT_LIST
from engine.specs.flow import TokenFlow
from engine.specs.triggers import ConditionalTrigger, MessageTrigger, SignalTrigger, TimerTrigger, Trigger

ISO_LITERAL = re.compile(r"-?P[\dYMWDTHS.]+|-?\d{4,9}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d)?)?")
CYCLE = re.compile(r"R(\d*)/(-?P[\dYMWDTHS.]+)")


class NodeReader(CamundaTaskParser):
    """Reads one flow node. Unlike its base it does not follow the outgoing flows."""

    task: TokenFlow

    def parse_node(self) -> TokenFlow:
        """The spec of this element, not yet connected."""
        self.task = self.create_task()
        self.task.properties = read_properties(self.node)
        stage = self.task.properties.get("stage", "")
        if stage.startswith("="):
            self.task.stage_expression = read_expression(stage)
        return self.task

    def create_task(self, **attributes: Any) -> TokenFlow:
        """The spec with its name, lane and documentation."""
        spec: TokenFlow = self.spec_class(
            self.spec,
            self.bpmn_id,
            lane=self.lane,
            bpmn_name=self.node.get("name"),
            documentation=self.node.findtext(f"{BPMN}documentation"),
            **attributes,
        )
        return spec


class UserTaskReader(NodeReader):
    """A user task with its form and assignment."""

    def create_task(self, **attributes: Any) -> TokenFlow:
        """A UserTask."""
        task: Any = super().create_task(**attributes)
        task.form = read_form_binding(self.node)
        task.assignment = read_assignment(self.node)
        return task  # type: ignore[no-any-return]


class ScriptTaskReader(NodeReader):
    """A FEEL script task."""

    def create_task(self, **attributes: Any) -> TokenFlow:
        """A ScriptTask."""
        task: Any = super().create_task(**attributes)
        task.expression = read_expression(self.node.findtext(f"{BPMN}script") or "")
        task.result_variable = camunda(self.node, "resultVariable")
        return task  # type: ignore[no-any-return]


class BusinessRuleTaskReader(NodeReader):
    """A business rule task with its decision and where the result goes."""

    def create_task(self, **attributes: Any) -> TokenFlow:
        """A BusinessRuleTask."""
        task: Any = super().create_task(**attributes)
        task.decision = read_decision_binding(self.node)
        task.mapping = camunda(self.node, "mapDecisionResult") or RESULT_LIST
        task.result_variable = camunda(self.node, "resultVariable")
        task.reason_variable = read_properties(self.node).get("reasonVariable")
        return task  # type: ignore[no-any-return]

    @staticmethod
    def get_decision_ref(node: Any) -> str:
        """What SpiffWorkflow lists as a dependency of the file; nothing is looked up by it."""
        return read_decision_binding(node).key


class CallActivityReader(NodeReader):
    """A call activity with its mappings and binding."""

    def create_task(self, **attributes: Any) -> TokenFlow:
        """A CallActivity."""
        called = self.node.get("calledElement")
        task: Any = super().create_task(subworkflow_spec=called, **attributes)
        task.inputs_mapped = read_mappings(self.node, "in")
        task.outputs_mapped = read_mappings(self.node, "out")
        version = camunda(self.node, "calledElementVersion")
        task.binding = FormBinding(
            called, camunda(self.node, "calledElementBinding") or "latest", int(version) if version else None
        )
        return task  # type: ignore[no-any-return]


class SubProcessReader(NodeReader):
    """An embedded subprocess; its inside is a scope of its own."""

    def create_task(self, **attributes: Any) -> TokenFlow:
        """A SubProcess."""
        return super().create_task(subworkflow_spec=SubprocessParser.get_subprocess_spec(self), **attributes)


class EventReader(NodeReader):
    """Shared by events: their trigger."""

    def read_trigger(self) -> Trigger | None:
        """The event's definition, None for a none event."""
        root = self.node.getroottree().getroot()
        properties = read_properties(self.node)
        for child in self.node:
            if child.tag == f"{BPMN}timerEventDefinition":
                return _timer(child)
            if child.tag == f"{BPMN}conditionalEventDefinition":
                return ConditionalTrigger(expression=read_expression(child.findtext(f"{BPMN}condition")))
            if child.tag == f"{BPMN}messageEventDefinition":
                return MessageTrigger(
                    name=_referenced_name(root, "message", child.get("messageRef")),
                    payload_form=properties.get("payloadForm"),
                    payload_variable=properties.get("payloadVariable"),
                    senders=split_senders(properties.get("senders")),
                )
            if child.tag == f"{BPMN}signalEventDefinition":
                return SignalTrigger(name=_referenced_name(root, "signal", child.get("signalRef")))
        return None


class StartEventReader(EventReader):
    """A start event: its message, its form, and the variable that takes the initiator."""

    def create_task(self, **attributes: Any) -> TokenFlow:
        """A StartEvent."""
        task: Any = super().create_task(trigger=self.read_trigger(), **attributes)
        task.initiator = self.node.get(f"{CAMUNDA}initiator")
        task.form = read_form_binding(self.node)
        return task  # type: ignore[no-any-return]


class EndEventReader(EventReader):
    """An end event, perhaps a terminating one."""

    def create_task(self, **attributes: Any) -> TokenFlow:
        """An EndEvent."""
        terminates = self.node.find(f"{BPMN}terminateEventDefinition") is not None
        return super().create_task(terminates=terminates, **attributes)


class CatchEventReader(EventReader):
    """An intermediate catch event."""

    def create_task(self, **attributes: Any) -> TokenFlow:
        """A CatchEvent."""
        return super().create_task(trigger=self.read_trigger(), **attributes)


class BoundaryEventReader(EventReader):
    """A boundary event; cancelActivity is true when absent (BPMN 2.0, table 10.91)."""

    def create_task(self, **attributes: Any) -> TokenFlow:
        """A BoundaryEvent."""
        interrupting = self.node.get("cancelActivity", "true") == "true"
        return super().create_task(trigger=self.read_trigger(), interrupting=interrupting, **attributes)


def read_timer_value(text: str) -> feel.Expression:
    """A timer's value: an ISO 8601 literal as the Modeler's panel writes it, or a FEEL expression."""
    text = text.strip()
    return feel.parse(f'@"{text}"') if ISO_LITERAL.fullmatch(text) else read_expression(text)


def _timer(node: Any) -> TimerTrigger:
    for child in node:
        text = (child.text or "").strip()
        if child.tag == f"{BPMN}timeDate":
            return TimerTrigger(kind_of_time="date", expression=read_timer_value(text))
        if child.tag == f"{BPMN}timeDuration":
            return TimerTrigger(kind_of_time="duration", expression=read_timer_value(text))
        if child.tag == f"{BPMN}timeCycle" and (match := CYCLE.fullmatch(text)):
            rounds = int(match[1]) if match[1] else None
            return TimerTrigger(kind_of_time="cycle", expression=read_timer_value(match[2]), rounds=rounds)
    raise ValueError("a timer without a time")


def _referenced_name(root: Any, kind: str, reference: str | None) -> str | None:
    for entry in root.iterfind(f"{BPMN}{kind}"):
        if entry.get("id") == reference:
            return entry.get("name")  # type: ignore[no-any-return]
    return None
