"""Texts of a model: languages, places of what is wrong, names that are read from outside."""
from __future__ import annotations

import pytest

from tests.decision_files import (
    Column,
    component,
    decision,
    evaluate,
    graph_of,
    item,
    knowledge,
    literal,
    problems_of,
    table,
)


@pytest.mark.parametrize("language", [
    "feel", "FEEL", "http://www.omg.org/spec/FEEL/20140401", "http://www.omg.org/spec/DMN/20180521/FEEL/",
    "https://www.omg.org/spec/DMN/20191111/FEEL/", "https://www.omg.org/spec/DMN/20230324/FEEL/",
])  # fmt: skip
def test_feel_is_known_by_every_name(language: str) -> None:
    attributes = f'expressionLanguage="{language}"'

    assert problems_of(decision("d", literal("1", language=language)), attributes=attributes) == []


@pytest.mark.parametrize("language", ["juel", "javascript", "groovy", "http://www.w3.org/1999/XPath", "sfeeling"])
def test_other_languages_are_problems_wherever_they_are_said(language: str) -> None:
    cells = table(["a"], ["x"], [["1", "2"]])
    spoken = [
        cells.replace("<inputEntry>", f'<inputEntry expressionLanguage="{language}">'),
        cells.replace("<outputEntry>", f'<outputEntry expressionLanguage="{language}">'),
        cells.replace("<inputExpression>", f'<inputExpression expressionLanguage="{language}">'),
    ]

    for each, place in zip(spoken, ["第 1 行「a」列", "第 1 行「x」列", "「a」列"], strict=True):
        assert problems_of(decision("d", each)) == [
            f"决策「d」{place}：表达式语言“{language}”不能使用，只能用 FEEL，请把语言改成 feel"
        ]
    whole = problems_of(decision("d", literal("1")), attributes=f'expressionLanguage="{language}"')
    assert f"表达式语言“{language}”不能使用，请改成 FEEL" in whole


@pytest.mark.parametrize("text", ["${amount > 3}", "#{amount}", "1 + ${x}"])
def test_juel_is_told_by_name(text: str) -> None:
    problem, = graph_of(decision("d", literal(text))).problems

    assert problem.message == "不能用 JUEL（${…}），请改写成 FEEL，例如 amount >= 2000"


def test_a_problem_knows_row_column_and_character() -> None:
    decided = table([Column("a", label="金额")], [Column("x", label="结果")], [["1", "1"], ["> 1 )", "2 +"]])

    first, second = graph_of(decision("d", decided, name="组织者")).problems
    assert (first.decision, first.row, first.column, first.character) == ("组织者", 2, "金额", 5)
    assert first.sentence().startswith("决策「组织者」第 2 行「金额」列第 5 个字符：> 1 ) 读不懂，")
    assert (second.row, second.column, second.character) == (2, "结果", 4)
    assert first.element is not None
    assert first.element.tag.endswith("inputEntry")


def test_a_text_of_two_lines_is_told_with_the_line() -> None:
    problem, = graph_of(decision("d", literal("1 +\n 2 )"))).problems

    assert problem.character == 8
    assert "1 + 2 ) 读不懂（文字的第2行第4个字符），这里应当是" in problem.message


@pytest.mark.parametrize(("column", "character"), [
    (Column("a", values='"x" "y"'), 5), (Column("1 +"), 4),
])  # fmt: skip
def test_texts_of_a_column_have_their_place_too(column: Column, character: int) -> None:
    problem, = graph_of(decision("d", table([column], ["x"], [["-", "1"]]))).problems

    assert (problem.row, problem.column, problem.character) == (None, column.text, character)


def test_output_values_and_defaults_have_their_place_as_written() -> None:
    output = Column("x", values='"a" "b"', default='"c" +')

    first, second = graph_of(decision("d", table(["a"], [output], [["-", '"a"']]))).problems
    assert (first.column, first.character) == ("x", 5)
    assert (second.column, second.character) == ("x", 6)


def test_what_cannot_be_read_gives_a_failure_when_it_is_evaluated_all_the_same() -> None:
    graph = graph_of(decision("d", literal("1 +")), decision("e", table(["a"], ["x"], [["> ", "1"], ["-", "2"]])))

    assert evaluate(graph).failures == ("决策「d」算不出来：没有写内容",)
    assert evaluate(graph, "e", a=1).failures


def test_a_text_beyond_the_limit_is_a_problem() -> None:
    assert problems_of(decision("d", literal("1+" * 500_000 + "1"))) == ["决策「d」：表达式太长（最多20000字）。"]


def test_texts_that_are_too_much_together_are_told_once() -> None:
    rows = [[f'"{"x" * 19_000}"', "1"] for _ in range(150)]

    problems = problems_of(decision("d", table(["a"], ["x"], rows)))
    assert problems == ["文件里的表达式一共太长，或者用的名称太多，请拆成几个文件"]


def test_free_names_are_what_is_read_from_outside() -> None:
    decided = table(["amount", "kind"], ["x"], [["> limit", "?.a = other", "amount * rate"]])
    graph = graph_of(decision("d", decided, ["e"]), decision("e", literal("e1 + count([q for q in list])")
                     .replace("[q for q in list]", "for q in list return q + p")))  # fmt: skip

    assert graph.free_variables("d") == {"amount", "kind", "limit", "other", "rate", "e1", "list", "p"}
    assert graph.free_variables("e") == {"e1", "list", "p"}


def test_what_a_function_cannot_see_is_a_problem() -> None:
    graph = graph_of(
        knowledge("rate", ["sum"], literal("sum * faktor + count(list[flag])")),
        decision("d", literal("rate(1)"), ["f_rate"]),
    )  # fmt: skip

    assert [problem.sentence() for problem in graph.problems] == [
        "决策「rate」：“faktor”既不是参数，也没有连线，这里看不到它，请改正，或加为参数",
        "决策「rate」：“list”既不是参数，也没有连线，这里看不到它，请改正，或加为参数",
    ]
    assert graph.free_variables("d") == frozenset()


def test_names_of_components_with_blanks_stand_behind_dots() -> None:
    kind = item("t", component("合同 金额", "number"), component("in", "number"), component("a-b", "number"))
    graph = graph_of(kind, decision("d", literal("c.合同 金额 + c.in + c.a-b")))

    assert graph.problems == ()
    assert evaluate(graph, c={"合同 金额": 1, "in": 2, "a-b": 3}).value == 6
