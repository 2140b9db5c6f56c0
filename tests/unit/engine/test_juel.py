"""The ${…} language: what is safe becomes FEEL, what is not is named."""
from __future__ import annotations

import pytest

import feel
from engine.juel import NotReadable, translate


@pytest.mark.parametrize(("text", "translated"), [
    ("approved", "approved"), ("a.b.c", "a.b.c"), ("a == 1", "a = 1"), ("a eq 1", "a = 1"), ("a ne 'x'", 'a != "x"'),
    ("a lt 1 or b ge 2", "a < 1 or b >= 2"), ("a gt 1 and b le 2", "a > 1 and b <= 2"), ("!a", "not(a)"),
    ("not a", "not(a)"),
    ("!a && b || c", "not(a) and b or c"), ("!(a && b)", "not(a and b)"), ("a == null", "a = null"),
    ("-1.5e3", "-1.5e3"),
    ("a == b == c", "(a = b) = c"), ("a < b == true", "(a < b) = true"), ("c == (a) < (b)", "c = ((a) < (b))"),
    ("(a || b) && c", "(a or b) and c"), ("m['k']", "m.k"), ('m["k 1"].x', "m.`k 1`.x"), ("l[0]", "l[1]"),
    ("a.not", "a.not"),
    (r"a == 'it\'s \"x\"'", r'a = "it' + "'" + r's \"x\""'), ("function", "`function`"),
    ("结果 == '成功'", '结果 = "成功"'),
    ("true and false", "true and false"), (" a ", "a"),
])
def test_the_safe_part_says_the_same_in_feel(text: str, translated: str) -> None:
    translation = translate(text)

    assert (translation.feel, translation.refused) == (translated, [])
    feel.parse(translated)


@pytest.mark.parametrize(("text", "what", "proposal"), [
    ("execution.getVariable('x') > 1", "方法调用 getVariable()", "x > 1"),
    ("a ? b : c", "条件运算 ?:", "if a then b else c"),
    ("empty a", "empty", '(a = null or a = "" or a = [])'), ("a % 2 == 0", "% 运算", "modulo(a, 2) = 0"),
    ("a mod 2", "% 运算", "modulo(a, 2)"),
    ("a + 1", "+ 运算", "a + 1"), ("a div 2", "/ 运算", "a / 2"), ("l.size()", "方法调用 size()", "count(l)"),
    ("s.equals('x')", "方法调用 equals()", 's = "x"'), ("l.contains(a)", "方法调用 contains()", "list contains(l, a)"),
    ("l[i]", "[ ] 里的表达式", "l[i + 1]"), ("bean.run(a, b)", "方法调用 run()", None), ("S(a)", "函数调用 S()", None),
    ("''.getClass().forName('x')", "方法调用 getClass()", None),
])
def test_what_is_not_safe_is_named_with_a_proposal(text: str, what: str, proposal: str | None) -> None:
    translation = translate(text)

    assert translation.refused[0][0] == what
    assert translation.feel == proposal
    if proposal is not None:
        feel.parse(proposal)


@pytest.mark.parametrize(("text", "offset"), [
    ("", 0), ("a >", 3), ("a b", 2), ("(a", 2), ("a..b", 2), ("a = 1", 2), ("'abc", 0), ("a ? b", 5), ("f(a", 3),
    ("a &", 2),
    ("(" * 100, 20), ("!" * 100, 39), ("#", 0)])
def test_what_is_no_expression_is_refused_with_its_place(text: str, offset: int) -> None:
    with pytest.raises(NotReadable) as caught:
        translate(text)

    assert caught.value.offset == offset
