"""Which names are told to whoever reads a text."""
from __future__ import annotations

from engine.dmn.names import PathNames

NAMES = PathNames(["合同 金额", "合同 期限", "a-b", "plain", "in", "列表 1", "", " ", "é t"])


def test_names_are_found_by_a_word_of_the_text() -> None:
    assert NAMES.within("c.合同 金额 > 3") == {"合同 金额", "合同 期限"}
    assert NAMES.within("x.a - b") == {"a-b"}
    assert NAMES.within("c.in") == {"in"}
    assert NAMES.within("é t") == {"é t"}


def test_one_plain_word_needs_no_telling() -> None:
    assert NAMES.within("c.plain + 1") == set()
    assert PathNames([]).within("anything") == set()
