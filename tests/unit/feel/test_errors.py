"""A text that is not FEEL: the place, what was expected, in Chinese and English."""
from __future__ import annotations

import pytest

from feel import FeelSyntaxError, parse, parse_unary_tests


@pytest.mark.parametrize(("text", "column", "expected", "english"), [
    ("a >", 4, "一个表达式", "column 4: expected an expression, found the end of the text"),
    ("a + * 3", 5, "一个表达式", "column 5: expected an expression, found '* 3'"),
    ("(a + 1", 7, "「)」", "column 7: expected ')', found the end of the text"),
    ("if a then b", 12, "「else」", "column 12: expected 'else', found the end of the text"),
    ("for i in a", 11, "「return」", "column 11: expected 'return', found the end of the text"),
    ("some i in a return i", 13, "「satisfies」", "column 13: expected 'satisfies', found 'return i'"),
    ("[1, 2", 6, "「]」", "column 6: expected ']', found the end of the text"),
    ("{a 1}", 2, "「名称: 值」", "column 2: expected 'key: value', found 'a 1}'"),
    ('"abc', 5, "文字结尾的引号", "column 5: expected the closing quote, found the end of the text"),
    ("a between 1 or 2", 13, "「and」", "column 13: expected 'and', found 'or 2'"),
    ("1 + 2)", 6, "运算符或表达式的结尾", "column 6: expected an operator or the end of the expression, found ')'"),
    ("", 1, "一个表达式", "column 1: expected an expression, found the end of the text"),
    ("[1..3", 6, "区间的结尾 ] 或 )", "column 6: expected the end of the range, ']' or ')', found the end of the text"),
    ("f(a: 1, 2)", 9, "全部带名称或全部不带名称的参数",
     "column 9: expected arguments all named or all by position, found '2)'"),
    ("1e99999", 1, "一个范围之内的数", "column 1: expected a number within decimal128, found '1e99999'"),
    ("@2026", 2, "引号中的日期或时间", "column 2: expected a date or time in quotes, found '2026'"),
    ("/* a", 1, "注释的结尾 */", "column 1: expected the end of the comment, '*/', found '/* a'"),
])
def test_a_mistake_is_named_with_its_column(text: str, column: int, expected: str, english: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse(text)

    assert (caught.value.column, caught.value.expected, caught.value.english) == (column, expected, english)
    assert f"第{column}个字符" in caught.value.message


def test_in_a_text_of_several_lines_the_line_is_named_too() -> None:
    with pytest.raises(FeelSyntaxError, match="第2行第6个字符") as caught:
        parse("if a then 1\nelse )")

    assert (caught.value.line, caught.value.column, caught.value.offset) == (2, 6, 17)


def test_an_equality_of_two_signs_is_explained() -> None:
    with pytest.raises(FeelSyntaxError, match="相等只写一个等号"):
        parse("a == 3")


def test_full_width_signs_are_explained() -> None:
    with pytest.raises(FeelSyntaxError, match="请把全角的「＞」改为半角的 >"):
        parse("a ＞ 3")
    with pytest.raises(FeelSyntaxError, match="请把全角的「，」改为半角的 ,"):
        parse_unary_tests('"甲"，"乙"')


def test_an_undeclared_name_with_a_blank_is_explained() -> None:
    with pytest.raises(FeelSyntaxError, match="反引号"):
        parse("应到 人数 > 3")


@pytest.mark.parametrize(("text", "hint"), [
    ("a && b", "写作 and"), ("a || b", "写作 or"), ("!a", "写作 not(…)"), ("a = 'x'", "双引号"), ("a <> b", "写作 !="),
    ("a ≠ b", "写作 !="), ("a ≥ 3", "写作 >="), ("a => 3", "写作 >="), ("a ≤ 3", "写作 <="), ("a =< 3", "写作 <="),
    ("50%", "0.5"), ("[1、2]", "半角的逗号"), ("[1; 2]", "逗号"), ("2000元", "不能带单位"), ("${a}", "直接写名称"),
    ("#{a}", "直接写名称"), ("a is null", "a = null"),
])
def test_signs_of_other_languages_are_explained(text: str, hint: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse(text)

    assert hint in caught.value.message


@pytest.mark.parametrize("text", ["not(1, 2) + 3", "1, , 2", "> ", "- 1, -", "not", "", "1 2"])
def test_unary_tests_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        parse_unary_tests(text)
