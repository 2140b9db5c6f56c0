"""Models put together: the main one, those it imports, and what is required of them."""
from __future__ import annotations

import pytest

from engine import dmn
from engine.dmn.graph import DecisionGraph
from tests.decision_files import (
    NAMESPACES,
    decision,
    evaluate,
    graph_of,
    input_data,
    item,
    knowledge,
    literal,
    problems_of,
    root_of,
    tag,
    values,
)

FAR = (
    item("tSum", type_ref="number"), input_data("n", "number"), decision("base", literal("n * 10"), ["in_n"]),
    knowledge("twice", ["x"], literal("x * 2")),
)  # fmt: skip
IMPORT = tag("import", name="远方", namespace="far", import_type=NAMESPACES["1.3"])


def together(*content: str) -> DecisionGraph:
    """A graph of a file that imports FAR."""
    far = dmn.read_model(root_of(*FAR, namespace="far"))
    return dmn.compile_graph(dmn.read_model(root_of(IMPORT, *content)), [far])


def test_elements_of_an_imported_model_stand_behind_its_name() -> None:
    logic = literal("远方.base + 远方.twice(m)")
    graph = together(input_data("m", "远方.tSum"), decision("d", logic, ["far#base", "in_m", "far#f_twice"]))

    assert graph.problems == ()
    assert graph.evaluate("d", values(m=1, 远方={"n": 3})).value == 32
    assert list(graph.decisions) == ["d"]


def test_the_problems_of_imported_models_are_told_too() -> None:
    far = dmn.read_model(root_of(decision("x", literal("1 +")), namespace="far"))
    graph = dmn.compile_graph(dmn.read_model(root_of(IMPORT, decision("d", literal("1")))), [far])

    assert [problem.decision for problem in graph.problems] == ["x"]


@pytest.mark.parametrize(("href", "message"), [
    ("#nothing", "决策「d」：引用的“nothing”不存在，请改正连线或补上它"),
    ("", "决策「d」：引用的“（空）”不存在，请改正连线或补上它"),
    ("#f_f", "决策「d」：引用的“f_f”种类不对，请重新连线"),
])  # fmt: skip
def test_requirements_that_lead_nowhere_are_problems(href: str, message: str) -> None:
    arrow = tag("informationRequirement", f'<requiredDecision href="{href}"/>')
    far = decision("d", arrow + literal("1"))

    assert problems_of(far, knowledge("f", ["x"], literal("x"))) == [message]


def test_two_requirements_of_one_name_are_a_problem() -> None:
    assert problems_of(
        input_data("金额"), decision("a", literal("1"), name="金额"), decision("d", literal("金额"), ["in_金额", "a"]),
    ) == ["决策「d」：连线来的两个元素都叫“金额”，请改掉一个的名称"]  # fmt: skip


def test_the_same_arrow_twice_is_harmless() -> None:
    graph = graph_of(decision("a", literal("1")), decision("d", literal("a"), ["a", "a"]))

    assert graph.problems == ()
    assert evaluate(graph).value == 1


def test_a_decision_without_logic_is_a_problem_and_gives_null() -> None:
    graph = graph_of(decision("d", ""))

    assert [problem.sentence() for problem in graph.problems] == ["决策「d」：没有决策内容，请画决策表或写表达式"]
    assert evaluate(graph).value is None


def test_a_knowledge_model_without_logic_is_a_problem_and_gives_null() -> None:
    bare = tag("businessKnowledgeModel", tag("variable", name="f"), id="f_f", name="f")
    graph = graph_of(bare, decision("d", literal("f(1)"), ["f_f"]))

    assert len(graph.problems) == 1
    assert evaluate(graph).failures == ("决策「d」算不出来：空值不能当作函数使用",)
