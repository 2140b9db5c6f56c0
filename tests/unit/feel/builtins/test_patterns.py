"""Patterns mean what XPath says, not what Python's regular expressions say."""
from __future__ import annotations

import pytest

from feel import Undefined
from feel.builtins.patterns import compile_pattern


@pytest.mark.parametrize(("pattern", "flags", "text", "found"), [
    (r"^.{3}$", "", "a\nb", False), (r"^.{3}$", "s", "a\nb", True), ("a$", "", "a\n", False), ("a$", "m", "a\nb", True),
    ("a|", "", "b", True), ("()a", "", "a", True), ("a??b", "", "ab", True), (r"(a)\11", "", "aa1", True),
    ("#", "x", "#", True), ("a b", "x", "ab", True), ("a[ ]b", "x", "ab", False), ("a[ ]b", "x", "a b", True),
    (r"a\ sb", "x", "a b", True), (r"\[ a", "x", "[a", True), ("a b", "qx", "a b", True), ("a.b", "q", "axb", False),
    (r"\s", "", "\u00a0", False), (r"\S", "", "\u00a0", True), (r"\d", "", "٣", True), (r"\D", "", "٣", False),
    (r"\w", "", "_", False), (r"\W", "", "_", True), (r"\w", "", "$", True), (r"\w", "", "村", True),
    (r"^\i\c*$", "", "a:b-1", True), (r"^\i\c*$", "", "1a", False), (r"\I", "", "1", True), (r"\C", "", "a", False),
    (r"\p{IsGreek}", "", "α", True), (r"\p{IsCJKUnifiedIdeographs}", "", "村", True), (r"\P{L}", "", "a", False),
])
def test_a_pattern_finds_what_xpath_says(pattern: str, flags: str, text: str, found: bool) -> None:
    assert bool(compile_pattern(pattern, flags).search(text)) is found


@pytest.mark.parametrize(("pattern", "text", "found"), [
    ("[a-c]", "b", True), ("[a-c]", "-", False), ("[a-]", "-", True), ("[-a]", "-", True), ("[^-a]", "-", False),
    ("[^^]", "^", False), (r"[\^]", "^", True), (r"[\]\[]", "]", True), (r"[\\]", "\\", True), (r"[\n]", "\n", True),
    ("[a&&b]", "&", True), ("[~~]", "~", True), ("[a||b]", "|", True), (r"[\w-[a-z]]", "x", False),
    (r"[\w-[a-z]]", "X", True), ("[^a-z-[0-4]]", "5", True), ("[^a-z-[0-4]]", "3", False), (r"[^\D]", "5", True),
    ("[a-z-[b-y-[m]]]", "m", True), ("[a-z-[b-y-[m]]]", "n", False), (r"^[\w\s]+$", "a b", True),
])
def test_a_class_holds_what_xml_schema_says(pattern: str, text: str, found: bool) -> None:
    assert bool(compile_pattern(pattern, "").search(text)) is found


@pytest.mark.parametrize(("pattern", "text", "found"), [
    ("村v", "村V", True), ("[A-Z-[OI]]", "o", False), ("[A-Z-[OI]]", "x", True), ("k", "\u212a", True),
    (r"\p{Lu}", "m", False), (r"\p{Lu}", "M", True), (r"\P{Lu}", "m", True), (r"[\p{Lu}m]", "m", True),
    (r"[\p{Lu}m]", "n", False), (r"[^\p{Lu}]", "m", True), (r"[^\p{Lu}]", "M", False),
    (r"[\p{L}-[\p{Lu}]]", "M", False),
])
def test_without_case_a_category_stays_what_it_is(pattern: str, text: str, found: bool) -> None:
    assert bool(compile_pattern(pattern, "i").search(text)) is found


@pytest.mark.parametrize("pattern", [
    "(", ")", "a)", "a**", "a{2", "a{,3}", "a{3,1}", "a{1}{2}", "a}", "]", "[]", "[^]", "[a", "[]]", "[[]", "[b-a]",
    "[a-c-e]", r"[a-\d]", r"[\d-a]", "[a--b]", "[a-[b]", "[a-[b]c]", r"\b", r"\u0061", r"\x41", "\\", r"\1(a)",
    r"(a\1)", "(?=a)", "(?i)a", "(?P<n>a)", r"\p{Alphabetic}", r"\p{Cs}", r"\p{L", r"\p", r"\p{IsNowhere}",
    "a{1001}",
])
def test_what_xpath_does_not_know_is_refused(pattern: str) -> None:
    with pytest.raises(Undefined):
        compile_pattern(pattern, "")


def test_other_flags_and_endless_patterns_are_refused() -> None:
    with pytest.raises(Undefined, match="标志"):
        compile_pattern("a", "g")
    with pytest.raises(Undefined, match="太长"):
        compile_pattern("a" * 1001, "")
