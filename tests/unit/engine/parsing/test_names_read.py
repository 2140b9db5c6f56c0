"""The variables that a process reads are known before it runs, wherever an expression stands."""
from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from engine.parsing.parser import compile_process
from tests.diagrams import arrows, process, script, user

DECLARED = '<message id="m1" name="call"/><error id="e1" errorCode="broken" camunda:errorMessage="=why"/>'
INOUT = (
    "<extensionElements><camunda:inputOutput><camunda:inputParameter name='a'>=given</camunda:inputParameter>"
    "<camunda:outputParameter name='b'><camunda:list><camunda:value>=listed</camunda:value></camunda:list>"
    "</camunda:outputParameter></camunda:inputOutput></extensionElements>"
)
CORRELATED = (
    "<extensionElements><camunda:properties><camunda:property name='correlationKey' value='=key'/>"
    "</camunda:properties></extensionElements>"
)
LOOP = "<standardLoopCharacteristics><loopCondition>=more</loopCondition></standardLoopCharacteristics>"
CONDITION = '<conditionalEventDefinition id="d"><condition>=ready</condition></conditionalEventDefinition>'


def handler(content: str) -> str:
    inside = f'<startEvent id="b">{content}</startEvent><endEvent id="be"/>' + arrows("b -> be")
    return f'<subProcess id="esp" triggeredByEvent="true">{inside}</subProcess>'


@pytest.mark.parametrize(
    ("element", "names"),
    [
        (script("a", "x", "n + m"), {"n", "m"}),
        (user("a", inside=INOUT), {"given", "listed"}),
        (user("a", inside=LOOP), {"more"}),
        (user("a", inside='<multiInstanceLoopCharacteristics camunda:collection="people"/>'), {"people"}),
        (f'<receiveTask id="a" messageRef="m1">{CORRELATED}</receiveTask>', {"key"}),
        ('<callActivity id="a" calledElement="=who"/>', {"who"}),
        (user("a") + handler(CONDITION), {"ready"}),
        (user("a") + handler(f'{CORRELATED}<messageEventDefinition id="d" messageRef="m1"/>'), {"key"}),
    ],
)
def test_the_names_of_an_element_are_found(element: str, names: set[str]) -> None:
    content: Any = process('<startEvent id="s"/>' + element + '<endEvent id="e"/>', "s -> a -> e", extra=DECLARED)
    assert compile_process("p:1:x", "p", etree.fromstring(content)).names == names
