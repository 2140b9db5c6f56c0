"""Patterns written for JavaScript and used on the server."""
from __future__ import annotations

import time

import pytest

from engine.forms.patterns import UnreadablePattern, read_pattern


@pytest.mark.parametrize(("pattern", "text", "found"), [
    (r"^\d{6}$", "652301", True), (r"^\d{6}$", "652301\n", False), (r"^\d$", "٣", False), ("b", "abc", True),
    (r"^\w+$", "协商", False), (r"^[\u4e00-\u9fa5]+$", "协商", True), (r"^\s$", "\u3000", True),
    (r"^[\s]$", "\u3000", True),
    (r"^\S$", "\u3000", False), (r"^[\s\S]+$", "a\n\u3000", True), (r"^.$", "\u2028", False), (r"^[$.]$", "$", True),
    (r"^(?:a|b)+?$", "abab", True), (r"^(?<y>\d)\k<y>$", "77", True), (r"^(\d)\1$", "78", False),
    (r"^[[&|~]+$", "[&|~", True),
    (r"^\/\-\.$", "/-.", True), (r"^a{2,}$", "aaa", True), (r"^\{e<=1\}$", "{e<=1}", True),
    (r"(?=x)x(?!y)", "xz", True),
    (r"(?<=村)委", "村委", True),
])
def test_a_pattern_means_what_it_means_in_the_browser(pattern, text, found):
    assert bool(read_pattern(pattern).search(text)) is found


@pytest.mark.parametrize("pattern", [
    "[a", "(a", "a)", "*a", "a**", "a++", "a{1", "{", "(?:foo){e<=1}", "(?P<n>a)", "(?i)a", "(?R)", r"\p{Han}",
    r"\A", r"\Z",
    r"\K", "[]", "[^]", "a{1,99999}", "a{5,2}", "a" * 1001, "\\", "(?>a)", r"[\1]", "[z-a]", "(?#x)",
])
def test_what_javascript_does_not_have_or_nobody_can_read_is_refused(pattern):
    with pytest.raises(UnreadablePattern):
        read_pattern(pattern)


def test_a_pattern_that_would_never_end_is_cut_off_with_a_sentence(make_form, refuse):
    form = make_form({"type": "textfield", "key": "a", "validate": {"maxLength": 99, "pattern": "^(a+|a+b)+$"}})
    begun = time.monotonic()

    errors = refuse(form, {"a": "a" * 60 + "!"})

    assert list(errors) == ["a"]
    assert time.monotonic() - begun < 5
