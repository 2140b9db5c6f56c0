"""Modules and functions stay small enough to be read at one sitting."""
from __future__ import annotations

import ast
import statistics
from pathlib import Path

import pytest

from tests.house.sources import python_files, text_of, tree_of

LONGEST_MODULE = 300
LONGEST_TEST_MODULE = 400
LONGEST_MEDIAN = 100
LONGEST_FUNCTION = 50


def lines_of(path: Path) -> int:
    return text_of(path).count("\n")


@pytest.mark.parametrize(("tests", "longest"), [(False, LONGEST_MODULE), (True, LONGEST_TEST_MODULE)])
def test_no_module_is_too_long(tests: bool, longest: int) -> None:
    assert {str(path): lines_of(path) for path in python_files(tests=tests) if lines_of(path) > longest} == {}


def test_the_median_module_is_short() -> None:
    assert statistics.median(lines_of(path) for path in python_files()) <= LONGEST_MEDIAN


def functions_longer_than(longest: int, source: ast.Module) -> dict[str, int]:
    return {
        node.name: length
        for node in ast.walk(source)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > longest
    }


def test_no_function_is_too_long() -> None:
    long = {str(path): functions_longer_than(LONGEST_FUNCTION, tree_of(path)) for path in python_files()}
    assert {path: found for path, found in long.items() if found} == {}


def test_a_long_function_would_be_seen() -> None:
    source = "def long():\n" + "    pass\n" * LONGEST_FUNCTION
    assert functions_longer_than(LONGEST_FUNCTION, ast.parse(source)) == {"long": LONGEST_FUNCTION + 1}
