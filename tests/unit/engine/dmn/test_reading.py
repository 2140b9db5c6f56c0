"""Reading DMN files of every version and of every tool's habits."""
from __future__ import annotations

import pytest
from lxml import etree

from engine import dmn
from engine.dmn import model
from tests.decision_files import (
    NAMESPACES,
    component,
    context,
    decide,
    decision,
    evaluate,
    file,
    function,
    graph_of,
    input_data,
    item,
    knowledge,
    literal,
    problems_of,
    root_of,
    table,
    tag,
)

MODELER = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
    xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/"
    xmlns:modeler="http://camunda.org/schema/modeler/1.0" xmlns:camunda="http://camunda.org/schema/1.0/dmn"
    xmlns:biodi="http://bpmn.io/schema/dmn/biodi/2.0" id="Definitions_1" name="DRD"
    namespace="http://camunda.org/schema/1.0/dmn" modeler:executionPlatform="Camunda Platform">
  <decision id="organiser" name="组织者" camunda:historyTimeToLive="180">
    <description>谁来组织</description>
    <extensionElements/>
    <decisionTable id="DecisionTable_1" hitPolicy="FIRST" biodi:annotationsWidth="400">
      <input id="Input_1" label="金额" biodi:width="200" camunda:inputVariable="sum">
        <inputExpression id="InputExpression_1" typeRef="integer"><text>amount</text></inputExpression>
        <inputValues id="UnaryTests_1"><text>[0..100000]</text></inputValues>
      </input>
      <input id="Input_2"><inputExpression id="InputExpression_2" typeRef="string"><text>kind</text></inputExpression>
      </input>
      <output id="Output_1" label="组织者" name="organiser" typeRef="string"/>
      <annotation name="依据"/><annotation name="备注"/>
      <rule id="Rule_1">
        <description>金额大</description>
        <inputEntry id="UnaryTests_2"><text>&gt;= 2000</text></inputEntry>
        <inputEntry id="UnaryTests_3"><text></text></inputEntry>
        <outputEntry id="LiteralExpression_1"><text>"乡镇"</text></outputEntry>
        <annotationEntry><text>R-101</text></annotationEntry><annotationEntry><text> </text></annotationEntry>
      </rule>
      <rule id="Rule_2">
        <inputEntry id="UnaryTests_4"><text>-</text></inputEntry>
        <inputEntry id="UnaryTests_5"><text><![CDATA["工程" ]]></text></inputEntry>
        <outputEntry id="LiteralExpression_2"><text>"村委会"</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <textAnnotation id="T_1"><text>说明</text></textAnnotation>
  <association id="A_1"><sourceRef href="#organiser"/><targetRef href="#T_1"/></association>
  <dmndi:DMNDI><dmndi:DMNDiagram><dmndi:DMNShape dmnElementRef="organiser"><dc:Bounds/></dmndi:DMNShape>
  </dmndi:DMNDiagram></dmndi:DMNDI>
</definitions>"""


@pytest.mark.parametrize("version", NAMESPACES)
def test_every_version_is_read(version: str) -> None:
    root = root_of(decision("d", table(["a: number"], ["x"], [["> 1", "2"]])), version=version)

    assert dmn.is_dmn(root)
    graph = dmn.compile_graph(dmn.read_model(root))
    assert graph.problems == ()
    assert evaluate(graph, a=2).value == 2


def test_the_prefix_does_not_matter() -> None:
    written = file(decision("d", literal("1 + 1")))
    prefixed = written.replace("<", "<q:").replace("<q:/", "</q:").replace('xmlns="', 'xmlns:q="')

    assert evaluate(dmn.compile_graph(dmn.read_model(etree.fromstring(prefixed)))).value == 2


@pytest.mark.parametrize("other", [
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "<definitions/>",
    f'<decision xmlns="{NAMESPACES["1.3"]}"/>',
])  # fmt: skip
def test_other_files_are_told_apart(other: str) -> None:
    assert not dmn.is_dmn(etree.fromstring(other))


def test_a_file_of_the_modeler_is_read_whole() -> None:
    graph = dmn.compile_graph(dmn.read_model(etree.fromstring(MODELER.encode())))

    assert graph.problems == ()
    decided = graph.decisions["organiser"].table
    assert decided is not None
    assert [column.label for column in decided.inputs] == ["金额", "kind"]
    assert decided.inputs[0].variable == "sum"
    assert decided.rules[0].annotations == ("金额大", "R-101")
    assert evaluate(graph, "organiser", amount=2000, kind="其他").value == "乡镇"
    assert evaluate(graph, "organiser", amount=1, kind="工程").value == "村委会"


@pytest.mark.parametrize("type_ref", [
    "integer", "long", "double", "number", "feel:number", "feel:integer",
])  # fmt: skip
def test_every_spelling_of_number_is_a_number(type_ref: str) -> None:
    graph = graph_of(decision("d", table([f"a: {type_ref}"], ["x"], [["-", "a + 1"]])))

    assert graph.problems == ()
    assert evaluate(graph, a=2).value == 3
    assert evaluate(graph, a="2").failures


@pytest.mark.parametrize(("type_ref", "text"), [
    ("string", '"a"'), ("boolean", "true"), ("date", 'date("2026-01-01")'), ("time", 'time("10:00:00")'),
    ("dateTime", 'date and time("2026-01-01T10:00:00")'), ("date and time", 'date and time("2026-01-01T10:00:00")'),
    ("dayTimeDuration", 'duration("P1D")'), ("yearMonthDuration", 'duration("P1Y")'), ("feel:date", '@"2026-01-01"'),
    ("days and time duration", 'duration("P1D")'), ("years and months duration", 'duration("P1Y")'),
    ("Any", "1"), ("feel:Any", "1"), ("", "1"),
])  # fmt: skip
def test_every_built_in_type_is_known_and_checked(type_ref: str, text: str) -> None:
    graph = graph_of(decision("d", literal(text), of="d", type_ref=type_ref))
    wrong = graph_of(decision("d", literal("[1, 2]"), of="d", type_ref=type_ref))

    assert graph.problems == ()
    assert evaluate(graph).value is not None
    assert (evaluate(wrong).value is None) is ("Any" not in type_ref and type_ref != "")


@pytest.mark.parametrize("type_ref", ["tns:tSum", "tSum"])
def test_a_type_of_the_file_is_found_with_and_without_a_prefix(type_ref: str) -> None:
    graph = graph_of(item("tSum", type_ref="number"), decision("d", literal("a"), ["in_a"]), input_data("a", type_ref))

    assert graph.problems == ()
    assert evaluate(graph, a=1).value == 1
    assert evaluate(graph, a="1").failures == ("输入「a」应当是“tSum”类型的值，给的是文字，请核对填写的内容",)


def test_an_unknown_type_is_a_problem_where_it_stands() -> None:
    assert problems_of(decision("d", table(["a: amount"], ["x"], [["-", "1"]]))) == [
        "决策「d」「a」列：没有“amount”这个数据类型，请改正或先定义它",
    ]


@pytest.mark.parametrize("href", ["#a", "test#a", "http://somewhere.else/wrong#a"])
def test_requirements_are_found_with_and_without_namespace(href: str) -> None:
    graph = graph_of(decision("a", literal("1")), decision("d", literal("a + 1"), [href]))

    assert graph.problems == ()
    assert evaluate(graph).value == 2


def test_the_name_of_the_variable_is_what_others_see() -> None:
    graph = graph_of(decision("a", literal("1"), name="甲", of="第一项"), decision("d", literal("第一项 + 1"), ["a"]))

    assert evaluate(graph).value == 2


def test_a_decision_without_variable_is_seen_by_its_name() -> None:
    graph = graph_of(decision("a", literal("1"), name="年 龄-段"), decision("d", literal("年 龄-段 + 1"), ["a"]))

    assert graph.problems == ()
    assert evaluate(graph).value == 2


@pytest.mark.parametrize("comment", ["<!-- 5 -->", "<?php 5 ?>"])
def test_comments_within_a_text_are_not_part_of_it(comment: str) -> None:
    assert decide(f"<literalExpression><text>1 + {comment} 2</text></literalExpression>").value == 3


def test_a_hit_policy_written_with_underscores_is_the_same() -> None:
    assert decide(table(["a"], ["x"], [["1", "1"], ["-", "2"]], "RULE_ORDER"), a=1).value == [1, 2]


def test_ids_and_types_that_occur_twice_are_problems_and_the_first_counts() -> None:
    graph = graph_of(
        item("t", type_ref="number"), item("t", type_ref="string"),
        decision("d", literal("1"), of="d", type_ref="t"), decision("d", literal("2")),
    )  # fmt: skip

    twice = "有两个元素用了同一个 ID（或两个数据类型同名），请改掉一个"
    assert [problem.message for problem in graph.problems] == [twice, twice]
    assert evaluate(graph).value == 1


@pytest.mark.parametrize("strange", [
    tag("decisionTable"), tag("import", name="x", import_type="http://www.w3.org/2001/XMLSchema"),
])  # fmt: skip
def test_elements_that_nobody_executes_are_problems(strange: str) -> None:
    assert problems_of(strange, decision("d", literal("1"))) == ["这个元素不认识，不能执行，请删去"]


def test_an_import_without_its_model_is_a_problem() -> None:
    imported = tag("import", name="x", namespace="far", import_type=NAMESPACES["1.3"])

    assert problems_of(imported, decision("d", literal("1"))) == ["引入的模型“far”不在这里，请把决策放进同一个文件"]


def test_a_file_without_decisions_is_a_problem() -> None:
    assert problems_of() == ["文件里没有决策，请先画决策表"]


@pytest.mark.parametrize("nested", ["list", "context", "itemComponent"])
def test_a_file_nested_too_deeply_is_refused_before_python_gives_up(nested: str) -> None:
    deep = f"<{nested}>" * 240 + f"</{nested}>" * 240
    content = item("t", deep) if nested == "itemComponent" else decision("d", deep)

    root = root_of(content)
    assert [each.message for each in dmn.compile_graph(dmn.read_model(root)).problems] == [
        "元素嵌套太深，不能执行，请改得简单一些"
    ]


def test_a_file_nested_as_deeply_as_allowed_is_read_and_evaluated() -> None:
    graph = graph_of(decision("d", "<list>" * 90 + literal("1") + "</list>" * 90))

    assert graph.problems == ()
    value = evaluate(graph).value
    for _ in range(90):
        assert isinstance(value, list)
        value = value[0]
    assert value == 1


def test_types_with_parts_lists_and_functions_are_read() -> None:
    parts = item("tPart", component("数量", "number", allowed="> 0"), component("标签", "string", many=True))
    root = root_of(parts, tag("itemDefinition", tag("functionItem", tag("parameters", name="a", type_ref="number"),
                                                    output_type_ref="string"), name="tCall"))  # fmt: skip

    read = dmn.read_model(root).items
    assert [(each.name, each.type_ref, each.collection, each.allowed) for each in read["tPart"].components] == [
        ("数量", "number", False, "> 0"), ("标签", "string", True, None),
    ]  # fmt: skip
    assert read["tCall"].function == ((("a", "number"),), "string")


def test_elements_of_the_graph_are_read_with_what_they_require() -> None:
    service = tag(
        "decisionService",
        tag("outputDecision", href="#d") + tag("inputDecision", href="#c") + tag("inputData", href="#in_a"), id="s",
    )
    graph = graph_of(
        input_data("a", "number"), decision("c", literal("1")), decision("d", literal("a + c + f(1)"),
        ["in_a", "c", "f_f"]), knowledge("f", ["x"], literal("x")), service,
    )  # fmt: skip

    assert graph.problems == ()
    read = graph.model.elements
    assert [type(read[each]) for each in ("in_a", "d", "f_f", "s")] == [
        model.InputData, model.Decision, model.KnowledgeModel, model.ServiceElement,
    ]  # fmt: skip
    assert graph.decisions["d"].knowledge == (model.Reference("", "f_f"),)


def test_reading_never_raises_for_what_is_missing() -> None:
    holes = ("decision", "inputData", "businessKnowledgeModel", "decisionService", "itemDefinition")
    content = "".join(tag(each) for each in holes) + decision("d", tag("decisionTable", tag("rule") + tag("input")))
    content += decision("e", tag("invocation", tag("binding"))) + decision("f", context() + function([], ""))

    problems = [problem.message for problem in graph_of(content).problems]
    assert "没有决策内容，请画决策表或写表达式" in problems
    assert "决策表没有输出列，请加一列" in problems
    assert "输入列没有表达式，请填写，例如变量名 amount" in problems
