"""The four ways in which a decision's results become a variable, and what does not fit them."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.specs.decisions import MAPPINGS, UnfitResults, map_results

ONE, TWO = Decimal(1), Decimal(2)


@pytest.mark.parametrize(
    ("mapping", "results", "value"),
    [
        ("singleEntry", [], None),
        ("singleEntry", [{"a": ONE}], ONE),
        ("singleEntry", [{"a": None}], None),
        ("singleResult", [], None),
        ("singleResult", [{"a": ONE}], {"a": ONE}),
        ("singleResult", [{"a": ONE, "b": TWO}], {"a": ONE, "b": TWO}),
        ("collectEntries", [], []),
        ("collectEntries", [{"a": ONE}, {"a": TWO}], [ONE, TWO]),
        ("collectEntries", [{"a": [ONE, TWO]}], [[ONE, TWO]]),
        ("resultList", [], []),
        ("resultList", [{"a": ONE}], [{"a": ONE}]),
        ("resultList", [{"a": ONE, "b": TWO}, {"a": TWO, "b": ONE}], [{"a": ONE, "b": TWO}, {"a": TWO, "b": ONE}]),
    ],
)
def test_results_are_mapped_as_camunda_maps_them(mapping: str, results: Any, value: Any) -> None:
    assert map_results(mapping, results) == value


@pytest.mark.parametrize(
    ("mapping", "results", "told"),
    [
        ("singleEntry", [{"a": ONE}, {"a": TWO}], "得出 2 个结果，singleEntry 只能有一个"),
        ("singleResult", [{"a": ONE}, {"a": TWO}, {"a": TWO}], "得出 3 个结果，singleResult 只能有一个"),
        ("singleEntry", [{"a": ONE, "b": TWO}], "有 2 项输出（「a」、「b」），singleEntry 只能有一项"),
        ("collectEntries", [{"a": ONE, "b": TWO}], "有 2 项输出（「a」、「b」），collectEntries 只能有一项"),
    ],
)
def test_results_that_do_not_fit_are_refused_with_what_to_do(mapping: str, results: Any, told: str) -> None:
    with pytest.raises(UnfitResults) as refused:
        map_results(mapping, results)

    assert told in str(refused.value)
    assert "请流程管理员" in str(refused.value)


def test_these_are_all_mappings_there_are() -> None:
    assert set(MAPPINGS) == {"singleEntry", "singleResult", "collectEntries", "resultList"}
