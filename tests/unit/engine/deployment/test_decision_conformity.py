"""The whole vocabulary of DMN 1.1 to 1.5 and of camunda: is executed, documentation, or refused by name."""
from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from lxml import etree

from engine.deployment.decision_vocabulary import DOCUMENTATION, ELEMENTS, NAMES
from engine.deployment.findings import Finding
from engine.dmn.boxed import READERS
from engine.dmn.reading import DRG_ELEMENTS, SILENT
from tests.decision_files import NAMESPACES, decision, literal, table
from tests.unit.engine.deployment.tabling import AMOUNT, RESULT, errors, levels, modeled, read, sentences

XSD = "{http://www.w3.org/2001/XMLSchema}"
#: Names of the schema that never stand in a file, being abstract or heads of substitution groups.
ABSTRACT = frozenset({
    "DMNElement", "artifact", "businessContextElement", "drgElement", "expression", "informationItem", "invocable",
    "namedElement",
})  # fmt: skip
#: What DMN 1.4 and 1.5 added to the schema of 1.3.
ADDED = ("conditional", "if", "then", "else", "filter", "in", "match", "for", "some", "every", "return", "satisfies",
         "typeConstraint")  # fmt: skip
#: Attributes that the schema has and that are executed nowhere; they stand in documentation or are refused.
NOT_EXECUTED = frozenset({"URI", "associationDirection", "textFormat"})


def schema() -> etree._Element:
    """The schema of DMN 1.3 that comes with SpiffWorkflow."""
    spec = importlib.util.find_spec("SpiffWorkflow")
    assert spec is not None
    assert spec.origin is not None
    return etree.parse(Path(spec.origin).parent / "dmn/parser/schema/DMN13.xsd").getroot()


def schema_names() -> list[str]:
    """Every element that DMN declares, at the top or inside a type."""
    names = {str(entry.get("name")) for entry in schema().iter(f"{XSD}element") if entry.get("name")}
    assert len(names) > 80
    return sorted((names | set(ADDED)) - ABSTRACT - {"definitions", "extensionElements"})


def inside(place: str, content: str) -> list[Finding]:
    """The errors of a file with ``content`` at a place."""
    wrapped = {
        "definitions": content + levels(),
        "decision": levels().replace("<decisionTable", content + "<decisionTable"),
        "decisionTable": levels().replace("<rule", content + "<rule", 1),
        "rule": levels().replace("</rule>", content + "</rule>", 1),
        "text": levels().replace("</text>", content + "</text>", 1),
    }
    return errors(modeled(wrapped[place]))


@pytest.mark.parametrize("name", schema_names())
@pytest.mark.parametrize("place", ["definitions", "decision", "decisionTable", "rule", "text"])
def test_every_element_of_dmn_is_executed_documentation_or_refused_by_name(place: str, name: str) -> None:
    refused = [finding for finding in inside(place, f"<{name}/>") if f"（{name}）不能" in finding.message]

    if name in ELEMENTS[place].children or name in DOCUMENTATION:
        assert refused == []
    else:
        (found,) = refused
        assert "请" in found.message
        assert ("执行" in found.message) == (name not in ELEMENTS)


def test_every_attribute_of_the_schema_is_executed_somewhere_or_known_not_to_be() -> None:
    declared = {str(entry.get("name")) for entry in schema().iter(f"{XSD}attribute") if entry.get("name")}
    executed = {name for rule in ELEMENTS.values() for name in rule.attributes}

    assert declared - executed == NOT_EXECUTED


def test_what_the_engine_reads_is_in_the_vocabulary() -> None:
    assert READERS.keys() | set(DRG_ELEMENTS) <= ELEMENTS.keys()
    assert SILENT - {"extensionElements", "DMNDI"} <= ELEMENTS.keys() | DOCUMENTATION
    assert not ELEMENTS.keys() & DOCUMENTATION
    assert {child for rule in ELEMENTS.values() for child in rule.children} <= ELEMENTS.keys()
    assert NAMES.keys() - {"importedValues", "knowledgeSource"} <= ELEMENTS.keys()


def paths() -> dict[str, list[str]]:
    """The way from definitions to each element."""
    found = {"definitions": ["definitions"]}
    waiting = ["definitions"]
    while waiting:
        parent = waiting.pop(0)
        for child in sorted(ELEMENTS[parent].children - found.keys()):
            found[child] = [*found[parent], child]
            waiting.append(child)
    return found


def test_every_element_has_its_place() -> None:
    assert paths().keys() == ELEMENTS.keys()


@pytest.mark.parametrize("element", sorted(ELEMENTS.keys() - {"definitions"}))
def test_an_attribute_that_nothing_executes_is_refused_by_name(element: str) -> None:
    outer = paths()[element][1:-1]
    written = "".join(f"<{name}>" for name in outer) + f'<{element} nonsense="1"/>'
    written += "".join(f"</{name}>" for name in reversed(outer))

    assert "属性 nonsense 不能执行，请删去" in sentences(written)


@pytest.mark.parametrize(
    ("element", "name", "known"),
    [
        ("definitions", "diagramRelationId", True),
        ("decision", "historyTimeToLive", True),
        ("decision", "versionTag", True),
        ("input", "inputVariable", True),
        ("decision", "inputVariable", False),
        ("input", "versionTag", False),
        ("decision", "asyncBefore", False),
        ("decisionTable", "class", False),
    ],
)
def test_attributes_of_camunda_are_known_in_their_place_only(element: str, name: str, known: bool) -> None:
    written = modeled(levels()).replace(f"<{element}", f'<{element} camunda:{name}="x"', 1)
    told = "\n".join(finding.message for finding in errors(written))

    assert told == ("" if known else f"属性 camunda:{name} 不能用在这里，不能执行，请删去")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("<extensionElements><camunda:connector/></extensionElements>", "扩展元素 camunda:connector 不能执行"),
        ("<extensionElements><decision/></extensionElements>", "扩展元素 decision 不能执行"),
        ('<extensionElements><zeebe:io xmlns:zeebe="http://flowable.org/bpmn"/></extensionElements>', "Flowable"),
        ('<x:decision xmlns:x="urn:x" id="hidden"/>', "元素 decision 不是 DMN 的元素"),
        ('<d:decision xmlns:d="https://www.omg.org/spec/DMN/20191111/DMNDI/" id="hidden"/>', "不是 DMN 的元素"),
        ('<f:x xmlns:f="http://flowable.org/bpmn"/>', "元素 x 是 Flowable 的设置"),
    ],
)
def test_what_other_tools_and_engines_write_is_not_executed_unseen(content: str, sentence: str) -> None:
    assert sentence in sentences(content + levels())


def test_drawings_and_the_notes_of_other_tools_do_no_harm() -> None:
    drawn = (
        '<dmndi:DMNDI xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/"><dmndi:DMNDiagram id="diagram"/>'
        "</dmndi:DMNDI>"
        '<extensionElements><t:note xmlns:t="http://www.trisotech.com/2016/triso/dmn"/></extensionElements>'
    )
    wide = levels().replace("<input ", '<input xmlns:b="http://bpmn.io/schema/dmn/biodi/2.0" b:width="192" ')
    found = read(modeled(wide + drawn)).findings.listed

    assert [finding.severity for finding in found] == ["warning"]
    assert "trisotech" in found[0].message


def test_tests_in_another_language_are_refused() -> None:
    other = levels().replace(
        "</inputExpression>",
        '</inputExpression><inputValues expressionLanguage="juel"><text>[0..9]</text></inputValues>',
    )

    assert "属性 expressionLanguage 的值“juel”不能执行" in sentences(other)


def test_an_import_that_is_no_dmn_is_refused() -> None:
    kept = f'<import name="o" namespace="x" importType="{NAMESPACES["1.3"]}"/>'

    assert "不在这里，请把决策放进同一个文件" in sentences(kept + levels())
    assert "不是 DMN" in sentences(kept.replace("/spec/DMN/", "/spec/XSD/") + levels())


def test_a_finding_names_the_row_in_which_the_element_stands() -> None:
    rows = table([AMOUNT], [RESULT], [["< 5", '"小"'], [">= 5", '"大"']])
    second = rows.replace('<rule id="r2">', '<rule id="r2" color="red">')

    assert sentences(decision("d", second, name="等级")) == "决策「等级」第 2 行：属性 color 不能执行，请删去"
    assert sentences(decision("d", literal("1"), name="等级").replace("<decision", '<decision color="red"')) == (
        "决策「等级」：属性 color 不能执行，请删去"
    )
