"""Elements of small diagrams that throw and catch messages and signals, or begin by a timer or signal."""
from __future__ import annotations

from collections.abc import Mapping

#: Declarations for the ``extra`` of tests.diagrams.process.
DECLARED = '<message id="m1" name="call"/><message id="m2" name="other"/><signal id="s1" name="flood"/>'
MESSAGE = '<messageEventDefinition id="{}_md" messageRef="m1"/>'


def throw_message(element_id: str, inputs: Mapping[str, str] | None = None, **properties: str) -> str:
    """A throw event of the message ``call``. ``inputs``: what it carries; ``properties``: as in the panel."""
    inside = extensions(properties, inputs) + MESSAGE.format(element_id)
    return f'<intermediateThrowEvent id="{element_id}">{inside}</intermediateThrowEvent>'


def catch_message(element_id: str, senders: str = "process", **properties: str) -> str:
    """A catch event of the message ``call``."""
    inside = extensions({"senders": senders, **properties}) + MESSAGE.format(element_id)
    return f'<intermediateCatchEvent id="{element_id}">{inside}</intermediateCatchEvent>'


def message_start(element_id: str, senders: str = "process", **properties: str) -> str:
    """A start event of the message ``call``."""
    inside = extensions({"senders": senders, **properties}) + MESSAGE.format(element_id)
    return f'<startEvent id="{element_id}">{inside}</startEvent>'


def throw_signal(element_id: str, payload: Mapping[str, str] | None = None) -> str:
    """A throw event of the signal ``flood``. ``payload``: expressions by the variable that takes the value."""
    mapped = "".join(
        f'<camunda:in sourceExpression="{expression}" target="{name}"/>' for name, expression in (payload or {}).items()
    )
    inside = f"<extensionElements>{mapped}</extensionElements>" if mapped else ""
    definition = f'<signalEventDefinition id="{element_id}_sd" signalRef="s1">{inside}</signalEventDefinition>'
    return f'<intermediateThrowEvent id="{element_id}">{definition}</intermediateThrowEvent>'


def catch_signal(element_id: str) -> str:
    """A catch event of the signal ``flood``."""
    definition = f'<signalEventDefinition id="{element_id}_sd" signalRef="s1"/>'
    return f'<intermediateCatchEvent id="{element_id}">{definition}</intermediateCatchEvent>'


def signal_start(element_id: str, **properties: str) -> str:
    """A start event of the signal ``flood``."""
    definition = f'<signalEventDefinition id="{element_id}_sd" signalRef="s1"/>'
    return f'<startEvent id="{element_id}">{extensions(properties)}{definition}</startEvent>'


def timer_start(element_id: str, kind: str, value: str, organisation: str = "640101") -> str:
    """A start event by timeDate, timeDuration or timeCycle."""
    definition = f'<timerEventDefinition id="{element_id}_td"><{kind}>{value}</{kind}></timerEventDefinition>'
    return f'<startEvent id="{element_id}">{extensions({"organisation": organisation})}{definition}</startEvent>'


def extensions(properties: Mapping[str, str], inputs: Mapping[str, str] | None = None) -> str:
    """extensionElements with properties and input parameters."""
    listed = "".join(
        f'<camunda:property name="{name}" value="{value}"/>' for name, value in properties.items()
    )
    given = "".join(
        f'<camunda:inputParameter name="{name}">{value}</camunda:inputParameter>'
        for name, value in (inputs or {}).items()
    )
    inside = f"<camunda:properties>{listed}</camunda:properties>" if listed else ""
    inside += f"<camunda:inputOutput>{given}</camunda:inputOutput>" if given else ""
    return f"<extensionElements>{inside}</extensionElements>" if inside else ""
