"""Rules of the code that no general tool knows: where a transaction ends, what never runs, what names are not used."""
from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import PROJECT, module_name, python_files, tree_of

ENDS_TRANSACTIONS = Path("engine/transaction.py")
DRAWERS = ("Service", "Manager", "Helper")


def called_names(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Name and line of each call: ``.commit`` for a method whatever its object, ``eval`` for a plain function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield f".{node.func.attr}", node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node.lineno


def calls(names: set[str], *, tests: bool = False, apart_from: Path | None = None) -> list[str]:
    return [
        f"{path}:{line} {name}"
        for path in python_files(tests=tests)
        if path != apart_from
        for name, line in called_names(tree_of(path))
        if name in names
    ]


def test_transactions_end_in_one_module() -> None:
    assert calls({".commit", ".rollback"}, apart_from=ENDS_TRANSACTIONS) == []
    assert calls({".commit", ".rollback"}) != []


@pytest.mark.parametrize("tests", [False, True])
def test_no_text_is_run_as_python(tests: bool) -> None:
    assert calls({"eval", "exec", "compile", "__import__"}, tests=tests) == []


def test_no_test_sleeps() -> None:
    assert calls({".sleep", "sleep"}, tests=True) == []


def test_no_acceptance_test_patches() -> None:
    acceptance = [path for path in python_files(tests=True) if "acceptance" in path.parts]
    patched = [path for path in acceptance for name, _ in called_names(tree_of(path)) if name in (".patch", ".setattr")]
    assert patched == []


def test_no_class_and_no_module_is_a_drawer() -> None:
    classes = [
        f"{path}: {node.name}"
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef) and node.name.endswith(DRAWERS)
    ]
    modules = [str(path) for path in python_files() if path.stem in ("utils", "util", "helpers", "misc", "common")]
    assert classes + modules == []


def test_every_package_is_watched_by_import_linter() -> None:
    watched = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
    assert sorted({module_name(path).split(".")[0] for path in python_files() if len(path.parts) > 1}) == watched
