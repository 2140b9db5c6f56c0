"""The least set that clauses allow."""
from __future__ import annotations

from consultation.policy_lint.deduction import Clause, Deduction


def test_a_head_holds_once_its_whole_body_does() -> None:
    clauses = Deduction([Clause("a"), Clause("c", ("a", "b")), Clause("d", ("c",)), Clause("f", ("a", "a"))])
    assert set(clauses.derive()) == {"a", "f"}
    assert set(Deduction([*clauses.clauses, Clause("b")]).derive()) == {"a", "b", "c", "d", "f"}


def test_what_only_supports_itself_does_not_hold() -> None:
    assert Deduction([Clause("a", ("b",)), Clause("b", ("a",))]).derive() == {}


def test_a_blocked_clause_does_not_count_but_another_way_does() -> None:
    clauses = Deduction([Clause("a", (), ("gate",)), Clause("b", ("a",)), Clause("b", (), ("door",))])
    assert set(clauses.derive()) == {"a", "b"}
    assert set(clauses.derive({"gate"})) == {"b"}
    assert set(clauses.derive({"gate", "door"})) == set()


def test_each_fact_comes_with_a_clause_whose_body_was_found_before() -> None:
    found = Deduction([Clause("a"), Clause("b", ("a",)), Clause("a", ("b",)), Clause("c", ("b", "a"))]).derive()
    order = list(found)
    for fact, clause in found.items():
        assert all(order.index(needed) < order.index(fact) for needed in clause.body)
