"""Input and output parameters are read as the panel writes them: texts, expressions, scripts, lists and maps."""
from __future__ import annotations

import pytest
from lxml import etree

import feel
from engine.parsing.parameters import read_parameters

HEAD = '<t xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn">'


def source(content: str) -> object:
    """The one input parameter of a node, expressions as their texts."""
    parameter = f'<camunda:inputParameter name="x">{content}</camunda:inputParameter>'
    inner = f"<camunda:inputOutput>{parameter}</camunda:inputOutput>"
    node = etree.fromstring(f"{HEAD}<bpmn:extensionElements>{inner}</bpmn:extensionElements></t>")
    (found,) = read_parameters(node, "input")
    assert read_parameters(node, "output") == []
    assert found.name == "x"
    return shown(found.source)


def shown(value: object) -> object:
    """A source with FEEL in brackets."""
    if isinstance(value, feel.Expression):
        return f"<{value.text}>"
    if isinstance(value, list):
        return [shown(item) for item in value]
    return {key: shown(item) for key, item in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", None),
        (" 文字 ", "文字"),
        ("=a + 1", "<a + 1>"),
        ("${a}", "<a>"),
        ('<camunda:script scriptFormat="feel">a + 1</camunda:script>', "<a + 1>"),
        (
            "<camunda:list><camunda:value>1</camunda:value><camunda:value>=a</camunda:value><camunda:value/>"
            '<camunda:script scriptFormat="feel">b</camunda:script></camunda:list>',
            ["1", "<a>", None, "<b>"],
        ),
        (
            '<camunda:map><camunda:entry key="k">v</camunda:entry><camunda:entry key="l"><camunda:list>'
            "<camunda:value>1</camunda:value></camunda:list></camunda:entry></camunda:map>",
            {"k": "v", "l": ["1"]},
        ),
        (
            "<camunda:list><camunda:list><camunda:value>1</camunda:value></camunda:list><camunda:map>"
            '<camunda:entry key="k">=a</camunda:entry></camunda:map></camunda:list>',
            [["1"], {"k": "<a>"}],
        ),
    ],
)
def test_a_value_is_what_is_written(content: str, expected: object) -> None:
    assert source(content) == expected
