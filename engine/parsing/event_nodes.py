"""Readers of events: what they wait for or throw, and how they sit where they are."""
from __future__ import annotations

from typing import Any

from engine.parsing.attributes import BPMN, CAMUNDA, read_form_binding
from engine.parsing.event_definitions import definition_of, is_external, kind_of, read_throw, read_trigger
from engine.parsing.nodes import NodeReader
from engine.parsing.parameters import read_parameters
from engine.specs.flow import TokenFlow


class StartEventReader(NodeReader):
    """A start event: its trigger, its form, and the variable that takes the initiator."""

    def create_task(self, **attributes: Any) -> TokenFlow:
        """A StartEvent; isInterrupting is true when absent (BPMN 2.0, table 10.88)."""
        trigger = read_trigger(self.node)
        interrupting = self.node.get("isInterrupting", "true") in ("true", "1")
        task: Any = super().create_task(trigger=trigger, interrupting=interrupting, **attributes)
        task.initiator = self.node.get(f"{CAMUNDA}initiator")
        task.form = read_form_binding(self.node)
        return task  # type: ignore[no-any-return]


class ThrowingReader(NodeReader):
    """An event that throws, by itself or through an external worker."""

    def create_task(self, **attributes: Any) -> TokenFlow:
        """A ThrowEvent or EndEvent, or an ExternalTask in its place."""
        definition = definition_of(self.node)
        if is_external(definition):
            return self.create_external(definition, str(self.node.tag).removeprefix(BPMN))
        task: Any = super().create_task(throw=read_throw(self.node), **attributes)
        task.input_parameters = read_parameters(self.node, "input")
        return task  # type: ignore[no-any-return]


class EndEventReader(ThrowingReader):
    """An end event, perhaps a terminating one."""

    def create_task(self, **attributes: Any) -> TokenFlow:
        """An EndEvent."""
        if kind_of(definition_of(self.node)) == "terminateEventDefinition":
            attributes["terminates"] = True
        return super().create_task(**attributes)


class CatchEventReader(NodeReader):
    """An intermediate catch event."""

    def create_task(self, **attributes: Any) -> TokenFlow:
        """A CatchEvent; one without a trigger is where a link arrives."""
        return super().create_task(trigger=read_trigger(self.node), **attributes)


class BoundaryEventReader(NodeReader):
    """A boundary event; cancelActivity is true when absent (BPMN 2.0, table 10.91)."""

    def create_task(self, **attributes: Any) -> TokenFlow:
        """A BoundaryEvent."""
        interrupting = self.node.get("cancelActivity", "true") in ("true", "1")
        return super().create_task(trigger=read_trigger(self.node), interrupting=interrupting, **attributes)
