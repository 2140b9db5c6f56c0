"""The face of a compiled model."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

import feel
from engine import dmn
from engine.dmn.graph import DecisionGraph
from tests.decision_files import decision, evaluate, graph_of, literal, table, values


class KeysOnly(Mapping[str, Any]):
    """Variables that can only be asked for by name."""

    def __getitem__(self, name: str) -> Any:
        return values(a=1)[name]

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("nobody lists the variables")

    def __len__(self) -> int:
        raise AssertionError("nobody counts the variables")


def test_variables_are_read_by_key_only() -> None:
    result = graph_of(decision("d", literal("a + 1"))).evaluate("d", KeysOnly())

    assert result.value == 2


def test_an_unknown_decision_is_a_key_error() -> None:
    graph = graph_of(decision("d", literal("1")))

    with pytest.raises(KeyError):
        graph.evaluate("nothing", {})
    with pytest.raises(KeyError):
        graph.free_variables("nothing")


def test_a_variable_that_is_no_feel_value_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        graph_of(decision("d", literal("a"))).evaluate("d", {"a": object()})  # type: ignore[dict-item]


def test_decisions_are_listed_with_their_tables() -> None:
    graph = graph_of(decision("d", table(["a"], ["x"], [["-", "1"]]), name="表"), decision("e", literal("1")))

    assert [(each.id, each.name, each.table is not None) for each in graph.decisions.values()] == [
        ("d", "表", True), ("e", "e", False),
    ]  # fmt: skip


def test_a_graph_may_be_evaluated_again_and_again() -> None:
    graph = graph_of(decision("d", table(["a"], ["x"], [["1", '"一"'], ["2", '"二"']])))

    assert [evaluate(graph, a=a).value for a in (1, 2, 1)] == ["一", "二", "一"]


def test_the_limits_of_the_settings_hold_for_all_decisions_together() -> None:
    loop = literal("count(for i in 1..1000 return i)")
    graph = graph_of(decision("a", loop), decision("d", loop, ["a"]))
    needed = next(steps for steps in range(1_000, 100_000, 500) if is_enough(graph, "a", steps))

    assert is_enough(graph, "d", 2 * needed + 500)
    assert not is_enough(graph, "d", needed + 500)


def is_enough(graph: DecisionGraph, identifier: str, steps: int) -> bool:
    try:
        return graph.evaluate(identifier, {}, feel.Settings(limits=feel.Limits(steps=steps))).value == 1000
    except feel.LimitExceeded:
        return False


def test_what_evaluate_gives_is_the_public_result() -> None:
    assert isinstance(evaluate(graph_of(decision("d", literal("1")))), dmn.DecisionResult)


def test_a_result_with_failures_has_no_outputs() -> None:
    graph = graph_of(decision("a", literal('1 + "x"')), decision("d", literal("1"), ["a"]))

    result = evaluate(graph)
    assert (result.value, result.outputs) == (1, ())
    assert result.failures == ("决策「a」算不出来：数和文字之间不能做 + 运算",)
