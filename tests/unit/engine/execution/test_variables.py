"""Variables belong to scopes: read outward, written where declared, loaded by name, and gone with their scope."""
from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from engine.execution.variables import ROOT_SCOPE, ScopeView, StoredVariable, Variables

CHAIN = ["inner", "sub", ROOT_SCOPE]


class Rows:
    """The store: hands over rows by name and notes what it was asked for."""

    def __init__(self, *rows: tuple[str, str, Any]) -> None:
        self.rows = [StoredVariable(*row) for row in rows]
        self.asked: list[frozenset[str] | None] = []

    def __call__(self, names: frozenset[str] | None) -> Iterable[StoredVariable]:
        self.asked.append(names)
        return [row for row in self.rows if names is None or row.name in names]


def test_a_name_is_read_from_the_nearest_scope() -> None:
    variables = Variables(Rows((ROOT_SCOPE, "x", "far"), ("sub", "x", "near"), ("other", "x", "elsewhere")))

    assert variables.find(CHAIN, "x") == ("sub", "near")
    assert variables.find(["other", ROOT_SCOPE], "x") == ("other", "elsewhere")
    assert variables.find([ROOT_SCOPE], "x") == (ROOT_SCOPE, "far")
    assert variables.find(CHAIN, "y") is None


def test_null_is_a_value_and_hides_the_outer_one() -> None:
    assert Variables(Rows((ROOT_SCOPE, "x", 1), ("inner", "x", None))).find(CHAIN, "x") == ("inner", None)


def test_a_write_goes_where_the_name_is_declared_and_otherwise_to_the_last_scope() -> None:
    variables = Variables(Rows(("sub", "x", "old")))
    variables.write(CHAIN, "x", "new", "a")
    variables.write(CHAIN, "y", "fresh", "b")

    assert variables.written == {("sub", "x"): ("new", "a"), (ROOT_SCOPE, "y"): ("fresh", "b")}
    assert variables.find([ROOT_SCOPE], "x") is None


def test_a_called_process_ends_at_its_own_root() -> None:
    variables = Variables(Rows((ROOT_SCOPE, "x", "the caller's")))
    variables.write(["called"], "x", "the callee's", "a")

    assert variables.find(["called"], "x") == ("called", "the callee's")
    assert variables.find([ROOT_SCOPE], "x") == (ROOT_SCOPE, "the caller's")


def test_a_declaration_hides_the_outer_variable_and_leaves_it_alone() -> None:
    variables = Variables(Rows((ROOT_SCOPE, "x", 1)))
    variables.declare("inner", "x", 2, "a")

    assert variables.find(CHAIN, "x") == ("inner", 2)
    assert variables.find(["sub", ROOT_SCOPE], "x") == (ROOT_SCOPE, 1)


def test_rows_are_loaded_when_first_asked_for_and_once() -> None:
    rows = Rows((ROOT_SCOPE, "x", 1), (ROOT_SCOPE, "y", 2))
    variables = Variables(rows, prefetch=frozenset({"y"}))
    assert rows.asked == []
    for name in ("x", "y", "x", "z", "z"):
        variables.find(CHAIN, name)

    assert rows.asked == [frozenset({"x", "y"}), frozenset({"z"})]


def test_all_rows_are_loaded_for_a_whole_context_and_nothing_afterwards() -> None:
    rows = Rows((ROOT_SCOPE, "x", 1), ("sub", "x", 2), ("other", "z", 3))
    variables = Variables(rows)

    assert variables.visible(CHAIN) == {"x": 2}
    variables.visible(CHAIN)
    variables.find(["other"], "z")
    assert rows.asked == [None]


@pytest.mark.parametrize("late", [lambda v: v.find(CHAIN, "y"), lambda v: v.visible(CHAIN)])
def test_a_late_load_does_not_overwrite_what_was_written(late: Any) -> None:
    variables = Variables(Rows((ROOT_SCOPE, "x", "stored"), (ROOT_SCOPE, "y", "stored")))
    variables.declare(ROOT_SCOPE, "x", "written", "a")
    late(variables)

    assert variables.find(CHAIN, "x") == (ROOT_SCOPE, "written")


def test_a_forgotten_scope_is_gone_with_its_writes_and_does_not_come_back_by_loading() -> None:
    variables = Variables(Rows(("inner", "x", 1), ("inner", "y", 2), (ROOT_SCOPE, "x", 0)))
    variables.find(CHAIN, "x")
    variables.declare("inner", "z", 3, "a")
    variables.forget("inner")

    assert variables.find(CHAIN, "x") == (ROOT_SCOPE, 0)
    assert variables.visible(CHAIN) == {"x": 0}
    assert variables.written == {}
    assert variables.forgotten == {"inner"}


def test_a_view_is_a_mapping_of_what_is_seen_from_a_scope() -> None:
    view = ScopeView(Variables(Rows((ROOT_SCOPE, "x", 1), ("sub", "y", None))), CHAIN)

    assert dict(view) == {"x": 1, "y": None}
    assert (len(view), "y" in view, "z" in view) == (2, True, False)
    with pytest.raises(KeyError):
        view["z"]


SCOPES = st.sampled_from(["inner", "sub", ROOT_SCOPE, "called"])
NAMES = st.sampled_from(["x", "y", "z"])
CHAINS = {"inner": CHAIN, "sub": ["sub", ROOT_SCOPE], ROOT_SCOPE: [ROOT_SCOPE], "called": ["called"]}
NUMBERS = st.integers(0, 9).map(Decimal)


class AgainstPlainDictionaries(RuleBasedStateMachine):
    """Whatever is asked in whatever order: the same as if every row had been in memory from the beginning."""

    def __init__(self) -> None:
        super().__init__()
        self.model: dict[str, dict[str, Any]] = {}
        self.gone: set[str] = set()

    @initialize(stored=st.dictionaries(st.tuples(SCOPES, NAMES), NUMBERS), prefetch=st.frozensets(NAMES))
    def load(self, stored: dict[tuple[str, str], Any], prefetch: frozenset[str]) -> None:
        self.variables = Variables(Rows(*((*key, value) for key, value in stored.items())), prefetch)
        for (scope, name), value in stored.items():
            self.model.setdefault(scope, {})[name] = value

    @rule(scope=SCOPES, name=NAMES, value=NUMBERS)
    def write(self, scope: str, name: str, value: Any) -> None:
        if self.gone.isdisjoint(CHAINS[scope]):
            self.variables.write(CHAINS[scope], name, value, "a")
            where = next((each for each in CHAINS[scope] if name in self.model.get(each, {})), CHAINS[scope][-1])
            self.model.setdefault(where, {})[name] = value

    @rule(scope=SCOPES, name=NAMES, value=NUMBERS)
    def declare(self, scope: str, name: str, value: Any) -> None:
        if scope not in self.gone:
            self.variables.declare(scope, name, value, "a")
            self.model.setdefault(scope, {})[name] = value

    @rule(scope=st.sampled_from(["inner", "sub", "called"]))
    def forget(self, scope: str) -> None:
        self.variables.forget(scope)
        self.model.pop(scope, None)
        self.gone.add(scope)

    @rule(scope=SCOPES, name=NAMES)
    def find(self, scope: str, name: str) -> None:
        expected = next(
            ((each, self.model[each][name]) for each in CHAINS[scope] if name in self.model.get(each, {})), None
        )
        assert self.variables.find(CHAINS[scope], name) == expected

    @rule(scope=SCOPES)
    def see_all(self, scope: str) -> None:
        expected: dict[str, Any] = {}
        for each in reversed(CHAINS[scope]):
            expected |= self.model.get(each, {})
        assert self.variables.visible(CHAINS[scope]) == expected


TestAgainstPlainDictionaries = AgainstPlainDictionaries.TestCase
TestAgainstPlainDictionaries.settings = settings(max_examples=60, stateful_step_count=20)
