"""What a person may write where an expression goes."""
from __future__ import annotations

from decimal import Decimal

import pytest

from engine.errors import ProductError
from engine.expressions import UnreadableExpression, read_expression


@pytest.mark.parametrize(("text", "feel_text"), [
    ("a > 3", "a > 3"), ("=a > 3", "a > 3"), ("  = a > 3", " a > 3"), ("${a > 3 && !b}", "a > 3 and not(b)"),
    (" #{a} ", "a"), ('="${a}"', '"${a}"'), ('={k: 1}', "{k: 1}"),
])
def test_feel_and_the_safe_part_of_dollar_expressions_are_read(text: str, feel_text: str) -> None:
    assert read_expression(text).text == feel_text


def test_what_is_read_can_be_evaluated_and_asked_for_its_variables() -> None:
    expression = read_expression("${outcome == '协商未果' && rounds < 3}")

    assert expression.free_variables == {"outcome", "rounds"}
    assert expression.evaluate({"outcome": "协商未果", "rounds": Decimal(2)}).value is True


def test_names_with_blanks_are_read_when_they_are_declared() -> None:
    assert read_expression("=应到 人数 > 3", ["应到 人数"]).free_variables == {"应到 人数"}


@pytest.mark.parametrize(("text", "column"), [
    ("a >", 4), ("=a >", 5), ("  =a >", 7), ("=a ==\n3", 4), ("=a\n> > 3", 3), ("${a >}", 6), ("${}", 3),
    ("  ${a b}", 7), ("", 1), ("   ", 1),
    ("${a", 1), ("a > ${b}", 5), ("${a}${b}", 1), ("${a.run()}", 5), ("=" + "(" * 9000, 62), ("x" * 30_000, 1),
    ("${" + "a" * 30_000 + "}", 1),
])
def test_what_cannot_be_read_is_refused_with_its_column(text: str, column: int) -> None:
    with pytest.raises(UnreadableExpression) as caught:
        read_expression(text)

    assert caught.value.column == column
    assert isinstance(caught.value, ProductError)


@pytest.mark.parametrize(("text", "proposal"), [
    ('${execution.getVariable("outcome") == "协商成功"}', '=outcome = "协商成功"'),
    ("${a ? 1 : 2}", "=if a then 1 else 2"),
    ("村：${village}，户：${n}", '="村：" + string(village) + "，户：" + string(n)'),
    ("#{l.isEmpty()}", "=count(l) = 0"),
])
def test_a_refusal_proposes_a_feel_text_that_can_be_read(text: str, proposal: str) -> None:
    with pytest.raises(UnreadableExpression) as caught:
        read_expression(text)

    assert caught.value.proposal == proposal
    assert caught.value.message.endswith(f"建议改写为：{proposal}")
    read_expression(proposal)


def test_where_there_is_nothing_to_propose_the_sentence_says_what_to_do() -> None:
    with pytest.raises(UnreadableExpression, match="只能读取流程变量，不能调用程序") as caught:
        read_expression("${myBean.approve(execution)}")

    assert caught.value.proposal is None


def test_the_sentence_counts_from_the_start_of_what_was_written() -> None:
    with pytest.raises(UnreadableExpression, match="第8个字符"):
        read_expression("  =a > )")
