"""From an event's definition to what it waits for, or to what it throws."""
from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import feel
from engine.deployment.definition_refs import read_definitions
from engine.deployment.senders import split_senders
from engine.expressions import read_expression
from engine.parsing.attributes import BPMN, CAMUNDA, camunda, expression_or_text, read_mappings, read_properties
from engine.parsing.references import declared_error, declared_escalation, declared_name
from engine.specs.throws import ErrorThrow, EscalationThrow, MessageThrow, SignalThrow, Throw
from engine.specs.triggers import (
    ConditionalTrigger,
    ErrorTrigger,
    EscalationTrigger,
    MessageTrigger,
    SignalTrigger,
    TimerTrigger,
    Trigger,
)

ISO_LITERAL = re.compile(r"-?P[\dYMWDTHS.]+|-?\d{4,9}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d)?)?")
CYCLE = re.compile(r"R(\d*)/(-?P[\dYMWDTHS.]+)")


def definition_of(event: Any) -> Any:
    """The event's only definition, None for a none event."""
    found = read_definitions(event)
    return found[0] if found else None


def kind_of(definition: Any) -> str:
    """The definition's name, empty for none: timerEventDefinition, …"""
    return "" if definition is None else str(definition.tag).removeprefix(BPMN)


def read_trigger(event: Any) -> Trigger | None:
    """What an event waits for; None for a none event and for the end of a link."""
    definition = definition_of(event)
    read = _TRIGGERS.get(kind_of(definition))
    return None if read is None else read(event, definition)


def read_message_trigger(event: Any, reference: str | None) -> MessageTrigger:
    """A message, as the properties of its event or receive task say."""
    properties = read_properties(event)
    correlation = properties.get("correlationKey")
    return MessageTrigger(
        name=declared_name(event, "message", reference),
        payload_form=properties.get("payloadForm"),
        payload_variable=properties.get("payloadVariable"),
        senders=split_senders(properties.get("senders")),
        correlation=read_expression(correlation) if correlation else None,
    )


def _read_timer(_event: Any, definition: Any) -> TimerTrigger:
    for child in definition:
        text = (child.text or "").strip()
        if child.tag == f"{BPMN}timeDate":
            return TimerTrigger(kind_of_time="date", expression=read_timer_value(text))
        if child.tag == f"{BPMN}timeDuration":
            return TimerTrigger(kind_of_time="duration", expression=read_timer_value(text))
        if child.tag == f"{BPMN}timeCycle":
            match = CYCLE.fullmatch(text)
            if match is None:
                return TimerTrigger(kind_of_time="cron", cron=text)
            rounds = int(match[1]) if match[1] else None
            return TimerTrigger(kind_of_time="cycle", expression=read_timer_value(match[2]), rounds=rounds)
    raise ValueError("a timer without a time")


def read_timer_value(text: str) -> feel.Expression:
    """A timer's value: an ISO 8601 literal as the Modeler's panel writes it, or a FEEL expression."""
    text = text.strip()
    return feel.parse(f'@"{text}"') if ISO_LITERAL.fullmatch(text) else read_expression(text)


def _read_error(event: Any, definition: Any) -> ErrorTrigger:
    return ErrorTrigger(
        code=declared_error(event, definition.get("errorRef")).code,
        code_variable=camunda(definition, "errorCodeVariable"),
        message_variable=camunda(definition, "errorMessageVariable"),
    )


def _read_escalation(event: Any, definition: Any) -> EscalationTrigger:
    return EscalationTrigger(
        code=declared_escalation(event, definition.get("escalationRef")),
        code_variable=camunda(definition, "escalationCodeVariable"),
    )


_TRIGGERS: dict[str, Callable[[Any, Any], Trigger]] = {
    "timerEventDefinition": _read_timer,
    "messageEventDefinition": lambda event, definition: read_message_trigger(event, definition.get("messageRef")),
    "signalEventDefinition": lambda event, definition: SignalTrigger(
        name=declared_name(event, "signal", definition.get("signalRef"))
    ),
    "conditionalEventDefinition": lambda _event, definition: ConditionalTrigger(
        expression=read_expression(definition.findtext(f"{BPMN}condition"))
    ),
    "errorEventDefinition": _read_error,
    "escalationEventDefinition": _read_escalation,
}


def read_throw(event: Any) -> Throw | None:
    """What an event throws; None for a none, terminate or link event."""
    definition = definition_of(event)
    read = _THROWS.get(kind_of(definition))
    return None if read is None else read(event, definition)


def read_message_throw(event: Any, reference: str | None) -> MessageThrow:
    """A message, as the properties of its event or send task say."""
    properties = read_properties(event)
    return MessageThrow(
        name=declared_name(event, "message", reference) or "",
        business_key=expression_or_text(properties.get("businessKey")),
        correlation=expression_or_text(properties.get("correlationKey")),
        organisation=expression_or_text(properties.get("organisation")),
    )


def _read_error_throw(event: Any, definition: Any) -> ErrorThrow:
    error = declared_error(event, definition.get("errorRef"))
    return ErrorThrow(error.code or "", expression_or_text(error.message))


_THROWS: dict[str, Callable[[Any, Any], Throw]] = {
    "messageEventDefinition": lambda event, definition: read_message_throw(event, definition.get("messageRef")),
    "signalEventDefinition": lambda event, definition: SignalThrow(
        declared_name(event, "signal", definition.get("signalRef")) or "", read_mappings(definition, "in")
    ),
    "escalationEventDefinition": lambda event, definition: EscalationThrow(
        declared_escalation(event, definition.get("escalationRef")) or ""
    ),
    "errorEventDefinition": _read_error_throw,
}


def link_name(event: Any) -> str | None:
    """The name of an event's link, None when it is no link."""
    definition = definition_of(event)
    return definition.get("name") if kind_of(definition) == "linkEventDefinition" else None


def is_external(node: Any) -> bool:
    """Whether a task or definition is left to an external worker."""
    return node is not None and node.get(f"{CAMUNDA}type") == "external"
