"""A DMN file is read by itself: what is executed is a definition, what is not is refused with its place."""
from __future__ import annotations

import json
import time

import pytest

from engine.deployment.safe_xml import MAX_ATTRIBUTES
from tests.decision_files import Column, context, decision, function, input_data, item, literal, table, tag, text
from tests.unit.engine.deployment.tabling import (
    AMOUNT,
    MODELER,
    RESULT,
    errors,
    levels,
    modeled,
    read,
    sentences,
)

ROW = ["< 5", '"小"']


def one(*rows: list[str], policy: str = "", aggregation: str = "") -> str:
    """A decision ``level`` with these rows."""
    return decision("level", table([AMOUNT], [RESULT], rows, policy, aggregation), name="等级")


def test_a_sound_file_is_a_definition_for_each_decision() -> None:
    file = read(modeled(levels(), levels("again", 3000)))

    assert file.findings.listed == []
    assert [(found.key, found.name) for found in file.decisions] == [("level", "等级"), ("again", "等级")]
    assert all(found.info["table"] for found in file.decisions)


@pytest.mark.parametrize("version", ["1.1", "1.2", "1.3", "1.4", "1.5"])
def test_every_version_of_dmn_is_read(version: str) -> None:
    assert sentences(levels(), version=version) == ""


def test_the_version_tag_is_kept() -> None:
    tagged = levels().replace('id="level"', 'id="level" camunda:versionTag="2026" camunda:historyTimeToLive="P1Y"')
    (found,) = read(modeled(tagged)).decisions

    assert (found.version_tag, found.info["history_time_to_live"]) == ("2026", "P1Y")


def test_a_cell_that_does_not_parse_is_told_with_decision_row_column_and_character() -> None:
    (found,) = errors(modeled(one(ROW, [">= 5 +", '"大"'])))

    assert found.sentence().startswith("决策「等级」第 2 行「金额」列第 7 个字符：>= 5 + 读不懂")
    known = found.as_json()
    assert (known["row"], known["column_label"], known["character"]) == (2, "金额", 7)
    assert known["resource"] == "level.dmn"
    assert isinstance(known["line"], int)
    assert isinstance(known["column"], int)
    assert known["element_id"] == "r2"
    json.dumps(known)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (decision("d", literal("missing + 1"), ["missing"]), "引用的“missing”不存在"),
        (decision("a", literal("b"), ["b"]) + decision("b", literal("a"), ["a"]), "互相依赖成了一圈"),
        (decision("d", table([AMOUNT], [RESULT], [])), "决策表没有规则"),
        (one(["${amount > 5}", '"大"']), "不能用 JUEL"),
        (one(["> 5", "#{amount}"]), "不能用 JUEL"),
        (one(ROW).replace("<inputEntry", '<inputEntry expressionLanguage="javascript"'), "“javascript”不能使用"),
        (decision("d", literal("1", language="groovy")), "“groovy”不能使用"),
        (tag("import", name="o", namespace="other", import_type="https://www.omg.org/spec/DMN/20191111/MODEL/")
         + levels(), "请把决策放进同一个文件"),
        (tag("import", name="o", namespace="other", import_type="http://www.w3.org/2001/XMLSchema") + levels(),
         "请把决策放进同一个文件"),
        (levels() + levels().replace('"小"', '"中"'), "已经被决策「等级」用过"),
        (one(ROW, policy="LAST"), "命中策略“LAST”不认识"),
        (one(ROW, policy="UNIQUE", aggregation="SUM"), "只有 COLLECT 才能汇总"),
        (one(ROW, policy="COLLECT", aggregation="AVERAGE"), "汇总方式“AVERAGE”不认识"),
        (one(["< 5"]), "格数和列数不同"),
        (one(["< 5", '"小"', '"大"']), "格数和列数不同"),
        (decision("d", function(["a"], context(("class", literal('"java.lang.Math"'))), kind="Java")), "Java 写的函数"),
        (decision("d", function(["a"], literal("1"), kind="PMML")), "PMML 写的函数"),
        ('<decision name="没有编号"><literalExpression><text>1</text></literalExpression></decision>', "编号“”不能用"),
        (decision("1d", literal("1")), "编号“1d”不能用"),
        (decision("a b", literal("1")), "编号“a b”不能用"),
        (decision("d" * 300, literal("1")), "超过 255 个字"),
        (decision("d", literal("1"), name="名" * 300), "超过 255 个字"),
        (decision("d", text("description", "") + literal("1")).replace("<text></text>", "字" * 20_001),
         "说明超过 20000 个字"),
        ("", "文件里没有决策"),
        (decision("d", ""), "没有决策内容"),
        (item("t", type_ref="nothing") + levels(), "没有“nothing”这个数据类型"),
    ],
)  # fmt: skip
def test_what_cannot_be_executed_is_refused_with_a_sentence(content: str, sentence: str) -> None:
    told = sentences(content)

    assert sentence in told
    assert told.count(sentence) == 1


def test_two_decisions_without_an_id_are_both_told() -> None:
    nameless = '<decision name="x"><literalExpression><text>1</text></literalExpression></decision>'

    assert sentences(nameless + nameless).count("同一个 ID") == 1


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("<a/>", "不是 DMN 决策表"),
        ('<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "不是 DMN 决策表"),
        (modeled(levels())[:-9], "不是完整的 XML"),
        ("", "文件是空的"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]>" + modeled(levels()), "DOCTYPE"),
        (modeled(levels(), platform=MODELER.replace("Camunda Platform", "Camunda Cloud")), "这是 Camunda 8 的决策表"),
        (modeled(levels().replace("<decision", '<decision zeebe:tag="1"', 1),
                 platform='xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'), "这是 Camunda 8 的决策表"),
        (modeled(levels(), platform=MODELER.replace("Camunda Platform", "Other")), "执行平台“Other 7.24.0”不能执行"),
    ],
)  # fmt: skip
def test_what_is_no_dmn_of_our_platform_gets_one_sentence(written: str, sentence: str) -> None:
    (found,) = errors(written)

    assert sentence in found.sentence()


def test_a_file_that_names_no_platform_is_warned_of() -> None:
    (found,) = read(modeled(levels(), platform="")).findings.listed

    assert (found.severity, "没有写明执行平台" in found.message) == ("warning", True)


def test_doubts_about_a_sound_table_are_warnings_with_their_row() -> None:
    (found,) = read(modeled(one(ROW, ["<= 5", '"大"'], ["> 5", '"大"']))).findings.listed

    assert found.severity == "warning"
    assert found.row == 2
    assert found.sentence().startswith("决策「等级」第 2 行：和第 1 行会同时适用")


def test_a_file_with_errors_is_not_searched_for_doubts() -> None:
    assert all(
        finding.severity == "error" for finding in read(modeled(one(ROW, ["<= 5", '"大"'], ["(", "1"]))).findings.listed
    )


def test_names_with_blanks_and_a_graph_with_input_data_are_sound() -> None:
    content = [
        input_data("the amount", "number").replace('"in_the amount"', '"in_amount"'),
        decision("tax", literal("the amount * 0.1"), ["in_amount"], name="the tax"),
        decision("total", literal("the amount + the tax"), ["in_amount", "tax"]),
    ]

    assert sentences(*content) == ""
    assert read(modeled(*content)).decisions[1].info["free_variables"] == ["the amount"]


def many(rows: int, cells: list[str], inputs: int = 1) -> str:
    """A table of equal rows."""
    columns = [Column(f"c{number}") for number in range(inputs)]
    return decision("d", table(columns, ["o"], [cells] * rows))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("<foo/>" * 19_990, "元素 foo"),
        ("<a>" * 300, "嵌套超过"),
        ("<e/>" * 25_000, "元素超过"),
        ("<decision " + " ".join(f"a{n}='1'" for n in range(MAX_ATTRIBUTES + 1)) + "/>", "个属性"),
        (many(1, ["x" * 4_900_000, "1"]), "400000 个字"),
        (many(1_900, ["1 +", "${x}"]), "不能用 JUEL"),
        (decision("d", literal("(" * 10_000)), "读不懂"),
        (decision("d", "<list>" * 90 + literal("1") + "</list>" * 90), ""),
        (decision("d", "<relation>" + "".join(f"<column name='n n{n}'/>" for n in range(199)) + "</relation>")
         + decision("e", "<list>" + literal("n n5 + n n6") * 8_000 + "</list>"), ""),
        ("".join(item(f"t{n}", type_ref=f"t{n + 1}") for n in range(200)) + levels(), "t200"),
    ],
)  # fmt: skip
def test_files_made_to_annoy_are_answered_in_good_time(content: str, sentence: str) -> None:
    written = modeled(content)

    before = time.process_time()
    told = "\n".join(finding.sentence() for finding in read(written).findings.listed)

    assert time.process_time() - before < 3
    assert sentence in told


def test_thousands_of_rules_that_overlap_are_answered_in_good_time() -> None:
    rows = [[f">= {row}", f"< {row * 7 % 1900}", '"大"'] for row in range(1_900)]
    written = modeled(decision("d", table([AMOUNT, Column("b", "number")], [RESULT], rows)))

    before = time.process_time()
    file = read(written)

    assert time.process_time() - before < 3
    assert file.findings.sound
    assert file.decisions
