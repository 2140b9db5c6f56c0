"""What is easily guessed is refused, and no text breaks the estimate."""
from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.strength import WeakPassword, refuse_weak


@pytest.mark.parametrize(
    "weak", ["12345678", "password1", "woaini1314", "qwertyuiop", "Aa123456", "yangwenshu", "协商协商协商协商", "a" * 9]
)
def test_what_everybody_tries_is_refused(weak: str) -> None:
    with pytest.raises(WeakPassword):
        refuse_weak(weak, ("yangwenshu", "杨文书"))


@pytest.mark.parametrize("strong", ["四个不相干的词语放在一起", "table-river-seven-lamp", "kX9$pQ2!vR7m"])
def test_what_nobody_guesses_is_taken(strong: str) -> None:
    refuse_weak(strong, ("yangwenshu", "杨文书"))


@given(st.text(min_size=1, max_size=300), st.text(max_size=20))
def test_no_text_breaks_it(text: str, known: str) -> None:
    with contextlib.suppress(WeakPassword):
        refuse_weak(text, (known,))
