"""Variables belong to scopes: read outward, written where declared, loaded by name when first asked for."""
from __future__ import annotations

from collections.abc import Iterable

import pytest

from engine.execution.variables import ScopeView, StoredVariable, Variables
from feel import Value

ROOT, OUTER, INNER = "", "outer", "inner"
CHAIN = [INNER, OUTER, ROOT]


class Store:
    """Rows, and what was asked of them."""

    def __init__(self, *rows: tuple[str, str, Value]) -> None:
        self.rows = [StoredVariable(*row) for row in rows]
        self.asked: list[frozenset[str] | None] = []

    def load(self, names: frozenset[str] | None) -> Iterable[StoredVariable]:
        self.asked.append(names)
        return [row for row in self.rows if names is None or row.name in names]


def test_a_name_is_read_from_the_nearest_scope_outward() -> None:
    store = Store((ROOT, "a", "root"), (ROOT, "b", "root"), (OUTER, "b", "outer"), (INNER, "c", "inner"))
    variables = Variables(store.load)

    assert variables.find(CHAIN, "a") == (ROOT, "root")
    assert variables.find(CHAIN, "b") == (OUTER, "outer")
    assert variables.find([ROOT], "b") == (ROOT, "root")
    assert variables.find([ROOT], "c") is None
    assert variables.find(CHAIN, "missing") is None


def test_null_is_a_value_that_hides_what_lies_outward() -> None:
    variables = Variables(Store((ROOT, "a", "root"), (INNER, "a", None)).load)

    assert variables.find(CHAIN, "a") == (INNER, None)


def test_a_write_goes_where_the_name_is_declared_otherwise_to_the_root() -> None:
    variables = Variables(Store((OUTER, "b", "old")).load)

    variables.write(CHAIN, "b", "new", "task")
    variables.write(CHAIN, "fresh", "new", "task")

    assert variables.written == {(OUTER, "b"): ("new", "task"), (ROOT, "fresh"): ("new", "task")}


def test_the_root_of_a_called_process_is_its_own_scope() -> None:
    variables = Variables(Store((ROOT, "a", "caller")).load)

    variables.write(["called"], "a", "callee", "task")

    assert variables.find([ROOT], "a") == (ROOT, "caller")
    assert variables.find(["sub", "called"], "a") == ("called", "callee")


def test_names_are_loaded_once_and_the_expressions_names_come_with_the_first() -> None:
    store = Store((ROOT, "a", "1"), (ROOT, "b", "2"))
    variables = Variables(store.load, frozenset({"b", "c"}))

    for name in ("a", "b", "c", "a"):
        variables.find(CHAIN, name)
    assert store.asked == [frozenset({"a", "b", "c"})]

    variables.find(CHAIN, "d")
    variables.find(CHAIN, "d")
    assert store.asked[1:] == [frozenset({"d"})]


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    store = Store()
    Variables(store.load, frozenset({"b"}))

    assert store.asked == []


@pytest.mark.parametrize("late", ["find", "visible"])
def test_a_late_load_does_not_undo_a_write(late: str) -> None:
    variables = Variables(Store((ROOT, "a", "stored"), (ROOT, "b", "stored")).load)
    variables.declare(ROOT, "a", "written", "task")

    seen = variables.find(CHAIN, "a")[1] if late == "find" else variables.visible(CHAIN)["a"]  # type: ignore[index]

    assert seen == "written"
    assert variables.visible(CHAIN) == {"a": "written", "b": "stored"}


def test_a_late_load_does_not_bring_a_forgotten_scope_back() -> None:
    variables = Variables(Store((INNER, "a", "stored"), (ROOT, "a", "root")).load)
    variables.declare(INNER, "b", "written", "task")
    variables.forget(INNER)

    assert variables.find(CHAIN, "a") == (ROOT, "root")
    assert variables.visible(CHAIN) == {"a": "root"}
    assert variables.written == {}
    assert variables.forgotten == {INNER}


def test_everything_visible_is_loaded_with_one_question() -> None:
    store = Store((ROOT, "a", "root"), (OUTER, "a", "outer"), (INNER, "b", "inner"), ("beside", "z", "hidden"))
    variables = Variables(store.load)

    assert variables.visible(CHAIN) == {"a": "outer", "b": "inner"}
    variables.find(CHAIN, "b")
    variables.find(CHAIN, "missing")
    assert store.asked == [None]


def test_an_expression_sees_a_mapping() -> None:
    view = ScopeView(Variables(Store((ROOT, "a", "root"), (OUTER, "a", "outer")).load), CHAIN)

    assert view["a"] == "outer"
    assert dict(view) == {"a": "outer"}
    assert len(view) == 1
    assert "b" not in view
    with pytest.raises(KeyError):
        view["b"]
