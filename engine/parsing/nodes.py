"""Readers of activities and gateways: what the Modeler's panel writes becomes attributes of our specs."""
from __future__ import annotations

from typing import Any

from SpiffWorkflow.camunda.parser.task_spec import CamundaTaskParser

from engine.deployment.senders import split_senders
from engine.expressions import read_expression
from engine.parsing.attributes import (
    BPMN,
    CAMUNDA,
    DYNAMIC,
    camunda,
    expression_or_text,
    read_assignment,
    read_decision_binding,
    read_form_binding,
    read_mappings,
    read_pauses,
    read_properties,
)
from engine.parsing.event_definitions import is_external, read_message_throw, read_message_trigger
from engine.parsing.loops import read_loop
from engine.parsing.parameters import read_parameters
from engine.parsing.references import declared_error
from engine.specs.activities import FormBinding
from engine.specs.activity import Activity
from engine.specs.decisions import RESULT_LIST
from engine.specs.errors import ErrorRule, ErrorRules, RaisedByValue
from engine.specs.event_subprocesses import EventSubProcess
from engine.specs.external import ExternalTask
from engine.specs.flow import TokenFlow


class NodeReader(CamundaTaskParser):
    """Reads one flow node. Unlike its base it does not follow the outgoing flows."""

    task: TokenFlow

    def parse_node(self) -> TokenFlow:
        """The spec of this element, not yet connected."""
        self.task = self.create_task()
        self.task.properties = read_properties(self.node)
        self.task.default = self.node.get("default")
        self.task.async_before = "true" in (camunda(self.node, "asyncBefore"), camunda(self.node, "async"))
        self.task.async_after = camunda(self.node, "asyncAfter") == "true"
        self.task.pauses = read_pauses(self.node)
        stage = self.task.properties.get("stage", "")
        if stage.startswith("="):
            self.task.stage_expression = read_expression(stage)
        if isinstance(self.task, Activity):
            self.task.loop = read_loop(self.node)
            self.task.input_parameters = read_parameters(self.node, "input")
            self.task.output_parameters = read_parameters(self.node, "output")
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

    def create_external(self, source: Any, element_type: str) -> TokenFlow:
        """Work for an external program. ``source``: the element with camunda:topic."""
        self.spec_class: Any = ExternalTask
        task: Any = NodeReader.create_task(self, topic=camunda(source, "topic") or "", element_type=element_type)
        task.priority = int(camunda(source, "taskPriority") or 0)
        task.workers = split_senders(read_properties(self.node).get("workers"))
        rules = self.node.iterfind(f"{BPMN}extensionElements/{CAMUNDA}errorEventDefinition")
        task.errors = ErrorRules([_error_rule(self.node, rule) for rule in rules])
        return task  # type: ignore[no-any-return]


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
        task.raises = _raised_by_value(self.node)
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
        task.raises = _raised_by_value(self.node)
        return task  # type: ignore[no-any-return]

    @staticmethod
    def get_decision_ref(node: Any) -> str:
        """What SpiffWorkflow lists as a dependency of the file; nothing is looked up by it."""
        return read_decision_binding(node).key


class ServiceTaskReader(NodeReader):
    """A service task, always for an external worker."""

    def create_task(self, **attributes: Any) -> TokenFlow:
        """An ExternalTask."""
        return self.create_external(self.node, "serviceTask")


class SendTaskReader(NodeReader):
    """A send task: for an external worker, or a message that the engine delivers."""

    def create_task(self, **attributes: Any) -> TokenFlow:
        """An ExternalTask or a SendTask."""
        if is_external(self.node):
            return self.create_external(self.node, "sendTask")
        return super().create_task(throw=read_message_throw(self.node, self.node.get("messageRef")), **attributes)


class ReceiveTaskReader(NodeReader):
    """A receive task with its message."""

    def create_task(self, **attributes: Any) -> TokenFlow:
        """A ReceiveTask."""
        return super().create_task(trigger=read_message_trigger(self.node, self.node.get("messageRef")), **attributes)


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
        task.called = read_expression(called) if DYNAMIC.match(called) else None
        return task  # type: ignore[no-any-return]


class SubProcessReader(NodeReader):
    """An embedded or event subprocess; its inside is a scope of its own."""

    def create_task(self, **attributes: Any) -> TokenFlow:
        """A SubProcess or EventSubProcess."""
        if self.node.get("triggeredByEvent") in ("true", "1"):
            self.spec_class = EventSubProcess
        self.process_parser.parser.create_parser(self.node, filename=self.filename, lane=self.lane)
        return super().create_task(subworkflow_spec=self.bpmn_id, **attributes)


def _raised_by_value(node: Any) -> RaisedByValue:
    properties = read_properties(node)
    code = properties.get("errorCode")
    message = properties.get("errorMessage")
    return RaisedByValue(read_expression(code) if code else None, expression_or_text(message))


def _error_rule(node: Any, rule: Any) -> ErrorRule:
    error = declared_error(node, rule.get("errorRef"))
    return ErrorRule(error.code or "", error.message, read_expression(rule.get("expression") or ""))
