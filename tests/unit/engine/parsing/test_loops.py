"""A loop marker becomes a standard loop or a multi-instance with what the panel wrote."""
from __future__ import annotations

from typing import Any

from lxml import etree

from engine.parsing.parser import compile_process
from engine.specs.loops import MultiInstance, StandardLoop
from tests.diagrams import process, user


def loop(inside: str) -> Any:
    content = process('<startEvent id="s"/>' + user("a", inside=inside) + '<endEvent id="e"/>', "s -> a -> e")
    return compile_process("p:1:x", "p", etree.fromstring(content)).spec.task_specs["a"].loop


def test_an_activity_without_a_marker_has_no_loop() -> None:
    assert loop("") is None


def test_a_standard_loop_is_read_with_its_condition_and_maximum() -> None:
    found = loop(
        '<standardLoopCharacteristics testBefore="true" loopMaximum="3"><loopCondition>=n &lt; 3</loopCondition>'
        "</standardLoopCharacteristics>"
    )
    assert isinstance(found, StandardLoop)
    assert (found.test_before, found.maximum, found.condition.text) == (True, 3, "n < 3")


def test_a_collection_is_a_name_or_an_expression() -> None:
    marker = '<multiInstanceLoopCharacteristics camunda:collection="{}" camunda:elementVariable="item"/>'
    for written, text in (("people", "people"), ("=[1, 2]", "[1, 2]"), ("${people}", "people")):
        found = loop(marker.format(written))
        assert isinstance(found, MultiInstance)
        assert (found.collection.text, found.element_variable, found.sequential) == (text, "item", False)


def test_a_number_of_instances_is_read_with_results_and_jobs() -> None:
    found = loop(
        "<extensionElements><camunda:properties><camunda:property name='outputCollection' value=' all '/>"
        "<camunda:property name='outputElement' value='=n'/></camunda:properties></extensionElements>"
        '<multiInstanceLoopCharacteristics isSequential="true" camunda:asyncBefore="true" camunda:asyncAfter="true">'
        "<loopCardinality>3</loopCardinality><completionCondition>=n = 2</completionCondition>"
        "</multiInstanceLoopCharacteristics>"
    )
    assert (found.cardinality.text, found.completion.text) == ("3", "n = 2")
    assert (found.output_collection, found.output_element.text, found.keeps_results()) == ("all", "n", True)
    assert (found.sequential, found.async_before, found.async_after) == (True, True, True)
