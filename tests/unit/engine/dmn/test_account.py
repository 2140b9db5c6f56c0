"""What an evaluation keeps, and how much of it."""
from __future__ import annotations

import feel
from engine.dmn.account import MAX_EVALUATIONS, MAX_FAILURES, MAX_PARTS, Account
from engine.dmn.results import DecisionEvaluation
from tests.decision_files import decide, knowledge, literal, table


def record(account: Account, identifier: str, value: feel.Value = None) -> None:
    account.record(DecisionEvaluation(identifier, identifier, value))


def test_the_last_evaluation_is_always_told() -> None:
    account = Account(feel.DEFAULT)
    for at in range(MAX_EVALUATIONS + 10):
        record(account, f"e{at}")

    assert len(account.evaluations) == MAX_EVALUATIONS
    assert account.evaluations[-1].decision_id == f"e{MAX_EVALUATIONS + 9}"
    assert account.evaluations[0].decision_id == "e0"


def test_records_of_large_values_are_bounded_together() -> None:
    account = Account(feel.DEFAULT)
    large: feel.Value = [{"a": [None] * 1_000}] * 10
    for at in range(100):
        record(account, f"e{at}", large)

    assert len(account.evaluations) < 2 + MAX_PARTS // 10_000
    assert account.evaluations[-1].decision_id == "e99"


def test_the_decision_itself_is_told_however_often_a_table_was_asked() -> None:
    size = knowledge("f", ["n"], table(["n"], ["x"], [["-", "n"]]))

    result = decide(literal("count(for i in 1..3000 return f(i))"), size, requires=["f_f"])
    assert result.value == 3000
    assert len(result.evaluations) == MAX_EVALUATIONS
    assert result.evaluations[-1].decision_id == "d"


def test_failures_are_told_once_and_not_without_end() -> None:
    account = Account(feel.DEFAULT)
    for at in range(200):
        account.refuse("同一句")
        account.refuse(f"第{at}句")

    assert account.failures[:2] == ["同一句", "第0句"]
    assert len(account.failures) == MAX_FAILURES


def test_the_cause_is_the_first_warning_since_a_mark_and_found_beyond_the_hundredth() -> None:
    account = Account(feel.DEFAULT)
    for at in range(1_000):
        account.fail(f"w{at}")
    mark = account.mark()
    assert account.cause_since(mark) is None
    account.fail("first")
    account.fail("second")

    assert account.cause_since(mark) == "first"
    assert len(account.warnings) <= 100


def test_what_is_forgotten_is_no_cause() -> None:
    account = Account(feel.DEFAULT)
    for at in range(130):
        account.fail(f"w{at}")
    mark = account.mark()
    account.fail("gone")
    account.forget(mark)

    assert account.cause_since(mark) is None
    assert account.warnings[-1] == "w129"


def test_a_missing_variable_is_told_as_such_and_is_no_cause() -> None:
    account = Account(feel.DEFAULT)
    mark = account.mark()
    account.miss("x")

    assert account.cause_since(mark) is None
    assert list(account.missing) == ["x"]
