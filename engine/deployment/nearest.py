"""Finds, among the texts that are possible, the one that was probably meant."""
from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

MAX_COMPARED = 100
MAX_LENGTH = 60
_CACHED = 4_096
_SEEN = 300
LEAST_LIKENESS = 0.4
#: What people confuse although Unicode's compatibility forms keep them apart.
_MARKS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "、": ",", "。": ".", "．": ".", "—": "-", "–": "-"})


@lru_cache(_CACHED)
def plain(text: str) -> str:
    """The text without what the eye overlooks: width and case of letters and brackets, kinds of marks, blanks.

    Of long texts the beginning alone.
    """
    folded = unicodedata.normalize("NFKC", text[:_SEEN]).translate(_MARKS).casefold()
    return "".join(folded.split())


def find_lookalike(text: str, candidates: Iterable[str]) -> str | None:
    """The candidate that looks the same as ``text``: surely that one was meant."""
    wanted = plain(text)
    short = (candidate for candidate in sorted(candidates) if max(len(candidate), len(text)) <= _SEEN)
    return next((candidate for candidate in short if plain(candidate) == wanted), None)


def find_nearest(text: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like ``text``, None when none is like it at all."""
    candidates = sorted(candidates, key=lambda candidate: (abs(len(candidate) - len(text)), candidate))
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(plain(text)[:MAX_LENGTH])
    best, likeness = None, LEAST_LIKENESS
    for candidate in candidates[:MAX_COMPARED]:
        matcher.set_seq1(plain(candidate)[:MAX_LENGTH])
        if matcher.real_quick_ratio() > likeness and matcher.quick_ratio() > likeness:
            found = matcher.ratio()
            if found > likeness:
                best, likeness = candidate, found
    return best
