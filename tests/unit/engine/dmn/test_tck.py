"""The official DMN test kit, where DMN_TCK names its folder: what fails is exactly what is pinned."""
from __future__ import annotations

import os
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests import tck

FOLDER = os.environ.get("DMN_TCK", "")
#: Functions written in Java are never called.
PINNED = Path(__file__).parents[3] / "data" / "tck_failing.txt"

pytestmark = pytest.mark.skipif(not FOLDER, reason="DMN_TCK names no folder with the official test kit")


@cache
def outcome() -> tuple[tuple[tck.Case, ...], frozenset[str]]:
    """Every case, and the names of those that fail."""
    cases = tuple(tck.list_cases(Path(FOLDER)))
    graphs = {path: tck.load(path) for path in {case.model for case in cases}}
    failing = frozenset(case.name for case in cases if not tck.same(case.expected, tck.run(case, graphs[case.model])))
    return cases, failing


def test_exactly_the_pinned_cases_fail() -> None:
    cases, failing = outcome()

    assert cases
    assert failing == set(PINNED.read_text().split())


def test_level_2_is_complete() -> None:
    cases, failing = outcome()

    level_2 = [case.name for case in cases if "level-2" in case.name]
    assert len(level_2) >= 116
    assert not failing & set(level_2)


@pytest.mark.parametrize("with_value", [False, True])
def test_level_3_is_complete_but_for_six_in_a_thousand(with_value: bool) -> None:
    """Also of those alone that expect a value other than null, Java functions excepted: null is easily had."""
    cases, failing = outcome()

    counted = [case.name for case in cases if "level-3" in case.name and not (with_value and case.expected is None)]
    if with_value:
        counted = [name for name in counted if "external-java" not in name]
    passed = Counter(name not in failing for name in counted)
    assert len(counted) > 1_000
    assert passed[True] / len(counted) >= 0.994
