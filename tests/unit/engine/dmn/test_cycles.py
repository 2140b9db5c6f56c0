"""Requirements in a circle, and chains of them."""
from __future__ import annotations

import time

import pytest

import feel
from engine.dmn.cycles import MAX_CHAIN
from tests.decision_files import decision, evaluate, graph_of, knowledge, literal, problems_of, tag


def chain(length: int) -> list[str]:
    """d1 … dN, each requiring the one before it."""
    return [decision("d1", literal("1"))] + [
        decision(f"d{at}", literal(f"d{at - 1} + 1"), [f"d{at - 1}"]) for at in range(2, length + 1)
    ]


def test_a_cycle_is_told_with_all_its_decisions_and_harmless() -> None:
    graph = graph_of(*(decision(one, literal(other), [other], name=f"决策{one}") for one, other in ("ab", "bc", "ca")))

    assert [problem.sentence() for problem in graph.problems] == [
        "决策「决策a」：决策互相依赖成了一圈（「决策a」 → 「决策b」 → 「决策c」 → 「决策a」），"
        "算不出来，请去掉其中一条连线",
    ]
    assert evaluate(graph, "a").value is None


def test_a_decision_that_requires_itself_is_a_cycle() -> None:
    graph = graph_of(decision("d", literal("d + 1"), ["d"]))

    assert "（「d」 → 「d」）" in graph.problems[0].message
    assert evaluate(graph).value is None


def test_knowledge_models_in_a_circle_are_told_and_end_at_the_limit_of_calls() -> None:
    graph = graph_of(
        knowledge("f", ["x"], literal("g(x)"), ["f_g"]), knowledge("g", ["x"], literal("f(x)"), ["f_f"]),
        decision("d", literal("f(1)"), ["f_f"]),
    )  # fmt: skip

    assert len(graph.problems) == 1
    with pytest.raises(feel.LimitExceeded):
        evaluate(graph)


def test_a_service_that_is_required_inside_itself_is_a_cycle() -> None:
    service = tag("decisionService", tag("outputDecision", href="#d"), id="f_s", name="s")
    graph = graph_of(decision("d", literal("s()"), ["f_s"]), service)

    assert "一圈" in graph.problems[0].message
    with pytest.raises(feel.LimitExceeded):
        evaluate(graph)


@pytest.mark.parametrize("backwards", [False, True])
def test_a_chain_of_the_allowed_length_is_evaluated(backwards: bool) -> None:
    decisions = chain(MAX_CHAIN)

    graph = graph_of(*(decisions[::-1] if backwards else decisions))
    assert graph.problems == ()
    assert evaluate(graph, f"d{MAX_CHAIN}").value == MAX_CHAIN


@pytest.mark.parametrize("backwards", [False, True])
def test_a_longer_chain_is_told_once_whatever_the_order_in_the_file(backwards: bool) -> None:
    decisions = chain(MAX_CHAIN + 30)

    problems = problems_of(*(decisions[::-1] if backwards else decisions))
    assert problems == [f"决策「d{MAX_CHAIN + 1}」：决策一个依赖一个，超过 {MAX_CHAIN} 层，请合并几个"]


def test_a_chain_of_thousands_ends_in_a_limit_and_no_other_error() -> None:
    graph = graph_of(*chain(3_000))

    with pytest.raises(feel.LimitExceeded):
        evaluate(graph, "d3000")


def test_a_graph_where_everything_requires_everything_is_judged_at_once() -> None:
    names = [f"d{at}" for at in range(60)]
    began = time.process_time()
    problems = problems_of(*(decision(each, literal("1"), names) for each in names))

    assert time.process_time() - began < 2
    assert 1 <= len(problems) <= 20
